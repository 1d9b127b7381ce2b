"""What Telegram and the network do to a call of the bot's: nothing is lost, and copies come only of silence."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from telegram import Bot as Api

from bot.clock import Clock
from bot.delivery import Delivery
from bot.measures import Measures
from bot.pace import Pace
from bot.telegram.request import AiohttpRequest
from storage.database import open_database
from storage.outbox import Kind, Outbox
from storage.schema import migrate
from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.gate import Gate
from tests.faults.looking_at_calls import calls, standing, wait_for_calls
from tests.leaks import TOKEN
from tests.people import ANA, BEN, CARO, Bot, Telegram, text_of

WORDS = "The tower fell on Sunday"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ROW: dict[str, Any] = {
    "chat_id": ANA,
    "kind": Kind.SEND,
    "purpose": "help",
    "payload": {"html": WORDS},
    "not_before": LONG_AGO,
    "created_at": LONG_AGO,
}


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    room = open_newsroom(telegram, bot)
    room.settle()
    return room


@pytest.fixture
def gate(telegram: Telegram) -> Iterator[Gate]:
    with Gate(telegram.url) as gate:
        yield gate


@pytest.fixture
def behind_gate(telegram: Telegram, gate: Gate, database_url: str, tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom whose bot reaches Telegram only through the gate."""
    with Bot(telegram, database_url, tmp_path) as bot:
        bot.env["TELEGRAM_API_URL"] = gate.url
        room = open_newsroom(telegram, bot.start())
        room.settle()
        yield room


def the_card(bot: Bot) -> tuple[str, int, int]:
    """What became of the row of the only card: status, attempts, attempts without an answer."""
    ((status, attempts, ambiguous),) = bot.ask(
        "SELECT status, attempts, ambiguous FROM outbox WHERE kind = 'card' AND purpose = 'card'"
    )
    return status, attempts, ambiguous


def fault(room: Newsroom, kind: str, count: int = 1, **more: object) -> None:
    room.telegram.post(
        "faults", kind=kind, count=count, **({"method": "sendMessage", "chat": room.group} | more)
    )


def test_429_makes_only_that_chat_wait_and_is_no_attempt(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    fault(newsroom, "429", retry_after=2)
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    wait_for_calls(telegram, 1, "sendMessage", newsroom.group, WORDS)
    since = telegram.now()
    telegram.say(BEN, "/help")
    newsroom.card(WORDS, "Take")
    refused, accepted = calls(telegram, "sendMessage", newsroom.group, WORDS)
    assert refused["error_code"] == 429
    assert (_at(accepted) - _at(refused)).total_seconds() >= 2
    (helped,) = calls(telegram, "sendMessage", BEN, since=since)
    assert helped["n"] < accepted["n"], "another chat did not wait"
    newsroom.settle()
    assert the_card(newsroom.bot) == ("sent", 1, 0)
    assert standing(telegram, newsroom.group, WORDS) == 1


def test_429_in_three_chats_within_a_second_makes_all_wait(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    for chat in (ANA, BEN, CARO):
        telegram.post("faults", kind="429", method="sendMessage", chat=chat, retry_after=2)
    newsroom.bot.stop()
    since = telegram.now()
    for person in (ANA, BEN, CARO):
        telegram.say(person, "/help")
    newsroom.bot.start()
    while sum(line["error_code"] == 429 for line in calls(telegram, "sendMessage", since=since)) < 3:
        telegram.http.get("/control/wait", params={"since": telegram.now(), "timeout": 1})
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    newsroom.card(WORDS)
    newsroom.settle()
    told = [line for line in calls(telegram, "sendMessage", since=since) if line["error_code"] == 429]
    assert {line["chat"] for line in told} == {ANA, BEN, CARO}
    after = [line for line in calls(telegram, "sendMessage", since=told[-1]["n"]) if line["ok"]]
    waits = [(_at(line) - _at(told[-1])).total_seconds() for line in after]
    assert min(waits) >= 1.9, (waits, told)
    assert not newsroom.bot.ask("SELECT id FROM outbox WHERE attempts > 1")


def test_a_refused_connection_is_tried_until_there_is_one(gate: Gate, behind_gate: Newsroom) -> None:
    """The claim is taken, its card not sent yet, when the way to Telegram closes."""
    room, telegram = behind_gate, behind_gate.telegram
    fault(room, "429", retry_after=5)  # longer than it takes to shut the gate
    telegram.say(ANA, f"/claim {WORDS}", room.group)
    wait_for_calls(telegram, 1, "sendMessage", room.group, WORDS)
    telegram.settle()
    gate.shut()
    assert room.bot.program is not None
    room.bot.program.wait_for("Telegram cannot be reached")
    _wait_for_row(room, "no connection")
    gate.open()
    room.card(WORDS, "Take")
    room.settle()
    assert the_card(room.bot) == ("sent", 1, 0), "what never reached Telegram is no attempt"
    assert standing(telegram, room.group, WORDS) == 1


@pytest.mark.parametrize(
    ("kind", "copies"),
    [
        ("reset_before", 1),
        ("500", 1),
        ("502", 1),
        ("reset_after", 2),
        ("garbage", 2),
        ("truncated", 2),
    ],
)
def test_no_answer_is_tried_again_and_counted(newsroom: Newsroom, kind: str, copies: int) -> None:
    """Whether Telegram had accepted is not known to the bot; a copy's buttons work like the other's."""
    fault(newsroom, kind)
    newsroom.telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    wait_for_calls(newsroom.telegram, 2, "sendMessage", newsroom.group, WORDS)
    newsroom.settle()
    assert the_card(newsroom.bot) == ("sent", 2, 1)
    assert standing(newsroom.telegram, newsroom.group, WORDS) == copies
    first = next(m for m in newsroom.telegram.from_bot(newsroom.group) if WORDS in text_of(m))
    newsroom.telegram.press(BEN, first, "Take")
    newsroom.card("Assignee: Ben")


@pytest.mark.parametrize("kind", ["reset_after", "garbage"])
def test_three_times_no_answer_ends_with_a_reason_for_the_leads(newsroom: Newsroom, kind: str) -> None:
    telegram = newsroom.telegram
    fault(newsroom, kind, 3)
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    wait_for_calls(telegram, 2, "sendMessage", newsroom.group, WORDS)
    newsroom.settle()
    assert len(calls(telegram, "sendMessage", newsroom.group, WORDS)) == 2, "the third waits half a minute"
    telegram.advance(seconds=31)
    wait_for_calls(telegram, 3, "sendMessage", newsroom.group, WORDS)
    newsroom.settle()
    telegram.advance(minutes=5)
    newsroom.settle()
    assert the_card(newsroom.bot)[0] == "dead"
    assert standing(telegram, newsroom.group, WORDS) == 3
    telegram.say(CARO, "/status")
    said = text_of(telegram.wait_for(CARO, "Could not be sent"))
    assert "Telegram did not answer three times. It may have arrived all the same: look there." in said
    telegram.say(ANA, "/show 1", newsroom.group)
    wait_for_calls(telegram, 4, "sendMessage", newsroom.group, WORDS)


def test_an_edit_without_an_answer_is_repeated_freely(newsroom: Newsroom) -> None:
    """An edit that Telegram had accepted is "not modified" the second time: that is success."""
    card = newsroom.claim(WORDS)
    fault(newsroom, "reset_after", 3, method="editMessageText")
    newsroom.telegram.press(ANA, card, "Take")
    newsroom.card("Assignee: Ana")
    wait_for_calls(newsroom.telegram, 4, "editMessageText", newsroom.group)
    newsroom.settle()
    assert not newsroom.bot.ask("SELECT id FROM outbox WHERE status <> 'sent'")
    assert standing(newsroom.telegram, newsroom.group, WORDS) == 1


def test_what_does_not_parse_is_sent_once_more_as_plain_text(newsroom: Newsroom) -> None:
    fault(
        newsroom, "400", description="Bad Request: can't parse entities: unclosed start tag at byte offset 7"
    )
    newsroom.telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    card = newsroom.card(WORDS, "Take")
    newsroom.settle()
    assert len(calls(newsroom.telegram, "sendMessage", newsroom.group, WORDS)) == 2
    assert not card.get("entities"), "no formatting, but everything is there"
    assert the_card(newsroom.bot) == ("sent", 1, 0)


def test_what_telegram_will_not_have_ends_with_a_reason_and_the_queue_moves_on(newsroom: Newsroom) -> None:
    fault(newsroom, "400", description="Bad Request: BUTTON_TYPE_INVALID")
    newsroom.telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    newsroom.claim("The bridge was closed on Monday", BEN)
    newsroom.settle()
    newsroom.telegram.say(CARO, "/status")
    said = text_of(newsroom.telegram.wait_for(CARO, "Could not be sent"))
    assert "Telegram refused it. Tell whoever looks after me: “" in said
    assert "BUTTON_TYPE_INVALID" in said.upper()


def test_an_answer_that_does_not_come_in_time(telegram: Telegram, database_url: str) -> None:
    """Telegram accepts and says nothing: after the time-out the message is sent once more."""
    telegram.start(ANA)
    telegram.post("faults", kind="hang_after", method="sendMessage", chat=ANA)
    asyncio.run(_deliver_one(telegram, database_url, Outbox(**ROW)))
    assert standing(telegram, ANA, WORDS) == 2
    engine = create_engine(database_url)
    with engine.connect() as connection:
        (found,) = connection.execute(text("SELECT status, attempts, ambiguous, reason FROM outbox"))
    engine.dispose()
    assert tuple(found) == ("sent", 2, 1, None)


async def _deliver_one(telegram: Telegram, database_url: str, row: Outbox) -> None:
    """Runs delivery, impatient, until the row has gone out."""
    database = open_database(database_url)
    migrate(database)
    request = AiohttpRequest(timeout=0.3)
    api = Api(TOKEN, base_url=f"{telegram.url}/bot", request=request, get_updates_request=request)
    async with api:
        delivery = Delivery(api, database, Clock(), Pace(off=True), {}, Measures())
        await database.write(lambda session: session.add(row))
        running = asyncio.create_task(delivery.run())
        await asyncio.to_thread(wait_for_calls, telegram, 2, "sendMessage", ANA)
        await delivery.stop(5)
        await running
    database.close()


def test_two_pollers_one_backs_off_and_says_so(newsroom: Newsroom) -> None:
    bot, telegram = newsroom.bot, newsroom.telegram
    bot.stop()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bot.env["LISTEN"] = f"127.0.0.1:{free.getsockname()[1]}"
    bot.start()
    health = f"http://{bot.env['LISTEN']}/healthz"
    assert httpx.get(health, trust_env=False).status_code == 200
    # Another program with the same token asks while the bot does.
    other = {"timeout": 0, "offset": 0}
    httpx.post(f"{telegram.url}/bot{TOKEN}/getUpdates", json=other, trust_env=False)
    assert bot.program is not None
    said = bot.program.wait_for("another program fetches this bot's updates; it must be stopped")
    assert TOKEN not in said
    red = httpx.get(health, trust_env=False)
    assert red.status_code == 503
    assert "another program" in red.text
    since = telegram.now()
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    newsroom.card(WORDS, "Take")
    assert httpx.get(health, trust_env=False).status_code == 200
    assert not [line for line in calls(telegram, "getUpdates", since=since) if not line["ok"]]


@pytest.mark.parametrize("kind", ["401", "404"])
def test_a_token_that_is_refused_ends_the_run_and_keeps_every_row(newsroom: Newsroom, kind: str) -> None:
    bot, telegram = newsroom.bot, newsroom.telegram
    fault(newsroom, kind)
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    assert bot.program is not None
    assert bot.program.process.wait(20) == 2
    (said,) = [line for line in bot.program.lines if line.startswith("secondsource:")]
    assert "TELEGRAM_BOT_TOKEN" in said
    assert the_card(bot) == ("pending", 0, 0)
    bot.start()
    newsroom.card(WORDS, "Take")
    newsroom.settle()
    assert standing(telegram, newsroom.group, WORDS) == 1


def _at(line: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(line["at"]))


def _wait_for_row(room: Newsroom, reason: str) -> None:
    """Until delivery has written down why the card waits."""
    for _ in range(1000):
        if room.bot.ask("SELECT id FROM outbox WHERE reason LIKE :reason", reason=f"%{reason}%"):
            return
        room.telegram.http.get("/control/wait", params={"since": 1 << 60, "timeout": 0.05})
    raise AssertionError(f"no row waits because of {reason!r}")
