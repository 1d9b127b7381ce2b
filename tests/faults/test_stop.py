"""SIGTERM: what is under way ends, nothing new begins, and the process ends within ten seconds with 0."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.desk.conftest import open_newsroom
from tests.faults.claiming import all_is_well, claims
from tests.faults.looking_at_calls import standing, wait_for_calls
from tests.faults.test_flood import within
from tests.hooks import take_by_webhook
from tests.people import ANA, BEN, Bot, Telegram

WORDS = "The tower fell on Sunday"


def stop(bot: Bot) -> None:
    """Ends the bot as systemd and Docker do, and looks at the watch."""
    began = time.monotonic()
    assert bot.stop() == 0
    assert time.monotonic() - began < within(10)


def test_what_is_under_way_is_sent_and_written_down(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    said = claims(telegram, room, range(20))
    wait_for_calls(telegram, 1, "sendMessage", room.group, "Bridge")
    stop(bot)
    assert bot.ask("SELECT count(*) FROM outbox WHERE status = 'leased'") == [(0,)]
    left = {path.name for path in bot.cwd.iterdir()}
    whole = {"desk.db", "desk.db.lock", "backups"} if bot.sqlite else set()
    assert left == whole, "one whole file is left, no WAL beside it"
    bot.start()
    all_is_well(room, said)
    assert bot.ask("SELECT sum(ambiguous) FROM outbox") == [(0,)]


def test_while_telegram_keeps_quiet(telegram: Telegram, bot: Bot) -> None:
    """A message and the answer to a press are under way and have no answer: nobody waits for them long."""
    room = open_newsroom(telegram, bot)
    card = room.claim("The bridge is closed")
    room.settle()
    telegram.post("faults", kind="hang_before", method="sendMessage", chat=room.group)
    telegram.post("faults", kind="hang_before", method="answerCallbackQuery")
    telegram.say(ANA, f"/claim {WORDS}", room.group)
    wait_for_calls(telegram, 1, "sendMessage", room.group, WORDS)
    telegram.post("press", chat=room.group, message_id=card["message_id"], **{"from": BEN}, button=[0, 0])
    telegram.settle()
    stop(bot)
    telegram.http.delete("/control/faults")
    bot.start()
    room.card(WORDS, "Take")
    room.card("Assignee: Ben")
    room.settle()
    assert standing(telegram, room.group, WORDS) == 1


def test_while_telegram_keeps_quiet_and_the_file_is_locked(telegram: Telegram, tmp_path: Path) -> None:
    """The worst of all: no answer, nothing can be written, and an update is at the door."""
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    take_by_webhook(bot)
    room = open_newsroom(telegram, bot.start())
    room.settle()
    telegram.post("faults", kind="hang_before", method="sendMessage", chat=room.group)
    telegram.say(ANA, f"/claim {WORDS}", room.group)
    wait_for_calls(telegram, 1, "sendMessage", room.group, WORDS)
    telegram.settle()
    with closing(sqlite3.connect(tmp_path / "desk.db", isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN IMMEDIATE")
        telegram.say(ANA, "/claim The bridge is closed", room.group)
        stop(bot)
        other.execute("ROLLBACK")
    telegram.http.delete("/control/faults")
    bot.start()
    try:
        room.card(WORDS, "Take")
        room.card("The bridge is closed", "Take")
        room.settle()
        assert bot.ask("SELECT count(*) FROM claim") == [(2,)]
    finally:
        bot.stop()
