"""Why a message did not reach its readers, from what was written down when it failed."""

from enum import StrEnum


class Why(StrEnum):
    """What a lead can make something of."""

    NO_ANSWER = "no answer"
    GONE = "gone"
    NO_CHAT = "no chat"
    OUT = "out"
    MUTED = "muted"
    TOPIC = "topic"
    BLOCKED = "blocked"
    SLIP = "slip"
    """A fault of the bot's own."""
    REFUSED = "refused"
    """Telegram will not have it, for a reason that only a technical person understands."""


PHRASES: tuple[tuple[str, Why], ...] = (
    ("no answer from telegram", Why.NO_ANSWER),
    ("could not be made", Why.SLIP),
    ("could not be sent", Why.SLIP),
    ("message to edit not found", Why.GONE),
    ("message can't be edited", Why.GONE),
    ("message_id_invalid", Why.GONE),
    ("chat not found", Why.NO_CHAT),
    ("kicked", Why.OUT),
    ("bot is not a member", Why.OUT),
    ("not enough rights to send", Why.MUTED),
    ("no rights to send", Why.MUTED),
    ("write_forbidden", Why.MUTED),
    ("chat_restricted", Why.MUTED),
    ("thread not found", Why.TOPIC),
    ("topic_closed", Why.TOPIC),
    ("topic_deleted", Why.TOPIC),
    ("blocked by the user", Why.BLOCKED),
    ("initiate conversation", Why.BLOCKED),
    ("user is deactivated", Why.BLOCKED),
)
"""Parts of Telegram's descriptions (Bot API server) and of our own, in small letters; the first found counts."""


def why_unsent(reason: str) -> Why:
    """What a recorded reason means."""
    said = reason.casefold()
    return next((why for phrase, why in PHRASES if phrase in said), Why.REFUSED)
