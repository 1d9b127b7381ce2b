"""The maker of exports: written at the moment of sending, on the reading connection."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.exports.writing import ENDINGS, lines_of
from bot.render.exports import caption, too_large
from bot.rules.permissions import allowed
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.desks import Desk, Person, membership
from storage.mutes import mute_of
from storage.outbox import Outbox
from storage.vocabulary import Deed

MOST_BYTES = 49_000_000
"""Bot API, "Sending files": at most 50 MB; some is left for what stands around the file."""


@dataclass(frozen=True, slots=True)
class Made:
    """The file; None where it is larger than Telegram takes."""

    content: bytes | None
    name: str
    words: str


def read_export(session: Session, row: Outbox, now: datetime, *, most: int = MOST_BYTES) -> Made | None:
    """The desk as a file. Nothing for somebody who may not have it any more."""
    desk = session.get(Desk, row.desk_id) if row.desk_id else None
    person = session.get(Person, row.recipient_id) if row.recipient_id else None
    if desk is None or person is None or row.chat_id != person.telegram_id:
        return None
    member = membership(session, desk.id, person.id)
    role = member.role if member is not None and member.left_at is None else None
    if not allowed(role, Deed.EXPORT) or mute_of(session, desk.id, person.id) is not None:
        return None
    settings, title, format_ = DeskSettings.from_json(desk.settings), desk.title, str(row.payload["format"])
    t = Texts(person.language, settings.zone, otherwise=settings.language)
    name = f"desk-{desk.id}-{now.astimezone(settings.zone):%Y-%m-%d}.{ENDINGS[format_]}"
    parts: list[bytes] = []
    length = 0
    for line in lines_of(session, [desk], format_):
        parts.append(line.encode())
        length += len(parts[-1])
        if length > most:
            command = f"secondsource export --format {format_} --desk {row.desk_id} --output {name}"
            return Made(None, name, str(too_large(t, title, command)))
    return Made(b"".join(parts), name, str(caption(t, title, now)))


def write_export(_session: Session, _row: Outbox, _now: datetime, made: Made) -> dict[str, Any]:
    """The file with what it is, or why there is none."""
    if made.content is None:
        return {"html": made.words}
    return {"html": made.words, "document": made.content, "file_name": made.name}
