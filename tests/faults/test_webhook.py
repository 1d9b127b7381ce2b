"""The webhook: whose post is let in, what is answered when, and what a redelivery does."""

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.desk import test_day
from tests.desk.conftest import open_newsroom
from tests.hooks import HEADER, call, post, private, stamp, take_by_webhook
from tests.leaks import SECRET
from tests.people import ANA, BEN, CARO, PATIENCE, Bot, Telegram, text_of

LARGEST = 1024 * 1024


@pytest.fixture
def bot(telegram: Telegram, tmp_path: Path, database_url: str) -> Iterator[Bot]:
    """The running bot, taking updates by webhook."""
    with Bot(telegram, database_url, tmp_path) as bot:
        take_by_webhook(bot)
        bot.start()
        yield bot


@pytest.fixture
def sqlite_bot(telegram: Telegram, tmp_path: Path) -> Iterator[Bot]:
    """One on a SQLite file, where another program may lock out the writer."""
    with Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as bot:
        take_by_webhook(bot)
        bot.start()
        yield bot


def url_of(bot: Bot) -> str:
    return bot.env["WEBHOOK_URL"]


def seen(bot: Bot) -> int:
    ((number,),) = bot.ask("SELECT count(*) FROM seen_update")
    return int(number)


def claims(bot: Bot) -> Counter[str]:
    return Counter(text for (text,) in bot.ask("SELECT text FROM claim"))


def test_the_desk_works_and_ends_cleanly(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    room.taken("The tower fell on Sunday")
    info = call(telegram, "getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (url_of(bot), 0)
    assert "chat_member" in info["allowed_updates"]
    assert bot.stop() == 0
    assert SECRET not in "\n".join(bot.logs)


def test_what_waited_at_telegram_is_not_dropped(telegram: Telegram, bot: Bot) -> None:
    bot.stop()
    telegram.say(ANA, "/help")
    bot.start()
    telegram.wait_for(ANA, "verification desk")


def test_polling_takes_over_from_a_webhook(telegram: Telegram, bot: Bot) -> None:
    bot.stop()
    telegram.say(ANA, "/help")
    del bot.env["WEBHOOK_URL"], bot.env["WEBHOOK_SECRET"]
    bot.start()
    telegram.wait_for(ANA, "verification desk")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "wrong-secret"},
        {HEADER: SECRET[:-1]},
        {HEADER: SECRET.upper()},
        {HEADER: "тайна".encode()},
        {HEADER: b"\xff\xfe" + SECRET.encode()},
    ],
    ids=["missing", "empty", "wrong", "shorter", "other case", "not ascii", "not utf-8"],
)
def test_without_the_secret_nothing_is_stored(
    telegram: Telegram, bot: Bot, headers: dict[str, str | bytes]
) -> None:
    update = private(700_001, ANA, "/help", stamp(telegram))
    answer = httpx.post(url_of(bot), json=update, headers=headers, trust_env=False)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert seen(bot) == 0
    assert bot.program is not None
    assert "wrong-secret" not in "\n".join(bot.program.lines)
    assert post(url_of(bot), update) == 200
    assert seen(bot) == 1


def test_a_body_that_is_too_large_is_refused_however_it_comes(telegram: Telegram, bot: Bot) -> None:
    at = stamp(telegram)
    assert post(url_of(bot), private(700_001, ANA, "x" * LARGEST, at)) == 413

    def parts() -> Iterator[bytes]:
        yield b'{"update_id": 700002, "padding": "'
        for _ in range(20):
            yield b"x" * (LARGEST // 16)

    headers = {HEADER: SECRET}
    try:
        answer = httpx.post(url_of(bot), content=parts(), headers=headers, trust_env=False, timeout=20)
        assert answer.status_code == 413
    except httpx.WriteError:
        pass  # it was answered, and the connection closed, before everything was sent
    assert seen(bot) == 0
    large = private(700_003, ANA, "/help", at, caption="x" * (LARGEST - 2000))
    assert post(url_of(bot), large) == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b"{}",
        b'{"update_id": null}',
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 7.5}',
        b'{"update_id": NaN}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 7, "message": {"date": Infinity}}',
        b'{"update_id": ' + b"9" * 6000 + b"}",
        b'{"update_id": 7, "message": ' + b"[" * 200_000,
    ],
)
def test_what_is_no_update_is_refused(shared_bot: Bot, body: bytes) -> None:
    before = seen(shared_bot)
    headers = {HEADER: SECRET, "Content-Type": "application/json"}
    answer = httpx.post(url_of(shared_bot), content=body, headers=headers, trust_env=False)
    assert answer.status_code == 400
    assert seen(shared_bot) == before


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 2, "message": None},
        {"update_id": 3, "message": "hello"},
        {"update_id": 4, "message": {"from": 7, "chat": [], "date": "today"}},
        {"update_id": 5, "callback_query": {"from": {"id": True}, "message": 7}},
        {"update_id": 6, "surprise": {"id": "7", "nested": [{}]}},
        {
            "update_id": 7,
            "callback_query": {"id": "7", "from": {"id": 2**70, "first_name": "A", "is_bot": False}},
        },
        {"update_id": 8, "message": {"message_id": 1, "date": -5, "chat": {"id": 2**80, "type": "private"}}},
    ],
)
def test_an_update_that_nobody_understands_is_settled(shared_bot: Bot, update: dict[str, object]) -> None:
    """Refusing it would only bring it again."""
    assert post(url_of(shared_bot), update) == 200
    known = "SELECT update_id FROM seen_update UNION SELECT update_id FROM set_aside"
    assert (update["update_id"],) in shared_bot.ask(known)


@pytest.fixture(scope="module")
def shared_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """One for all tests that change nothing of each other's."""
    telegram = Telegram()
    folder = tmp_path_factory.mktemp("hook")
    bot = Bot(telegram, f"sqlite:///{folder / 'desk.db'}", folder)
    take_by_webhook(bot)
    bot.start()
    try:
        yield bot
    finally:
        bot.stop()
        telegram.close()


def test_only_its_own_path_and_only_post(shared_bot: Bot) -> None:
    headers = {HEADER: SECRET}
    assert httpx.get(url_of(shared_bot), headers=headers, trust_env=False).status_code == 405
    assert post(url_of(shared_bot) + "/more", {"update_id": 90}) == 404


def test_a_redelivered_update_has_no_second_effect(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    update = private(700_001, ANA, "/claim The tower fell on Sunday", stamp(telegram))
    assert [post(url_of(bot), update) for _ in range(2)] == [200, 200]
    bot.kill()
    bot.start()
    assert post(url_of(bot), update) == 200
    room.card("The tower fell on Sunday", "Take")
    room.settle()
    assert claims(bot) == {"The tower fell on Sunday": 1}


def test_the_same_update_twice_at_the_same_time(telegram: Telegram, bot: Bot) -> None:
    open_newsroom(telegram, bot)
    update = private(700_001, ANA, "/claim The tower fell on Sunday", stamp(telegram))
    answers: list[int] = []
    senders = [threading.Thread(target=lambda: answers.append(post(url_of(bot), update))) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(PATIENCE)
    assert answers == [200] * 8
    assert claims(bot) == {"The tower fell on Sunday": 1}


def test_kills_lose_nothing_and_double_nothing(telegram: Telegram, bot: Bot) -> None:
    """Whatever was not answered 200 comes again; whatever was committed is known."""
    room = open_newsroom(telegram, bot)
    said = [f"Bridge {number} over the river was blown up at {number % 24}:00" for number in range(30)]
    for number, words in enumerate(said):
        telegram.say((ANA, BEN)[number % 2], f"/claim {words}", room.group)
        if number % 8 == 5:
            bot.kill()
            bot.start()
            # An update that the process dies of three times is set aside: no update is killed twice here.
            telegram.settle()
    bot.settle()
    assert claims(bot) == Counter(said)
    assert bot.whole()


def test_an_update_that_fails_is_set_aside_and_the_others_go_on(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    bot.poison("claim", "Poison")
    telegram.say(ANA, "/claim Poison in the water of Karst", room.group)
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    room.card("The tower fell on Sunday", "Take")
    assert [("poisoned" in error) for (error,) in bot.ask("SELECT error FROM set_aside")] == [True]


def test_while_the_database_is_locked_nothing_is_acknowledged(telegram: Telegram, sqlite_bot: Bot) -> None:
    bot = sqlite_bot
    room = open_newsroom(telegram, bot)
    room.settle()
    update = private(700_001, ANA, "/claim The tower fell on Sunday", stamp(telegram))
    with closing(sqlite3.connect(bot.cwd / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert post(url_of(bot), update) == 503
        other.execute("ROLLBACK")
    assert claims(bot) == {}
    assert post(url_of(bot), update) == 200
    assert claims(bot) == {"The tower fell on Sunday": 1}


def test_sigterm_with_an_update_under_way(telegram: Telegram, sqlite_bot: Bot) -> None:
    """Even while nothing can be committed: it is not acknowledged, and the process ends in time."""
    bot = sqlite_bot
    room = open_newsroom(telegram, bot)
    room.settle()
    update = private(700_001, ANA, "/claim The tower fell on Sunday", stamp(telegram))
    answers: list[int] = []

    def send() -> None:
        try:
            answers.append(post(url_of(bot), update))
        except httpx.TransportError:
            answers.append(0)

    with closing(sqlite3.connect(bot.cwd / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sender = threading.Thread(target=send)
        sender.start()
        began = time.monotonic()
        assert bot.stop() == 0
        assert time.monotonic() - began < 10
        sender.join(PATIENCE)
        other.execute("ROLLBACK")
    assert answers[0] != 200
    assert claims(bot) == {}
    bot.start()
    assert post(url_of(bot), update) == 200
    assert claims(bot) == {"The tower fell on Sunday": 1}


def test_a_file_that_cannot_be_written_is_not_acknowledged_and_is_not_ready(
    telegram: Telegram, sqlite_bot: Bot
) -> None:
    with closing(sqlite3.connect(sqlite_bot.cwd / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = httpx.get(f"http://{sqlite_bot.env['LISTEN']}/healthz", trust_env=False, timeout=20)
        assert (answer.status_code, answer.text) == (503, "the database does not answer")
        other.execute("ROLLBACK")


def test_somebody_takes_the_webhook_away(telegram: Telegram, bot: Bot) -> None:
    """The bot notices, says that it is not ready, and takes it back."""
    bot.stop()
    bot.module = "tests.faults.impatient"
    bot.start()
    telegram.start(ANA)
    telegram.wait_for(ANA, "verification desk")
    call(telegram, "deleteWebhook")
    telegram.say(ANA, "/cancel")
    assert bot.program is not None
    bot.program.wait_for("has changed this bot's webhook")
    bot.program.wait_for("is set again")
    answer = httpx.get(f"http://{bot.env['LISTEN']}/healthz", trust_env=False, timeout=20)
    assert (answer.status_code, answer.text) == (200, "ready")
    telegram.settle()
    assert call(telegram, "getWebhookInfo")["url"] == url_of(bot)


def test_a_removed_member_is_heard_of_by_webhook_too(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    card = room.claim("The tower fell on Sunday", BEN)
    telegram.post(f"chats/{room.group}/members", user=ANA, status="left", by=CARO)
    telegram.settle()
    telegram.say(ANA, "/take 1")
    telegram.settle()
    assert "Assignee" not in text_of(card)
    assert not bot.ask("SELECT * FROM claim WHERE assignee_id IS NOT NULL")


def test_the_whole_day_by_webhook(telegram: Telegram, bot: Bot, tmp_path: Path) -> None:
    test_day.test_the_whole_day(telegram, bot, tmp_path)
