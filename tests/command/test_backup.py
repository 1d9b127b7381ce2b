"""`secondsource backup`: a whole copy or none, also while the bot runs."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.command.calling import call, refused, said
from tests.command.files import break_in_the_middle, claims_in, everything_in, make_big, make_desk
from tests.desk.conftest import open_newsroom
from tests.people import HERE, Bot, Telegram

FILE = {"DATABASE_URL": "sqlite:///desk.db"}


def only_backup(folder: Path) -> Path:
    (found,) = (folder / "backups").iterdir()
    return found


def test_a_copy_while_the_bot_runs(telegram: Telegram, sqlite_bot: Bot, tmp_path: Path) -> None:
    bot = sqlite_bot.start()
    room = open_newsroom(telegram, bot)
    room.claim("The tower fell on Sunday")
    room.settle()
    printed = said(call(tmp_path, "backup", **bot.env))
    (made,) = (tmp_path / "backups").glob("desk-*-manual.db")
    assert printed == f"The backup is {made} ({made.stat().st_size:,} bytes)."
    assert claims_in(made) == ["The tower fell on Sunday"]
    assert made.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
    room.claim("The bridge is closed")
    assert claims_in(made) == ["The tower fell on Sunday"]


def test_what_the_wal_holds_is_in_the_copy(tmp_path: Path) -> None:
    """A bot that was killed leaves what it committed last in the WAL alone."""
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("UPDATE claim SET text = 'The tower stands'")
        writer.commit()
        said(call(tmp_path, "backup", **FILE))
    assert claims_in(only_backup(tmp_path)) == ["The tower stands"]


def test_a_place_of_ones_own(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    (tmp_path / "elsewhere").mkdir()
    said(call(tmp_path, "backup", "--to", "elsewhere", **FILE))
    (made,) = (tmp_path / "elsewhere").glob("desk-*-manual.db")
    said(call(tmp_path, "backup", "--to", "copy.db", **FILE))
    assert claims_in(made) == claims_in(tmp_path / "copy.db") == ["The tower fell"]
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("place", ["desk.db", "notes.txt"])
def test_nothing_is_overwritten(tmp_path: Path, place: str) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    (tmp_path / "notes.txt").write_text("mine")
    before = everything_in(tmp_path)
    refused(call(tmp_path, "backup", "--to", place, **FILE), f"There is a file {place} already")
    assert everything_in(tmp_path) == before


def test_no_database(tmp_path: Path) -> None:
    refused(call(tmp_path, "backup", **FILE), "There is no database at desk.db")
    assert list(tmp_path.iterdir()) == []


def test_no_such_folder(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db")
    refused(call(tmp_path, "backup", "--to", "no/where.db", **FILE), "could be written to no (No such file")


def test_postgresql_has_its_own_tool(tmp_path: Path) -> None:
    done = call(tmp_path, "backup", DATABASE_URL="postgresql+psycopg://desk@127.0.0.1:1/desk")
    refused(done, "pg_dump")


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", *("The tower fell" * 20 for _ in range(500)))
    break_in_the_middle(tmp_path / "desk.db")
    refused(call(tmp_path, "backup", **FILE), "No backup was made, because desk.db is damaged")
    assert list((tmp_path / "backups").iterdir()) == []


def test_no_room_for_the_copy(tmp_path: Path) -> None:
    """A file-size limit stands for the full disk: the write fails in the middle."""
    make_desk(tmp_path / "desk.db")
    make_big(tmp_path / "desk.db", 2)
    done = subprocess.run(
        ["prlimit", "--fsize=1000000", sys.executable, "-m", "bot.cli", "backup"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE), **FILE},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("secondsource: No backup of desk.db could be written to backups")
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "backups").iterdir()) == []


def test_two_at_the_same_moment(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "backup"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(HERE), **FILE},
            stdout=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    made = list((tmp_path / "backups").iterdir())
    assert len(made) == 2
    assert all(claims_in(one) == ["The tower fell"] for one in made)


def test_killed_inside_and_the_next_one_clears_up(tmp_path: Path) -> None:
    """`kill -9` while the copy is written: no copy bears the name, and what is left goes with the next."""
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    make_big(file, 60)
    backups = tmp_path / "backups"
    killed = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "backup"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE), **FILE},
        stdout=subprocess.DEVNULL,
    )
    while not list(backups.glob("*.tmp")):
        assert killed.poll() is None, "the backup was too fast to be killed"
    killed.kill()
    killed.wait(20)
    assert all(".tmp" in path.name for path in backups.iterdir())
    assert list(backups.iterdir()), "the kill came inside"
    said(call(tmp_path, "backup", **FILE))
    assert claims_in(only_backup(tmp_path)) == ["The tower fell"]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db")
    backups = tmp_path / "backups"
    backups.mkdir()
    for name in (
        "notes.tmp",
        "desk.db.tmp",
        "desk-20260101T000000Z-daily.txt",
        "other-20260101T000000Z-daily.db",
    ):
        (backups / name).write_text("mine")
    before = everything_in(backups)
    said(call(tmp_path, "backup", **FILE))
    after = everything_in(backups)
    assert {name: after.get(name) for name in before} == before
