"""What is said to whoever sends more than the desk can take."""

from datetime import datetime

from bot.render.messages import Message
from bot.texts import Texts


def too_fast(t: Texts, since: datetime) -> Message:
    """Said once in a flood, in private."""
    return Message(
        t(
            "You sent more at once than I can take. What you sent after {when} and got no answer to was not taken:"
            " wait a minute, then send it again.",
            when=t.moment(since),
        )
    )


def group_too_fast(t: Texts, since: datetime) -> Message:
    """Said once in a flood of a whole group, in that group."""
    return Message(
        t(
            "More was sent here at once than I can take. What was sent after {when} and got no answer was not taken:"
            " wait a minute, then send it again.",
            when=t.moment(since),
        )
    )


def press_refused(t: Texts) -> str:
    """The answer on a button pressed too often."""
    return t.plain("You pressed more often than I can take. Wait a minute, then press again.")
