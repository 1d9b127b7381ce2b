"""A flood of 10,000 updates by one person: all are accounted for, and nobody else waits for them."""

import asyncio
import os
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
import httpx
import pytest

from bot.rules.floods import BURST
from tests.desk.conftest import Newsroom, open_newsroom
from tests.hooks import HEADER, in_group, post, press, private, stamp, take_by_webhook
from tests.leaks import SECRET
from tests.people import ANA, BEN, CARO, DAN, EVE, Bot, Telegram, text_of

FLOOD = 10_000
CONNECTIONS = 40
"""As many as the bot lets Telegram open at once."""


@pytest.fixture
def bot(telegram: Telegram, tmp_path: Path, database_url: str) -> Iterator[Bot]:
    """A bot that the test starts."""
    with Bot(telegram, database_url, tmp_path) as bot:
        yield bot


def within(seconds: float) -> float:
    """That many seconds on a machine of its own; longer where others use the processors too."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def other_desk(room: Newsroom) -> int:
    """A second desk, of Dan and Eve, who lead and check there."""
    telegram = room.telegram
    telegram.post("users", id=EVE, first_name="Eve", language_code="en")
    made = telegram.post("chats", type="supergroup", title="Elsewhere", members=[DAN, EVE], admins=[DAN])
    group = int(made["id"])
    telegram.post(f"chats/{group}/bot", status="administrator", by=DAN)
    telegram.start(DAN)
    telegram.say(DAN, "/setup", group)
    telegram.wait_for(group, "desk is open", button="Join")
    room.settle()
    return group


def outcomes(bot: Bot) -> dict[str, int]:
    found = bot.ask("SELECT outcome, count(*) FROM seen_update GROUP BY 1")
    return {"flooded": 0} | {str(outcome): int(number) for outcome, number in found}


def told(telegram: Telegram, person: int) -> int:
    """How often the person was told in private that they were too fast."""
    return sum("more at once than I can take" in text_of(message) for message in telegram.from_bot(person))


def account_for(bot: Bot, before: int, others: int) -> tuple[int, int]:
    """How many of the flood were taken and how many refused: together they are all of it."""
    found = outcomes(bot)
    assert not bot.ask("SELECT * FROM set_aside")
    assert not bot.ask("SELECT * FROM attempt")
    taken = found["done"] - before - others
    assert taken + found["flooded"] == FLOOD
    assert BURST <= taken < BURST + 100
    ((counted,),) = bot.ask("SELECT sum(refused) FROM sender_allowance")
    assert counted == found["flooded"]
    return taken, found["flooded"]


def test_a_flood_by_polling(telegram: Telegram, bot: Bot) -> None:
    """Another desk's update sent after it is answered within 10 s, at the pace that Telegram allows."""
    bot.env["TELEGRAM_PACE"] = "telegram"
    bot.start()
    room = open_newsroom(telegram, bot)
    group = other_desk(room)
    before, since = outcomes(bot)["done"], telegram.now()
    telegram.http.timeout = httpx.Timeout(120)
    telegram.post("messages", chat=ANA, **{"from": ANA}, text="Bridge {n} was blown up at noon", times=FLOOD)
    began = time.monotonic()
    telegram.say(DAN, "/claim The tower fell on Sunday", group)
    while not any("The tower fell" in text_of(message) for message in telegram.from_bot(group)):
        assert time.monotonic() - began < 60
        telegram.get("wait", since=since, timeout=1, kind="call", chat=group)
    took = time.monotonic() - began
    print(f"\nafter {FLOOD} updates of one person another desk's was answered within {took:.1f} s")
    _, refused = account_for(bot, before, others=1)
    telegram.say(CARO, "/status")
    status = telegram.wait_for(CARO, "Too fast to be taken")
    assert f"Ana: {refused:,} messages" in text_of(status)
    # Her sentence waits behind her own answers, one a second.
    assert bot.ask("SELECT count(*), min(chat_id) FROM outbox WHERE purpose = 'flood'") == [(1, ANA)]
    assert took < within(10)


async def send(url: str, updates: Iterable[dict[str, Any]], connections: int) -> list[int]:
    """Posts them, so many at a time; the statuses."""
    waiting = iter(updates)
    statuses: list[int] = []
    async with aiohttp.ClientSession(headers={HEADER: SECRET}) as session:

        async def one_after_the_other() -> None:
            for update in waiting:
                async with session.post(url, json=update) as answer:
                    statuses.append(answer.status)

        await asyncio.gather(*(one_after_the_other() for _ in range(connections)))
    return statuses


async def test_a_flood_by_webhook(telegram: Telegram, bot: Bot) -> None:
    """Another desk's updates sent during it are answered within 2 s, 95 of 100."""
    url = take_by_webhook(bot)
    bot.start()
    room = open_newsroom(telegram, bot)
    group = other_desk(room)
    before, at, since = outcomes(bot)["done"], stamp(telegram), telegram.now()
    flood = (private(700_000 + n, ANA, f"Bridge {n} was blown up at noon", at) for n in range(FLOOD))
    flooding = asyncio.create_task(send(url, flood, CONNECTIONS - 1))
    began, ahead = time.monotonic(), telegram.get("clock")["offset"]
    sent: list[float] = []
    while not flooding.done():
        words = f"/claim Tower {len(sent)} of the harbour fell on Sunday"
        now = time.time() + ahead
        sent.append(now)
        assert await send(url, [in_group(900_000 + len(sent), DAN, group, words, int(now))], 1) == [200]
        # Not to wait for anything: this is how often the other desk has something to say.
        await asyncio.wait({flooding}, timeout=0.5)
    took = time.monotonic() - began
    assert flooding.result() == [200] * FLOOD
    account_for(bot, before, others=len(sent))
    telegram.wait_for(group, f"Tower {len(sent) - 1} of")
    answered: dict[int, float] = {}
    for line in telegram.ledger(since):
        if (
            line["kind"] == "call"
            and line["chat"] == group
            and line["ok"]
            and "Tower" in (line["text"] or "")
        ):
            number = int(line["text"].split("Tower ")[1].split()[0])
            answered.setdefault(number, datetime.fromisoformat(line["at"]).timestamp())
    assert answered.keys() == set(range(len(sent)))
    waits = [answered[number] - sent[number] for number in range(len(sent))]
    p95 = quantiles(waits, n=20)[-1]
    print(
        f"\n{FLOOD / took:.0f} updates/s; another desk's {len(waits)}: p95 {p95:.2f} s, max {max(waits):.2f} s"
    )
    room.settle()
    assert told(telegram, ANA) == 1
    assert p95 < within(2)


async def test_presses_count_apart_and_are_answered(telegram: Telegram, bot: Bot) -> None:
    """Who presses too much is told so on the button, and may still write."""
    url = take_by_webhook(bot)
    bot.start()
    room = open_newsroom(telegram, bot)
    presses = [press(700_000 + n, ANA, "page:queue:1") for n in range(int(BURST) + 100)]
    assert await send(url, presses, 8) == [200] * len(presses)
    found = outcomes(bot)
    assert 0 < found["flooded"] <= 100
    room.claim("The tower fell on Sunday")
    room.settle()
    assert told(telegram, ANA) == 0
    answers = [line for line in telegram.ledger() if line.get("method") == "answerCallbackQuery"]
    assert sum("Wait a minute" in (line["text"] or "") for line in answers) == found["flooded"]


async def test_who_leaves_during_a_flood_has_left(telegram: Telegram, bot: Bot) -> None:
    """What decides who may see what is never one update too many."""
    url = take_by_webhook(bot)
    bot.start()
    room = open_newsroom(telegram, bot)
    at = stamp(telegram)
    flood = [in_group(700_000 + n, ANA, room.group, "chatter", at) for n in range(int(BURST) + 50)]
    assert set(await send(url, flood, 8)) == {200}
    assert outcomes(bot)["flooded"] > 0
    telegram.post(f"chats/{room.group}/members", user=ANA, status="left")
    room.settle()
    assert bot.ask(
        "SELECT left_at IS NOT NULL FROM member JOIN person ON person.id = member.person_id"
        " WHERE telegram_id = :ana",
        ana=ANA,
    ) == [(True,)]


async def test_who_posts_as_the_group_is_counted_as_the_group(telegram: Telegram, bot: Bot) -> None:
    """Every anonymous administrator has the same name at Telegram: another group's are not to suffer."""
    url = take_by_webhook(bot)
    bot.start()
    room = open_newsroom(telegram, bot)
    at = stamp(telegram)

    def anonymous(update_id: int, group: int, text: str) -> dict[str, Any]:
        update = in_group(update_id, 1087968824, group, text, at)
        update["message"]["sender_chat"] = {"id": group, "type": "supergroup", "title": "A group"}
        return update

    flood = [anonymous(700_000 + n, room.group, "chatter") for n in range(int(BURST) + 50)]
    assert set(await send(url, flood, 8)) == {200}
    assert bot.ask("SELECT sender_id, refused FROM sender_allowance WHERE refused > 0") == [(room.group, 50)]
    assert await send(url, [anonymous(800_000, -100_777, "chatter")], 1) == [200]
    assert outcomes(bot)["flooded"] == 50
    telegram.say(CARO, "/status")
    telegram.wait_for(CARO, "somebody in the group's name: 50 messages")


async def test_a_hundred_photos_and_an_article_are_no_flood(telegram: Telegram, bot: Bot) -> None:
    url = take_by_webhook(bot)
    bot.start()
    open_newsroom(telegram, bot)
    at = stamp(telegram)
    photo = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
    album = [
        private(700_000 + n, ANA, "", at, caption=f"Bridge {n} was blown up", **photo) for n in range(100)
    ]
    for update in album:
        del update["message"]["text"]
    article = [private(800_000 + n, ANA, "The mayor said that it fell. " * 130, at) for n in range(10)]
    assert set(await send(url, [*album, *article], 8)) == {200}
    assert outcomes(bot)["flooded"] == 0


def test_an_allowance_survives_a_kill(telegram: Telegram, bot: Bot) -> None:
    url = take_by_webhook(bot)
    bot.start()
    open_newsroom(telegram, bot)
    at = stamp(telegram)
    for n in range(int(BURST)):
        assert post(url, private(700_000 + n, BEN, "/cancel", at)) == 200
    bot.kill()
    bot.start()
    assert post(url, private(800_000, BEN, "/cancel", at)) == 200
    assert outcomes(bot)["flooded"] >= 1
