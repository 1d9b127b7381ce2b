"""A database with an older schema: brought to the newest as a whole, or left as it was, on both databases."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from storage.backup import Shelf
from storage.database import Database, open_database
from storage.refused import DatabaseRefused
from storage.schema import VERSIONS, migrate, newest_revision
from tests.command.files import claims_in
from tests.people import HERE
from tests.storage.test_migrations import a_claim

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "next", {newest!r}

def upgrade():
    op.create_table("pigeon", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE claim SET text = 'changed'")
    with op.batch_alter_table("desk", recreate={recreate!r}) as desk:
        desk.add_column(sa.Column("colour", sa.String(20)))
{more}
"""
INSIDE = """
import sys
from pathlib import Path
from storage.database import open_database
from storage.schema import VERSIONS, migrate, newest_revision
migrate(open_database(sys.argv[1]), versions=(*VERSIONS, Path(sys.argv[2])))
"""


@pytest.fixture
def old(database_url: str) -> str:
    """The URL of a database with the schema of today and a claim in it."""
    with open_database(database_url) as database:
        migrate(database)
        database.write_now(a_claim)
    return database_url


def later(folder: Path, url: str, more: str = "") -> tuple[Path, ...]:
    """The folders of a later version's migrations, the last of which does `more`."""
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    recreate = "always" if url.startswith("sqlite") else "never"
    words = NEXT.format(newest=newest_revision(), recreate=recreate, more=more)
    (versions / "next.py").write_text(words)
    return (*VERSIONS, versions)


def state(url: str) -> tuple[bool, bool, str]:
    """Whether the new table and the new column are there, and what the claim says."""
    with open_database(url) as database, database.engine.connect() as connection:
        found = inspect(connection)
        colour = "colour" in {column["name"] for column in found.get_columns("desk")}
        return found.has_table("pigeon"), colour, connection.scalar(text("SELECT text FROM claim"))


OLD = (False, False, "40,000 fighters signed up")
NEW = (True, True, "changed")


def test_all_of_it_with_the_data(old: str, tmp_path: Path) -> None:
    with open_database(old) as database:
        assert migrate(database, versions=later(tmp_path, old))
        assert not migrate(database, versions=later(tmp_path, old))
    assert state(old) == NEW


def test_foreign_keys_are_kept_again_afterwards(old: str, tmp_path: Path) -> None:
    with open_database(old) as database:
        migrate(database, versions=later(tmp_path, old))
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            database.write_now(lambda session: session.execute(text("DELETE FROM desk")))


@pytest.mark.parametrize(
    "more",
    [
        "    op.execute('INSERT INTO nowhere VALUES (1)')",
        "    op.execute('DELETE FROM desk')",
    ],
)
def test_one_that_fails_changes_nothing(old: str, tmp_path: Path, more: str) -> None:
    """Wrong SQL at the end, and rows that would point to nothing."""
    with open_database(old) as database:
        before = database.path.read_bytes() if database.path else b""
        with pytest.raises(DatabaseRefused, match="nothing was changed"):
            migrate(database, versions=later(tmp_path, old, more))
    assert state(old) == OLD
    if database.path is not None:
        assert database.path.read_bytes() == before
    with open_database(old) as database:
        assert not migrate(database)


def test_killed_inside(old: str, tmp_path: Path) -> None:
    more = "    print('inside', flush=True)\n    import sys\n    sys.stdin.read()"
    versions = later(tmp_path, old, more)
    program = subprocess.Popen(
        [sys.executable, "-c", INSIDE, old, str(versions[-1])],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    assert program.stdout.readline() == "inside\n"
    program.kill()
    program.wait(20)
    program.stdin.close()
    program.stdout.close()
    assert state(old) == OLD
    with open_database(old) as database:
        assert migrate(database, versions=later(tmp_path, old))
    assert state(old) == NEW


def test_a_backup_comes_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    shelf = Shelf(tmp_path / "desk.db", tmp_path / "backups")
    with open_database(url) as database:
        migrate(database)
        database.write_now(a_claim)
        migrate(
            database,
            before=lambda revision: shelf.put(f"before-{revision}", NOW),
            versions=later(tmp_path, url),
        )
    (made,) = shelf.backups()
    assert made.path.name == "desk-20261123T090000Z-before-next.db"
    assert claims_in(made.path) == ["40,000 fighters signed up"]
    assert state(url) == NEW


def test_a_backup_that_fails_stops_the_migration(old: str, tmp_path: Path) -> None:
    def before(_revision: str) -> None:
        raise OSError("no room")

    with open_database(old) as database, pytest.raises(OSError, match="no room"):
        migrate(database, before=before, versions=later(tmp_path, old))
    assert state(old) == OLD


def test_a_new_database_needs_none(database_url: str) -> None:
    def before(_revision: str) -> None:
        raise AssertionError("there is nothing to keep")

    with open_database(database_url) as database:
        assert migrate(database, before=before)


def test_the_wal_stays_small_while_somebody_reads(tmp_path: Path) -> None:
    """Our two connections, one writing without end, one reading between: the WAL is folded in again and again.
    A reader that holds on lets it grow; afterwards it gives the room back."""
    with open_database(f"sqlite:///{tmp_path / 'desk.db'}") as database:
        migrate(database)
        wal = tmp_path / "desk.db-wal"
        most = 0
        for _ in range(300):
            write(database)
            database.read_now(lambda session: session.execute(text("SELECT count(*) FROM outbox")).scalar())
            most = max(most, wal.stat().st_size)
        # SQLite begins to fold at 1,000 pages of 4 KiB; one transaction more may come on top.
        assert most < 6 * 2**20
        with database.reading.connect() as reader:
            reader.execute(text("SELECT count(*) FROM outbox")).scalar()
            for _ in range(300):
                write(database)
            assert wal.stat().st_size > 20 * 2**20, "the reader holds on"
        for _ in range(3):
            write(database)
        assert wal.stat().st_size <= 16 * 2**20


def write(database: Database) -> None:
    """About 100 KB in one transaction."""
    database.write_now(
        lambda session: session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                " INSERT INTO outbox (chat_id, topic_id, kind, purpose, payload, claim_ids, status, not_before,"
                " attempts, ambiguous, rank, created_at) SELECT 1, 0, 'send', hex(zeroblob(480)), '{}', '[]', 'sent',"
                " '2026-11-23', 1, 0, 0, '2026-11-23' FROM n"
            )
        )
    )
