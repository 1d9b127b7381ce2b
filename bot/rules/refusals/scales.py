"""What a scale of ratings can be."""

from bot.rules.refusals import Refusal


class RatingExists(Refusal):
    """There is a rating called {word} already. Give the new one another name."""


class RatingUnreadable(Refusal):
    """ "{words}" cannot be a rating's name. Use words, at most 40 characters, without signs like : or ( in it."""


class TooFewRatings(Refusal):
    """A scale needs at least {limit} ratings. Give it another one first, like /settings scale add Half true."""


class TooManyRatings(Refusal):
    """A scale has at most {limit} ratings. Remove one first, then try again."""
