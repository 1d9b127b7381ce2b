"""What the bot means to send, and what became of it.

A row is written in the transaction of the deed that causes it, so a deed and its messages are kept or
lost together. Delivery takes rows in order, writes the attempt first and the outcome after.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Text, cast, func, literal, update
from sqlmodel import Field, Session, col, delete, select

from storage.base import Row, big, document, key_to, moment, partial_index, word
from storage.desks import Desk

LEAST = 9
"""The rank of what nobody waits for."""
_RANKS = 2**48
"""Ids stay below; a rank counts more than any of them."""


class Kind(StrEnum):
    """What is asked of Telegram."""

    SEND = "send"
    CARD = "card"
    """Send or edit the card of a claim in a chat; its words are made at the moment of sending."""
    EDIT = "edit"
    SHRINK = "shrink"
    """An earlier reminder: deleted if younger than 48 h, otherwise cut to one line."""
    UPDATE = "update"
    """New words for a message of ours, if it still stands: nobody misses it where it was deleted."""
    DELETE = "delete"
    LEAVE = "leave"


class Status(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    PARKED = "parked"
    """Its person has not pressed Start: named in the group's next bundle, sent as soon as they do."""
    SENT = "sent"
    DEAD = "dead"
    """Telegram will not have it; the reason is shown to leads."""
    CANCELLED = "cancelled"
    """It no longer made sense when its turn came."""


class Outbox(Row, table=True):
    """One message, edit or deletion that the bot means to make."""

    __table_args__ = (
        partial_index("ix_outbox_waiting", "not_before", "chat_id", "rank", "id", where="status = 'pending'"),
        partial_index("ix_outbox_bundle", "desk_id", where="status = 'pending' AND purpose = 'reminder'"),
        partial_index("ix_outbox_parked", "recipient_id", "chat_id", where="status = 'parked'"),
        partial_index("ix_outbox_unnamed", "desk_id", where="status = 'parked' AND named_at IS NULL"),
        partial_index("ix_outbox_done", "done_at", where="done_at IS NOT NULL"),
        partial_index("ix_outbox_target", "target_id", where="target_id IS NOT NULL"),
    )

    desk_id: int | None = key_to("desk.id", required=False, index=True)
    chat_id: int = big()
    topic_id: int = big(default=0)
    kind: Kind = word(Kind)
    purpose: str
    payload: dict[str, Any] = document(default_factory=dict)
    claim_ids: list[int] = document(default_factory=list)
    card_id: int | None = key_to("card.id", required=False, index=True)
    prompt_id: int | None = key_to("prompt.id", required=False)
    target_id: int | None = key_to("sent_message.id", required=False)
    """The message to edit, shrink or delete."""
    unique_key: str | None = Field(default=None, unique=True)
    recipient_id: int | None = key_to("person.id", required=False)
    status: Status = word(Status, default=Status.PENDING)
    not_before: datetime = moment()
    rank: int = 0
    """What is lower goes first: 0 answers somebody, reminders come after, the most urgent first."""
    attempts: int = 0
    ambiguous: int = 0
    """Attempts after which nobody knows whether Telegram accepted."""
    reason: str | None = Field(default=None, sa_type=Text)
    message_id: int | None = big(default=None, nullable=True)
    named_at: datetime | None = moment(required=False)
    """When the group was told that this waits for a person who cannot be reached."""
    created_at: datetime = moment()
    done_at: datetime | None = moment(required=False)


def to_group(desk: Desk, purpose: str, payload: dict[str, Any], now: datetime) -> Outbox:
    """A new message in the desk's group or topic."""
    return Outbox(
        desk_id=desk.id,
        chat_id=desk.chat_id,
        topic_id=desk.topic_id,
        kind=Kind.SEND,
        purpose=purpose,
        payload=payload,
        not_before=now,
        created_at=now,
    )


def next_waiting(
    session: Session, now: datetime, busy_chats: Collection[int], limit: int
) -> Sequence[Outbox]:
    """Pending rows whose time has come, lowest rank and oldest first, one for each chat that is not busy."""
    # PostgreSQL would take the number for one of the column's 32 bits.
    ranks = literal(_RANKS, BigInteger)
    place = cast(col(Outbox.rank), BigInteger) * ranks + col(Outbox.id)
    first_of_chat = (
        select(func.min(place).label("place"))
        .where(Outbox.status == Status.PENDING, col(Outbox.not_before) <= now)
        .group_by(col(Outbox.chat_id))
    )
    if busy_chats:
        first_of_chat = first_of_chat.where(col(Outbox.chat_id).not_in(busy_chats))
    first = first_of_chat.order_by("place").limit(limit).subquery()
    query = select(Outbox).join(first, col(Outbox.id) == first.c.place % ranks).order_by(first.c.place)
    return session.exec(query).all()


def waiting_bundles(session: Session, desk_id: int) -> Sequence[Outbox]:
    """The desk's bundles of reminders that nobody has begun to send."""
    query = select(Outbox).where(
        Outbox.desk_id == desk_id,
        Outbox.status == Status.PENDING,
        Outbox.purpose == "reminder",
        Outbox.kind == Kind.SEND,
        Outbox.attempts == 0,
    )
    return session.exec(query.order_by(col(Outbox.id))).all()


def next_wait_ends(session: Session, now: datetime) -> datetime | None:
    """When the next of the pending rows that have to wait may go out."""
    query = select(func.min(Outbox.not_before)).where(
        Outbox.status == Status.PENDING, Outbox.not_before > now
    )
    return session.exec(query).one()


def lease(session: Session, row: Outbox) -> bool:
    """Takes a pending row for one attempt; False if somebody else did."""
    result = session.execute(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.status) == Status.PENDING)
        .values(status=Status.LEASED, attempts=col(Outbox.attempts) + 1)
    )
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


def take_over_leases(session: Session) -> int:
    """Gives back what a dead process held. Whether Telegram had accepted those is not known.

    Called once at start, when the lock on the database says that nobody else holds one.
    """
    result = session.execute(
        update(Outbox)
        .where(col(Outbox.status) == Status.LEASED)
        .values(status=Status.PENDING, ambiguous=col(Outbox.ambiguous) + 1)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def undelivered(session: Session, desk_id: int, limit: int = 20) -> Sequence[Outbox]:
    """Messages of the desk that Telegram would not have, newest first."""
    query = select(Outbox).where(Outbox.desk_id == desk_id, Outbox.status == Status.DEAD)
    return session.exec(query.order_by(col(Outbox.id).desc()).limit(limit)).all()


def withdrawn(session: Session, desk_id: int) -> Sequence[tuple[str, int]]:
    """Why messages of the desk were taken back before they were sent, and how often, most often first."""
    query = (
        select(Outbox.reason, func.count())
        .where(Outbox.desk_id == desk_id, Outbox.status == Status.CANCELLED)
        .group_by(Outbox.reason)
    )
    reasons = [(reason or "", count) for reason, count in session.exec(query)]
    return sorted(reasons, key=lambda pair: (-pair[1], pair[0]))


def to_be_removed(session: Session, target_id: int) -> bool:
    """Whether this message is to be shortened or deleted already."""
    return session.exec(select(Outbox.id).where(Outbox.target_id == target_id).limit(1)).first() is not None


def make_anew(session: Session, target_id: int) -> bool:
    """Whether new words for this message are on their way already. They will show what has changed just now too: any
    that were made of what stood before are made anew."""
    query = select(Outbox).where(
        Outbox.target_id == target_id, Outbox.status == Status.PENDING, Outbox.kind == Kind.UPDATE
    )
    row = session.exec(query.limit(1)).first()
    if row is None:
        return False
    row.payload = {**row.payload, "changes": row.payload.get("changes", 0) + 1}
    session.add(row)
    session.flush()
    return True


def cancel_for(session: Session, person_id: int, desk_id: int, now: datetime) -> None:
    """What of this desk still waits to go to this person in private makes no sense any more."""
    session.execute(
        update(Outbox)
        .where(
            col(Outbox.recipient_id) == person_id,
            col(Outbox.desk_id) == desk_id,
            col(Outbox.status).in_((Status.PENDING, Status.PARKED)),
        )
        .values(status=Status.CANCELLED, reason="its person left the desk", done_at=now)
    )


def drop_waiting(session: Session) -> None:
    """Nothing of what waits will be sent, nor has anybody been promised it."""
    session.execute(delete(Outbox).where(col(Outbox.status).in_((Status.PENDING, Status.PARKED))))


def cancel_waiting(session: Session, subject: str, now: datetime) -> None:
    """What still waits to be sent about this subject (`verdict:12`) makes no sense any more."""
    session.flush()
    # Two queries, because each has its own small index.
    for status in (Status.PENDING, Status.PARKED):
        for row in session.exec(select(Outbox).where(Outbox.status == status, Outbox.kind == Kind.SEND)):
            if row.payload.get("subject") == subject:
                row.status, row.reason, row.done_at = Status.CANCELLED, "something newer took its place", now
                session.add(row)
    session.flush()
