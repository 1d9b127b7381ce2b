"""Telegram out of reach for longer than it keeps messages: what is missing is said once, nothing comes twice."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.clock import at, ever_sent
from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.gate import Gate
from tests.faults.looking_at_calls import calls, standing
from tests.people import ANA, BEN, CARO, DAN, START, Bot, Telegram, text_of

WORDS = "The tower fell on Sunday"
GAP = "out of Telegram's reach"
SAID = "Telegram keeps messages for 24 hours: what was sent between Mon 23 Nov, 10:00 UTC and "


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    room = open_newsroom(telegram, bot)
    room.settle()
    return room


def announced(room: Newsroom) -> dict[int, int]:
    """How many announcements each chat has had."""
    return {chat: len(ever_sent(room, chat, GAP)) for chat in (room.group, ANA, BEN, CARO, DAN)}


def check_gap(room: Newsroom, hours: int) -> None:
    """Everything that must have come of so many hours without Telegram."""
    telegram, bot = room.telegram, room.bot
    back = START + timedelta(hours=hours)
    # Telegram holds a question for which it has nothing; now it has something.
    telegram.say(DAN, "/help")
    said = text_of(room.card(GAP))
    assert f"{SAID}{back - timedelta(days=1):%a %d %b, %H:0}" in said
    assert "Please send it again." in said
    telegram.wait_for(CARO, GAP)
    room.settle()
    assert announced(room) == {room.group: 1, CARO: 1, ANA: 0, BEN: 0, DAN: 0}
    assert bot.ask("SELECT text FROM claim") == [(WORDS,)], "what was sent so long ago is lost, as was said"
    # One bundle for the group and one for the lead, one digest, for the current date.
    assert len(ever_sent(room, room.group)) == 1
    assert len(ever_sent(room, CARO)) == 1
    assert bot.ask("SELECT count(*) FROM digest WHERE recipient <> 'desk'") == [(1,)]
    assert len([line for line in calls(telegram, "sendMessage", CARO, f"{back:%A %d %B}") if line["ok"]]) == 1
    at(room, back.day, back.hour, 30)
    assert announced(room)[room.group] == 1


def test_the_bot_was_off_for_an_hour_more_than_telegram_keeps_messages(newsroom: Newsroom) -> None:
    newsroom.claim(WORDS)
    newsroom.settle()
    newsroom.bot.kill()
    newsroom.telegram.say(ANA, "/claim Nobody will ever read this", newsroom.group)
    newsroom.telegram.advance(hours=25)
    newsroom.bot.start()
    check_gap(newsroom, 25)
    newsroom.bot.stop()
    newsroom.bot.start()
    newsroom.settle()
    assert announced(newsroom)[newsroom.group] == 1


def test_the_network_was_away_for_two_days(telegram: Telegram, database_url: str, tmp_path: Path) -> None:
    """The bot ran all the time."""
    with Gate(telegram.url) as gate:
        bot = Bot(telegram, database_url, tmp_path)
        bot.env["TELEGRAM_API_URL"] = gate.url
        bot.start()
        try:
            room = open_newsroom(telegram, bot)
            room.claim(WORDS)
            room.settle()
            gate.shut()
            assert bot.program is not None
            bot.program.wait_for("Telegram cannot be reached")
            telegram.say(ANA, "/claim Nobody will ever read this", room.group)
            telegram.advance(hours=48)
            gate.open()
            check_gap(room, 48)
        finally:
            bot.stop()


def test_a_day_and_less_is_no_gap(newsroom: Newsroom) -> None:
    newsroom.bot.kill()
    newsroom.telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    newsroom.telegram.advance(hours=23)
    newsroom.bot.start()
    newsroom.card(WORDS, "Take")
    newsroom.settle()
    assert not any(announced(newsroom).values())


def test_a_clock_that_is_set_is_no_gap(newsroom: Newsroom) -> None:
    """Telegram was there all the time."""
    newsroom.telegram.advance(hours=48)
    # The bot has seen that it is another day.
    newsroom.telegram.wait_for(CARO, "Wednesday 25 November")
    newsroom.claim(WORDS)
    newsroom.settle()
    newsroom.bot.stop()
    newsroom.bot.start()
    newsroom.claim("The bridge was closed on Monday")
    newsroom.settle()
    assert not any(announced(newsroom).values())


def test_leads_have_their_digest_while_the_bot_is_out_of_the_group(newsroom: Newsroom) -> None:
    newsroom.claim(WORDS)
    newsroom.telegram.post(f"chats/{newsroom.group}/bot", status="kicked", by=CARO)
    newsroom.telegram.wait_for(CARO, "I was removed")
    at(newsroom, 24, 8, 5)
    newsroom.telegram.wait_for(CARO, "Tuesday 24 November")
    assert newsroom.bot.ask("SELECT count(*) FROM digest WHERE recipient NOT IN ('desk', 'group')") == [(1,)]
    newsroom.telegram.post(f"chats/{newsroom.group}/bot", status="administrator", by=CARO)
    newsroom.settle()
    assert standing(newsroom.telegram, newsroom.group, "⏰") <= 1
