"""When Telegram was last heard of: one row, from which a start knows how long the bot was out of its reach."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel

from storage.base import moment


class Contact(SQLModel, table=True):
    """The one row of this table."""

    id: int = Field(default=1, primary_key=True)
    heard_at: datetime = moment()
    """Up to a few minutes before it really was: it is not written at each answer."""


def last_heard(session: Session) -> datetime | None:
    """When Telegram was last heard of; None before the first time."""
    contact = session.get(Contact, 1)
    return contact.heard_at if contact is not None else None


def note_heard(session: Session, now: datetime) -> None:
    """Telegram was heard of."""
    contact = session.get(Contact, 1) or Contact(heard_at=now)
    contact.heard_at = now
    session.add(contact)
