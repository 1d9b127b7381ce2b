"""Where claims were seen, and how many people brought them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, in_parts, key_to, moment
from storage.claims import Claim, ids_within, parts_of


class Appearance(Row, table=True):
    """One place where a claim was seen. `brought_by` makes demand: how many different people brought it."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    kind: str
    """`message`, `forward`, `link` or `article`."""
    url: str | None = Field(default=None, sa_type=Text)
    title: str | None = Field(default=None, sa_type=Text)
    published_on: date | None = None
    """The day that an article names as its own."""
    text: str | None = Field(default=None, sa_type=Text)
    origin: str | None = None
    """Who a forward says it is from; a claim of the sender's app, never evidence."""
    origin_private: bool = False
    """A private person: named to leads and the assignee only."""
    chat_id: int | None = big(default=None, nullable=True)
    message_id: int | None = big(default=None, nullable=True)
    media_group: str | None = Field(default=None, index=True)
    reading_id: int | None = key_to("reading.id", required=False)
    """The article that it was read in; `text` is then the sentence as it stands there."""
    brought_by: int | None = key_to("member.id", required=False)
    at: datetime = moment()


def appearances_of(session: Session, claim_id: int) -> Sequence[Appearance]:
    """Where the claim, or what was merged into it, was seen, oldest first."""
    query = select(Appearance).where(col(Appearance.claim_id).in_(ids_within(session, claim_id)))
    return session.exec(query.order_by(col(Appearance.id))).all()


def demand(session: Session, claim_ids: Sequence[int]) -> dict[int, int]:
    """How many different people brought each of these claims, or what was merged into it."""
    parts = parts_of(session, claim_ids)
    people: dict[int, set[int | None]] = {}
    for some in in_parts({part for within in parts.values() for part in within}):
        query = select(Appearance.claim_id, Appearance.brought_by).where(
            col(Appearance.claim_id).in_(some), col(Appearance.brought_by).is_not(None)
        )
        for claim_id, person in session.exec(query.distinct()):
            people.setdefault(claim_id, set()).add(person)
    return {
        claim_id: len({person for part in within for person in people.get(part, ())})
        for claim_id, within in parts.items()
    }


def claim_of_media_group(session: Session, desk_id: int, media_group: str) -> Claim | None:
    """The claim that an earlier part of this album made."""
    return session.exec(
        select(Claim)
        .join(Appearance, col(Appearance.claim_id) == Claim.id)
        .where(Appearance.desk_id == desk_id, Appearance.media_group == media_group)
    ).first()
