"""Texts that were read for claims, and what their reader has chosen so far."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, UniqueConstraint, update
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, document, key_to, moment


class Reading(Row, table=True):
    """One article or other text. `picks` are the sentences found, each with whether it is chosen."""

    desk_id: int = key_to("desk.id")
    person_id: int = key_to("person.id", index=True)
    chat_id: int = big()
    message_id: int | None = big(default=None, nullable=True)
    """The message that brought it; of several the first."""
    title: str | None = Field(default=None, sa_type=Text)
    url: str | None = Field(default=None, sa_type=Text)
    published_on: date | None = None
    """The day that the page itself names."""
    origin: str | None = None
    origin_private: bool = False
    text: str = Field(sa_type=Text)
    picks: list[dict[str, Any]] = document(default_factory=list)
    queued_at: datetime | None = moment(required=False)
    created_at: datetime = moment()


class PastedPart(Row, table=True):
    """One message of a text that Telegram split at 4,096 characters; joined when no more parts come."""

    __tablename__ = "pasted_part"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    desk_id: int = key_to("desk.id")
    person_id: int = key_to("person.id", index=True)
    chat_id: int = big()
    message_id: int = big()
    text: str = Field(sa_type=Text)
    sent_at: datetime = moment()
    """When Telegram says it was sent (whole seconds)."""
    reading_id: int | None = key_to("reading.id", required=False)


def parts_since(session: Session, person_id: int, chat_id: int, since: datetime) -> Sequence[PastedPart]:
    """Parts that this person sent here since then, read or not, in the order they were sent."""
    query = select(PastedPart).where(
        PastedPart.person_id == person_id, PastedPart.chat_id == chat_id, PastedPart.sent_at >= since
    )
    return session.exec(query.order_by(col(PastedPart.message_id))).all()


def unread_link(session: Session, person_id: int, desk_id: int, since: datetime) -> Reading | None:
    """The newest link of this person whose page could not be read since then, and whose text is awaited: until
    it comes, the link itself stands for it."""
    query = select(Reading).where(
        Reading.person_id == person_id,
        Reading.desk_id == desk_id,
        Reading.created_at >= since,
        Reading.text == Reading.url,
        col(Reading.queued_at).is_(None),
    )
    return session.exec(query.order_by(col(Reading.id).desc()).limit(1)).first()


def queue_reading(session: Session, reading: Reading, now: datetime) -> bool:
    """Marks the reading as queued; False if it was already: of two presses one queues."""
    result = session.execute(
        update(Reading)
        .where(col(Reading.id) == reading.id, col(Reading.queued_at).is_(None))
        .values(queued_at=now)
        .execution_options(synchronize_session=False)
    )
    session.refresh(reading)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]
