"""Where others have somebody's name who asked to be forgotten: in posts of theirs that were forwarded, and in messages
that wait to be sent."""

import json
import re
from collections.abc import Callable, Collection, Iterable
from html import escape
from typing import Any

from sqlalchemy import Text, cast, update
from sqlmodel import Session, col, or_, select

from storage.appearances import Appearance
from storage.desks import Person
from storage.outbox import Outbox, Status
from storage.prompts import Prompt
from storage.readings import Reading
from storage.sources import Source

CountedAs = Callable[[int], Collection[str]]
"""What the person is counted as among the sources of the claim with this id, where a post of theirs is one."""
GONE = "[…]"
"""What stands where a name stood in a message that waits to be sent to somebody else."""

_WAITING = (Status.PENDING, Status.LEASED, Status.PARKED)


def unname_forwards(session: Session, person: Person, counted_as: CountedAs) -> None:
    """Posts of theirs that others forwarded, at whatever desk, are from nobody in particular."""
    # What is kept of a forward tells no id of whom it is from, only a name.
    for table in (Appearance, Reading):
        session.execute(
            update(table).where(col(table.origin_private), col(table.origin) == person.name).values(origin="")
        )
    private = select(Source).where(col(Source.origin).startswith("private:"))
    counted: dict[tuple[int, str], str] = {}
    for source in session.exec(private.order_by(col(Source.id))):
        if source.origin in counted_as(source.claim_id):
            # A digest of their number, which could be counted out. Still one origin each.
            key = source.claim_id, source.origin
            source.origin = counted.setdefault(key, f"private:forgotten-{source.id}")
            session.add(source)
    _unname_kept(session, person, counted_as)
    session.flush()


def _unname_kept(session: Session, person: Person, counted_as: CountedAs) -> None:
    """What others were asked about such a post, and is kept for their answer."""
    kept = cast(col(Prompt.typed), Text)
    shows = [kept.contains(json.dumps(person.name)[1:-1], autoescape=True), kept.contains("private:")]
    if person.telegram_id is not None:
        shows.append(kept.contains(str(person.telegram_id)))
    for prompt in session.exec(select(Prompt).where(or_(*shows))):
        counted = counted_as(prompt.claim_id) if prompt.claim_id is not None else ()
        without = _without_origin(prompt.typed, person, counted, f"private:forgotten-p{prompt.id}")
        if without != prompt.typed:
            prompt.typed = without
            session.add(prompt)


def _without_origin(kept: Any, person: Person, counted: Collection[str], instead: str) -> Any:
    if isinstance(kept, dict):
        theirs = kept.get("name") == person.name or kept.get("id") == person.telegram_id is not None
        if kept.get("private") is True and theirs:
            return {**kept, "name": "", "id": None}
        return {key: _without_origin(part, person, counted, instead) for key, part in kept.items()}
    if isinstance(kept, list):
        return [_without_origin(part, person, counted, instead) for part in kept]
    return instead if isinstance(kept, str) and kept in counted else kept


def unname_messages(session: Session, desk_ids: Collection[int], names: Iterable[str]) -> None:
    """Messages to others that name them: of those that were sent nothing needs the words, in the others the name
    is replaced."""
    theirs = or_(col(Outbox.desk_id).in_(desk_ids), col(Outbox.desk_id).is_(None))
    session.execute(
        update(Outbox).where(theirs, col(Outbox.status).not_in(_WAITING)).values(payload={}),
        execution_options={"synchronize_session": False},
    )
    pattern = _pattern(names)
    if pattern is None:
        return
    for row in session.exec(select(Outbox).where(theirs, col(Outbox.status).in_(_WAITING))):
        without = _without(row.payload, pattern)
        if without != row.payload:
            row.payload = without
            session.add(row)
    session.flush()


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    written = {form for name in names if name.strip() for form in (name, _in_html(name))}
    longest = sorted(written, key=len, reverse=True)
    return re.compile(rf"@?(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)") if longest else None


def _in_html(name: str) -> str:
    """As our messages write it: quotation marks by their numbers."""
    return escape(name, quote=False).replace('"', "&#34;").replace("'", "&#39;")


def _without(payload: dict[str, Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    """The payload with the name taken out of what people read; what buttons carry stays."""
    changed = dict(payload)
    if isinstance(payload.get("html"), str):
        changed["html"] = pattern.sub(GONE, payload["html"])
    if isinstance(payload.get("keyboard"), list):
        changed["keyboard"] = [
            [{**button, "text": pattern.sub(GONE, button["text"])} for button in row]
            for row in payload["keyboard"]
        ]
    return changed
