"""Digests of other dates."""

from bot.rules.refusals import Refusal


class NoDigest(Refusal):
    """There is no digest of {date}: the desk is younger. Send /digest for the present state."""


class DigestToCome(Refusal):
    """The digest of {date} is still to come. Send /digest for the present state, or an earlier date like {example}."""


class UnreadableDate(Refusal):
    """I cannot read "{words}" as a date. Write it like {example}."""
