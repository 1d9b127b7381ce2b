"""Bringing a database to the schema that this version of the bot expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
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
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None  # noqa: S101 - there is always a first migration
    return head


def migrate(database: Database) -> bool:
    """Runs the missing migrations, all or none; says whether there were any.

    A SQLite file that holds data is backed up first. Raises DatabaseRefused, changing nothing, for a
    database with a schema that this version does not know (a newer one) or with tables of others.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    where = database.path or database.url.render_as_string(hide_password=True)
    try:
        with database.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            tables = inspect(connection).get_table_names()
            connection.rollback()
    except DatabaseError as error:
        raise DatabaseRefused(
            f"The database {where} cannot be read ({error.orig}): restore it with `secondsource restore`, or set"
            " DATABASE_URL to another one."
        ) from None
    if current == newest_revision():
        return False
    if current is not None and current not in known:
        raise DatabaseRefused(
            f"The database {where} was written by a newer version of Second Source (schema {current}): install"
            " that version, or set DATABASE_URL to another database."
        )
    if current is None and set(tables) - {"alembic_version"}:
        raise DatabaseRefused(
            f"The database {where} holds tables of something else: set DATABASE_URL to another one."
        )
    if database.path is not None and current is not None:
        back_up(database.path, database.path.with_name(f"{database.path.name}.before-{newest_revision()}"))
    try:
        with database.engine.begin() as connection:
            command.upgrade(config_for(connection), "head")
    except DatabaseError as error:
        raise DatabaseRefused(
            f"The database {where} cannot be brought to the newest schema ({error.orig}): nothing was changed;"
            " check that it may be written to."
        ) from None
    return True
