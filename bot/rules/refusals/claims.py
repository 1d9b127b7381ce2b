"""Which claim is meant, and what can be one."""

from bot.rules.refusals import Refusal


class NoSuchClaim(Refusal):
    """There is no claim #{number} at this desk. Send /queue to see what there is."""


class NumberMissing(Refusal):
    """Say which claim: reply to its card, or give its number, like {example}."""


class NumberNotUnderstood(Refusal):
    """I cannot read "{word}" as a claim's number. Write it like {example}."""


class NumberTooLarge(Refusal):
    """No claim has a number that large. Send /queue to see the numbers."""


class NotAClaim(Refusal):
    """That message is not about a claim. Reply to a claim's card, or give its number, like {example}."""


class SeveralClaims(Refusal):
    """That message is about several claims. Begin your reply with the number you mean, like {example}."""


class NoFiles(Refusal):
    """No files are kept with #{number}. Send one as a reply to its card, or give the number of another."""


class EmptyClaim(Refusal):
    """There is nothing to check yet. Write it after the command, like /claim The bridge is closed, or
    reply to a message with /claim."""


class TooLong(Refusal):
    """That is too long: at most {limit} characters fit here. Shorten it and send it again."""
