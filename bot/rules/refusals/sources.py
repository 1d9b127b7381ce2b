"""The ledger of a claim's sources."""

from bot.rules.refusals import Refusal


class SourceMissing(Refusal):
    """Say who or where, like {example}."""


class UnknownStance(Refusal):
    """I do not know "{word}" as a stance. Use one of: {stances}."""


class NotALink(Refusal):
    """I cannot read "{word}" as a link. Send one that begins with https://, or the source's name."""


class NoSuchSource(Refusal):
    """#{number} has no source {position}. Send /source {number} to see its sources."""


class SourceKnown(Refusal):
    """That is source {position} of #{number} already, with the same stance. Send /source {number} to see it."""


class SourceRepeatsItself(Refusal):
    """A source cannot repeat itself. Say whom it repeats, or that it reports by itself."""
