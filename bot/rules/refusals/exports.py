"""What can be exported."""

from bot.rules.refusals import Refusal


class ExportFormat(Refusal):
    """Choose a format: {formats}. For example, send {example}."""


class NothingToExport(Refusal):
    """This desk has no claims yet, so there is nothing to export. Send /claim TEXT to queue one."""


class NothingClosed(Refusal):
    """No claim is closed yet, and only closed ones become ClaimReview. Send {example} for the others."""
