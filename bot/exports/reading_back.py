"""The complete export (`bot.exports.jsonl`), read back into rows.

What the file does not say is not made up: no person is in it, so every member is somebody unknown, and who submitted
or brought what is nobody's. A desk in a private chat is left out: the file does not say whose it is.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, get_origin

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, Table
from sqlalchemy.types import TypeEngine

from bot.exports.jsonl import END, FORMAT
from storage.base import Row, UtcDateTime, Word
from storage.desks import NOWHERE, Desk, Member
from storage.exporting import OF_A_DESK
from storage.readings import Reading
from storage.words import clean

Line = tuple[Table, dict[str, Any]]

_KINDS: tuple[type[Row], ...] = (Desk, *OF_A_DESK)
_TABLES = {str(kind.__tablename__): kind for kind in _KINDS}
_LARGEST = 2**63 - 1
_AGAIN = "copy it once more, or write it anew with `secondsource export --format jsonl`"


class NoExport(Exception):
    """The file cannot be read back in. The message is one sentence that names the line."""


def read_back(lines: Iterable[str], unknown: Callable[[], int]) -> Iterator[Line]:
    """Each line's table and row, in the order of the file, in which every row comes after those it points to.

    `unknown` makes somebody of whom nothing is known, and returns their id. Raises NoExport.
    """
    readers: int | None = None
    left_out: set[int] = set()
    unended: Counter[int] = Counter()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        told = _told(line, number)
        desk = told["desk"]
        if told["type"] == END:
            if unended.pop(desk, None) != told.get("rows"):
                raise NoExport(f"Lines before line {number} are missing or too many: {_AGAIN}.")
            continue
        of = _TABLES[told["type"]]
        unended[desk] += of is not Desk
        if of is Desk:
            _accept(told, number)
            if told.get("chat_id") is None:
                left_out.add(desk)
        if desk in left_out:
            continue
        unsaid: dict[str, Any] = {"desk_id": desk}
        if of is Member:
            unsaid["person_id"] = unknown()
        elif of is Reading:
            # Whose a text was is not said; one unknown person has them all.
            readers = unsaid["person_id"] = readers or unknown()
            unsaid["chat_id"] = NOWHERE
        yield of.__table__, _row(of, told | unsaid, number)  # type: ignore[attr-defined]
    if unended:
        raise NoExport(f"The end of the file is missing: {_AGAIN}.")


def _told(line: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
        desk = told["id"] if told["type"] == "desk" else told["desk"]
        if told["type"] in (*_TABLES, END) and type(desk) is int and desk == told["desk"]:
            return dict(told)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise NoExport(
        f"Line {number} is no line of an export: give a file as `secondsource export --format jsonl` wrote it."
    )


def _accept(told: Mapping[str, Any], number: int) -> None:
    if told.get("format") != FORMAT:
        raise NoExport(
            f"Line {number} has the format {told.get('format')}, and this version reads {FORMAT}: install the version"
            " that wrote the file."
        )


def _row(of: type[Row], told: Mapping[str, Any], number: int) -> dict[str, Any]:
    row = {}
    for column in of.__table__.c:  # type: ignore[attr-defined]
        value = told.get(column.name)
        document = get_origin(of.model_fields[column.name].annotation)
        try:
            row[column.name] = None if value is None else _read(column.type, value, document)
            if value is None and not column.nullable:
                raise ValueError
        except (ValueError, TypeError):
            raise NoExport(
                f"Line {number}: {column.name} of this {of.__tablename__} cannot be read; give a file as `secondsource"
                " export --format jsonl` wrote it."
            ) from None
    return row


def _read(kind: TypeEngine[Any], value: Any, document: Any) -> Any:
    """A value of JSON as the column holds it. Raises ValueError or TypeError where it is none of these."""
    match kind:
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case Word():
            return kind.words(value)
        case JSON():
            return _of(document, value)
        case Boolean():
            return _of(bool, value)
        case Integer() | BigInteger():
            if abs(_of(int, value)) > _LARGEST:
                raise ValueError
            return value
        case _:
            if clean(_of(str, value)) != value:
                raise ValueError
            return value


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value
