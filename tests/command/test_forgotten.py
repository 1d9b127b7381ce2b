"""Who asked to be forgotten is in no byte of the file, and stays forgotten when an older copy is put back."""

import re
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.actions.forgetting import forget_person
from bot.actions.tidying import tidy
from storage.database import open_database
from storage.desks import Member, Person
from storage.forgetting import marks_forgotten
from storage.forgotten import add_marks, marks_beside
from storage.updates import SetAside
from tests.command.calling import call, refused, said
from tests.command.files import NOW, claims_in, make_desk
from tests.desk.conftest import open_newsroom
from tests.desk.test_forget import NAME, PRIVATE, ZORA, joined
from tests.people import PATIENCE, Bot, Telegram

FILE = {"DATABASE_URL": "sqlite:///desk.db"}
ANA, PLACE = "Ana Persimmon-Quill", "desk.db.forgotten"


def name_them(session: Session) -> None:
    session.exec(select(Person)).one().name = ANA


def forget_them(session: Session) -> frozenset[str]:
    forget_person(session, session.exec(select(Person)).one(), NOW)
    return marks_forgotten(session)


def names_in(file: Path) -> list[tuple[str, int | None]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT name, telegram_id FROM person").fetchall()


def forgotten_since(folder: Path) -> Path:
    """A database that has forgotten Ana, as a bot leaves it, and a copy of it from before."""
    file = make_desk(folder / "desk.db", "The tower fell")
    with open_database(f"sqlite:///{file}") as database:
        database.write_now(name_them)
    said(call(folder, "backup", "--to", "copy.db", **FILE))
    assert names_in(folder / "copy.db") == [(ANA, 2**40)]
    with open_database(f"sqlite:///{file}") as database:
        add_marks(file, database.write_now(forget_them))
    return file


def test_no_byte_of_the_file_holds_the_name(telegram: Telegram, sqlite_bot: Bot, tmp_path: Path) -> None:
    """SQLite marks what is deleted as free and leaves it where it is, unless told otherwise; so does its WAL."""
    bot = sqlite_bot.start()
    room = joined(open_newsroom(telegram, bot))
    telegram.say(ZORA, f"/claim {PRIVATE[1]}, it was said on Sunday")
    telegram.wait_for(ZORA, "Queued #1")
    room.settle()
    files = [tmp_path / "desk.db", tmp_path / "desk.db-wal"]

    def in_files() -> bool:
        return any(NAME.encode() in file.read_bytes() for file in files if file.exists())

    assert in_files()
    telegram.say(ZORA, "/forget yes")
    telegram.wait_for(ZORA, "You are forgotten")
    deadline = time.monotonic() + PATIENCE
    while in_files():
        assert time.monotonic() < deadline, "the name stays in the file"
        telegram.http.get("/control/wait", params={"since": telegram.now(), "timeout": 0.2})
    ((mark,),) = bot.ask("SELECT mark FROM person WHERE forgotten_at IS NOT NULL")
    assert (tmp_path / PLACE).read_text() == f"{mark}\n"
    assert (tmp_path / PLACE).stat().st_mode & 0o077 == 0
    assert bot.stop() == 0
    assert not in_files()
    # Nor does the log name anybody.
    assert not [line for line in bot.logs if NAME in line or re.search(rf"\b{ZORA}\b", line)]


@pytest.mark.parametrize("told_by", ["both", "the database", "the file beside it", "the file alone"])
def test_a_restore_forgets_again(tmp_path: Path, told_by: str) -> None:
    file = forgotten_since(tmp_path)
    if told_by == "the database":
        (tmp_path / PLACE).unlink()
    if told_by == "the file beside it":
        file.write_bytes(b"this is no database, " * 500)
    if told_by == "the file alone":
        file.unlink()
    printed = said(call(tmp_path, "restore", "copy.db", **FILE))
    assert "forgotten since that backup, and are again: 1." in printed
    assert names_in(file) == [("", None)]
    assert ANA.encode() not in file.read_bytes()
    assert claims_in(file) == ["The tower fell"]
    with open_database(f"sqlite:///{file}") as database:
        (place,) = database.read_now(lambda session: session.exec(select(Member)).all())
        assert place.left_at is not None
    assert len(marks_beside(file)) == 1
    if told_by == "the database":
        # Written down by the first restore.
        assert "are again: 1." in said(call(tmp_path, "restore", "copy.db", **FILE))


def test_a_copy_that_was_put_there_by_hand(tmp_path: Path) -> None:
    """Or by a restore that was killed in its last instant, or one of an older schema: the next start looks, too."""
    file = forgotten_since(tmp_path)
    shutil.copy(tmp_path / "copy.db", file)
    said(call(tmp_path, "migrate", **FILE))
    assert names_in(file) == [("", None)]


def test_nobody_else_is_forgotten(tmp_path: Path) -> None:
    """The row of that number may be somebody else's in another database, and a file may hold nonsense."""
    forgotten_since(tmp_path)
    file = make_desk(tmp_path / "other.db", "The bridge is closed")
    shutil.copy(tmp_path / PLACE, tmp_path / "other.db.forgotten")
    with (tmp_path / "other.db.forgotten").open("ab") as beside:
        beside.write(b"\xff\x00 nonsense\n\n" + b"a" * 33)
    said(call(tmp_path, "migrate", DATABASE_URL="sqlite:///other.db"))
    assert names_in(file) == [("Ana", 2**40)]


def test_a_file_that_an_editor_has_saved(tmp_path: Path) -> None:
    file = forgotten_since(tmp_path)
    (mark,) = marks_beside(file)
    file.unlink()
    (tmp_path / PLACE).write_bytes(b"\xef\xbb\xbf" + mark.upper().encode() + b" \r\n\r\n")
    printed = said(call(tmp_path, "restore", "copy.db", **FILE))
    assert "and are again: 1." in printed
    assert "damaged" not in printed
    assert names_in(file) == [("", None)]


def test_a_damaged_file_is_told_of(tmp_path: Path) -> None:
    """Half a mark stands for somebody of whom nobody can say any more who it was."""
    file = forgotten_since(tmp_path)
    half = (tmp_path / PLACE).read_text()[:20]
    (tmp_path / PLACE).write_text(half)
    file.write_bytes(b"this is no database, " * 500)
    damaged = "desk.db.forgotten is damaged (lines that are no marks: 1)"
    assert damaged in said(call(tmp_path, "restore", "copy.db", **FILE))
    assert damaged in "\n".join(call(tmp_path, "check", **FILE).lines)
    # Whoever is forgotten next does not wipe that out.
    with open_database(f"sqlite:///{file}") as database:
        add_marks(file, database.write_now(forget_them))
    assert half in (tmp_path / PLACE).read_text().splitlines()
    assert damaged in "\n".join(call(tmp_path, "check", **FILE).lines)


def test_where_nothing_tells_who_was_forgotten(tmp_path: Path) -> None:
    """On a new machine, say: the command cannot know, so it says what to do."""
    file = forgotten_since(tmp_path)
    (tmp_path / PLACE).unlink()
    unknown = "Nothing here says who has asked to be forgotten since that backup"
    assert unknown not in said(call(tmp_path, "restore", "copy.db", **FILE))
    (tmp_path / PLACE).unlink()
    file.unlink()
    assert unknown in said(call(tmp_path, "restore", "copy.db", **FILE))


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    (tmp_path / PLACE).mkdir()
    refused(call(tmp_path, "migrate", **FILE), "desk.db.forgotten cannot be read")


def test_whole_pages_that_are_freed_are_overwritten_too(tmp_path: Path) -> None:
    """`secure_delete=FAST` leaves those as they are."""
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    raw = {"message": {"text": f"{PRIVATE[0]} {'x' * 900}"}}
    with open_database(f"sqlite:///{file}") as database:
        database.write_now(
            lambda session: session.add_all(
                SetAside(update_id=n, raw=raw, error="", at=NOW - timedelta(days=8)) for n in range(200)
            )
        )
    assert PRIVATE[0].encode() in file.read_bytes()
    with open_database(f"sqlite:///{file}") as database:
        database.write_now(lambda session: tidy(session, 0, NOW))
    assert PRIVATE[0].encode() not in file.read_bytes()
