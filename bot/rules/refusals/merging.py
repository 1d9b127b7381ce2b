"""Claims that are one."""

from bot.rules.refusals import Refusal


class MergeWithItself(Refusal):
    """A claim cannot be merged into itself. Give two different numbers, like /merge 14 12."""


class MergeInCircle(Refusal):
    """#{other} is part of #{number} already, so it cannot go the other way too. Send /unmerge {other} first."""


class OtherNumberMissing(Refusal):
    """Say which claim it is part of: give two numbers, like {example}."""


class NothingToUnmerge(Refusal):
    """#{number} is not merged into another claim. Send /show {number} to see where it stands."""
