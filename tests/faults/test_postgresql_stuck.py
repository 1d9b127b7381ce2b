"""PostgreSQL is there and takes nothing: nothing is acknowledged that is not written down, and the bot goes on by
itself when it takes something again."""

import contextlib
import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.claiming import all_is_well, claims
from tests.faults.on_postgresql import health, running, tell
from tests.people import Telegram
from tests.servers import PostgreSQL

REFUSED = "the database does not take updates"


@pytest.fixture
def newsroom(telegram: Telegram, url: str, tmp_path: Path) -> Iterator[Newsroom]:
    with running(telegram, url, tmp_path) as bot:
        room = open_newsroom(telegram, bot)
        room.settle()
        yield room


def waits_at_telegram(room: Newsroom, words: str) -> None:
    """The bot has said why, and Telegram still keeps what was sent."""
    assert room.bot.program is not None
    room.bot.program.wait_for(f"{REFUSED} ({words}")
    assert not room.telegram.get("idle", timeout=0)["idle"]


def test_another_program_holds_a_table(newsroom: Newsroom, url: str) -> None:
    """What waits for it is no update that hangs: it is let lie and taken afterwards."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as other:
        other.execute(text("LOCK TABLE claim IN EXCLUSIVE MODE"))
        said = claims(newsroom.telegram, newsroom, range(3))
        waits_at_telegram(newsroom, "canceling statement due to lock timeout")
        other.rollback()
    all_is_well(newsroom, said)


def test_a_server_that_may_only_be_read(newsroom: Newsroom, server: PostgreSQL, url: str) -> None:
    """As a standby is, until it has taken over."""
    name = url.rpartition("/")[2]
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    tell(server, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    newsroom.bot.ask(f"SELECT pg_terminate_backend(pid) {others}")
    said = claims(newsroom.telegram, newsroom, range(3))
    waits_at_telegram(newsroom, "")
    assert health(newsroom.bot) == (503, "the database does not answer")
    tell(server, f"ALTER DATABASE {name} SET default_transaction_read_only = off")
    all_is_well(newsroom, said)
    assert health(newsroom.bot) == (200, "ready")


@pytest.fixture
def small_disk(server: PostgreSQL, tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB of its own that the server may write to."""
    folder = server.folder / f"disk-{uuid4().hex}"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "desk", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("a disk cannot be mounted here")
    try:
        os.chown(folder, pwd.getpwnam(server.user or "root").pw_uid, -1)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small(server: PostgreSQL, small_disk: Path) -> Iterator[str]:
    """The URL of a database on that file system."""
    name = f"small_{uuid4().hex}"
    tell(server, f"CREATE TABLESPACE {name} LOCATION '{small_disk}'")
    tell(server, f"CREATE DATABASE {name} TABLESPACE {name}")
    try:
        yield f"{server.url}/{name}"
    finally:
        tell(server, f"DROP DATABASE {name} WITH (FORCE)")
        tell(server, f"DROP TABLESPACE {name}")


def test_a_full_disk(telegram: Telegram, small: str, small_disk: Path, tmp_path: Path) -> None:
    with running(telegram, small, tmp_path) as bot:
        room = open_newsroom(telegram, bot)
        room.settle()
        assert bot.program is not None
        fill(small_disk / "filler")
        said: list[str] = []
        # Some still find room in what the server has taken from the disk before.
        while not any(REFUSED in line for line in bot.program.lines):
            assert len(said) < 500
            said += claims(telegram, room, range(len(said), len(said) + 5))
            telegram.get("idle", timeout=0.5)
        waits_at_telegram(room, "could not extend file")
        (small_disk / "filler").unlink()
        all_is_well(room, said)


def fill(file: Path) -> None:
    """Takes every byte that is free."""
    with file.open("wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 9, 1):
            with contextlib.suppress(OSError):
                while filler.write(b"x" * size) == size:
                    pass
