"""`secondsource import`: a desk that comes from another database, into one that holds nothing yet."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from bot.actions.forgetting import forget_again
from bot.actions.importing import import_desks
from bot.config import Config
from bot.exports.reading_back import NoExport, read_back
from bot.opening import open_for_work, spoiled_words
from storage.database import Database, parse_url
from storage.files import remove_with_sidecars
from storage.forgotten import marks_beside, spoiled_beside
from storage.importing import copy_everything, holds_anything
from storage.refused import DatabaseDamaged, DatabaseRefused
from storage.schema import name_of, open_to_read
from storage.sqlite import sqlite_path

_SQLITE = b"SQLite format 3\0"
"""What a file of SQLite's begins with (sqlite.org, "Database File Format")."""


class ImportRefused(Exception):
    """Nothing was taken over. The message is one sentence."""


def import_file(config: Config, file: Path, now: datetime) -> list[str]:
    """Takes over what a file holds: a desk's complete export, or a whole SQLite database on the way to PostgreSQL.
    All or nothing; says in sentences what was done.

    Raises ImportRefused, DatabaseRefused.
    """
    try:
        with file.open("rb") as opened:
            whole = opened.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise ImportRefused(f"{file} cannot be read ({error.strerror}): give the path of a file.") from None
    if whole and sqlite_path(parse_url(config.database_url)) is not None:
        raise ImportRefused(
            f"{file} is a whole SQLite database, and DATABASE_URL is one too: put it in its place with `secondsource"
            " restore`."
        )
    source = _source(file) if whole else None
    try:
        with _nothing_left(config), closing(open_for_work(config, now)) as database:
            if database.read_now(holds_anything):
                raise ImportRefused(
                    f"{name_of(database)} is not empty: set DATABASE_URL to a new database, or empty this one."
                )
            return list(
                _move(source, file, database, now) if source is not None else _read_in(file, database, now)
            )
    finally:
        if source is not None:
            source.close()


@contextmanager
def _nothing_left(config: Config) -> Iterator[None]:
    """What could not be taken over leaves no empty SQLite file where there was none."""
    path = sqlite_path(parse_url(config.database_url))
    new = path is not None and not path.exists()
    try:
        yield
    except BaseException:
        if new and path is not None:
            remove_with_sidecars(path)
        raise


def _source(file: Path) -> Database:
    try:
        source = open_to_read(f"sqlite:///{file}", still=True)
    except DatabaseDamaged:
        raise ImportRefused(f"{file} is damaged: give a whole copy of it, such as a backup.") from None
    except DatabaseRefused:
        raise ImportRefused(
            f"{file} is no database of this version of Second Source: bring it to the newest schema first with"
            f" DATABASE_URL=sqlite:///{file} and `secondsource migrate`, or install the version that wrote it."
        ) from None
    if source.somebody_runs():
        source.close()
        raise ImportRefused(f"A bot is running on {file}: stop it first, so that nothing is left behind.")
    return source


def _move(source: Database, path: Path, database: Database, now: datetime) -> Iterator[str]:
    """Everything, with the people, under the ids it had; whoever was forgotten since is forgotten again."""
    try:
        marks = marks_beside(path)
        spoiled = spoiled_beside(path)
    except OSError as error:
        raise ImportRefused(f"What lies beside {path} cannot be read ({error.strerror}).") from None

    def move(session: Session) -> tuple[dict[str, int], int]:
        return copy_everything(source, session), forget_again(session, marks, now) if marks else 0

    copied, forgotten = database.write_now(move)
    yield (
        f"{path} is in {name_of(database)} now: desks {copied['desk']:,}, claims {copied['claim']:,}, people"
        f" {copied['person']:,}. The file is as it was: start no bot on it again."
    )
    if forgotten:
        yield f"People who had asked to be forgotten since that file was written, and are again: {forgotten}."
    if spoiled:
        yield spoiled_words(path, spoiled)


def _read_in(file: Path, database: Database, now: datetime) -> Iterator[str]:
    """The desks of a complete export, without people."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            desks = database.write_now(lambda session: import_desks(session, partial(read_back, lines), now))
    except NoExport as error:
        raise ImportRefused(f"{file}: {error}") from None
    except UnicodeDecodeError:
        raise ImportRefused(
            f"{file} is no text in UTF-8: give a file as `secondsource export --format jsonl` wrote it."
        ) from None
    except (IntegrityError, DataError):
        raise ImportRefused(
            f"{file} does not hold together (a line points to one that is not there, or stands twice): give a file as"
            " `secondsource export --format jsonl` wrote it."
        ) from None
    if not desks:
        raise ImportRefused(
            f"{file} holds no desk of a group: a desk of one person alone comes with its database."
        )
    for desk in desks:
        yield (
            f"The desk {desk.title!r} is here, with {desk.next_number - 1:,} claims and nobody at it: an administrator"
            " of its group sends /setup there and leads it, the others press Join, and /queue shows what is open."
        )
