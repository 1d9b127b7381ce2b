"""Claims, where they were seen, what came with them, and who says what about them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, func, update
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, key_to, moment, word
from storage.vocabulary import UNFINISHED, Priority, Stance, State


class Claim(Row, table=True):
    """The statement checked, in its own words; numbered per desk."""

    __table_args__ = (
        UniqueConstraint("desk_id", "number"),
        Index("ix_claim_desk_state", "desk_id", "state"),
        Index("ix_claim_exact", "desk_id", "words_key"),
    )

    desk_id: int = key_to("desk.id")
    number: int
    text: str = Field(sa_type=Text)
    words_key: str
    """SHA-256 of the normalised words: an exact repeat has the same."""
    language: str | None = None
    claimant: str | None = None
    priority: Priority = word(Priority, default=Priority.NORMAL)
    state: State = word(State, default=State.OPEN)
    state_before: State | None = word(State, default=None, nullable=True)
    due_at: datetime | None = moment(required=False)
    assignee_id: int | None = key_to("member.id", required=False, index=True)
    reviewer_id: int | None = key_to("member.id", required=False)
    submitter_id: int | None = key_to("member.id", required=False)
    """Shown to leads only."""
    verdict_id: int | None = big(default=None, nullable=True)
    """The verdict in review, or the one that closed the claim."""
    disputed: bool = False
    overruled: bool = False
    voided: bool = False
    """Closed, but its verdict was withdrawn by a correction."""
    merged_into_id: int | None = key_to("claim.id", required=False)
    twin_id: int | None = key_to("claim.id", required=False)
    """A claim that is likely the same, until somebody says whether it is."""
    notes: int = 0
    round: int = 1
    """Counts how often the reminder ladder started anew."""
    ladder_since: datetime = moment()
    acknowledged_at: datetime | None = moment(required=False)
    snoozed_until: datetime | None = moment(required=False)
    version: int = 1
    """Counts changes: a press that carries an older version is stale where that matters."""
    created_at: datetime = moment()
    taken_at: datetime | None = moment(required=False)
    closed_at: datetime | None = moment(required=False)


class Appearance(Row, table=True):
    """One place where a claim was seen. `brought_by` makes demand: how many different people brought it."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    kind: str
    """`message`, `forward`, `link` or `article`."""
    url: str | None = Field(default=None, sa_type=Text)
    title: str | None = Field(default=None, sa_type=Text)
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


class Media(Row, table=True):
    """A picture, video, voice message or document that belongs to a claim or to a verdict."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    kind: str
    file_id: str = Field(sa_type=Text)
    file_unique_id: str = Field(index=True)
    file_name: str | None = None
    at: datetime = moment()


class Source(Row, table=True):
    """One entry in a claim's ledger: who, where, and what it does with the claim."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    who: str
    url: str | None = Field(default=None, sa_type=Text)
    stance: Stance = word(Stance, default=Stance.REPORTS)
    repeats_id: int | None = key_to("source.id", required=False)
    origin: str
    """What independent sources are counted by: the outlet, channel, person or document."""
    protected: bool = False
    added_by: int = key_to("member.id")
    at: datetime = moment()


def claim_by_number(session: Session, desk_id: int, number: int) -> Claim | None:
    """Claim #number of this desk."""
    return session.exec(select(Claim).where(Claim.desk_id == desk_id, Claim.number == number)).first()


def claims_with(session: Session, claim_ids: Sequence[int]) -> list[Claim]:
    """The claims with these ids, in the same order; what does not exist is left out."""
    found = {claim.id: claim for claim in session.exec(select(Claim).where(col(Claim.id).in_(claim_ids)))}
    return [found[claim_id] for claim_id in claim_ids if claim_id in found]


def exact_twins(session: Session, desk_id: int, words_key: str) -> Sequence[Claim]:
    """Claims of the desk with the same words after normalisation, newest first."""
    query = select(Claim).where(Claim.desk_id == desk_id, Claim.words_key == words_key)
    return session.exec(query.order_by(col(Claim.id).desc())).all()


def change_if(session: Session, claim: Claim, **values: object) -> bool:
    """Changes the claim only if nobody changed it since it was read; says whether it did.

    This is what makes taking atomic: of two people who press Take, one update finds the version it
    expects. The claim's `version` goes up by one.
    """
    result = session.execute(
        update(Claim)
        .where(col(Claim.id) == claim.id, col(Claim.version) == claim.version)
        .values(version=claim.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(claim)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


def unfinished(session: Session, desk_id: int) -> Sequence[Claim]:
    """Every open, taken or in-review claim of a desk, in no particular order."""
    return session.exec(select(Claim).where(Claim.desk_id == desk_id, col(Claim.state).in_(UNFINISHED))).all()


def appearances_of(session: Session, claim_id: int) -> Sequence[Appearance]:
    """Where the claim was seen, oldest first."""
    return session.exec(
        select(Appearance).where(Appearance.claim_id == claim_id).order_by(col(Appearance.id))
    ).all()


def demand(session: Session, claim_ids: Sequence[int]) -> dict[int, int]:
    """How many different people brought each of these claims."""
    query = (
        select(Appearance.claim_id, func.count(func.distinct(Appearance.brought_by)))
        .where(col(Appearance.claim_id).in_(claim_ids))
        .group_by(col(Appearance.claim_id))
    )
    return dict(session.exec(query).all())


def sources_of(session: Session, claim_id: int) -> Sequence[Source]:
    """The claim's ledger, oldest entry first."""
    return session.exec(select(Source).where(Source.claim_id == claim_id).order_by(col(Source.id))).all()


def media_of(session: Session, claim_id: int) -> Sequence[Media]:
    """The files kept with the claim, oldest first."""
    return session.exec(select(Media).where(Media.claim_id == claim_id).order_by(col(Media.id))).all()


def claim_of_media_group(session: Session, desk_id: int, media_group: str) -> Claim | None:
    """The claim that an earlier part of this album made."""
    return session.exec(
        select(Claim)
        .join(Appearance, col(Appearance.claim_id) == Claim.id)
        .where(Appearance.desk_id == desk_id, Appearance.media_group == media_group)
    ).first()
