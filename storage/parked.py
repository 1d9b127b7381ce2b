"""What waits for somebody who cannot be reached: it goes out as soon as they can."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.outbox import Outbox, Status


def unnamed(session: Session, desk_id: int) -> Sequence[Outbox]:
    """Messages of the desk that wait for people who cannot be reached, and of which its group knows nothing."""
    query = select(Outbox).where(
        Outbox.desk_id == desk_id, Outbox.status == Status.PARKED, col(Outbox.named_at).is_(None)
    )
    return session.exec(query.order_by(col(Outbox.id))).all()


def desks_with_unnamed(session: Session) -> Sequence[int]:
    """The desks that have such messages."""
    query = select(Outbox.desk_id).where(
        Outbox.status == Status.PARKED, col(Outbox.named_at).is_(None), col(Outbox.desk_id).is_not(None)
    )
    return [desk_id for desk_id in session.exec(query.distinct()) if desk_id is not None]


def parked(session: Session, desk_id: int) -> Sequence[Outbox]:
    """Every message of the desk that waits for its person to press Start."""
    query = select(Outbox).where(Outbox.desk_id == desk_id, Outbox.status == Status.PARKED)
    return session.exec(query.order_by(col(Outbox.id))).all()


def release_parked(session: Session, person_id: int, now: datetime) -> None:
    """The person can be reached now: what was kept for them goes out."""
    session.execute(
        update(Outbox)
        .where(col(Outbox.recipient_id) == person_id, col(Outbox.status) == Status.PARKED)
        .values(status=Status.PENDING, not_before=now)
    )


def release_parked_chat(session: Session, chat_id: int, now: datetime) -> None:
    """The bot is back in this group: what was kept for it goes out."""
    session.execute(
        update(Outbox)
        .where(col(Outbox.chat_id) == chat_id, col(Outbox.status) == Status.PARKED)
        .values(status=Status.PENDING, not_before=now)
    )


def release_one_parked(session: Session, desk_id: int, chat_id: int, now: datetime) -> bool:
    """The oldest of what is kept for the desk's group is tried; says whether there is one."""
    query = select(Outbox).where(
        Outbox.desk_id == desk_id, Outbox.chat_id == chat_id, Outbox.status == Status.PARKED
    )
    row = session.exec(query.order_by(col(Outbox.id)).limit(1)).first()
    if row is None:
        return False
    row.status, row.not_before = Status.PENDING, now
    session.add(row)
    return True
