"""What is due when: a row with a time, taken by a conditional update whose count is looked at."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, func, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, delete, select

from storage.base import Row, big, moment, word


class Matter(StrEnum):
    """What becomes due."""

    REMINDER = "reminder"
    """The next step of a claim's ladder, or the end of its snooze."""
    DIGEST = "digest"
    LEAVE = "leave"
    """A group that nobody set up."""
    UNREACHABLE = "unreachable"
    """Messages wait for people who cannot be reached: the group is told who they are."""
    PAUSED = "paused"
    """A group that the bot may not write in is tried."""
    TIDY = "tidy"
    """What has had its time goes; no desk's."""
    MEANING = "meaning"
    """Claims that the model of meanings has not read; no desk's. The row's claim is the one before which they stand."""


class Due(Row, table=True):
    """One thing with a time. There is one reminder row for each unfinished claim, one digest row a desk."""

    __table_args__ = (
        UniqueConstraint("matter", "desk_id", "claim_id"),
        Index("ix_due_matter_due_at", "matter", "due_at"),
    )

    desk_id: int = big()
    """The desk; for `leave` the chat."""
    matter: Matter = word(Matter)
    claim_id: int = big(default=0)
    """0 where the matter is the desk's."""
    due_at: datetime = moment()


def set_due(session: Session, matter: Matter, desk_id: int, due_at: datetime, claim_id: int = 0) -> None:
    """Makes the one row of this matter due at this time, whether it existed or not."""
    row = due_row(session, matter, desk_id, claim_id)
    if row is None:
        session.add(Due(matter=matter, desk_id=desk_id, claim_id=claim_id, due_at=due_at))
    else:
        row.due_at = due_at
        session.add(row)
    session.flush()


def due_row(session: Session, matter: Matter, desk_id: int, claim_id: int = 0) -> Due | None:
    """The row of this matter, if it stands."""
    return session.exec(
        select(Due).where(Due.matter == matter, Due.desk_id == desk_id, Due.claim_id == claim_id)
    ).first()


def not_due(session: Session, matter: Matter, desk_id: int, claim_id: int = 0) -> None:
    """Nothing of this matter is to come."""
    session.exec(
        delete(Due).where(
            col(Due.matter) == matter, col(Due.desk_id) == desk_id, col(Due.claim_id) == claim_id
        )
    )


def nothing_due(session: Session, matter: Matter) -> None:
    """Nothing of this matter is to come, whichever desk's and claim's."""
    session.execute(delete(Due).where(col(Due.matter) == matter))


def desks_due(session: Session, matter: Matter, now: datetime) -> Sequence[int]:
    """The desks for which something of this matter is due at `now` or was before, longest due first. Never a
    window: downtime loses nothing."""
    query = select(Due.desk_id).where(Due.due_at <= now, Due.matter == matter)
    return session.exec(query.group_by(col(Due.desk_id)).order_by(func.min(Due.due_at))).all()


def matters_due(session: Session, now: datetime) -> frozenset[Matter]:
    """What anything at all is due of: one question, asked each second."""
    # The first entry of an index for each, however many wait: no planner takes another way to a least value.
    first: list[Any] = [
        select(func.min(Due.due_at)).where(Due.matter == matter).scalar_subquery() for matter in Matter
    ]
    earliest = session.execute(select(*first)).one()
    return frozenset(
        matter for matter, at in zip(Matter, earliest, strict=True) if at is not None and at <= now
    )


def due_now(
    session: Session, matter: Matter, desk_id: int, now: datetime, limit: int = 2000
) -> Sequence[Due]:
    """What of this matter is due for the desk, earliest first."""
    query = select(Due).where(Due.due_at <= now, Due.matter == matter, Due.desk_id == desk_id)
    return session.exec(query.order_by(col(Due.due_at), col(Due.id)).limit(limit)).all()


def put_off(session: Session, matter: Matter, desk_id: int, now: datetime, until: datetime) -> None:
    """What is due for the desk waits longer: it could not be done."""
    session.execute(
        update(Due)
        .where(col(Due.desk_id) == desk_id, col(Due.matter) == matter, col(Due.due_at) <= now)
        .values(due_at=until)
    )


def look_at_all(session: Session, desk_id: int, now: datetime) -> None:
    """The next tick works out anew what is due for every unfinished claim of the desk."""
    session.execute(
        update(Due)
        .where(col(Due.desk_id) == desk_id, col(Due.matter) == Matter.REMINDER, col(Due.due_at) > now)
        .values(due_at=now)
    )


def move_due(session: Session, row: Due, due_at: datetime) -> bool:
    """Moves a due row on; False if somebody else took it first."""
    result = session.execute(
        update(Due).where(col(Due.id) == row.id, col(Due.due_at) == row.due_at).values(due_at=due_at),
        # Else every row of the session is looked at for whether it is this one.
        execution_options={"synchronize_session": False},
    )
    moved = bool(result.rowcount == 1)  # type: ignore[attr-defined]
    if moved:
        set_committed_value(row, "due_at", due_at)
    return moved


def take_due(session: Session, rows: Sequence[Due], now: datetime, until: datetime) -> list[Due]:
    """Moves the rows that are still due on to `until` and returns them; what somebody else took is left out."""
    still = (col(Due.id).in_([row.id for row in rows]), col(Due.due_at) <= now)
    moved = session.execute(
        update(Due).where(*still).values(due_at=until).returning(col(Due.id)),
        execution_options={"synchronize_session": False},
    )
    ids = set(moved.scalars())
    taken = [row for row in rows if row.id in ids]
    for row in taken:
        set_committed_value(row, "due_at", until)
    return taken


def look_again(session: Session, claim_ids: Collection[int], now: datetime) -> None:
    """The next tick works out anew what is due for these claims."""
    session.execute(
        update(Due)
        .where(col(Due.claim_id).in_(claim_ids), col(Due.matter) == Matter.REMINDER, col(Due.due_at) > now)
        .values(due_at=now)
    )
