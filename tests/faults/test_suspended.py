"""A process that stands still (SIGSTOP: a laptop that sleeps, a machine that is moved) for longer than anything of
it is believed in, and one that dies while SQLite folds its log into the file."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from storage.postgresql import LOCK_KEY
from tests.desk.conftest import open_newsroom
from tests.faults.looking_at_calls import standing, wait_for_calls
from tests.faults.on_postgresql import running
from tests.people import ANA, HERE, PATIENCE, Bot, Telegram

WORDS = "The tower fell on Sunday"
FOLDING = """
import sys
from sqlalchemy import text
from storage.database import Database

with Database(sys.argv[1]) as database:
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS said (n INTEGER PRIMARY KEY, words TEXT)"))
        (last,) = connection.execute(text("SELECT coalesce(max(n), 0) FROM said")).one()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=1")
        connection.rollback()
    for n in range(last + 1, last + 100_000):
        with database.engine.begin() as connection:
            connection.execute(text("INSERT INTO said VALUES (:n, :words)"), {"n": n, "words": "word " * 4000})
        print(n, flush=True)
"""
"""Commits one row after the other, and folds the log into the file after each: most of its time is that."""


def test_stopped_while_a_message_is_under_way(telegram: Telegram, bot: Bot) -> None:
    """An hour passes before it goes on; nothing is lost, and there are two copies at most."""
    room = open_newsroom(telegram, bot)
    room.settle()
    assert bot.program is not None
    telegram.post("faults", kind="hang_after", method="sendMessage", chat=room.group, count=1)
    telegram.say(ANA, f"/claim {WORDS}", room.group)
    wait_for_calls(telegram, 1, "sendMessage", room.group, WORDS)
    os.kill(bot.program.process.pid, signal.SIGSTOP)
    telegram.post("clock", advance=timedelta(hours=1).total_seconds())
    telegram.say(ANA, "/claim The bridge is closed", room.group)
    os.kill(bot.program.process.pid, signal.SIGCONT)
    telegram.http.delete("/control/faults")
    room.card("The bridge is closed", "Take")
    # What had no answer is tried again a little later.
    telegram.advance(minutes=10)
    room.settle()
    assert bot.whole()
    assert 1 <= standing(telegram, room.group, WORDS) <= 2
    assert bot.ask("SELECT count(*) FROM claim") == [(2,)]
    assert bot.ask("SELECT * FROM outbox WHERE status NOT IN ('sent', 'cancelled')") == []


def test_stopped_and_replaced(telegram: Telegram, url: str, tmp_path: Path) -> None:
    """Its server gave the lock to another bot meanwhile. When it goes on it writes nothing, and ends."""
    with running(telegram, url, tmp_path) as first:
        room = open_newsroom(telegram, first)
        room.settle()
        assert first.program is not None
        telegram.post("faults", kind="hang_after", method="sendMessage", chat=room.group, count=1)
        telegram.say(ANA, f"/claim {WORDS}", room.group)
        wait_for_calls(telegram, 1, "sendMessage", room.group, WORDS)
        os.kill(first.program.process.pid, signal.SIGSTOP)
        try:
            engine = create_engine(url, poolclass=NullPool)
            with engine.begin() as other:
                other.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
                other.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
            second = Bot(telegram, url, tmp_path).start()
            assert second.program is not None
            telegram.say(ANA, "/claim The bridge is closed", room.group)
            room.bot = second
            room.card("The bridge is closed", "Take")
            room.settle()
            done = second.ask("SELECT id, status, attempts, message_id FROM outbox ORDER BY id")
        finally:
            os.kill(first.program.process.pid, signal.SIGCONT)
        assert first.program.process.wait(PATIENCE) == 2
        assert second.ask("SELECT id, status, attempts, message_id FROM outbox ORDER BY id") == done
        assert 1 <= standing(telegram, room.group, WORDS) <= 2
        assert second.stop() == 0


def test_stopped_on_a_file_that_is_not_given_away(telegram: Telegram, tmp_path: Path) -> None:
    """A bot that stands still holds its file: no other one writes to it."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    first = Bot(telegram, url, tmp_path).start()
    assert first.program is not None
    os.kill(first.program.process.pid, signal.SIGSTOP)
    try:
        with pytest.raises(AssertionError, match="Another bot is running on"):
            Bot(telegram, url, tmp_path).start()
    finally:
        os.kill(first.program.process.pid, signal.SIGCONT)
    assert first.stop() == 0


def test_killed_while_the_log_is_folded_into_the_file(tmp_path: Path) -> None:
    """Wherever it dies, what was said to be committed is there, and the file is whole."""
    file = tmp_path / "desk.db"
    known = 0
    for lines in (1, 2, 3, 5, 8, 13, 21, 34):
        writing = subprocess.Popen(
            [sys.executable, "-c", FOLDING, f"sqlite:///{file}"],
            stdout=subprocess.PIPE,
            cwd=HERE,
            text=True,
        )
        assert writing.stdout is not None
        for _ in range(lines):
            known = int(writing.stdout.readline())
        writing.kill()
        for line in writing.stdout.read().splitlines(keepends=True):
            known = int(line) if line.endswith("\n") else known
        writing.wait(PATIENCE)
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (count, last) = connection.execute("SELECT count(*), max(n) FROM said").fetchone()
        assert count == last >= known
