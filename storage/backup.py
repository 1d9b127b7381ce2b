"""Copies of a SQLite file that are whole: written aside, checked, then given their name."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.files import (
    alone_in,
    beside,
    give_like,
    make_private,
    open_read_only,
    put_in_place,
    remove_with_sidecars,
    says_damaged,
    why_of,
)

DAILY = "daily"
ASKED = "manual"
REPLACED = "before-restore"
"""Why there is a copy of what a restore replaced; it may be the very file that was broken."""
UNFINISHED = ".tmp"
_STAMP = "%Y%m%dT%H%M%SZ"
_CACHE = 200
"""KiB of pages kept while a file is copied: each page is wanted once, and a running bot would keep the memory."""


class BackupFailed(Exception):
    """There is no copy. The message is one sentence that says why and what to do."""


class Damaged(Exception):
    """A file is not whole. The message says what SQLite found."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy that bears a name of ours."""

    path: Path
    at: datetime
    """When it was made, in UTC, as its name says."""
    why: str
    """`daily`, `manual`, `before-restore`, or `before-` and the schema of a migration."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder with the copies of one SQLite file. Several files may share a folder."""

    database: Path
    folder: Path

    def put(self, why: str, now: datetime) -> Backup:
        """Copies the database onto the shelf. Raises BackupFailed."""
        _must_be_there(self.database)
        self.make()
        with _alone(self.database, self.folder):
            path = self.place(why, now)
            _write(self.database, path)
        return Backup(path, now.replace(microsecond=0), why)

    def make(self) -> None:
        """Makes the folder if it is missing, closed to others. Raises BackupFailed."""
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(mode=0o700)
                give_like(self.folder, self.database)
        except OSError as error:
            raise BackupFailed(
                f"The folder {self.folder} for backups cannot be made ({error.strerror}): make it, or name"
                " another one."
            ) from None

    def place(self, why: str, now: datetime) -> Path:
        """Where a copy made now belongs: a name that none has yet, so a second one in this second is dated later."""
        stamp = now.astimezone(UTC).strftime(_STAMP)
        path = self.folder / f"{self.database.stem}-{stamp}-{why}{self.database.suffix}"
        return self.place(why, now + timedelta(seconds=1)) if path.exists() else path

    def backups(self) -> list[Backup]:
        """Every copy that bears a name of ours, oldest first. No other file is ours to count or remove."""
        found = (
            Backup(path, at, why) for path, at, why, rest in _named(self.folder, self.database) if not rest
        )
        return sorted(found, key=lambda one: one.at)

    def newest(self, now: datetime) -> Backup | None:
        """The newest copy that was checked when it was made and is not dated in the future."""
        checked = [one for one in self.backups() if one.why != REPLACED and one.at <= now]
        return checked[-1] if checked else None

    def remove(self, backup: Backup) -> None:
        """Removes one copy. Raises OSError."""
        remove_with_sidecars(backup.path)


def back_up(database: Path, target: Path) -> None:
    """Copies the SQLite file to `target`, which must not exist yet, while it may be in use.

    The copy has a temporary name until its integrity has been checked; what a killed copy left in the folder
    goes. Raises BackupFailed: then there is no `target`.
    """
    _must_be_there(database)
    with _alone(database, target.parent):
        if target.exists():
            raise BackupFailed(f"There is a file {target} already: name another one, or a folder.")
        _write(database, target)


def _write(database: Path, target: Path) -> None:
    sweep(target.parent, database)
    unfinished = beside(target, UNFINISHED)
    remove_with_sidecars(unfinished)
    try:
        make_private(unfinished)
        # Not immutable: a bot may start and write at any moment.
        with closing(open_read_only(database)) as source:
            copy_whole(source, unfinished)
        give_like(unfinished, database)
        put_in_place(unfinished, target)
    finally:
        remove_with_sidecars(unfinished)


@contextmanager
def _alone(database: Path, folder: Path) -> Iterator[None]:
    """Alone in the folder; what goes wrong there is one sentence."""
    try:
        with alone_in(folder):
            yield
    except Damaged as error:
        raise BackupFailed(
            f"No backup was made, because {database} is damaged ({error}): stop the bot and put the last good"
            " backup in its place with `secondsource restore FILE`."
        ) from None
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(
            f"No backup of {database} could be written to {folder} ({why_of(error)}): check its room and"
            " rights, or name another place."
        ) from None


def copy_whole(source: sqlite3.Connection, target: Path) -> None:
    """Copies a SQLite file, and what its WAL holds, into an empty one, and checks the copy.

    In one step: many small ones never finish while somebody writes. The copy is a single file. Raises Damaged,
    sqlite3.Error.
    """
    try:
        with closing(sqlite3.connect(target)) as copy:
            # It becomes whole or is removed: no journal of the copying is of use to anybody.
            copy.execute("PRAGMA synchronous=OFF")
            for connection in (source, copy):
                connection.execute(f"PRAGMA cache_size=-{_CACHE}")
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = trouble_in(copy)
    except sqlite3.DatabaseError as error:
        if says_damaged(error):
            raise Damaged(str(error)) from None
        raise
    if found is not None:
        raise Damaged(found)


def trouble_in(connection: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong in the whole file; None if nothing is."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        return str(found)
    loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    return None if loose is None else f"a row of {loose[0]} points to a row of {loose[2]} that is not there"


def sweep(folder: Path, database: Path) -> None:
    """Removes what killed copies of this database left in the folder. The caller is alone in it."""
    for path, _, _, rest in _named(folder, database):
        if rest.startswith(UNFINISHED):
            path.unlink(missing_ok=True)


def _must_be_there(database: Path) -> None:
    if not database.is_file():
        raise BackupFailed(f"There is no database at {database}: set DATABASE_URL to the one to back up.")


def _named(folder: Path, database: Path) -> Iterator[tuple[Path, datetime, str, str]]:
    """Files with a name of ours: path, moment, reason, and what follows the name (`.tmp`, `.tmp-journal`)."""
    stem, suffix = re.escape(database.stem), re.escape(database.suffix)
    ours = re.compile(rf"{stem}-(\d{{8}}T\d{{6}}Z)-(daily|manual|before-\w+){suffix}(\.tmp(?:-\w+)?)?")
    for path in folder.iterdir() if folder.is_dir() else ():
        match = ours.fullmatch(path.name)
        if match is None:
            continue
        try:
            at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # digits that are no date: not a name that we gave
        yield path, at, match[2], match[3] or ""
