"""Bringing a database to the schema that this version of the bot expects."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DatabaseError

from storage.backup import back_up
from storage.database import Database, DatabaseRefused


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, on a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that this version of the bot expects."""
    return str(_scripts().get_current_head())


def examine(url: str) -> None:
    """Says whether the database could be used, and changes nothing, not even where there is none yet.

    Raises DatabaseRefused for a URL that is not understood, a folder that is not there or may not be
    written to, a file that is no database, and a schema that this version does not know.
    """
    database = Database(url)
    try:
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
        _known_revision(database, database.reading)
    finally:
        database.close()


def migrate(database: Database) -> bool:
    """Runs the missing migrations, all or none; says whether there were any.

    A SQLite file that holds data is backed up first. Raises DatabaseRefused, changing nothing, for a
    database with a schema that this version does not know (a newer one) or with tables of others.
    """
    current = _known_revision(database, database.engine)
    if current == newest_revision():
        return False
    if database.path is not None and current is not None:
        back_up(database.path, database.path.with_name(f"{database.path.name}.before-{newest_revision()}"))
    try:
        with database.engine.begin() as connection:
            command.upgrade(config_for(connection), "head")
    except DatabaseError as error:
        raise DatabaseRefused(
            f"The database {_name(database)} cannot be brought to the newest schema ({error.orig}): nothing was"
            " changed; check that it may be written to."
        ) from None
    return True


def open_to_read(url: str) -> Database:
    """Opens a database that exists, to read from it with `read_now`; makes and migrates nothing.

    Raises DatabaseRefused for one that is missing, is none, or has another schema than this version's.
    """
    database = Database(url)
    try:
        if database.path is not None and not database.path.is_file():
            raise DatabaseRefused(
                f"There is no database at {_name(database)}: set DATABASE_URL to the one to read."
            )
        current = _known_revision(database, database.reading)
        if current != newest_revision():
            raise DatabaseRefused(
                f"The database {_name(database)} has schema {current or 'of nobody'}, this version reads"
                f" {newest_revision()}: run `secondsource migrate`, or install the version that wrote it."
            )
    except DatabaseRefused:
        database.close()
        raise
    return database


def _known_revision(database: Database, engine: Engine) -> str | None:
    """The revision that the database has; raises DatabaseRefused for one that we do not know."""
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            tables = inspect(connection).get_table_names()
            connection.rollback()
    except DatabaseError as error:
        raise DatabaseRefused(
            f"The database {_name(database)} cannot be opened ({error.orig}): restore it from a backup, or set"
            " DATABASE_URL to another one."
        ) from None
    known = {script.revision for script in _scripts().walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseRefused(
            f"The database {_name(database)} was written by a newer version of Second Source (schema {current}):"
            " install that version, or set DATABASE_URL to another database."
        )
    if current is None and set(tables) - {"alembic_version"}:
        raise DatabaseRefused(
            f"The database {_name(database)} holds tables of something else: set DATABASE_URL to another one."
        )
    return current


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config)


def _name(database: Database) -> str:
    return str(database.path or database.url.render_as_string(hide_password=True))
