"""The running bot makes a backup each day, by itself, and keeps none for more than 30 days."""

import fcntl
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.backups import keep_backups
from storage.backup import BackupFailed, Shelf
from tests.command.calling import call, refused
from tests.command.files import claims_in, make_desk
from tests.desk.conftest import open_newsroom
from tests.people import ANA, START, Bot, Telegram


def dailies(folder: Path) -> list[Path]:
    return sorted(folder.glob("desk-*-daily.db"))


def named(now: datetime, days: float, why: str = "daily") -> str:
    return f"desk-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}-{why}.db"


def test_once_a_date_and_not_again_after_a_restart(
    telegram: Telegram, sqlite_bot: Bot, tmp_path: Path
) -> None:
    bot = sqlite_bot.start()
    assert bot.program is not None
    bot.program.wait_for("a backup was written to")
    bot.kill()
    bot.start()
    room = open_newsroom(telegram, bot)
    room.claim("The tower fell on Sunday")
    assert len(dailies(tmp_path / "backups")) == 1
    telegram.advance(days=1)
    bot.program.wait_for("a backup was written to")
    _, second = dailies(tmp_path / "backups")
    assert claims_in(second) == ["The tower fell on Sunday"]
    assert second.stat().st_mode & 0o777 == 0o600
    assert bot.stop() == 0


def test_what_is_older_than_thirty_days_goes_and_only_ours(sqlite_bot: Bot, tmp_path: Path) -> None:
    backups = tmp_path / "copies"
    backups.mkdir()
    now = START
    ours = [
        named(now, 31),
        named(now, 31, "manual"),
        named(now, 40, "before-0001"),
        named(now, 40, "before-restore"),
    ]
    kept = [
        named(now, 29, "manual"),
        named(now, 20),
        "desk-old.db",
        f"other-{now:%Y}0101T000000Z-daily.db",
        "notes",
    ]
    for name in ours + kept:
        (backups / name).write_text("a copy")
    (backups / f"{ours[3]}-wal").write_text("its WAL")
    bot = sqlite_bot
    bot.env["BACKUPS"] = "copies"
    bot.start()
    assert bot.program is not None
    made = bot.program.wait_for("a backup was written to").rpartition("/")[2]
    bot.stop()
    assert {path.name for path in backups.iterdir()} == {*kept, made}


def test_off(telegram: Telegram, sqlite_bot: Bot, tmp_path: Path) -> None:
    bot = sqlite_bot
    bot.env["BACKUPS"] = "off"
    bot.start()
    telegram.say(ANA, "/help")
    telegram.wait_for(ANA, "verification desk")
    bot.stop()
    assert not (tmp_path / "backups").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    done = call(tmp_path, "run", TELEGRAM_BOT_TOKEN="1:TEST", BACKUPS="no/such/folder")
    refused(done, "BACKUPS: the folder no/such/folder cannot be written to or made")
    assert list(tmp_path.iterdir()) == []


def test_one_that_fails_is_an_error_in_the_log_and_stops_nothing(
    telegram: Telegram, sqlite_bot: Bot, tmp_path: Path
) -> None:
    """A file comes into the folder's place. The bot works on, and `check` sees it."""
    bot = sqlite_bot.start()
    assert bot.program is not None
    bot.program.wait_for("a backup was written to")
    shutil.rmtree(tmp_path / "backups")
    (tmp_path / "backups").write_text("no folder")
    telegram.advance(days=1)
    line = bot.program.wait_for("cannot be made")
    assert " ERROR bot.backups: " in line
    assert "The next try is in an hour." in line
    telegram.say(ANA, "/help")
    telegram.wait_for(ANA, "verification desk")
    done = call(tmp_path, "check", **bot.env)
    assert done.code == 1
    assert "wrong    backups: there is none; the bot's log says why it makes none" in done.lines


def test_nobody_waits_for_a_backup(telegram: Telegram, sqlite_bot: Bot, tmp_path: Path) -> None:
    """One that cannot get on (here: its folder is taken) holds up neither an answer nor the end of the bot."""
    backups = tmp_path / "backups"
    backups.mkdir()
    taken = os.open(backups, os.O_RDONLY)
    fcntl.flock(taken, fcntl.LOCK_EX)
    try:
        bot = sqlite_bot.start()
        room = open_newsroom(telegram, bot)
        room.taken("The tower fell on Sunday")
        assert bot.stop() == 0
        assert list(backups.iterdir()) == []
    finally:
        os.close(taken)
    bot.start()
    assert bot.program is not None
    bot.program.wait_for("a backup was written to")
    (made,) = dailies(backups)
    assert claims_in(made) == ["The tower fell on Sunday"]


def test_thirty_days_are_the_end_to_the_second(tmp_path: Path) -> None:
    """Not at the next backup: also where this date has one, and where none are made."""
    shelf = Shelf(make_desk(tmp_path / "desk.db", "The tower fell"), tmp_path / "backups")
    shelf.put("manual", START)
    day = timedelta(days=1)
    for later in (29 * day, 30 * day):
        assert keep_backups(shelf, START + later) is not None
        assert shelf.backups()[0].why == "manual"
    assert keep_backups(shelf, START + 30 * day + timedelta(seconds=1)) is None
    assert [one.why for one in shelf.backups()] == ["daily", "daily"]
    assert keep_backups(shelf, START + 61 * day, daily=False) is None
    assert shelf.backups() == []


def test_one_that_fails_takes_no_earlier_one_along(tmp_path: Path) -> None:
    shelf = Shelf(make_desk(tmp_path / "desk.db", "The tower fell"), tmp_path / "backups")
    shelf.put("daily", START)
    shelf.database.write_bytes(b"this is no database, " * 500)
    with pytest.raises(BackupFailed):
        keep_backups(shelf, START + timedelta(days=40))
    assert len(shelf.backups()) == 1
