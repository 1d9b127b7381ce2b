"""The port is open only where LISTEN says so: `/healthz` tells whether the bot is ready, `/metrics` how it does."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.command.test_start import refused, run
from tests.desk.conftest import open_newsroom
from tests.desk.test_day import start_at_nine
from tests.faults.gate import Gate
from tests.hooks import open_port, post, private, stamp, take_by_webhook
from tests.leaks import TOKEN
from tests.people import ANA, CARO, PATIENCE, Bot, Telegram


@pytest.fixture
def listening(telegram: Telegram, tmp_path: Path) -> Iterator[Bot]:
    """A running bot that listens."""
    with Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as bot:
        open_port(bot)
        bot.start()
        yield bot


def ask(bot: Bot, path: str) -> httpx.Response:
    return httpx.get(f"http://{bot.env['LISTEN']}{path}", trust_env=False, timeout=20)


def figures(bot: Bot) -> dict[str, float]:
    """What `/metrics` says, by name and labels."""
    answer = ask(bot, "/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = [line for line in answer.text.splitlines() if line.startswith("secondsource_")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_ready(listening: Bot) -> None:
    answer = ask(listening, "/healthz")
    assert (answer.status_code, answer.text) == (200, "ready")
    assert ask(listening, "/").status_code == 404
    assert ask(listening, "/healthz/").status_code == 404
    assert listening.stop() == 0


def test_no_port_is_opened_unasked(telegram: Telegram, bot: Bot) -> None:
    assert bot.program is not None
    inodes = {
        match[1]
        for link in Path(f"/proc/{bot.program.process.pid}/fd").iterdir()
        if (match := re.match(r"socket:\[(\d+)\]", str(link.readlink())))
    }
    listens = "0A"
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{bot.program.process.pid}/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            assert not (columns[3] == listens and columns[9] in inodes), "it listens"


def test_not_ready_while_another_program_fetches(telegram: Telegram, listening: Bot) -> None:
    """Two pollers end each other with 409: neither is ready until one of them stops."""
    assert listening.program is not None
    deadline = time.monotonic() + PATIENCE
    while not any("another program fetches" in line for line in listening.program.lines):
        assert time.monotonic() < deadline
        telegram.http.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 1})
    answer = ask(listening, "/healthz")
    assert (answer.status_code, answer.text) == (503, "another program fetches this bot's updates")


def wait_until(bot: Bot, status: int, words: str) -> None:
    """Asks until the answer is this one."""
    deadline = time.monotonic() + PATIENCE
    while (answer := ask(bot, "/healthz")).status_code != status or not answer.text.startswith(words):
        assert time.monotonic() < deadline, answer.text
        bot.telegram.http.get("/control/wait", params={"since": 1 << 60, "timeout": 0.2})


def test_not_ready_while_no_updates_can_come(telegram: Telegram, tmp_path: Path) -> None:
    """The process is alive and the database answers, but the loop that fetches gets no answer."""
    with Gate(telegram.url) as gate:
        bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
        bot.module = "tests.faults.impatient"
        bot.env["TELEGRAM_API_URL"] = gate.url
        open_port(bot)
        bot.start()
        try:
            wait_until(bot, 200, "ready")
            gate.shut()
            wait_until(bot, 503, "Telegram has not answered for")
            gate.open()
            wait_until(bot, 200, "ready")
        finally:
            bot.stop()


def test_a_token_that_is_taken_back_ends_the_bot(telegram: Telegram, listening: Bot) -> None:
    telegram.post("faults", method="getUpdates", kind="401", count=1)
    telegram.say(ANA, "/help")
    assert listening.program is not None
    listening.program.wait_for("TELEGRAM_BOT_TOKEN is no longer accepted")
    assert listening.program.process.wait(20) == 2


def test_what_is_counted(telegram: Telegram, listening: Bot) -> None:
    start_at_nine(telegram)
    room = open_newsroom(telegram, listening)
    room.settle()
    before = figures(listening)
    telegram.post("faults", method="sendMessage", kind="429", count=1)
    room.claim("The tower fell on Sunday")
    telegram.advance(hours=24)
    telegram.wait_for(CARO, "Newsroom ·")
    room.settle()
    after = figures(listening)

    def more(name: str) -> float:
        return after.get(name, 0.0) - before.get(name, 0.0)

    assert more('secondsource_updates_total{outcome="done"}') == 1
    assert more('secondsource_messages_total{outcome="429"}') == 1
    assert more('secondsource_messages_total{outcome="sent"}') >= 2
    assert more("secondsource_digests_total") == 1
    assert more("secondsource_reminders_total") >= 1
    assert more("secondsource_database_transaction_seconds_count") >= 4
    assert after["secondsource_outbox_oldest_due_seconds"] == 0
    assert after["secondsource_outbox_due"] == after["secondsource_errands_due"] == 0


def test_what_waits_is_seen(telegram: Telegram, listening: Bot) -> None:
    room = open_newsroom(telegram, listening)
    room.settle()
    listening.tell(
        "INSERT INTO errand (kind, payload, not_before, tries, created_at)"
        " VALUES ('administrators', '{}', '2099-01-01', 0, '2020-01-01')"
    )
    telegram.post("faults", method="sendMessage", kind="500", count=1)
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    room.card("The tower fell on Sunday", "Take")
    found = figures(listening)
    assert found['secondsource_messages_total{outcome="ambiguous"}'] == 1
    assert found["secondsource_errands_due"] == 0, "its time has not come"


def test_no_label_holds_a_person_a_chat_or_a_text(telegram: Telegram, listening: Bot) -> None:
    room = open_newsroom(telegram, listening)
    room.claim("The tower fell on Sunday")
    said = ask(listening, "/metrics").text
    for word in ("Ana", "ana_checks", str(abs(room.group)), "tower", "Newsroom"):
        assert word not in said
    labels = re.findall(r"(\w+)=\"([^\"]*)\"", said)
    assert {name for name, _ in labels} <= {"outcome", "le"}
    # A number as short as Ana's may be part of any measure.
    assert str(ANA) not in {value for _, value in labels}


def test_known_and_flooded_updates_are_counted(telegram: Telegram, tmp_path: Path) -> None:
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    url = take_by_webhook(bot)
    bot.start()
    try:
        update = private(700_001, ANA, "/help", stamp(telegram))
        assert [post(url, update) for _ in range(3)] == [200] * 3
        found = figures(bot)
        assert found['secondsource_updates_total{outcome="done"}'] == 1
        assert found['secondsource_updates_total{outcome="known"}'] == 2
        assert ask(bot, "/healthz").text == "ready"
    finally:
        bot.stop()


def test_a_taken_port_is_named(telegram: Telegram, listening: Bot, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        listening.stop()
        env = listening.env | {"LISTEN": f"127.0.0.1:{port}"}
        done: subprocess.CompletedProcess[str] = run(tmp_path, "run", **env)
        refused(done, f"LISTEN=127.0.0.1:{port} cannot be opened")


def test_a_wrong_address_is_named(telegram: Telegram, tmp_path: Path) -> None:
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    refused(run(tmp_path, "run", **bot.env, LISTEN="everywhere"), "LISTEN must be host:port")
