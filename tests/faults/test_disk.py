"""A full disk, and another program that holds the file locked: nothing is acknowledged that is not written
down, and the bot goes on by itself."""

import base64
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest

from tests.desk.conftest import open_newsroom
from tests.people import ANA, BEN, PATIENCE, Bot, Telegram, text_of


class Disk(Protocol):
    """A place for the database that can be made full."""

    folder: Path

    def fill(self, bot: Bot) -> None: ...

    def empty(self, bot: Bot) -> None: ...


class SmallDisk:
    """A file system of 16 MB of its own, really full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, bot: Bot) -> None:
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            try:
                for size in (1 << 16, 1 << 9, 1):
                    while filler.write(b"x" * size) == size:
                        pass
            except OSError:
                return

    def empty(self, bot: Bot) -> None:
        (self.folder / "filler").unlink()


class Limit:
    """The bot may not write a byte more into any file: what a full disk does, where nothing can be mounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, bot: Bot) -> None:
        assert bot.program is not None
        resource.prlimit(bot.program.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    def empty(self, bot: Bot) -> None:
        assert bot.program is not None
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(bot.program.process.pid, resource.RLIMIT_FSIZE, unlimited)


@pytest.fixture(params=["small disk", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "limit":
        yield Limit(tmp_path)
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "desk", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("a disk cannot be mounted here; the limit stands for it")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def sqlite_bot(telegram: Telegram, disk: Disk, tmp_path: Path) -> Iterator[Bot]:
    with Bot(telegram, f"sqlite:///{disk.folder / 'desk.db'}", tmp_path) as bot:
        bot.env["BACKUPS"] = "off"
        bot.start()
        yield bot


def waiting(telegram: Telegram) -> bool:
    """Whether Telegram still keeps an update that was not acknowledged."""
    answer = telegram.http.get("/control/idle", params={"timeout": 0})
    return not answer.json()["idle"]


def test_a_full_disk(telegram: Telegram, sqlite_bot: Bot, disk: Disk) -> None:
    bot = sqlite_bot
    room = open_newsroom(telegram, bot)
    room.claim("The bridge is closed")
    room.settle()
    disk.fill(bot)
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    assert bot.program is not None
    bot.program.wait_for("the database does not take updates")
    assert waiting(telegram), "nothing that is not written down is acknowledged"
    assert not any("The tower fell" in text_of(message) for message in telegram.from_bot(room.group))
    disk.empty(bot)
    card = room.card("The tower fell on Sunday", "Take")
    telegram.press(BEN, card, "Take")
    room.card("Assignee: Ben")
    room.settle()
    assert bot.whole()
    assert bot.ask("SELECT number, text FROM claim ORDER BY number") == [
        (1, "The bridge is closed"),
        (2, "The tower fell on Sunday"),
    ]
    assert bot.ask("SELECT count(*) FROM set_aside") == [(0,)]
    assert bot.ask("SELECT count(*) FROM outbox WHERE status = 'dead'") == [(0,)]
    assert bot.stop() == 0


@pytest.mark.parametrize("disk", ["limit"], indirect=True)
def test_an_errand_on_a_full_disk_is_tried_each_second_and_not_all_the_time(
    telegram: Telegram, sqlite_bot: Bot, disk: Disk
) -> None:
    """What it says each time would fill the disk again."""
    bot = sqlite_bot
    room = open_newsroom(telegram, bot)
    room.settle()
    assert bot.program is not None
    telegram.post("faults", method="getFile", kind="500", count=1)
    text = base64.b64encode(b"The ministry said that 40 people died in the flood. " * 8).decode()
    file = {"file_name": "report.txt", "mime_type": "text/plain", "content_base64": text}
    telegram.post("messages", chat=ANA, **{"from": ANA}, media={"kind": "document"} | file)
    bot.program.wait_for("failed (")
    disk.fill(bot)
    began, said = time.monotonic(), "an errand could not be settled"
    bot.program.wait_for(said)
    while sum(said in line for line in bot.program.lines) < 3:
        assert time.monotonic() - began < PATIENCE
        telegram.get("wait", since=1 << 60, timeout=0.1)
    assert time.monotonic() - began > 1.9
    disk.empty(bot)
    telegram.wait_for(ANA, "40 people")
    room.settle()
    assert bot.ask("SELECT count(*) FROM errand WHERE done_at IS NULL OR outcome <> 'done'") == [(0,)]
    assert not bot.ask("SELECT * FROM set_aside")


@pytest.mark.parametrize("disk", ["limit"], indirect=True)
def test_another_program_holds_the_file(telegram: Telegram, sqlite_bot: Bot, disk: Disk) -> None:
    """Longer than the bot waits for a lock: it lets the update lie, and takes it afterwards."""
    bot = sqlite_bot
    room = open_newsroom(telegram, bot)
    room.settle()
    with closing(sqlite3.connect(disk.folder / "desk.db", isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN IMMEDIATE")
        telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
        assert bot.program is not None
        bot.program.wait_for("the database does not take updates (database is locked)")
        assert waiting(telegram)
        other.execute("ROLLBACK")
    card = room.card("The tower fell on Sunday", "Take")
    telegram.press(BEN, card, "Take")
    room.card("Assignee: Ben")
    room.settle()
    assert bot.ask("SELECT text FROM claim") == [("The tower fell on Sunday",)]
    assert bot.ask("SELECT count(*) FROM set_aside") == [(0,)]
