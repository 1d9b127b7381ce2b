"""The complete export (`bot.exports.jsonl`), read back into rows.

What the file does not say is not made up: no person is in it, so every member is somebody unknown, and who submitted
or brought what is nobody's. A desk in a private chat is left out: the file does not say whose it is.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, Table
from sqlalchemy.types import TypeEngine

from bot.exports.jsonl import FORMAT
from storage.base import UtcDateTime, Word
from storage.desks import NOWHERE, Desk
from storage.exporting import OF_A_DESK

Line = tuple[Table, dict[str, Any]]

_TABLES: dict[str, Table] = {
    str(table.__tablename__): table.__table__  # type: ignore[attr-defined]
    for table in (Desk, *OF_A_DESK)
}


class NoExport(Exception):
    """The file cannot be read back in. The message is one sentence that names the line."""


def read_back(lines: Iterable[str], unknown: Callable[[], int]) -> Iterator[Line]:
    """Each line's table and row, in the order of the file, in which every row comes after those it points to.

    `unknown` makes somebody of whom nothing is known, and returns their id. Raises NoExport.
    """
    readers: int | None = None
    left_out: set[int] = set()
    for number, line in enumerate(lines, start=1):
        told = _told(line, number)
        table, desk = _TABLES[told["type"]], told["desk"]
        if table.name == "desk":
            _accept(told, number)
            if told.get("chat_id") is None:
                left_out.add(desk)
        if desk in left_out:
            continue
        unsaid: dict[str, Any] = {"desk_id": desk}
        if table.name == "member":
            unsaid["person_id"] = unknown()
        elif table.name == "reading":
            # Whose a text was is not said; one unknown person has them all.
            readers = unsaid["person_id"] = readers or unknown()
            unsaid["chat_id"] = NOWHERE
        yield table, _row(table, told | unsaid, number)


def _told(line: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
        desk = told["id"] if told["type"] == "desk" else told["desk"]
        if told["type"] in _TABLES and type(desk) is int and desk == told["desk"]:
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


def _row(table: Table, told: Mapping[str, Any], number: int) -> dict[str, Any]:
    row = {}
    for column in table.c:
        value = told.get(column.name)
        try:
            row[column.name] = None if value is None else _read(column.type, value)
            if value is None and not column.nullable:
                raise ValueError
        except (ValueError, TypeError):
            raise NoExport(
                f"Line {number}: {column.name} of this {table.name} cannot be read; give a file as `secondsource export"
                " --format jsonl` wrote it."
            ) from None
    return row


def _read(kind: TypeEngine[Any], value: Any) -> Any:
    """A value of JSON as the column holds it. Raises ValueError or TypeError where it is none of these."""
    match kind:
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case Word():
            return _word(kind.words, value)
        case JSON():
            return value
        case Boolean():
            return _of(bool, value)
        case Integer() | BigInteger():
            return _of(int, value)
        case _:
            return _of(str, value)


def _word(words: type[StrEnum], value: Any) -> StrEnum:
    return words(value)


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value
