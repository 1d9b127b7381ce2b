"""What is the database's failure, and what is the fault of the one update that was worked on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, database_fails
from tests.command.files import break_in_the_middle, make_desk


def failure(database: Database, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as raised:
        database.write_now(lambda session: session.execute(text(statement)).all())
    return raised.value


def test_a_damaged_file_is_nobodys_fault(tmp_path: Path) -> None:
    """Updates are not set aside because the disk broke under them."""
    file = make_desk(tmp_path / "desk.db", *("The tower fell" * 20 for _ in range(2000)))
    break_in_the_middle(file)
    with closing(Database(f"sqlite:///{file}")) as database:
        assert database_fails(failure(database, "SELECT text FROM claim"))


def test_a_locked_file_is_nobodys_fault(tmp_path: Path) -> None:
    file = make_desk(tmp_path / "desk.db")
    with closing(Database(f"sqlite:///{file}")) as database:
        database.write_now(lambda session: session.execute(text("PRAGMA busy_timeout = 10")))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert database_fails(failure(database, "SELECT 1"))


def test_what_a_rule_of_the_table_refuses_is_the_updates_own(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{make_desk(tmp_path / 'desk.db')}")) as database:
        assert not database_fails(failure(database, "INSERT INTO desk SELECT * FROM desk"))
