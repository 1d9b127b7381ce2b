"""The database of a command: looked at, opened for the one bot, copied, put back."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.actions.forgetting import forget_again
from bot.config import Config, ConfigRefused
from storage.backup import ASKED, BackupFailed, Shelf, back_up
from storage.database import Database, open_database
from storage.forgotten import ENDING, marks_beside, spoiled_beside
from storage.refused import DatabaseRefused
from storage.restoring import RestoreRefused, restore
from storage.schema import examine, migrate


def look_before_work(config: Config, now: datetime) -> None:
    """Refuses what cannot be worked with, before anything is changed. Raises DatabaseRefused, ConfigRefused."""
    shelf = config.shelf()
    newest = shelf.newest(now) if shelf is not None else None
    examine(config.database_url, newest.path if newest is not None else None)
    if shelf is not None and config.backs_up_daily:
        there = shelf.folder if shelf.folder.exists() else shelf.folder.parent
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise ConfigRefused(
                f"BACKUPS: the folder {shelf.folder} cannot be written to or made: make it, name another one, or set"
                " BACKUPS=off."
            )


def open_for_work(config: Config, now: datetime) -> Database:
    """The database, locked for this process and migrated, after a backup of what a SQLite file holds.

    Raises DatabaseRefused, BackupFailed.
    """
    database = open_database(config.database_url, alone=True)
    try:
        shelf = config.shelf()
        migrate(database, before=lambda revision: _keep_before(shelf, f"before-{revision}", now))
        _forget_again(database, now)
    except BaseException:
        database.close()
        raise
    return database


def spoiled_words(database: Path, lines: int) -> str:
    """What to do about lines of the file beside the database that are no marks."""
    return (
        f"{database}{ENDING} is damaged (lines that are no marks: {lines}), so who asked to be forgotten may be"
        " known again: put a whole copy of that file there, and start once more."
    )


def _keep_before(shelf: Shelf | None, why: str, now: datetime) -> None:
    """One copy for each schema: a start that fails again and again must not fill the disk."""
    if shelf is None:
        return
    made = shelf.put(why, now)
    for one in shelf.backups():
        if one.why == why and one.path != made.path:
            shelf.remove(one)


def _forget_again(database: Database, now: datetime) -> int:
    """Forgets whom the file beside the database says were forgotten, and says how many the database still knew:
    it is an older copy, whoever put it there."""
    try:
        marks = marks_beside(database.path) if database.path is not None else frozenset()
    except OSError as error:
        raise DatabaseRefused(
            f"The file {database.path}{ENDING} cannot be read ({error.strerror}): it says who asked to be forgotten,"
            " and must belong to whoever runs the bot."
        ) from None
    if not marks:
        return 0
    return database.write_now(lambda session: forget_again(session, marks, now))


def make_backup(config: Config, to: Path | None, now: datetime) -> Path:
    """Copies the database to a file or into a folder, by default onto its shelf. Raises BackupFailed."""
    shelf = config.shelf()
    if shelf is None:
        raise BackupFailed(
            "`secondsource backup` copies a SQLite file: back up PostgreSQL with its own pg_dump, while the bot runs."
        )
    if to is None or to.is_dir():
        return Shelf(shelf.database, to or shelf.folder).put(ASKED, now).path
    back_up(shelf.database, to)
    return to


def restore_backup(config: Config, file: Path, now: datetime) -> Iterator[str]:
    """Puts a backup in the database's place; says in sentences what was done.

    Raises RestoreRefused, BackupFailed, SomebodyElseRuns.
    """
    shelf = config.shelf()
    if shelf is None:
        raise RestoreRefused(
            "`secondsource restore` puts a SQLite file in its place: restore PostgreSQL with its own pg_restore or"
            " psql, while the bot is stopped."
        )
    with closing(Database(config.database_url)) as database:
        database.lock()
        done = restore(file, shelf, now)
        # One with an older schema is brought to the newest first, at the next start.
        forgotten = 0 if done.older else _forget_again(database, now)
        spoiled = spoiled_beside(shelf.database)
    yield f"{file} is restored to {shelf.database}."
    if done.kept is not None:
        yield f"What was there before is kept in {done.kept}."
    if forgotten:
        yield f"People who had asked to be forgotten since that backup, and are again: {forgotten}."
    if not done.forgotten_known:
        yield (
            f"Nothing here says who has asked to be forgotten since that backup: where the bot ran before, a file"
            f" {shelf.database.name}{ENDING} does. Put it beside the database before the next start."
        )
    if spoiled:
        yield spoiled_words(shelf.database, spoiled)
    if done.older:
        yield "Its schema is an older one: the next start brings it to the newest, after a backup."
