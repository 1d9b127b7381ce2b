"""PostgreSQL goes away, comes back, hears half of what was said: nothing is lost, nothing happens twice.

The server is one of our own, so that it can be stopped, and the wire to it can be cut.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from storage.database import Database
from storage.postgresql import LOCK_KEY
from storage.updates import SeenUpdate
from tests.cutting import Cut, Wire
from tests.desk.clock import ever_sent, set_clock
from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.claiming import all_is_well, claims
from tests.faults.on_postgresql import health, running, tell
from tests.leaks import PASSWORD
from tests.people import ANA, CARO, PATIENCE, START, Bot, Telegram
from tests.servers import PostgreSQL

SEED = 20261124


@pytest.fixture
def wire(server: PostgreSQL) -> Iterator[Wire]:
    with Wire(server.port, SEED) as wire:
        yield wire


@pytest.fixture
def newsroom(telegram: Telegram, url: str, tmp_path: Path) -> Iterator[Newsroom]:
    with running(telegram, url, tmp_path) as bot:
        yield open_newsroom(telegram, bot)


def test_a_server_that_goes_and_comes_back_loses_nothing(newsroom: Newsroom, server: PostgreSQL) -> None:
    said = claims(newsroom.telegram, newsroom, range(20))
    server.stop("immediate")
    try:
        status, why = health(newsroom.bot)
        assert status == 503
        assert "database" in why
        said += claims(newsroom.telegram, newsroom, range(20, 40))
    finally:
        server.start()
    said += claims(newsroom.telegram, newsroom, range(40, 60))
    all_is_well(newsroom, said)
    assert health(newsroom.bot) == (200, "ready")


def test_every_connection_is_cut_again_and_again(newsroom: Newsroom, server: PostgreSQL) -> None:
    chance = random.Random(SEED)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    said: list[str] = []
    cuts = 0
    while cuts < 12:
        said += claims(newsroom.telegram, newsroom, range(len(said), len(said) + chance.randint(2, 5)))
        cuts += len(newsroom.bot.ask(cut))
        if chance.random() < 0.7:
            newsroom.telegram.settle()
    all_is_well(newsroom, said)


@pytest.mark.parametrize("how", [(Cut.BEFORE,), (Cut.AFTER,), (Cut.AFTER, Cut.BEFORE)])
def test_a_wire_cut_at_commits_is_settled_by_keys(
    telegram: Telegram, url: str, wire: Wire, server: PostgreSQL, tmp_path: Path, how: tuple[Cut, ...]
) -> None:
    """Nobody knows whether what was committed is committed, every third time."""
    with running(telegram, url.replace(str(server.port), str(wire.port)), tmp_path) as bot:
        room = open_newsroom(telegram, bot)
        bot.env["DATABASE_URL"] = url
        bot.settle()
        wire.cut_commits(3, *how)
        said: list[str] = []
        while wire.cuts < 10:
            said += claims(telegram, room, range(len(said), len(said) + 2))
            telegram.settle()
        wire.cut_commits(0)
        all_is_well(room, said)


def test_reminders_and_digests_come_once_though_commits_are_cut(
    telegram: Telegram, url: str, wire: Wire, server: PostgreSQL, tmp_path: Path
) -> None:
    set_clock(telegram, START)
    with running(telegram, url.replace(str(server.port), str(wire.port)), tmp_path) as bot:
        room = open_newsroom(telegram, bot)
        bot.env["DATABASE_URL"] = url
        said = claims(telegram, room, range(3))
        bot.settle()
        wire.cut_commits(3, Cut.AFTER, Cut.BEFORE)
        set_clock(telegram, START + timedelta(hours=25))
        for chat, words in ((room.group, "⏰"), (CARO, "⏰"), (CARO, "☀️")):
            telegram.wait_for(chat, words)
        assert wire.cuts
        wire.cut_commits(0)
        all_is_well(room, said)
        for chat, words in ((room.group, "⏰"), (CARO, "⏰"), (CARO, "☀️")):
            assert len(ever_sent(room, chat, words)) == 1, words


@contextmanager
def waiting_for_the_lock(url: str) -> Iterator[None]:
    """Another bot stands in line for the lock, and has it the moment that the running one loses it."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as other, engine.connect() as looking:
        taking = threading.Thread(
            target=other.execute, args=(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        )
        taking.start()
        line = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while not looking.scalar(line):
            looking.rollback()
        yield
        taking.join(PATIENCE)


def written(bot: Bot) -> list[list[tuple[int, ...]]]:
    return [
        [tuple(row) for row in bot.ask(f"SELECT count(*) FROM {table}")]
        for table in ("claim", "event", "outbox", "seen_update", "sent_message", "attempt")
    ]


def test_a_bot_whose_lock_another_has_taken_stops_and_writes_nothing(
    telegram: Telegram, newsroom: Newsroom, url: str
) -> None:
    bot = newsroom.bot
    assert bot.program is not None
    newsroom.claim("The tower fell on Sunday")
    bot.settle()
    before = written(bot)
    with waiting_for_the_lock(url):
        bot.ask("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        telegram.say(ANA, "/claim The bridge over the river was blown up", newsroom.group)
        assert bot.program.process.wait(20) == 2
        assert written(bot) == before, "nothing is written by who does not hold the lock"
    bot.program.wait_for("secondsource: Another bot is running on this PostgreSQL database")
    bot.start()
    newsroom.card("The bridge over the river", "Take")


def test_a_connection_that_only_the_server_believes_in_does_not_lock_us_out(
    telegram: Telegram, url: str, wire: Wire, server: PostgreSQL, tmp_path: Path
) -> None:
    """The network drops us: the server still keeps the lock for a connection that nobody holds."""
    with running(telegram, url.replace(str(server.port), str(wire.port)), tmp_path) as bot:
        room = open_newsroom(telegram, bot)
        bot.env["DATABASE_URL"] = url
        for n in range(3):
            wire.abandon()
            room.claim(f"Tower {n} fell on Sunday")
        bot.settle()
        assert bot.program is not None
        assert bot.program.process.poll() is None


def test_who_only_reads_cannot_write_and_keeps_nothing_open(newsroom: Newsroom, url: str) -> None:
    newsroom.claim("The tower fell on Sunday")
    newsroom.telegram.say(ANA, "/find tower")
    newsroom.settle()
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(20):
        since = "now() - state_change > interval '2 seconds'"
        assert not newsroom.bot.ask(
            f"SELECT query {others} AND state LIKE 'idle in transaction%' AND {since}"
        )
    with Database(url) as database, pytest.raises(DBAPIError, match="read-only transaction"):
        database.read_now(_write_something)


def _write_something(session: Session) -> None:
    session.add(SeenUpdate(update_id=1, at=datetime.now(UTC)))
    session.flush()


def test_a_server_with_an_odd_zone_tells_the_same_time(telegram: Telegram, url: str, tmp_path: Path) -> None:
    name = url.rpartition("/")[2]
    bot = Bot(telegram, url, tmp_path)
    bot.tell(f"ALTER DATABASE {name} SET timezone = 'Asia/Kathmandu'")
    bot.tell(f"ALTER DATABASE {name} SET datestyle = 'SQL, DMY'")
    try:
        room = open_newsroom(telegram, bot.start())
        room.taken("The tower fell on Sunday")
        telegram.say(ANA, "/due 1 tomorrow 18:00")
        due = (START + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
        telegram.wait_for(ANA, f"{due:%-d %b}, 18:00")
        room.settle()
        seconds = (
            "SELECT CAST(extract(epoch FROM due_at) AS float), CAST(extract(epoch FROM created_at) AS float)"
        )
        ((stored, made),) = bot.ask(f"{seconds} FROM claim")
        assert stored == due.timestamp()
        assert 0 <= made - START.timestamp() < 600
    finally:
        bot.stop()


def test_a_database_that_cannot_keep_every_script_is_refused(
    telegram: Telegram, server: PostgreSQL, tmp_path: Path
) -> None:
    tell(server, "CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    assert "The PostgreSQL database narrow keeps texts as SQL_ASCII" in refusal(
        telegram, tmp_path, f"{server.url}/narrow"
    )


def test_a_role_that_may_not_make_tables_is_refused(
    telegram: Telegram, server: PostgreSQL, url: str, tmp_path: Path
) -> None:
    tell(server, "CREATE ROLE guest LOGIN")
    said = refusal(telegram, tmp_path, url.replace("//desk@", "//guest@"))
    assert "cannot be brought to the newest schema (permission denied for schema public)" in said


def test_a_wrong_password_is_refused_and_not_shown(
    telegram: Telegram, server: PostgreSQL, url: str, tmp_path: Path
) -> None:
    tell(server, "CREATE ROLE guarded LOGIN PASSWORD 'the right one'")
    rules = server.data / "pg_hba.conf"
    rules.write_text("host all guarded 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    tell(server, "SELECT pg_reload_conf()")
    said = refusal(telegram, tmp_path, url.replace("//desk@", f"//guarded:{PASSWORD}@"))
    assert 'password authentication failed for user "guarded"' in said
    assert PASSWORD not in said


def test_a_server_that_is_not_there_is_refused(telegram: Telegram, tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(telegram, tmp_path, "postgresql+psycopg://desk@127.0.0.1:9/desk")


def refusal(telegram: Telegram, folder: Path, url: str) -> str:
    """The one sentence with which the bot does not start."""
    bot = Bot(telegram, url, folder)
    with pytest.raises(AssertionError, match=r"the process ended \(2\)"):
        bot.start()
    assert bot.program is not None
    said = [line for line in bot.program.lines if line]
    assert len(said) == 1, said
    assert said[0].startswith("secondsource: ")
    return said[0]
