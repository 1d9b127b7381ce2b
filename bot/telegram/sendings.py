"""Who is behind a raw update, found without parsing it: a flood is to cost as little as it can.

Whatever an update holds, nothing here raises.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from storage.floods import Counted, Key

Raw = dict[str, Any]
"""An update as Telegram wrote it. Only its `update_id` is sure to be there."""

ALWAYS_HEARD = frozenset({"left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id"})
"""Who left and where a group moved is never too much: it decides who may see what."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What counts against somebody's allowance."""

    sender_id: int
    """The person; for whoever posts as a group or a channel, the chat in which they do."""
    chat_id: int
    at: datetime | None
    """When Telegram says it was sent. Presses carry no time."""
    press_id: str | None = None
    """Empty for what needs no answer."""
    language: str | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """Whose allowances it is taken from, in this order: its sender's, and in a group also the group's. Presses
        have some of their own."""
        pressed = self.press_id is not None
        own = (self.sender_id, Counted.PRESSED if pressed else Counted.SENT)
        if self.chat_id >= 0:
            # Bot API, Chat: private chats have the ids of their people, groups negative ones.
            return (own,)
        return own, (self.chat_id, Counted.PRESSED_IN_GROUP if pressed else Counted.SENT_IN_GROUP)


def sending_of(raw: Raw) -> Sending | None:
    """The sender of a message, an edit, a press or an inline query; None for what counts against nobody."""
    press = raw.get("callback_query")
    if isinstance(press, dict):
        sender, message = _id(press.get("from")), press.get("message")
        if sender is None:
            return None
        chat = _id(message.get("chat")) if isinstance(message, dict) else None
        return Sending(
            sender, chat or sender, None, str(press.get("id", "")), _text(press["from"].get("language_code"))
        )
    inline = raw.get("inline_query")
    if isinstance(inline, dict):
        # Counted with presses, for it carries no time; one too many has no answer.
        sender = _id(inline.get("from"))
        return Sending(sender, sender, None, "") if sender is not None else None
    message = raw.get("message", raw.get("edited_message"))
    if not isinstance(message, dict) or not ALWAYS_HEARD.isdisjoint(message):
        return None
    chat = _id(message.get("chat"))
    sender = chat if "sender_chat" in message else _id(message.get("from"))
    if chat is None or sender is None:
        return None
    return Sending(sender, chat, _moment(message.get("edit_date", message.get("date"))))


def chat_of(raw: Raw) -> int:
    """The chat that an update of any kind is about, else its person, else 0: what keeps its order together."""
    for kind in raw.values():
        if isinstance(kind, dict):
            message = kind.get("message")
            inner = message.get("chat") if isinstance(message, dict) else None
            return _id(inner) or _id(kind.get("chat")) or _id(kind.get("from")) or 0
    return 0


def _id(holder: object) -> int | None:
    number = holder.get("id") if isinstance(holder, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not -(2**63) <= number < 2**63:
        return None
    return number


def _moment(seconds: object) -> datetime | None:
    # Beyond this lies no date that Telegram writes, and some that Python cannot hold.
    if not isinstance(seconds, int) or not 0 <= seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
