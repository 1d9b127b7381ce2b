"""Who was forgotten, beside the SQLite file: a copy that is put back does not know it.

`desk.db.forgotten` holds the marks of those people's rows, one a line: 128 random bits each, which tell nothing
to whoever has not the copy as well.
"""

import re
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from storage.files import beside, give_like, make_private, open_read_only, put_in_place

ENDING = ".forgotten"
_MARK = re.compile(r"[0-9a-f]{32}")


def marks_beside(database: Path) -> frozenset[str]:
    """The marks in the file beside the database; a line that is none is left aside. Raises OSError."""
    return frozenset(line for line in _lines(database) if _MARK.fullmatch(line))


def spoiled_beside(database: Path) -> int:
    """How many lines of that file are no mark: whom they stood for nobody knows. Raises OSError."""
    return sum(not _MARK.fullmatch(line) for line in _lines(database))


def _lines(database: Path) -> list[str]:
    """Also as an editor leaves them: with a mark that it is UTF-8, in capitals, with spaces."""
    try:
        written = beside(database, ENDING).read_text(encoding="utf-8-sig", errors="backslashreplace")
    except FileNotFoundError:
        return []
    return [line.strip().lower() for line in written.splitlines() if line.strip()]


def marks_inside(database: Path) -> frozenset[str] | None:
    """The marks of those who are forgotten in the database itself; None where it cannot say so any more."""
    try:
        with closing(open_read_only(database)) as connection:
            rows = connection.execute("SELECT mark FROM person WHERE forgotten_at IS NOT NULL").fetchall()
    except sqlite3.Error:
        return None
    return frozenset(mark for (mark,) in rows)


def add_marks(database: Path, marks: Collection[str]) -> None:
    """Writes these marks, too, into the file beside the database: all of it or nothing. A mark stays for good,
    because nobody knows how old a copy may be that is put back; so does a line that is none, until somebody has
    looked at it. Raises OSError."""
    known = frozenset(_lines(database))
    if known.issuperset(marks):
        return
    target = beside(database, ENDING)
    unfinished = beside(target, ".tmp")
    unfinished.unlink(missing_ok=True)
    try:
        make_private(unfinished)
        unfinished.write_text("".join(f"{line}\n" for line in sorted(known.union(marks))), encoding="utf-8")
        give_like(unfinished, database if database.exists() else database.parent)
        put_in_place(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
