"""Putting a backup in the database's place: whole or not at all, and what was there is kept."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.backup import REPLACED, UNFINISHED, Damaged, Shelf, copy_whole, sweep
from storage.files import (
    SIDECARS,
    alone_in,
    beside,
    give_like,
    make_private,
    open_read_only,
    open_still,
    put_in_place,
    remove_with_sidecars,
    says_damaged,
    why_of,
)
from storage.forgotten import ENDING, add_marks, marks_inside
from storage.schema import Schema, newest_revision, schema_of_file


class RestoreRefused(Exception):
    """Nothing was restored: the database is as it was. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    kept: Path | None
    """Where the database is that stood there before; None if there was none."""
    older: bool
    """The backup has an older schema: the next start brings it to the newest."""
    forgotten_known: bool
    """Whether anything here could tell who was forgotten since: what stood there before, or the file beside it."""


def restore(source: Path, shelf: Shelf, now: datetime) -> Restored:
    """Puts a copy of the backup `source` in the place of `shelf.database`.

    The caller holds the lock of the database. Killed at any instant, the old database or the new one is whole
    at its place. Raises RestoreRefused, BackupFailed (no room to keep the old one).
    """
    database = shelf.database
    if not source.is_file():
        raise RestoreRefused(f"There is no file {source}: give the path of a backup.")
    if database.exists() and source.samefile(database):
        raise RestoreRefused(f"{source} is the database itself: give the path of a backup.")
    arriving = beside(database, ".restore" + UNFINISHED)
    try:
        remove_with_sidecars(arriving)
        try:
            schema = _bring(source, arriving)
            kept = _keep(shelf, now) if database.exists() else None
            give_like(arriving, database if kept else database.parent)
            if kept is not None:
                arriving.chmod(database.stat().st_mode & 0o777)
            # First: killed at any later instant, the next start finds it.
            inside = marks_inside(database) if kept is not None else None
            add_marks(database, inside or ())
            # From here on nothing of the old file may lie beside the new one: SQLite would play it into it.
            for ending in SIDECARS:
                beside(database, ending).unlink(missing_ok=True)
            put_in_place(arriving, database)
        finally:
            remove_with_sidecars(arriving)
    except (sqlite3.Error, OSError) as error:
        raise RestoreRefused(
            f"{source} could not be restored ({why_of(error)}), and {database} is as it was: check the room and the"
            f" rights in {database.parent} and {shelf.folder}."
        ) from None
    known = inside is not None or beside(database, ENDING).exists()
    return Restored(kept, older=schema.revision != newest_revision(), forgotten_known=known)


def _bring(source: Path, arriving: Path) -> Schema:
    """Copies the backup beside the database and looks whether it may take its place."""
    make_private(arriving)
    try:
        with closing(open_still(source)) as backup:
            copy_whole(backup, arriving)
    except Damaged as error:
        raise RestoreRefused(
            f"{source} is damaged or no database ({error}): restore an earlier backup; nothing was changed."
        ) from None
    schema = schema_of_file(arriving)
    if not schema.ours:
        raise RestoreRefused(f"{source} is no database of Second Source: nothing was changed.")
    if not schema.known:
        raise RestoreRefused(
            f"{source} was written by a newer version of Second Source (schema {schema.revision}): install that"
            " version first; nothing was changed."
        )
    return schema


def _keep(shelf: Shelf, now: datetime) -> Path:
    """Copies the database as it is, broken or not, onto the shelf; returns where it is."""
    shelf.make()
    _fold(shelf.database)
    kept = shelf.place(REPLACED, now)
    with alone_in(shelf.folder):
        sweep(shelf.folder, shelf.database)
        # What SQLite could not fold into a broken file goes with it, under its name. The file itself comes last:
        # where it stands, all of it stands.
        for ending in (*SIDECARS, ""):
            if ending != "-shm" and beside(shelf.database, ending).exists():
                _copy(beside(shelf.database, ending), kept, ending)
    return kept


def _fold(database: Path) -> None:
    """Folds the WAL into its file and sees that nobody else has it open. A broken file stays untouched: opened
    for writing, it would lose the WAL."""
    try:
        with closing(open_read_only(database)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError as error:
        if says_damaged(error):
            return
        raise
    if any(beside(database, ending).exists() for ending in SIDECARS):
        raise RestoreRefused(
            f"Another program has {database} open: end it, then restore again; nothing was changed."
        )


def _copy(path: Path, kept: Path, ending: str) -> None:
    unfinished = beside(kept, UNFINISHED + ending)
    unfinished.unlink(missing_ok=True)
    try:
        make_private(unfinished)
        shutil.copyfile(path, unfinished)
        give_like(unfinished, path)
        put_in_place(unfinished, beside(kept, ending))
    finally:
        unfinished.unlink(missing_ok=True)
