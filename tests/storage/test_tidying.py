"""What has had its time goes, by the clock that is passed in; what has not, stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.actions.tidying import begin_tidying, tidy
from storage.database import Database, open_database
from storage.desks import Desk, Person
from storage.dues import Matter, desks_due
from storage.editions import Digest
from storage.floods import Counted, SenderAllowance
from storage.outbox import Kind, Outbox, Status
from storage.prompts import Prompt
from storage.readings import PastedPart
from storage.schema import migrate
from storage.tidying import AT_ONCE
from storage.updates import SeenUpdate, SetAside, Taken

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with open_database(database_url) as opened:
        migrate(opened)
        yield opened


def tidied(database: Database, now: datetime) -> int:
    """Tidies as the ticks do, until nothing is due; says in how many transactions."""
    database.write_now(lambda session: begin_tidying(session, now))
    times = 0
    while due := database.read_now(lambda session: list(desks_due(session, Matter.TIDY, now))):
        assert due == [0]
        assert not database.write_now(lambda session: tidy(session, 0, now))
        times += 1
    return times


def kept(database: Database, of: Any) -> list[Any]:
    return sorted(database.read_now(lambda session: list(session.exec(select(of)))))


def message(status: Status, done_at: datetime | None, **more: Any) -> Outbox:
    return Outbox(
        chat_id=1,
        kind=Kind.SEND,
        purpose="done",
        payload={"html": "Ana has it"},
        status=status,
        done_at=done_at,
        not_before=NOW - 90 * DAY,
        created_at=NOW - 90 * DAY,
        **more,
    )


def test_each_kind_has_its_time(database: Database) -> None:
    week, month, hour = NOW - 7 * DAY, NOW - 30 * DAY, NOW - timedelta(hours=1)

    def fill(session: Session) -> None:
        desk, ana = Desk(chat_id=-5, created_at=NOW), Person(telegram_id=1, name="Ana")
        session.add_all([desk, ana])
        session.flush()
        for n, at in enumerate((week, week - SECOND), 1):
            session.add(SetAside(update_id=n, raw={"message": {"text": "in confidence"}}, error="", at=at))
            session.add(
                PastedPart(
                    desk_id=desk.id, person_id=ana.id, chat_id=1, message_id=n, text="a part", sent_at=at
                )
            )
            session.add(
                Prompt(
                    person_id=ana.id,
                    chat_id=n,
                    asks="which",
                    typed={"content": {"text": "in confidence"}},
                    created_at=at - DAY,
                    expires_at=at,
                )
            )
        for n, at in enumerate((month, month - SECOND), 1):
            session.add(SeenUpdate(update_id=n, outcome=Taken.DONE, at=at))
            session.add(message(Status.SENT, at, unique_key=f"sent {n}"))
        session.add(message(Status.DEAD, month - SECOND, unique_key="dead"))
        session.add(message(Status.CANCELLED, month - SECOND, unique_key="cancelled"))
        for status in (Status.PENDING, Status.PARKED, Status.LEASED):
            session.add(message(status, None, unique_key=status.value))
        for n, (at, flood) in enumerate(
            [(hour, None), (hour - SECOND, None), (hour - SECOND, week), (hour - SECOND, week - SECOND)], 1
        ):
            session.add(
                SenderAllowance(
                    sender_id=n, counted=Counted.SENT, level=120, at=at, flood_ended=flood, refused=0
                )
            )
        session.flush()
        gone = session.exec(select(Outbox.id).where(Outbox.unique_key == "sent 2")).one()
        session.add(
            Digest(
                desk_id=desk.id,
                local_date=NOW.date(),
                recipient="desk",
                since=week,
                until=NOW,
                outbox_id=gone,
                at=NOW,
            )
        )

    database.write_now(fill)
    assert tidied(database, NOW) == 1
    assert kept(database, SetAside.update_id) == [1]
    assert kept(database, PastedPart.message_id) == [1]
    prompts = database.read_now(lambda session: session.exec(select(Prompt).order_by(col(Prompt.id))).all())
    assert [bool(prompt.typed) for prompt in prompts] == [True, False]
    assert kept(database, SeenUpdate.update_id) == [1]
    assert kept(database, Outbox.unique_key) == ["leased", "parked", "pending", "sent 1"]
    assert kept(database, SenderAllowance.sender_id) == [1, 3]
    (digest,) = database.read_now(lambda session: session.exec(select(Digest)).all())
    assert digest.outbox_id is None
    # Again in an hour, and then the others go, too.
    assert tidied(database, NOW + timedelta(minutes=59)) == 0
    assert tidied(database, NOW + timedelta(hours=1)) == 1
    assert kept(database, SetAside.update_id) == []
    assert kept(database, Outbox.unique_key) == ["leased", "parked", "pending"]


def test_a_long_list_goes_in_parts(database: Database) -> None:
    old = NOW - 31 * DAY
    many = AT_ONCE + 1

    def fill(session: Session) -> None:
        session.add_all(message(Status.SENT, old) for _ in range(many))
        session.add_all(SeenUpdate(update_id=n, outcome=Taken.DONE, at=old) for n in range(many))

    database.write_now(fill)
    assert tidied(database, NOW) == 2
    assert kept(database, Outbox.id) == kept(database, SeenUpdate.update_id) == []
