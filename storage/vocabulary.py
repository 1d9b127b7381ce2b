"""The words of the desk, the same in code, database, texts and documents.

Every enumeration here is stored by its *value*; a value, once released, is never renamed.
"""

from enum import StrEnum

FORGOTTEN = "a former member"
"""The name of whoever asked to be forgotten: English, and a key of the catalogues."""


class Role(StrEnum):
    """What a member may do. Each role may do all that the one before it may."""

    CONTRIBUTOR = "contributor"
    CHECKER = "checker"
    LEAD = "lead"


class State(StrEnum):
    """Where a claim stands in its life. The rating is never mixed with the state."""

    OPEN = "open"
    TAKEN = "taken"
    IN_REVIEW = "in review"
    CLOSED = "closed"
    MERGED = "merged"
    DECLINED = "declined"


UNFINISHED = frozenset({State.OPEN, State.TAKEN, State.IN_REVIEW})
"""What reminders, the digest, snooze and merge are about."""


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class HowOften(StrEnum):
    """How often somebody wants the digest."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Stance(StrEnum):
    """What a source does with a claim."""

    REPORTS = "reports"
    REPEATS = "repeats"
    CONFIRMS = "confirms"
    DENIES = "denies"


class Qualifier(StrEnum):
    """Said beside a rating, never instead of one."""

    MISSING_CONTEXT = "missing_context"
    ALTERED = "altered"
    SATIRE = "satire"


class Decision(StrEnum):
    """What a reviewer says to one version of a verdict."""

    AGREE = "agree"
    CHANGES = "changes"
    DISAGREE = "disagree"
    OVERRULE = "overrule"


class CorrectionKind(StrEnum):
    """The kinds of change to a closed claim."""

    RATING_CHANGE = "rating change"
    """Another rating stands now; the old verdict stays readable."""
    MINOR = "minor correction"
    """A mistake that does not change the rating: a name, a date, a link."""
    UPDATE = "update"
    """Something became known since; the rating stands."""
    VOID = "void"
    """The verdict is withdrawn, and no other stands in its place."""


class Deed(StrEnum):
    """One thing a person does at a desk: the key of permissions, of the claim's life and of events."""

    SETUP = "setup"
    JOIN = "join"
    SUBMIT = "submit"
    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    ADD_NOTE = "add note"
    ADD_SOURCE = "add source"
    ADD_APPEARANCE = "add appearance"
    RECORD_VERDICT = "record verdict"
    AMEND_VERDICT = "amend verdict"
    UNDO = "undo"
    CHOOSE_REVIEWER = "choose reviewer"
    AGREE = "agree"
    ASK_FOR_CHANGES = "ask for changes"
    DISAGREE = "disagree"
    OVERRULE = "overrule"
    CORRECT = "correct"
    DECLINE = "decline"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"
    TELL_APART = "tell apart"
    SNOOZE = "snooze"
    ACKNOWLEDGE = "acknowledge"
    SET_PRIORITY = "set priority"
    SET_DUE = "set due"
    READ = "read"
    CHANGE_SETTINGS = "change settings"
    MANAGE_MEMBERS = "manage members"
    READ_DIGEST = "read digest"
    READ_STATUS = "read status"
    EXPORT = "export"
    REMIND = "remind"


DEFAULT_RATINGS: tuple[tuple[str, str], ...] = (
    ("true", "True"),
    ("mostly_true", "Mostly true"),
    ("mixture", "Mixture"),
    ("mostly_false", "Mostly false"),
    ("false", "False"),
    ("misleading", "Misleading"),
    ("unproven", "Unproven"),
)
"""The default rating scale: (key, English label), from best supported to least."""

POLITIFACT_RATINGS: tuple[tuple[str, str], ...] = (
    ("true", "True"),
    ("mostly_true", "Mostly true"),
    ("half_true", "Half true"),
    ("mostly_false", "Mostly false"),
    ("false", "False"),
    ("pants_on_fire", "Pants on fire"),
)
"""PolitiFact's Truth-O-Meter (politifact.com, "The Principles of the Truth-O-Meter")."""

PLAIN_RATINGS: tuple[tuple[str, str], ...] = (
    ("true", "True"),
    ("false", "False"),
    ("unproven", "Unproven"),
)

SCALES: dict[str, tuple[tuple[str, str], ...]] = {
    "default": DEFAULT_RATINGS,
    "politifact": POLITIFACT_RATINGS,
    "plain": PLAIN_RATINGS,
}
