"""Copies of a SQLite file that are whole: written aside, checked, then given their name."""

import sqlite3
from contextlib import closing
from pathlib import Path


class BackupFailed(Exception):
    """The copy is not whole. The message says what SQLite found."""


def back_up(path: Path, target: Path) -> None:
    """Copies the database at `path` to `target` while it may be in use.

    One step: many small ones never finish while somebody writes. The copy has a temporary name until
    its integrity has been checked. Raises BackupFailed, leaving `target` as it was.
    """
    unfinished = target.with_name(target.name + ".tmp")
    unfinished.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy, pages=-1)
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        unfinished.unlink(missing_ok=True)
        raise BackupFailed(str(error)) from error
    if found != "ok":
        unfinished.unlink()
        raise BackupFailed(found)
    unfinished.replace(target)
