"""Sign-off: what the reviews of one version of a verdict come to."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.refusals.reviews import AlreadyAgreed, OwnOverrule, OwnVerdict
from storage.vocabulary import Decision


@dataclass(frozen=True, slots=True)
class Said:
    """What one member said to one version. `verdict` is that version's id."""

    reviewer: int
    decision: Decision
    verdict: int
    lead: bool = False
    """Whether the member leads the desk, and so decides disputes."""


@dataclass(frozen=True, slots=True)
class Closes:
    """The verdict closes its claim; `overruled`: by a lead, which counts as no agreement."""

    agreed: int
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """`agreed` of `required` members agree."""

    agreed: int
    required: int


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    by: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """A reviewer gave another rating; a lead decides."""

    by: int


SignOff = Closes | Waits | ChangesAsked | Disputed


def required_agreements(setting: int, *, private: bool) -> int:
    """How many other members must agree: the desk's setting, and none on a desk of one (a private chat)."""
    return 0 if private else setting


def sign_off(required: int, author: int, verdict: int, said: Iterable[Said]) -> SignOff:
    """What everything `said`, oldest first, comes to for this version of `author`'s verdict.

    Each reviewer's newest word counts. What was said to another version does not, nor the author's own
    word, but for an overruling. An overruling settles it; then an open dispute outweighs a wish for
    changes, and both outweigh any number of agreements. A lead who agrees decides the disputes before.
    """
    newest: dict[int, Decision] = {}
    for word in said:
        if word.verdict != verdict:
            continue
        if word.decision is Decision.OVERRULE:
            return Closes(agreed=0, overruled=True)
        if word.reviewer == author:
            continue
        if word.lead and word.decision is Decision.AGREE:
            newest = {who: last for who, last in newest.items() if last is not Decision.DISAGREE}
        newest[word.reviewer] = word.decision
    for decision, outcome in ((Decision.DISAGREE, Disputed), (Decision.CHANGES, ChangesAsked)):
        by = [reviewer for reviewer, last in newest.items() if last is decision]
        if by:
            return outcome(by=by[0])
    agreed = list(newest.values()).count(Decision.AGREE)
    return Closes(agreed) if agreed >= required else Waits(agreed, required)


def check_reviewer(number: int, author: int, verdict: int, reviewer: int, said: Iterable[Said]) -> None:
    """Raises OwnVerdict for the author, AlreadyAgreed for one who agrees a second time to claim #number.

    After somebody has disagreed, saying it again is news.
    """
    if reviewer == author:
        raise OwnVerdict(number=number)
    agreed = False
    for word in said:
        if word.verdict == verdict and word.reviewer == reviewer:
            agreed = word.decision is Decision.AGREE
        elif word.verdict == verdict and word.decision is Decision.DISAGREE:
            agreed = False
    if agreed:
        raise AlreadyAgreed


def check_overruler(number: int, author: int, lead: int, other_leads: int) -> None:
    """Raises OwnOverrule for a lead's own verdict while another lead could decide about it."""
    if lead == author and other_leads > 0:
        raise OwnOverrule(number=number)
