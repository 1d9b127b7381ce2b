"""Who is not heard at a desk, until a lead takes that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Session, col, select

from storage.base import Row, key_to, moment
from storage.desks import Colleague, Person, colleagues
from storage.vocabulary import Role


class Mute(Row, table=True):
    """A person, member or stranger, whom a lead has muted at this desk. Who did and when is an event, too; the row
    goes when the person is heard again."""

    __table_args__ = (UniqueConstraint("desk_id", "person_id"),)

    desk_id: int = key_to("desk.id")
    person_id: int = key_to("person.id", index=True)
    muted_by: int = key_to("member.id")
    at: datetime = moment()
    told_at: datetime | None = moment(required=False)
    """When the person was last told: not again for every message."""


@dataclass(frozen=True, slots=True)
class MutedPerson:
    person_id: int
    name: str
    username: str | None


def mute_of(session: Session, desk_id: int, person_id: int) -> Mute | None:
    """The row of a person who is muted at this desk."""
    return session.exec(select(Mute).where(Mute.desk_id == desk_id, Mute.person_id == person_id)).first()


def muted_at(session: Session, desk_id: int) -> Sequence[MutedPerson]:
    """Everybody who is muted at this desk, in order of muting."""
    query = (
        select(Person.id, Person.name, Person.username)
        .join(Mute, col(Mute.person_id) == Person.id)
        .where(Mute.desk_id == desk_id)
        .order_by(col(Mute.id))
    )
    return [MutedPerson(*found) for found in session.exec(query)]


def free_to_check(session: Session, desk_id: int) -> list[Colleague]:
    """The present members who can be given a claim or a review: no contributors, nobody who is muted."""
    silent = {one.person_id for one in muted_at(session, desk_id)}
    return [
        one
        for one in colleagues(session, desk_id)
        if one.role is not Role.CONTRIBUTOR and one.person_id not in silent
    ]
