"""What each sender and each group may still ask for, and who asked for too much."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Float, tuple_
from sqlmodel import Field, Session, SQLModel, col, select

from storage.base import Word, big, moment


class Counted(StrEnum):
    """What an allowance counts. Presses are counted by our own clock, everything else by Telegram's: never one
    against the other."""

    SENT = "sent"
    PRESSED = "pressed"
    SENT_IN_GROUP = "sent in group"
    """By everybody in it together."""
    PRESSED_IN_GROUP = "pressed in group"

    @property
    def of_group(self) -> bool:
        return self in (Counted.SENT_IN_GROUP, Counted.PRESSED_IN_GROUP)


Key = tuple[int, Counted]
"""Whose allowance, and for what."""


class SenderAllowance(SQLModel, table=True):
    """A sender's or a group's token bucket. A row, so that a restart or a batch that was undone counts right."""

    __tablename__ = "sender_allowance"

    sender_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    """A person's Telegram id; for a group, and for those who post as a chat, that chat's."""
    counted: Counted = Field(sa_type=Word(Counted), primary_key=True)
    chat_id: int = big(default=0)
    """Where the last flood began."""
    level: float = Field(sa_type=Float)
    at: datetime = moment()
    flood_began: datetime | None = moment(required=False)
    flood_ended: datetime | None = moment(required=False, index=True)
    refused: int = 0


def allowances(session: Session, keys: Collection[Key]) -> Sequence[SenderAllowance]:
    """The rows of these senders, as far as there are any."""
    wanted = tuple_(col(SenderAllowance.sender_id), col(SenderAllowance.counted))
    return session.exec(select(SenderAllowance).where(wanted.in_(keys))).all()


def floods_in(
    session: Session, chat_ids: Collection[int], since: datetime, limit: int = 10
) -> Sequence[SenderAllowance]:
    """Who was too fast in these chats after that moment, newest first."""
    query = select(SenderAllowance).where(
        col(SenderAllowance.flood_ended) > since, col(SenderAllowance.chat_id).in_(chat_ids)
    )
    return session.exec(query.order_by(col(SenderAllowance.flood_ended).desc()).limit(limit)).all()
