"""Which updates have had their effects, which is being worked on, and which were set aside."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Text, insert
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.base import document, key_to, moment, word


class Taken(StrEnum):
    """What became of an update."""

    DONE = "done"
    FLOODED = "flooded"
    """One too many of its sender's: its id is kept, nothing else came of it."""


class SeenUpdate(SQLModel, table=True):
    """An update that has had its effects. A set, not a maximum: Telegram may restart its numbers."""

    __tablename__ = "seen_update"

    update_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: Taken = word(Taken, default=Taken.DONE)
    at: datetime = moment()


class Attempt(SQLModel, table=True):
    """An update whose work began. A start that finds one knows which update the process died of."""

    update_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    tries: int = 0
    running: bool = True
    at: datetime = moment()


class SetAside(SQLModel, table=True):
    """An update that failed three times: kept with its text, reported to leads, never in the way."""

    __tablename__ = "set_aside"

    update_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    desk_id: int | None = key_to("desk.id", required=False)
    raw: dict[str, Any] = document(default_factory=dict)
    error: str = Field(sa_type=Text)
    at: datetime = moment()


def known_among(session: Session, update_ids: Collection[int]) -> set[int]:
    """Which of these updates have had their effects or were set aside."""
    known: set[int] = set()
    for table in (SeenUpdate, SetAside):
        known.update(session.exec(select(table.update_id).where(col(table.update_id).in_(update_ids))))
    return known


def mark_seen(session: Session, update_ids: Iterable[int], outcome: Taken, now: datetime) -> None:
    """These updates have had their effects. Together with those, in one transaction."""
    rows = [{"update_id": update_id, "outcome": outcome, "at": now} for update_id in update_ids]
    if rows:
        session.execute(insert(SeenUpdate.__table__), rows)  # type: ignore[attr-defined]


def attempts(session: Session) -> Sequence[Attempt]:
    """Updates whose work began and was not settled."""
    return session.exec(select(Attempt)).all()


def name_attempts(
    session: Session, update_ids: Collection[int], charged: Collection[int], now: datetime
) -> dict[int, int]:
    """Says, before the work, what is worked on; returns how many tries each had before this one.

    A suspect runs alone and is charged with a try before it begins.
    """
    before = {
        attempt.update_id: attempt
        for attempt in session.exec(select(Attempt).where(col(Attempt.update_id).in_(update_ids)))
    }
    tries: dict[int, int] = {}
    for update_id in update_ids:
        attempt = before.get(update_id) or Attempt(update_id=update_id, at=now)
        tries[update_id] = attempt.tries
        attempt.running = True
        attempt.tries += update_id in charged
        session.add(attempt)
    return tries


def forget_attempts(session: Session, update_ids: Collection[int]) -> None:
    """These updates are settled."""
    if not update_ids:
        return
    session.exec(delete(Attempt).where(col(Attempt.update_id).in_(update_ids)))


def find_suspects(session: Session) -> set[int]:
    """Which updates the process before this one died with. Called once at start."""
    found = attempts(session)
    suspects = {attempt.update_id for attempt in found if attempt.running}
    for attempt in found:
        if attempt.running and len(suspects) == 1 and attempt.tries == 0:
            # It ran with others or unsuspected, so nobody has counted this try yet.
            attempt.tries = 1
        attempt.running = False
    return suspects


def end_well(session: Session) -> None:
    """This run ended as it should: what it had begun is nobody's fault."""
    for attempt in attempts(session):
        if attempt.running:
            attempt.running, attempt.tries = False, max(attempt.tries - 1, 0)
