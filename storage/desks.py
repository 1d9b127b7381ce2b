"""Desks, the people Telegram shows us, and who is a member of which desk."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text, update
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, document, key_to, moment, partial_index, word
from storage.vocabulary import FORGOTTEN, HowOften, Role

NOWHERE = 0
"""The chat of a desk that has lost its own: no chat of Telegram's has this id."""


class Desk(Row, table=True):
    """A team. Its key is the chat and the topic in it (0: none)."""

    __table_args__ = (UniqueConstraint("chat_id", "topic_id"),)

    chat_id: int = big()
    topic_id: int = big(default=0)
    title: str = ""
    private: bool = False
    settings: dict[str, Any] = document(default_factory=dict)
    next_number: int = 1
    created_at: datetime = moment()
    paused_at: datetime | None = moment(required=False)


class Person(Row, table=True):
    """Somebody Telegram showed us. Whoever asks to be forgotten leaves an empty row to which their work points;
    coming again they are somebody new."""

    __table_args__ = (partial_index("ix_person_forgotten", "forgotten_at", where="forgotten_at IS NOT NULL"),)

    telegram_id: int | None = big(default=None, nullable=True, unique=True)
    name: str = ""
    username: str | None = Field(default=None, index=True)
    language: str | None = None
    started_at: datetime | None = moment(required=False)
    blocked_at: datetime | None = moment(required=False)
    desk_id: int | None = key_to("desk.id", required=False)
    """The desk that this person's private messages are for, where there are several."""
    mark: str = Field(default_factory=lambda: secrets.token_hex(16))
    """128 random bits, which say nothing of anybody: by them an older copy of the database knows its row of
    whoever was forgotten since."""
    forgotten_at: datetime | None = moment(required=False)

    @property
    def reachable(self) -> bool:
        """Pressed Start and has not blocked the bot."""
        return self.telegram_id is not None and self.started_at is not None and self.blocked_at is None


class Member(Row, table=True):
    """A person at a desk. Verdicts and events point here, never at a name."""

    __table_args__ = (
        UniqueConstraint("desk_id", "person_id"),
        Index("ix_member_present", "desk_id", postgresql_where=text("left_at IS NULL")),
    )

    desk_id: int = key_to("desk.id")
    person_id: int = key_to("person.id", index=True)
    role: Role = word(Role)
    digest: HowOften = word(HowOften, default=HowOften.DAILY)
    """How often this member gets the digest, as a lead."""
    joined_at: datetime = moment()
    left_at: datetime | None = moment(required=False)
    removed_at: datetime | None = moment(required=False)
    """When a lead removed this person: who was removed comes back only by invitation."""
    reminders: bool = True
    """Whether this person wants to be reminded in private. Kept apart from what they chose about digests."""
    quiet: str | None = None
    """The person's own quiet hours, `22:00-07:00` in the desk's zone, beside the desk's."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A present member as the other floors see one."""

    member_id: int
    person_id: int
    desk_id: int
    role: Role
    name: str
    username: str | None
    telegram_id: int | None
    language: str | None
    reachable: bool
    digest: HowOften
    blocked: bool = False
    """Has blocked the bot, other than somebody who never pressed Start."""
    reminders: bool = True
    quiet: str | None = None


def _colleague(member: Member, person: Person) -> Colleague:
    return Colleague(
        member_id=member.id,
        person_id=person.id,
        desk_id=member.desk_id,
        role=member.role,
        name=person.name,
        username=person.username,
        telegram_id=person.telegram_id,
        language=person.language,
        reachable=person.reachable,
        digest=member.digest,
        blocked=person.blocked_at is not None,
        reminders=member.reminders,
        quiet=member.quiet,
    )


def desk_at(session: Session, chat_id: int, topic_id: int) -> Desk | None:
    """The desk that lives in this chat or topic."""
    return session.exec(select(Desk).where(Desk.chat_id == chat_id, Desk.topic_id == topic_id)).first()


def desks_in_chat(session: Session, chat_id: int) -> Sequence[Desk]:
    """Every desk in this chat, one for each topic that holds one."""
    return session.exec(select(Desk).where(Desk.chat_id == chat_id).order_by(col(Desk.id))).all()


def every_desk(session: Session) -> Sequence[Desk]:
    """All desks, oldest first."""
    return session.exec(select(Desk).order_by(col(Desk.id))).all()


def desks_of(session: Session, person_id: int) -> Sequence[Desk]:
    """The desks that this person is a present member of, oldest first."""
    query = (
        select(Desk)
        .join(Member, col(Member.desk_id) == Desk.id)
        .where(Member.person_id == person_id, col(Member.left_at).is_(None))
        .order_by(col(Desk.id))
    )
    return session.exec(query).all()


def person_by_telegram_id(session: Session, telegram_id: int) -> Person | None:
    """The person behind a Telegram id."""
    return session.exec(select(Person).where(Person.telegram_id == telegram_id)).first()


def membership(session: Session, desk_id: int, person_id: int) -> Member | None:
    """This person's row at this desk, also after leaving."""
    return session.exec(
        select(Member).where(Member.desk_id == desk_id, Member.person_id == person_id)
    ).first()


def colleagues(session: Session, desk_id: int) -> list[Colleague]:
    """The present members of a desk, in order of joining."""
    query = (
        select(Member, Person)
        .join(Person, col(Person.id) == Member.person_id)
        .where(Member.desk_id == desk_id, col(Member.left_at).is_(None))
        .order_by(col(Member.joined_at), col(Member.id))
    )
    return [_colleague(member, person) for member, person in session.exec(query)]


def colleague(session: Session, member_id: int) -> Colleague | None:
    """One present member; None for whoever has left, to whom nothing of the desk is told any more."""
    found = session.exec(
        select(Member, Person)
        .join(Person, col(Person.id) == Member.person_id)
        .where(Member.id == member_id, col(Member.left_at).is_(None))
    ).first()
    return None if found is None else _colleague(*found)


def names_of(session: Session, member_ids: Sequence[int]) -> dict[int, str]:
    """The names of these members, present or not; of forgotten people `FORGOTTEN`."""
    query = (
        select(Member.id, Person.name, Person.forgotten_at)
        .join(Person, col(Person.id) == Member.person_id)
        .where(col(Member.id).in_(member_ids))
    )
    return {
        member_id: FORGOTTEN if forgotten_at else name
        for member_id, name, forgotten_at in session.exec(query)
    }


def next_number(session: Session, desk: Desk) -> int:
    """The number of the desk's next claim; each is given once."""
    session.execute(
        update(Desk).where(col(Desk.id) == desk.id).values(next_number=col(Desk.next_number) + 1),
        execution_options={"synchronize_session": False},
    )
    session.refresh(desk)
    return desk.next_number - 1
