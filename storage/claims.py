"""Claims, where they were seen, what came with them, and who says what about them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, update
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, in_parts, key_to, moment, partial_index, word
from storage.vocabulary import UNFINISHED, Priority, Stance, State


class Claim(Row, table=True):
    """The statement checked, in its own words; numbered per desk."""

    __table_args__ = (
        UniqueConstraint("desk_id", "number"),
        Index("ix_claim_desk_state", "desk_id", "state"),
        Index("ix_claim_exact", "desk_id", "words_key"),
        partial_index("ix_claim_merged", "merged_into_id", where="merged_into_id IS NOT NULL"),
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
    """What it is part of. Its appearances, files and sources stay its own rows and are read with that one's,
    so that un-merging has nothing to move back."""
    twin_id: int | None = key_to("claim.id", required=False)
    """A claim that is likely the same, until somebody says whether it is."""
    twin_alike: bool = False
    """A model of meanings calls the two alike (`bot/rules/meaning.py`)."""
    notes: int = 0
    round: int = 1
    """Counts how often the reminder ladder started anew."""
    ladder_since: datetime = moment()
    acknowledged_at: datetime | None = moment(required=False)
    lead_on_it_id: int | None = big(default=None, nullable=True)
    """The lead who said On it in this round: escalation stops there."""
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
    repeats_who: str | None = None
    """Whom it repeats, where that is no entry of the ledger; with neither, nobody knows."""
    origin: str
    """What independent sources are counted by (`bot/rules/origins.py`): outlet, channel, account or name."""
    claimed: bool = False
    """Known only from a forwarded post: what the sender's app says, not what anybody looked up."""
    protected: bool = False
    """Named to nobody but leads, whoever added it, has the claim or gave the verdict under review; in private."""
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


def standing(claim: Claim) -> dict[str, Any]:
    """How the claim stands, as events write it down before and after a deed (see `standing_of`)."""
    return {
        "state": claim.state.value,
        "assignee": claim.assignee_id,
        "stands": claim.verdict_id,
        "disputed": claim.disputed,
    }


def parts_of(session: Session, claim_ids: Sequence[int]) -> dict[int, list[int]]:
    """Of each of these claims: itself and whatever was merged into it, however deep."""
    into: dict[int, int] = {}
    layer = list(claim_ids)
    while layer:
        found: dict[int, int] = {}
        for some in in_parts(layer):
            query = select(Claim.id, Claim.merged_into_id).where(col(Claim.merged_into_id).in_(some))
            found |= {part: whole for part, whole in session.exec(query) if whole is not None}
        layer = [part for part in found if part not in into]
        into |= found
    return within_each(claim_ids, into)


def within_each(claim_ids: Sequence[int], into: Mapping[int, int]) -> dict[int, list[int]]:
    """Of each of these claims: itself and its parts, by what each part is directly `into`."""
    parts: dict[int, list[int]] = {}
    for part, whole in into.items():
        parts.setdefault(whole, []).append(part)

    def within(claim_id: int) -> list[int]:
        return [claim_id, *(deeper for part in parts.get(claim_id, ()) for deeper in within(part))]

    # Most have no parts.
    return {claim_id: within(claim_id) if claim_id in parts else [claim_id] for claim_id in claim_ids}


def _within(session: Session, claim_id: int) -> list[int]:
    return parts_of(session, [claim_id])[claim_id]


def newest_closed(session: Session, desk_id: int, limit: int) -> Sequence[Claim]:
    """The desk's closed claims, those that were closed last first."""
    query = select(Claim).where(Claim.desk_id == desk_id, Claim.state == State.CLOSED)
    return session.exec(query.order_by(col(Claim.closed_at).desc(), col(Claim.id).desc()).limit(limit)).all()


def unfinished(session: Session, desk_id: int) -> Sequence[Claim]:
    """Every open, taken or in-review claim of a desk, in no particular order."""
    return session.exec(select(Claim).where(Claim.desk_id == desk_id, col(Claim.state).in_(UNFINISHED))).all()


def appearances_of(session: Session, claim_id: int) -> Sequence[Appearance]:
    """Where the claim, or what was merged into it, was seen, oldest first."""
    query = select(Appearance).where(col(Appearance.claim_id).in_(_within(session, claim_id)))
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


def sources_of(session: Session, claim_id: int) -> Sequence[Source]:
    """The ledger of the claim and of what was merged into it, oldest entry first."""
    query = select(Source).where(col(Source.claim_id).in_(_within(session, claim_id)))
    return session.exec(query.order_by(col(Source.id))).all()


def sources_of_each(
    session: Session, claim_ids: Sequence[int], parts: Mapping[int, Sequence[int]] | None = None
) -> dict[int, list[Source]]:
    """The ledgers of these claims and of what was merged into them, oldest entry first; a claim without sources is
    left out. `parts`: what belonged to each, where it is not that of now."""
    parts = parts_of(session, claim_ids) if parts is None else parts
    whole = {part: claim_id for claim_id, within in parts.items() for part in within}
    found: dict[int, list[Source]] = {}
    for some in in_parts(whole):
        for source in session.exec(select(Source).where(col(Source.claim_id).in_(some))):
            found.setdefault(whole[source.claim_id], []).append(source)
    return {claim_id: sorted(sources, key=lambda one: one.id) for claim_id, sources in found.items()}


def media_of(session: Session, claim_id: int) -> Sequence[Media]:
    """The files kept with the claim, or with what was merged into it, oldest first."""
    query = select(Media).where(col(Media.claim_id).in_(_within(session, claim_id)))
    return session.exec(query.order_by(col(Media.id))).all()


def claim_with_file(
    session: Session, desk_id: int, unique_ids: Sequence[str], *, but: Sequence[int]
) -> Claim | None:
    """The first claim of the desk that one of these files came with, `but` those."""
    query = (
        select(Claim)
        .join(Media, col(Media.claim_id) == Claim.id)
        .where(
            Media.desk_id == desk_id,
            col(Media.file_unique_id).in_(unique_ids),
            col(Claim.id).not_in(but),
        )
    )
    return session.exec(query.order_by(col(Claim.id)).limit(1)).first()


def shared_file(session: Session, one: int, other: int) -> str | None:
    """The kind of the first file that came with both of these claims; None where none did."""
    theirs = {file.file_unique_id for file in media_of(session, other)}
    return next((file.kind for file in media_of(session, one) if file.file_unique_id in theirs), None)


def claim_of_media_group(session: Session, desk_id: int, media_group: str) -> Claim | None:
    """The claim that an earlier part of this album made."""
    return session.exec(
        select(Claim)
        .join(Appearance, col(Appearance.claim_id) == Claim.id)
        .where(Appearance.desk_id == desk_id, Appearance.media_group == media_group)
    ).first()
