"""Which updates have had their effects, which is being worked on, and which were set aside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.base import document, key_to, moment


class SeenUpdate(SQLModel, table=True):
    """An update that has had its effects. A set, not a maximum: Telegram may restart its numbers."""

    __tablename__ = "seen_update"

    update_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
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


def is_known(session: Session, update_id: int) -> bool:
    """Whether this update has had its effects or was set aside."""
    if session.get(SeenUpdate, update_id) is not None:
        return True
    return session.get(SetAside, update_id) is not None


def attempts(session: Session) -> Sequence[Attempt]:
    """Updates whose work began and was not settled."""
    return session.exec(select(Attempt)).all()


def forget_attempts(session: Session, update_ids: list[int]) -> None:
    """These updates are settled."""
    session.exec(delete(Attempt).where(col(Attempt.update_id).in_(update_ids)))
