"""Texts that were read for claims, and what their reader has chosen so far."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, document, key_to, moment


class Reading(Row, table=True):
    """One article or long text. `picks` are the sentences found, each with whether it is chosen."""

    desk_id: int = key_to("desk.id")
    person_id: int = key_to("person.id", index=True)
    chat_id: int = big()
    title: str | None = Field(default=None, sa_type=Text)
    url: str | None = Field(default=None, sa_type=Text)
    text: str = Field(sa_type=Text)
    picks: list[dict[str, Any]] = document(default_factory=list)
    queued_at: datetime | None = moment(required=False)
    created_at: datetime = moment()


class PastedPart(Row, table=True):
    """One message of a text that Telegram split at 4,096 characters; joined when no more parts come."""

    __tablename__ = "pasted_part"

    desk_id: int = key_to("desk.id")
    person_id: int = key_to("person.id", index=True)
    chat_id: int = big()
    message_id: int = big()
    text: str = Field(sa_type=Text)
    sent_at: datetime = moment()
    """When Telegram says it was sent (whole seconds)."""
    reading_id: int | None = key_to("reading.id", required=False)


def waiting_parts(session: Session, person_id: int, chat_id: int) -> Sequence[PastedPart]:
    """Parts of this person that belong to no reading yet, in the order they were sent."""
    query = select(PastedPart).where(
        PastedPart.person_id == person_id,
        PastedPart.chat_id == chat_id,
        col(PastedPart.reading_id).is_(None),
    )
    return session.exec(query.order_by(col(PastedPart.message_id))).all()
