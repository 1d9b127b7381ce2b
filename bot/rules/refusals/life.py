"""What a claim's life allows."""

from bot.rules.refusals import Refusal


class InReview(Refusal):
    """#{number} is in review. Agree, ask for changes or disagree under its verdict."""


class ClaimClosed(Refusal):
    """#{number} is closed. Send /correct {number} to correct its verdict, or /reopen {number} and the reason."""


class ClaimDeclined(Refusal):
    """#{number} was declined. Send /reopen {number} with a reason to work on it again."""


class ClaimMerged(Refusal):
    """#{number} was merged into another claim. Work on that one, or send /unmerge {number}."""


class NothingToReopen(Refusal):
    """#{number} is neither closed nor declined. Send /show {number} to see where it stands."""


class ChangedSince(Refusal):
    """This changed after the message was sent. Send /show {number} to see it as it is now."""


class ReasonMissing(Refusal):
    """Say why, like {example}."""


class PriorityMissing(Refusal):
    """Say how urgent it is, like {example}. The levels are: {levels}."""


class UnknownPriority(Refusal):
    """There is no priority "{word}". Use one of: {levels}."""
