"""Which steps of a claim's ladder were sent, to whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UniqueConstraint, and_, insert
from sqlmodel import Session, col, select

from storage.base import Row, key_to, moment, partial_index
from storage.claims import Claim
from storage.outbox import Outbox, Status


class Reminder(Row, table=True):
    """A step of a claim's ladder that was sent to one recipient: never twice for the same key."""

    __table_args__ = (
        UniqueConstraint("claim_id", "round", "step", "n", "recipient"),
        # Else each message that goes would be looked for in all of them.
        partial_index("ix_reminder_outbox", "outbox_id", where="outbox_id IS NOT NULL"),
    )

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id")
    round: int
    step: str
    n: int = 1
    recipient: str
    """`group`, `member:7`, or `nobody` for a step that was passed over."""
    outbox_id: int | None = key_to("outbox.id", required=False)
    at: datetime = moment()


def reminders_of(session: Session, claim_id: int, round_: int) -> Sequence[Reminder]:
    """The steps that were sent in this round of the claim's ladder."""
    return session.exec(select(Reminder).where(Reminder.claim_id == claim_id, Reminder.round == round_)).all()


def steps_done(session: Session, claim_ids: Collection[int]) -> Mapping[int, dict[tuple[str, int], datetime]]:
    """Of each claim: the steps of the round its ladder is in, key and count, that were sent or passed over, and
    when."""
    query = (
        select(Reminder.claim_id, Reminder.step, Reminder.n, Reminder.at)
        .join(Claim, _this_round())
        .where(col(Reminder.claim_id).in_(claim_ids))
    )
    done: defaultdict[int, dict[tuple[str, int], datetime]] = defaultdict(dict)
    for claim_id, step, n, at in session.exec(query):
        done[claim_id][step, n] = at
    return done


def unheard(session: Session, claim_ids: Collection[int]) -> Mapping[int, frozenset[tuple[str, int]]]:
    """Of each claim: the steps of the round its ladder is in, key and count, that wait for people who turned out
    to be unreachable, and that nobody else got."""
    query = (
        select(Reminder.claim_id, Reminder.step, Reminder.n, Outbox.status)
        .join(Claim, _this_round())
        .join(Outbox, col(Outbox.id) == Reminder.outbox_id)
        .where(col(Reminder.claim_id).in_(claim_ids))
    )
    waits: defaultdict[int, dict[tuple[str, int], bool]] = defaultdict(dict)
    for claim_id, step, n, status in session.exec(query):
        waits[claim_id][step, n] = waits[claim_id].get((step, n), True) and status is Status.PARKED
    return {
        claim_id: frozenset(key for key, all_wait in steps.items() if all_wait)
        for claim_id, steps in waits.items()
    }


def _this_round() -> ColumnElement[bool]:
    return and_(col(Claim.id) == col(Reminder.claim_id), col(Claim.round) == col(Reminder.round))


def write_reminders(session: Session, reminders: Sequence[Mapping[str, Any]]) -> None:
    """Writes these rows of Reminder down, all at once."""
    if reminders:
        session.execute(insert(Reminder), [dict(one) for one in reminders])


def reminded_since(session: Session, claim_id: int, recipient: str, outbox_id: int) -> bool:
    """Whether a later message than this one reminds the recipient of the claim."""
    query = select(Reminder.id).where(
        Reminder.claim_id == claim_id, Reminder.recipient == recipient, col(Reminder.outbox_id) > outbox_id
    )
    return session.exec(query.limit(1)).first() is not None
