"""The clock jumps, and the two odd days of the year: one digest a date, one reminder a step, nothing waits for
a time that only a wrong clock has shown."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk.clock import ever_sent, set_clock
from tests.desk.conftest import Newsroom, open_newsroom
from tests.people import ANA, BEN, CARO, START, Bot, Telegram

SUN = "☀️"
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


@pytest.fixture
def bot(telegram: Telegram, tmp_path: Path, database_url: str) -> Iterator[Bot]:
    """One that looks at the clock often."""
    with Bot(telegram, database_url, tmp_path) as bot:
        bot.module = "tests.faults.impatient"
        yield bot.start()


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    return open_newsroom(telegram, bot)


def at(room: Newsroom, moment: datetime) -> None:
    set_clock(room.telegram, moment)
    # When the bot has looked at its clock, it has noticed.
    noticed = "SELECT count(*) FROM heartbeat WHERE at BETWEEN :now AND :at"
    span = timedelta(minutes=1, seconds=5)
    while room.bot.ask(noticed, now=moment - span, at=moment + span) == [(0,)]:
        room.telegram.http.get("/control/wait", params={"since": room.telegram.now(), "timeout": 0.05})
    room.settle()


def said(room: Newsroom) -> Counter[tuple[int, str]]:
    """How many reminders and digests each chat ever got."""
    return Counter(
        {
            (chat, sign): len(ever_sent(room, chat, sign))
            for chat in (room.group, ANA, CARO)
            for sign in ("⏰", SUN)
        }
    )


Jump = Callable[[Newsroom, datetime], None]


def while_it_runs(room: Newsroom, moment: datetime) -> None:
    at(room, moment)


def while_it_is_down(room: Newsroom, moment: datetime) -> None:
    room.bot.kill()
    set_clock(room.telegram, moment)
    room.bot.start()
    at(room, moment)


@pytest.mark.parametrize("jump", [while_it_runs, while_it_is_down])
@pytest.mark.parametrize("ahead", [HOUR, YEAR])
def test_a_clock_that_was_ahead_for_a_minute(newsroom: Newsroom, ahead: timedelta, jump: Jump) -> None:
    """While it is ahead, what seems due comes once. Set right again, the desk goes on as if nothing had been."""
    newsroom.taken("The dam above the town has a crack")
    newsroom.settle()
    jump(newsroom, START + ahead)
    wrong = said(newsroom)
    assert max(wrong.values()) <= 1, "one reminder and one digest at most to each"
    newsroom.claim("The mayor has left the country")
    newsroom.telegram.say(BEN, "/take 2")
    newsroom.card("Assignee: Ben")
    newsroom.telegram.say(ANA, "/claim The bridge is closed", newsroom.group)
    newsroom.settle()
    jump(newsroom, START + timedelta(minutes=2))
    assert said(newsroom) == wrong, "setting it right sends nothing"

    at(newsroom, START + timedelta(hours=5))
    # The untaken claim is as old as the right clock says, whichever clock wrote it down.
    assert said(newsroom)[newsroom.group, "⏰"] == wrong[newsroom.group, "⏰"] + 1
    at(newsroom, START + timedelta(hours=23))
    assert said(newsroom)[CARO, SUN] == wrong[CARO, SUN] + 1, "the next morning's digest comes"
    digest = ever_sent(newsroom, CARO, SUN)[-1]
    for words in ("The dam", "The bridge"):
        assert words in digest
    at(newsroom, START + timedelta(hours=47))
    at(newsroom, START + timedelta(hours=47, minutes=5))
    assert said(newsroom)[CARO, SUN] == wrong[CARO, SUN] + 2


@pytest.mark.parametrize("behind", [HOUR, YEAR])
def test_a_clock_that_was_behind_for_a_minute(newsroom: Newsroom, behind: timedelta) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, START + timedelta(hours=5))
    at(newsroom, START + timedelta(hours=23))
    before = said(newsroom)
    assert before == Counter({(newsroom.group, "⏰"): 1, (CARO, SUN): 1}) + Counter()
    at(newsroom, START + timedelta(hours=23) - behind)
    newsroom.claim("The bridge is closed")
    at(newsroom, START + timedelta(hours=23, minutes=2))
    after = said(newsroom)
    assert all(after[key] - before[key] <= 1 for key in after)
    # Nothing is stalled: the next morning has its digest.
    at(newsroom, START + timedelta(hours=47))
    assert said(newsroom)[CARO, SUN] == after[CARO, SUN] + 1


def test_a_snooze_said_by_a_wrong_clock_is_as_long_as_it_was_meant(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    at(newsroom, START + YEAR)
    newsroom.telegram.say(ANA, "/snooze 1 2h")
    newsroom.telegram.wait_for(ANA, "No reminders about #1 until")
    newsroom.settle()
    at(newsroom, START + timedelta(minutes=2))
    told = len(ever_sent(newsroom, ANA))
    at(newsroom, START + timedelta(hours=1))
    assert len(ever_sent(newsroom, ANA)) == told
    at(newsroom, START + timedelta(hours=3))
    assert "no longer snoozed" in ever_sent(newsroom, ANA)[-1]


@pytest.mark.parametrize(
    ("zone", "odd", "clock"),
    [
        ("Europe/Berlin", (2026, 10, 25), "02:30"),
        ("Europe/Berlin", (2027, 3, 28), "02:30"),
        ("Australia/Lord_Howe", (2027, 4, 4), "01:45"),
    ],
)
def test_on_an_odd_day_there_is_one_digest_a_date(
    bot: Bot, telegram: Telegram, zone: str, odd: tuple[int, int, int], clock: str
) -> None:
    """The clock on the wall shows that time twice, or never; or moves by half an hour."""
    midnight = datetime(*odd, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    bot.stop()
    set_clock(telegram, midnight - timedelta(hours=14))
    bot.start()
    room = open_newsroom(telegram, bot)
    telegram.say(CARO, f"/settings timezone {zone}")
    telegram.say(CARO, f"/settings digest {clock}")
    telegram.say(CARO, "/settings quiet off")
    room.claim("The dam above the town has a crack")
    room.settle()
    for hours in (1, 1.6, 2.1, 2.6, 3.1, 3.6, 5):
        at(room, midnight + timedelta(hours=hours))
    assert len(ever_sent(room, CARO, SUN)) == 1
    assert len(ever_sent(room, room.group)) == 1, "the reminder comes once too"
    at(room, midnight + timedelta(hours=29))
    dates = [day for (day,) in bot.ask("SELECT local_date FROM digest WHERE recipient <> 'desk' ORDER BY id")]
    assert len(dates) == len(set(dates)) == 2
    assert len(ever_sent(room, CARO, SUN)) == 2


def test_a_desk_that_moves_around_midnight_gets_no_second_digest_for_a_date(newsroom: Newsroom) -> None:
    newsroom.telegram.say(CARO, "/settings digest 00:15")
    for zone, moment in (
        ("UTC", datetime(2026, 11, 24, 0, 20, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 11, 24, 0, 25, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 11, 24, 10, 20, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 11, 24, 10, 25, tzinfo=UTC)),
        ("UTC", datetime(2026, 11, 24, 23, 55, tzinfo=UTC)),
        ("UTC", datetime(2026, 11, 25, 0, 20, tzinfo=UTC)),
    ):
        newsroom.telegram.say(CARO, f"/settings timezone {zone}")
        newsroom.settle()
        at(newsroom, moment)
    dates = [
        str(day)
        for (day,) in newsroom.bot.ask("SELECT local_date FROM digest WHERE recipient <> 'desk' ORDER BY id")
    ]
    assert dates == ["2026-11-24", "2026-11-25"]
    assert len(ever_sent(newsroom, CARO, SUN)) == 2
