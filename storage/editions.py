"""Which dates had a digest, and who got it."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Session, col, select

from storage.base import Row, document, key_to, moment, partial_index

DESK = "desk"
"""The recipient of the row that says that a date's digest was made at all, and what it covers."""


class Digest(Row, table=True):
    """One recipient's digest of one local date; the unique key is what makes it exactly one. The desk's own row
    (`DESK`) stands for every date that had one, whoever wanted it."""

    __table_args__ = (
        UniqueConstraint("desk_id", "local_date", "recipient"),
        partial_index("ix_digest_outbox", "outbox_id", where="outbox_id IS NOT NULL"),
    )

    desk_id: int = key_to("desk.id")
    local_date: date
    recipient: str
    since: datetime = moment()
    until: datetime = moment()
    missed: list[str] = document(default_factory=list)
    """Local dates (ISO) on which none was sent because the bot was down."""
    late: bool = False
    outbox_id: int | None = key_to("outbox.id", required=False)
    at: datetime = moment()


def newest_digest(session: Session, desk_id: int, now: datetime) -> Digest | None:
    """The desk's newest digest, whoever got it; none that a clock which was ahead has made of the future."""
    return last_digest(session, desk_id, DESK, now)


def has_digest(session: Session, desk_id: int, day: date, recipient: str) -> bool:
    """Whether the recipient got this date's, be it from a clock that was ahead."""
    return digest_to(session, desk_id, day, recipient) is not None


def last_digest(session: Session, desk_id: int, recipient: str, now: datetime) -> Digest | None:
    """The newest digest this recipient got, the future's left out."""
    query = select(Digest).where(
        Digest.desk_id == desk_id, Digest.recipient == recipient, Digest.until <= now
    )
    return session.exec(query.order_by(col(Digest.local_date).desc()).limit(1)).first()


def digest_to(session: Session, desk_id: int, day: date, recipient: str) -> Digest | None:
    """What this recipient got on this local date; of `DESK`: what it covers, whoever got it."""
    query = select(Digest).where(
        Digest.desk_id == desk_id, Digest.local_date == day, Digest.recipient == recipient
    )
    return session.exec(query).first()


def digest_before(session: Session, desk_id: int, day: date) -> Digest | None:
    """The newest digest of an earlier date."""
    query = select(Digest).where(Digest.desk_id == desk_id, Digest.local_date < day, Digest.recipient == DESK)
    return session.exec(query.order_by(col(Digest.local_date).desc()).limit(1)).first()
