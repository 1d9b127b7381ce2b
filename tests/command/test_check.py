"""`secondsource check`: a line for each thing, the worst of them as the exit code, and nothing is changed."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.checking import about_sqlite
from tests.command.calling import Done, call, said
from tests.command.files import break_in_the_middle, everything_in, make_desk
from tests.desk.conftest import open_newsroom
from tests.leaks import TOKEN
from tests.people import Bot, Telegram

SETTINGS = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "sqlite:///desk.db"}


def line(done: Done, about: str) -> str:
    """The one line about this."""
    (found,) = [one for one in done.lines if one[9:].startswith(about + ":")]
    return found


def test_a_running_bot_on_either_database(telegram: Telegram, bot: Bot, tmp_path: Path) -> None:
    room = open_newsroom(telegram, bot)
    room.claim("The tower fell on Sunday")
    room.settle()
    # The command goes by the machine's clock.
    today = datetime.now(UTC)
    telegram.move(today)
    if bot.sqlite:
        assert bot.program is not None
        bot.program.wait_for(f"desk-{today:%Y%m%d}")
    room.settle()
    done = call(tmp_path, "check", "--online", **bot.env)
    assert done.code == 0, done.lines
    assert line(done, "settings") == "ok       settings: understood"
    assert line(done, "Telegram") == "ok       Telegram: knows this bot as @desk_bot"
    assert "has schema" in line(done, "database")
    assert line(done, "desks") == "ok       desks: 1, with 1 unfinished claims"
    assert line(done, "messages").startswith("ok       messages: 0 wait to be sent")
    assert line(done, "bot") == "ok       bot: one is running on this database"
    if bot.sqlite:
        assert line(done, "integrity") == "ok       integrity: the file is whole"
        assert line(done, "backups").startswith("ok       backups: the last is ")
    room.claim("The bridge is closed")
    bot.stop()
    assert line(call(tmp_path, "check", **bot.env), "bot") == "ok       bot: none is running on this database"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db", "The tower fell")
    before = everything_in(tmp_path)
    said(call(tmp_path, "check", **SETTINGS))
    assert everything_in(tmp_path) == before


def test_a_damaged_file(tmp_path: Path) -> None:
    file = make_desk(tmp_path / "desk.db", *("The tower fell" * 20 for _ in range(500)))
    said(call(tmp_path, "backup", **SETTINGS))
    break_in_the_middle(file)
    done = call(tmp_path, "check", **SETTINGS)
    assert done.code == 1
    assert line(done, "integrity").startswith("wrong    integrity: desk.db is damaged")
    assert "secondsource restore backups/desk-" in line(done, "integrity")


def test_a_row_that_points_to_nothing(tmp_path: Path) -> None:
    with closing(sqlite3.connect(make_desk(tmp_path / "desk.db", "The tower fell"))) as database:
        database.execute("UPDATE claim SET submitter_id = 99")
        database.commit()
    done = call(tmp_path, "check", **SETTINGS)
    assert done.code == 1
    assert "a row of claim points to a row of member that is not there" in line(done, "integrity")


def test_what_waits_and_what_could_not_be_sent(tmp_path: Path) -> None:
    with closing(sqlite3.connect(make_desk(tmp_path / "desk.db"))) as database:
        for status in ("pending", "dead", "dead", "parked"):
            database.execute(
                "INSERT INTO outbox (chat_id, topic_id, kind, purpose, payload, claim_ids, status, not_before,"
                " attempts, ambiguous, rank, created_at) VALUES (1, 0, 'send', 'x', '{}', '[]', ?,"
                " '2020-01-01 00:00:00', 0, 0, 0, '2020-01-01 00:00:00')",
                (status,),
            )
        database.commit()
    done = call(tmp_path, "check", **SETTINGS)
    assert done.code == 0
    found = line(done, "messages")
    assert found.startswith("warning  messages: 1 wait to be sent, the oldest for ")
    assert found.endswith("days; 1 for people or chats out of reach; 2 could not be sent")


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, 2, "TELEGRAM_BOT_TOKEN is not set"),
        ({"DATABASE_URL": "sqlite:///other.db"}, 1, "There is no database at other.db"),
        ({"DATABASE_URL": "postgresql+psycopg://desk@127.0.0.1:1/desk"}, 1, "cannot be opened"),
        ({"DATABASE_URL": "oracle://x"}, 2, "DATABASE_URL is not understood"),
        ({"LOG_LEVEL": "loud"}, 2, "LOG_LEVEL"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changed: dict[str, str], code: int, words: str) -> None:
    make_desk(tmp_path / "desk.db")
    done = call(tmp_path, "check", **{**SETTINGS, **changed})
    assert done.code == code, done.lines
    assert any(words in one for one in done.lines)


def test_a_token_that_telegram_refuses(telegram: Telegram, tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db")
    wrong = {"TELEGRAM_BOT_TOKEN": "999:WRONG", "TELEGRAM_API_URL": telegram.url}
    done = call(tmp_path, "check", "--online", **{**SETTINGS, **wrong})
    assert done.code == 2
    assert "it refuses TELEGRAM_BOT_TOKEN" in line(done, "Telegram")
    assert not any("WRONG" in one for one in done.lines)


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ("3.6.23", False),
        ("3.7.0", True),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.1", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.0", False),
    ],
)
def test_versions_with_the_fault_of_the_wal_are_named(version: str, faulty: bool) -> None:
    found = about_sqlite(version)
    assert not found.level, "the bot takes care, so it is no reason to stop"
    assert found.line.startswith(f"{'warning ' if faulty else 'ok      '} SQLite: {version}")
    assert ("can damage a file when two connections write" in found.line) is faulty


def test_the_version_of_this_machine_is_looked_at(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk.db")
    assert sqlite3.sqlite_version in line(call(tmp_path, "check", **SETTINGS), "SQLite")
