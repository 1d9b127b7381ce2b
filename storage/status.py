"""What a lead must know of: updates of the desk that were set aside."""

from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from storage.updates import SetAside

LOOKED_AT = 200


def set_aside_in(session: Session, chat_ids: Collection[int], limit: int = 10) -> list[SetAside]:
    """The newest updates of these chats that failed three times."""
    query = select(SetAside).order_by(col(SetAside.at).desc()).limit(LOOKED_AT)
    return [row for row in session.exec(query) if _chat_of(row.raw) in chat_ids][:limit]


def _chat_of(raw: dict[str, Any]) -> int | None:
    """The chat in which an update happened, wherever its kind keeps it."""
    for part in raw.values():
        if not isinstance(part, dict):
            continue
        message = part.get("message")
        for place in (part, message if isinstance(message, dict) else {}):
            chat = place.get("chat")
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return None
