"""The complete export: JSON Lines, one row of the desk a line, `{"type": "claim", "desk": 1, …}`.

Who submitted a claim is in none of them, nor the name or Telegram id of any person (members are numbers), nor who a
protected source is. `bot.exports.reading_back` reads it back in.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from bot.rules.origins import is_private
from storage.appearances import Appearance
from storage.base import Row
from storage.claims import Claim
from storage.desks import Desk, Member
from storage.events import Event
from storage.readings import Reading
from storage.sources import Source
from storage.verdicts import Evidence, Verdict
from storage.vocabulary import Deed

FORMAT = 1
"""Said in each desk's line; it goes up when a reader of old files would misread new ones."""

END = "end"
"""The type of a desk's last line, which is no row."""

_SUBMITTING = (Deed.SUBMIT, Deed.ADD_APPEARANCE)


def desk_lines(desk: Desk, rows: Iterable[tuple[Row, int]]) -> Iterator[str]:
    """The desk's own line, one for each of its rows, and one that says how many these were: a file without it was cut
    off. Moments are ISO 8601 in UTC."""
    yield _line("desk", desk.id, {"format": FORMAT, **_without_private_chat(desk.model_dump())})
    written = 0
    for row, demand in rows:
        yield _line(str(row.__tablename__), desk.id, _fields(row, demand))
        written += 1
    yield _line(END, desk.id, {"rows": written})


def _fields(row: Row, demand: int) -> dict[str, Any]:
    fields = row.model_dump(exclude={"desk_id"})
    match row:
        case Member():
            del fields["person_id"]
        case Claim():
            del fields["submitter_id"]
            fields["demand"] = demand
        case Appearance():
            del fields["brought_by"]
            fields = _without_private_origin(_without_private_chat(fields))
        case Reading():
            del fields["person_id"]
            fields = _without_private_origin(_without_private_chat(fields))
        case Source() if row.protected or is_private(row.origin):
            # Named to nobody elsewhere. It still counts as one origin, without telling which.
            kept = "protected" if row.protected else "private"
            fields |= {"who": "", "url": None, "origin": f"{kept}:{row.id}", "repeats_who": None}
        case Verdict():
            fields = _without_private_chat(fields)
        case Evidence():
            # A forwarded post without a link may be a private person's.
            fields["origin"] = fields["origin"] if fields["url"] else None
        case Event():
            fields["member_id"] = None if _tells_submitter(row) else row.member_id
            if row.deed is Deed.ADD_SOURCE and "who" not in row.after:
                # A protected source: whom it repeats could tell who it is.
                fields["after"] = {**row.after, "repeats_who": None}
        case _:
            pass
    return fields


def _without_private_chat(fields: dict[str, Any]) -> dict[str, Any]:
    """A private chat's id is its person's (Bot API, Chat): groups have negative ones."""
    if (fields["chat_id"] or 0) > 0:
        return {name: value for name, value in fields.items() if name not in ("chat_id", "message_id")}
    return fields


def _without_private_origin(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "origin": None} if fields["origin_private"] else fields


def _tells_submitter(event: Event) -> bool:
    """Whoever takes a submission back is its submitter."""
    if event.deed is Deed.UNDO:
        return "undone_verdict" not in event.after
    return event.deed in _SUBMITTING


def _line(kind: str, desk_id: int, fields: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "desk": desk_id, **fields}, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be exported")
