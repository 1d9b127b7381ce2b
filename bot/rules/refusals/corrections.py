"""What can be corrected, and how."""

from bot.rules.refusals import Refusal


class NothingToCorrect(Refusal):
    """#{number} is not closed, so there is nothing to correct. Reply to its card with a verdict instead."""


class AlreadyVoid(Refusal):
    """The verdict on #{number} is void. Give it another rating, or send /reopen {number} and the reason."""


class SameRatingAsNow(Refusal):
    """That is the rating which stands. Name another one, or send /correct {number} update and what is new."""


class UnknownCorrection(Refusal):
    """There is no correction "{word}". Use one of: {kinds}."""
