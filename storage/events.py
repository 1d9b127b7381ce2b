"""The append-only history: who did what, when, from what to what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Session, col, select

from storage.base import Row, document, key_to, moment, word
from storage.vocabulary import Deed, Priority, State


class Event(Row, table=True):
    """One deed. Triggers made by the first migration refuse to change or delete one.

    `before` and `after` hold keys, numbers and member ids, never names.
    """

    __table_args__ = (Index("ix_event_desk_at", "desk_id", "at"),)

    desk_id: int = key_to("desk.id")
    claim_id: int | None = key_to("claim.id", required=False, index=True)
    member_id: int | None = key_to("member.id", required=False)
    deed: Deed = word(Deed)
    before: dict[str, Any] = document(default_factory=dict)
    after: dict[str, Any] = document(default_factory=dict)
    at: datetime = moment()


def record(
    session: Session,
    deed: Deed,
    *,
    desk_id: int,
    at: datetime,
    member_id: int | None = None,
    claim_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Writes one line of the history in the caller's transaction."""
    event = Event(
        desk_id=desk_id,
        claim_id=claim_id,
        member_id=member_id,
        deed=deed,
        before=before or {},
        after=after or {},
        at=at,
    )
    session.add(event)
    session.flush()
    return event


def history_of(session: Session, claim_id: int) -> Sequence[Event]:
    """Every event of a claim, oldest first."""
    return session.exec(select(Event).where(Event.claim_id == claim_id).order_by(col(Event.id))).all()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim stands: what can be told from its events alone."""

    state: State = State.OPEN
    assignee_id: int | None = None
    verdict_id: int | None = None
    disputed: bool = False
    priority: Priority = Priority.NORMAL
    due_at: datetime | None = None


def standing_of(known: Mapping[str, Any]) -> Standing:
    """How a claim stands of which its events, laid over each other, say this."""
    due_at = known.get("due_at")
    return Standing(
        state=State(known.get("state", State.OPEN)),
        assignee_id=known.get("assignee"),
        verdict_id=known.get("stands"),
        disputed=known.get("disputed", False),
        priority=Priority(known.get("priority", Priority.NORMAL)),
        due_at=datetime.fromisoformat(due_at) if due_at else None,
    )


def deeds_of(session: Session, desk_id: int, member_id: int, limit: int = 200) -> Sequence[Event]:
    """What this member did at the desk, newest first."""
    query = select(Event).where(Event.desk_id == desk_id, Event.member_id == member_id)
    return session.exec(query.order_by(col(Event.id).desc()).limit(limit)).all()


def undone_verdicts(session: Session, claim_id: int) -> frozenset[int]:
    """The ids of the claim's verdicts that their authors took back."""
    return undone_verdicts_of(session, [claim_id])


def undone_verdicts_of(
    session: Session, claim_ids: Sequence[int], before: datetime | None = None
) -> frozenset[int]:
    """The ids of the verdicts on these claims that their authors took back, `before` that moment where given."""
    query = select(Event).where(col(Event.claim_id).in_(claim_ids), Event.deed == Deed.UNDO)
    if before is not None:
        query = query.where(Event.at < before)
    return frozenset(
        event.after["undone_verdict"] for event in session.exec(query) if "undone_verdict" in event.after
    )
