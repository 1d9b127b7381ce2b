"""What a verdict needs."""

from bot.rules.refusals import Refusal


class RatingMissing(Refusal):
    """Begin with a rating: {ratings}. Like {example}."""


class RatingUnknown(Refusal):
    """ "{word}" is no rating of this desk. Use one of: {ratings}."""


class QualifierUnknown(Refusal):
    """ "{word}" is no qualifier of this desk. Use one of: {qualifiers}."""


class RationaleMissing(Refusal):
    """Why {rating}? Reply with the reason; a link in it counts as evidence."""


class EvidenceMissing(Refusal):
    """A verdict needs evidence. Reply with a link, a file or a forwarded post."""


class NotEvidence(Refusal):
    """I see no link, file or forwarded post in that. Reply with one; a link is like https://example.org."""


class EditedTooLate(Refusal):
    """Your edit changes nothing: somebody has acted on your verdict on #{number}. Reply to its card with a new
    one, or send /correct {number} if it is closed."""


class EditedAway(Refusal):
    """Your edit is no verdict, so the one on #{number} stands. Edit it again, like False: why, with a link, or
    send /undo to take it back."""
