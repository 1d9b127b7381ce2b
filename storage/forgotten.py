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
    try:
        lines = beside(database, ENDING).read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return frozenset()
    return frozenset(line for line in lines if _MARK.fullmatch(line))


def marks_inside(database: Path) -> frozenset[str]:
    """The marks of those who are forgotten in the database itself; none where it cannot say so any more."""
    try:
        with closing(open_read_only(database)) as connection:
            rows = connection.execute("SELECT mark FROM person WHERE forgotten_at IS NOT NULL").fetchall()
    except sqlite3.Error:
        return frozenset()
    return frozenset(mark for (mark,) in rows)


def add_marks(database: Path, marks: Collection[str]) -> None:
    """Writes these marks, too, into the file beside the database: all of it or nothing. A mark stays for good,
    because nobody knows how old a copy may be that is put back. Raises OSError."""
    known = marks_beside(database)
    if known.issuperset(marks):
        return
    target = beside(database, ENDING)
    unfinished = beside(target, ".tmp")
    unfinished.unlink(missing_ok=True)
    try:
        make_private(unfinished)
        unfinished.write_text("".join(f"{mark}\n" for mark in sorted(known.union(marks))), encoding="ascii")
        give_like(unfinished, database if database.exists() else database.parent)
        put_in_place(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
