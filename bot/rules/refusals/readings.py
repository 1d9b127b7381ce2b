"""Texts and files that are brought to be read."""

from bot.rules.refusals import Refusal


class NothingToRead(Refusal):
    """I find no text there. Send or forward what is to be checked."""


class FileTooBig(Refusal):
    """That file is too big: at most {limit} can be read. Send the text itself, or a smaller file."""


class FileUnreadable(Refusal):
    """I cannot read that file. Send a .txt or .html file, or paste the text."""


class NothingChosen(Refusal):
    """Nothing is chosen. Tap the sentences that should be queued, then press the button again."""
