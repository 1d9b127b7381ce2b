"""Bringing a database to the schema that this version of the bot expects."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.files import open_read_only, says_damaged, why_of
from storage.refused import DatabaseDamaged, DatabaseRefused

HERE = Path(__file__).parent / "migrations"
VERSIONS = (HERE / "versions",)
"""The folders with the migrations."""

# Tables that have been there since the first schema: where they stand, the database is ours.
_OURS = {"alembic_version", "desk", "claim", "outbox"}


@dataclass(frozen=True, slots=True)
class Schema:
    """What a database holds, as far as its schema tells."""

    revision: str | None
    """None: nothing was migrated there yet."""
    known: bool
    """This version can use it or bring it to the newest."""
    ours: bool
    """It is a database of Second Source's."""
    empty: bool
    """There is no table at all."""


def config_for(connection: Connection, versions: Sequence[Path] = VERSIONS) -> Config:
    """Alembic's configuration, on a connection of ours."""
    config = _config(versions)
    config.attributes["connection"] = connection
    return config


def newest_revision(versions: Sequence[Path] = VERSIONS) -> str:
    """The revision that this version of the bot expects."""
    return str(_scripts(versions).get_current_head())


def schema_of(connection: Connection, versions: Sequence[Path] = VERSIONS) -> Schema:
    """The schema that stands in the database."""
    revision = MigrationContext.configure(connection).get_current_revision()
    tables = set(inspect(connection).get_table_names())
    known = {script.revision for script in _scripts(versions).walk_revisions()}
    return Schema(
        revision,
        known=revision in known,
        ours=revision is not None and tables >= _OURS,
        empty=not tables - {"alembic_version"},
    )


def schema_of_file(path: Path) -> Schema:
    """The schema of a SQLite file that may be broken elsewhere. Raises sqlite3.Error's kin from SQLAlchemy."""
    engine = create_engine("sqlite://", creator=partial(open_read_only, path), poolclass=NullPool)
    with engine.connect() as connection:
        return schema_of(connection)


def examine(url: str, newest_backup: Path | None = None) -> None:
    """Says whether the database could be used, and changes nothing, not even where there is none yet.

    Raises DatabaseRefused for a URL that is not understood, a folder that is not there or may not be
    written to, a file that is damaged or no database, and a schema that this version does not know.
    `newest_backup` is named to whoever has to restore one.
    """
    with closing(Database(url, still=True)) as database:
        path = database.path
        if path is not None and not path.exists():
            if not os.access(path.parent, os.W_OK | os.X_OK):
                raise DatabaseRefused(
                    f"The folder {path.parent} may not be written to: change its rights, or set DATABASE_URL to"
                    " another place."
                )
            return
        if path is not None and not os.access(path, os.W_OK):
            raise DatabaseRefused(
                f"The file {path} may not be written to: change its rights or DATABASE_URL."
            )
        with _looking(database, newest_backup) as connection:
            _accept(database, schema_of(connection))
            if path is not None:
                (found,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
                if found != "ok":
                    raise _damaged(database, found, newest_backup)


def migrate(
    database: Database, *, before: Callable[[str], object] | None = None, versions: Sequence[Path] = VERSIONS
) -> bool:
    """Runs the missing migrations, all or none; says whether there were any.

    `before` is called with the newest revision before anything that is there already is changed: the place
    for a backup; what it raises stops the migration. Raises DatabaseRefused, changing nothing, for a database
    that this version does not know (a newer one, or somebody else's), and for a migration that fails.
    """
    with _looking(database, make=True) as connection:
        schema = _accept(database, schema_of(connection, versions))
    newest = newest_revision(versions)
    if schema.revision == newest:
        return False
    if before is not None and not schema.empty:
        before(newest)
    try:
        with database.schema_change() as connection:
            command.upgrade(config_for(connection, versions), "head")
    except DatabaseError as error:
        raise DatabaseRefused(
            f"The database {name_of(database)} cannot be brought to the newest schema ({why_of(error.orig)}):"
            " nothing was changed; check that it may be written to and that the disk has room."
        ) from None
    return True


def open_to_read(url: str, *, still: bool = False) -> Database:
    """Opens a database that exists, to read from it with `read_now`; makes and migrates nothing.

    `still` where no bot runs on it: then nothing is left beside the file.
    Raises DatabaseRefused for one that is missing, is none, or has another schema than this version's.
    """
    database = Database(url, still=still)
    try:
        if database.path is not None and not database.path.is_file():
            raise DatabaseRefused(
                f"There is no database at {name_of(database)}: set DATABASE_URL to the one to read."
            )
        with _looking(database) as connection:
            current = _accept(database, schema_of(connection)).revision
        if current != newest_revision():
            raise DatabaseRefused(
                f"The database {name_of(database)} has schema {current or 'of nobody'}, this version reads"
                f" {newest_revision()}: run `secondsource migrate`, or install the version that wrote it."
            )
    except DatabaseRefused:
        database.close()
        raise
    return database


def name_of(database: Database) -> str:
    """The database as people may see it: its path, or its address without the password."""
    return str(database.path or database.url.render_as_string(hide_password=True))


@contextmanager
def _looking(
    database: Database, newest_backup: Path | None = None, *, make: bool = False
) -> Iterator[Connection]:
    """A connection to look with; what cannot be read is refused in a sentence. `make`: also what is not there."""
    try:
        with (database.engine if make else database.reading).connect() as connection:
            yield connection
            connection.rollback()
    except DatabaseError as error:
        if database.path is not None and database.path.is_file() and says_damaged(error.orig):
            raise _damaged(database, why_of(error.orig), newest_backup) from None
        raise DatabaseRefused(
            f"The database {name_of(database)} cannot be opened ({why_of(error.orig)}): check that it is there"
            " and that this user may read it, or set DATABASE_URL to another one."
        ) from None


def _damaged(database: Database, found: str, newest_backup: Path | None) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"The database {name_of(database)} is damaged or no database ({found}): put a backup in its place with"
        f" `secondsource restore {newest_backup or 'FILE'}`; it was left as it is."
    )


def _accept(database: Database, schema: Schema) -> Schema:
    """Refuses what this version does not know."""
    if schema.revision is None and schema.empty:
        return schema
    if not schema.ours and not schema.known:
        raise DatabaseRefused(
            f"The database {name_of(database)} holds tables of something else: set DATABASE_URL to another one."
        )
    if not schema.known:
        raise DatabaseRefused(
            f"The database {name_of(database)} was written by a newer version of Second Source (schema"
            f" {schema.revision}): install that version, or set DATABASE_URL to another database."
        )
    return schema


def _config(versions: Sequence[Path]) -> Config:
    config = Config()
    # Alembic reads `%` as the beginning of a name.
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, versions)).replace("%", "%%"))
    return config


def _scripts(versions: Sequence[Path]) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(versions))
