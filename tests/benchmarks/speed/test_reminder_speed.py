"""How fast the clock looks, and how reminders go out when very many are due at once.

    python -m pytest tests/benchmarks/speed/test_reminder_speed.py -s

The sizes in CI are small and what is asserted is a ratio, in processor time; `REMINDERS_FULL=1` takes the sizes of
docs/performance.md.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import String, case, cast, event, insert, literal, select, text
from sqlmodel import Session, SQLModel

from bot.actions.desks import open_desk
from bot.actions.tidying import begin_tidying
from bot.app import TICKS
from bot.makers.reminders import make_reminder
from bot.pace import ALL_PER_SECOND, Pace
from bot.ticks import tick_once, worth_doing
from storage.database import Database, open_database
from storage.delivering import record_sent
from storage.desks import Person
from storage.dues import Matter, desks_due
from storage.heartbeat import beat, beat_is_due
from storage.outbox import Outbox, lease, next_waiting, take_over_leases
from storage.schema import migrate
from storage.vocabulary import Priority, State
from tests.benchmarks.crowd import CHECKERS, crowd
from tests.benchmarks.crowd import CROWD_AT as NOW
from tests.servers import Databases

FULL = bool(os.environ.get("REMINDERS_FULL"))
STORED, OPEN = (1_000_000, 100_000) if FULL else (20_000, 2_000)
DESKS = 1_000 if FULL else 20


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    migrate(database)
    yield database
    database.close()


def fill(database: Database, stored: int, unfinished: int, due_at: datetime) -> None:
    """One desk with so many claims, the last of them unfinished, each with its next reminder."""

    def make(session: Session) -> None:
        lead = Person(telegram_id=1, name="Caro", started_at=NOW)
        session.add(lead)
        session.flush()
        desk, _ = open_desk(
            session, chat_id=-5, topic_id=0, title="Newsroom", private=False, person=lead, now=NOW
        )
        begin_tidying(session, NOW)
        session.execute(text("UPDATE due SET due_at = '2030-01-01 00:00:00.000000'"))
        session.execute(_claims(desk.id, stored, unfinished))
        waits = select(
            literal(desk.id),
            literal(Matter.REMINDER, DUE.c.matter.type),
            CLAIM.c.id,
            literal(due_at, DUE.c.due_at.type),
        ).where(CLAIM.c.state == State.OPEN)
        session.execute(insert(DUE).from_select(["desk_id", "matter", "claim_id", "due_at"], waits))
        beat(session, NOW)

    database.write_now(make)


CLAIM, DUE = SQLModel.metadata.tables["claim"], SQLModel.metadata.tables["due"]
COMMON = {
    "disputed": False,
    "overruled": False,
    "voided": False,
    "notes": 0,
    "round": 1,
    "version": 1,
    "created_at": NOW - timedelta(hours=4),
    "ladder_since": NOW - timedelta(hours=4),
}


def _claims(desk_id: int, stored: int, unfinished: int) -> Any:
    """Writes them in the database itself: a million rows of ours would take minutes."""
    n = select(literal(0).label("n")).cte("numbers", recursive=True)
    n = n.union_all(select(n.c.n + 1).where(n.c.n + 1 < stored))
    state, priority = CLAIM.c.state.type, CLAIM.c.priority.type
    values = {
        "desk_id": literal(desk_id),
        "number": n.c.n + 1,
        "text": literal("Claim ") + cast(n.c.n, String),
        "words_key": cast(n.c.n, String),
        "state": case(
            (n.c.n < stored - unfinished, literal(State.CLOSED, state)), else_=literal(State.OPEN, state)
        ),
        "priority": case(
            *((n.c.n % 4 == place, literal(one, priority)) for place, one in enumerate(list(Priority)[:3])),
            else_=literal(list(Priority)[3], priority),
        ),
        **{name: literal(value, CLAIM.c[name].type) for name, value in COMMON.items()},
    }
    return insert(CLAIM).from_select(list(values), select(*values.values()))


def time_in_database(database: Database, work: Callable[[], None]) -> tuple[float, int]:
    """Seconds that the database was asked for, and how often."""
    spent, asked, began = 0.0, 0, 0.0

    def before(*_: object) -> None:
        nonlocal began
        began = time.perf_counter()

    def after(*_: object) -> None:
        nonlocal spent, asked
        spent, asked = spent + time.perf_counter() - began, asked + 1

    for engine in {database.engine, database.reading}:
        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "after_cursor_execute", after)
    work()
    for engine in {database.engine, database.reading}:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
    return spent, asked


def look(database: Database) -> None:
    """What a tick asks when nothing is due."""

    def ask(session: Session) -> None:
        assert not beat_is_due(session, NOW)
        assert not worth_doing(session, TICKS, NOW)

    database.read_now(ask)


def test_a_tick_that_finds_nothing_due_costs_the_same_however_much_is_stored(
    databases: Databases, tmp_path: Path
) -> None:
    took = {}
    for name, stored, unfinished in (("few", 200, 20), ("many", STORED, OPEN)):
        folder = tmp_path / name
        folder.mkdir()
        with databases.new(folder) as url, open_database(url) as database:
            migrate(database)
            fill(database, stored, unfinished, NOW + timedelta(days=1))
            look(database)
            looked = [time_in_database(database, partial(look, database)) for _ in range(100)]
            times = [spent for spent, _ in looked]
            # In each second of the bot's life; SQLite is told where the transaction begins.
            assert max(asked for _, asked in looked) <= 4
            took[name] = min(times)
            print(
                f"\nnothing due, {stored:,} claims: {took[name] * 1e3:.3f} ms, median {median(times) * 1e3:.3f}"
            )
    # Another process answers for PostgreSQL: on a busy machine its time is that of waiting for a turn.
    assert databases.kind != "sqlite" or took["many"] < 4 * took["few"] + 0.0005


async def test_a_long_list_is_one_message_made_in_short_transactions(database: Database) -> None:
    n = 10_000 if FULL else 500
    fill(database, n, n, NOW)
    longest: list[float] = []
    asked: list[str] = []
    database.took = longest.append
    event.listen(database.engine, "after_cursor_execute", lambda *call: asked.append(call[2]))
    began, busy = time.perf_counter(), time.process_time()
    assert await tick_once(database, TICKS, NOW)
    took, busy = time.perf_counter() - began, time.process_time() - busy
    assert len(asked) < 30 * len(longest), "what a transaction asks does not grow with its claims"
    with Session(database.reading) as session:
        (row,) = next_waiting(session, NOW, [], 50)
        assert not desks_due(session, Matter.REMINDER, NOW)
    began = time.perf_counter()
    payload = database.write_now(
        lambda session: make_reminder(session, session.get_one(Outbox, row.id), NOW, bot="desk_bot")
    )
    words = time.perf_counter() - began
    assert payload is not None
    assert f"{n:,} claims wait" in payload["html"]
    print(
        f"\n{n:,} claims of one desk due at once: {took:.2f} s, {busy:.2f} s of them of the processor, in"
        f" {len(longest)} transactions, the longest {max(longest) * 1e3:.0f} ms, with {len(asked)} statements; the"
        f" words of the one message {words * 1e3:.0f} ms"
    )


async def test_very_many_go_out_at_telegrams_pace_most_urgent_first_and_a_kill_loses_none(
    database: Database,
) -> None:
    """Each checker of many desks has a claim that is due. Delivery is what the loop does, on a clock that only
    the pace moves; it is killed in the middle, with messages under way."""
    urgent = crowd(database, DESKS)
    began = time.perf_counter()
    assert await tick_once(database, TICKS, NOW)
    made = time.perf_counter() - began
    total = DESKS * CHECKERS
    pace, clock, looked = Pace(), 0.0, 0.0
    sent: list[tuple[int, float]] = []
    while len(sent) < total:
        began = time.perf_counter()
        with Session(database.reading) as session:
            rows = [(row.id, row.chat_id) for row in next_waiting(session, NOW, [], 200)]
        looked = max(looked, time.perf_counter() - began)
        assert rows, "some are lost"
        for row_id, chat_id in rows:
            clock = max(clock, pace.free_at(chat_id, clock))
            pace.sent(chat_id, clock)
            database.write_now(partial(leased, row_id))
            if len(sent) == total // 2 and chat_id not in dict(sent):
                # Killed: what was leased is given back at the start, and sent.
                database.write_now(take_over_leases)
            database.write_now(partial(accepted, row_id, chat_id))
            sent.append((chat_id, clock))
    chats = [chat_id for chat_id, _ in sent]
    assert len(chats) == len(set(chats)) == total, "each once"
    assert set(chats[: len(urgent)]) == urgent, "the most urgent first"
    for (_, first), (_, later) in zip(sent, sent[ALL_PER_SECOND:], strict=False):
        assert later - first >= 1.0 - 1e-6
    assert clock <= total / ALL_PER_SECOND + 1
    print(
        f"\n{total:,} reminders: made in {made:.1f} s, out in {clock:.0f} s at Telegram's pace; finding the next"
        f" took {looked * 1e3:.1f} ms at most"
    )


def leased(row_id: int, session: Session) -> None:
    """Under way."""
    lease(session, session.get_one(Outbox, row_id))


def accepted(row_id: int, chat_id: int, session: Session) -> None:
    """Telegram has it."""
    record_sent(row_id, chat_id, row_id).write(session, NOW)
