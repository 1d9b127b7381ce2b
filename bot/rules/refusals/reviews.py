"""Who signs a verdict off, and what else they may say to it."""

from bot.rules.refusals import Refusal


class NoVerdictYet(Refusal):
    """#{number} has no verdict to review yet. Give one by replying to its card, like False: why, with a link."""


class ChangesWanted(Refusal):
    """{name} asked for changes to the verdict on #{number}. Wait for the new version, or reply to the card with a
    verdict of your own."""


class OwnVerdict(Refusal):
    """The verdict on #{number} is your own. Another checker must sign it off."""


class OwnOverrule(Refusal):
    """The verdict on #{number} is your own. Another lead must decide about it."""


class NobodyElse(Refusal):
    """Nobody else here can sign #{number} off. Ask a colleague to /join in the group."""


class AuthorCannotReview(Refusal):
    """{name} gave this verdict, and nobody signs off their own. Choose somebody else."""


class AlreadyAgreed(Refusal):
    """You have agreed to this verdict already. It waits for somebody else."""


class SameRating(Refusal):
    """That is the rating which was given. Press Agree, or name another rating."""
