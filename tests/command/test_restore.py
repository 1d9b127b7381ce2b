"""`secondsource restore`: a backup takes the database's place, whole or not at all, and what was there is kept."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.command.calling import call, refused, said
from tests.command.files import (
    break_in_the_middle,
    claims_in,
    everything_in,
    make_big,
    make_desk,
    print_of,
)
from tests.desk.conftest import open_newsroom
from tests.people import HERE, Bot, Telegram

FILE = {"DATABASE_URL": "sqlite:///desk.db"}
LOCK = "desk.db.lock"


def kept(folder: Path) -> Path:
    (found,) = (folder / "backups").glob("desk-*-before-restore.db")
    return found


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(statement)
        database.commit()


def test_a_day_is_taken_back(telegram: Telegram, sqlite_bot: Bot, tmp_path: Path) -> None:
    bot = sqlite_bot.start()
    room = open_newsroom(telegram, bot)
    room.claim("The tower fell on Sunday")
    room.settle()
    said(call(tmp_path, "backup", "--to", "copy.db", **bot.env))
    room.claim("The bridge is closed")
    room.settle()
    refused(call(tmp_path, "restore", "copy.db", **bot.env), "Another bot is running")
    bot.stop()
    printed = said(call(tmp_path, "restore", "copy.db", **bot.env))
    assert f"copy.db is restored to {tmp_path / 'desk.db'}." in printed
    assert str(kept(tmp_path)) in printed
    assert claims_in(kept(tmp_path)) == ["The tower fell on Sunday", "The bridge is closed"]
    assert claims_in(tmp_path / "copy.db") == ["The tower fell on Sunday"]
    bot.start()
    room.claim("The dam holds")
    room.settle()
    bot.stop()
    assert claims_in(tmp_path / "desk.db") == ["The tower fell on Sunday", "The dam holds"]


def test_the_wal_of_the_old_file_goes_with_the_old_file(tmp_path: Path) -> None:
    """A killed bot leaves a WAL. Beside the restored file SQLite would play it into that."""
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    said(call(tmp_path, "backup", "--to", "copy.db", **FILE))
    program = (
        "import os, sqlite3; d = sqlite3.connect('desk.db');"
        "d.execute(\"UPDATE claim SET text = 'The tower stands'\"); d.commit(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=False)
    assert (tmp_path / "desk.db-wal").stat().st_size > 0
    said(call(tmp_path, "restore", "copy.db", **FILE))
    assert not (tmp_path / "desk.db-wal").exists()
    assert not (tmp_path / "desk.db-shm").exists()
    assert claims_in(file) == ["The tower fell"]
    assert claims_in(kept(tmp_path)) == ["The tower stands"]


def test_a_broken_database_is_replaced_and_kept_with_its_wal(tmp_path: Path) -> None:
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    said(call(tmp_path, "backup", "--to", "copy.db", **FILE))
    file.write_bytes(b"this is no database, " * 500)
    (tmp_path / "desk.db-wal").write_bytes(b"nor is this a WAL" * 10)
    before, wal = print_of(file), print_of(tmp_path / "desk.db-wal")
    said(call(tmp_path, "restore", "copy.db", **FILE))
    assert claims_in(file) == ["The tower fell"]
    assert not (tmp_path / "desk.db-wal").exists()
    assert print_of(kept(tmp_path)) == before
    assert print_of(kept(tmp_path).with_name(kept(tmp_path).name + "-wal")) == wal


def test_where_there_is_no_database_yet(tmp_path: Path) -> None:
    make_desk(tmp_path / "copy.db", "The tower fell")
    assert "kept" not in said(call(tmp_path, "restore", "copy.db", **FILE))
    assert claims_in(tmp_path / "desk.db") == ["The tower fell"]
    assert {path.name for path in tmp_path.iterdir()} == {"copy.db", "desk.db", LOCK}


def test_the_file_keeps_its_rights(tmp_path: Path) -> None:
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    file.chmod(0o640)
    make_desk(tmp_path / "copy.db", "The bridge is closed")
    said(call(tmp_path, "restore", "copy.db", **FILE))
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("broken", ["text", "middle", "cut", "empty", "missing", "folder", "itself"])
def test_what_is_no_whole_backup_is_refused(tmp_path: Path, broken: str) -> None:
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    copy = tmp_path / "copy.db"
    words = "copy.db is damaged or no database"
    match broken:
        case "text":
            copy.write_text("Dear diary, " * 500)
        case "middle":
            make_desk(copy, *("The tower fell" * 20 for _ in range(500)))
            break_in_the_middle(copy)
        case "cut":
            make_desk(copy, *("The tower fell" * 20 for _ in range(500)))
            os.truncate(copy, copy.stat().st_size // 2)
        case "empty":
            copy.touch()
            words = "copy.db is no database of Second Source"
        case "missing":
            words = "There is no file copy.db"
        case "folder":
            copy.mkdir()
            words = "There is no file copy.db"
        case "itself":
            copy.symlink_to(file)
            words = "copy.db is the database itself"
    before = everything_in(tmp_path)
    refused(call(tmp_path, "restore", "copy.db", **FILE), words)
    after = everything_in(tmp_path)
    after.pop(LOCK)
    assert after == before


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "written by a newer version"),
        ("DROP TABLE alembic_version", "no database of Second Source"),
    ],
)
def test_what_another_program_wrote_is_refused(tmp_path: Path, statement: str, words: str) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    change(make_desk(tmp_path / "copy.db", "The bridge is closed"), statement)
    refused(call(tmp_path, "restore", "copy.db", **FILE), words)
    assert claims_in(tmp_path / "desk.db") == ["The tower fell"]


def test_a_program_that_has_the_database_open(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    make_desk(tmp_path / "copy.db", "The bridge is closed")
    with closing(sqlite3.connect(tmp_path / "desk.db")) as other:
        other.execute("SELECT * FROM claim").fetchall()
        refused(call(tmp_path, "restore", "copy.db", **FILE), "Another program has desk.db open")
    assert claims_in(tmp_path / "desk.db") == ["The tower fell"]


def test_postgresql_has_its_own_tool(tmp_path: Path) -> None:
    done = call(tmp_path, "restore", "x", DATABASE_URL="postgresql+psycopg://desk@127.0.0.1:1/desk")
    refused(done, "pg_restore")


def test_killed_at_any_instant(tmp_path: Path) -> None:
    """Whenever the kill comes, a whole database is at its place: the old one or the new one."""
    make_big(make_desk(tmp_path / "old.db", "old"), 8)
    make_big(make_desk(tmp_path / "new.db", "new"), 8)
    file = Path(shutil.copy(tmp_path / "old.db", tmp_path / "desk.db"))
    arriving = tmp_path / "desk.db.restore.tmp"
    chance = random.Random(20261123)
    there, killed = "old", 0
    for _ in range(10):
        coming = "new" if there == "old" else "old"
        program = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "restore", f"{coming}.db"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(HERE), **FILE},
            stdout=subprocess.DEVNULL,
        )
        # From the first sign of the copy on, so that the kills come inside.
        while program.poll() is None and not arriving.exists():
            pass
        try:
            program.wait(chance.uniform(0, 0.25))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(20)
            killed += 1
        (found,) = claims_in(file)
        assert found in (there, coming)
        assert program.returncode != 0 or found == coming
        there = found
    assert killed >= 3
    said(call(tmp_path, "restore", "new.db", **FILE))
    assert claims_in(file) == ["new"]
    assert not arriving.exists()
    assert not list((tmp_path / "backups").glob("*.tmp*")), "what the killed ones left is gone"
