"""Where there is no door: a command, a button or a chat that leads nowhere."""

from bot.rules.refusals import Refusal


class UnknownCommand(Refusal):
    """I do not know {command}. Send /help to see what I can do."""


class OldButton(Refusal):
    """This button is too old. Send /queue for new ones."""


class OnlyInPrivate(Refusal):
    """That works only in the private chat with me. Open it and send it there."""
