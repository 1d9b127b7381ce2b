"""Claims, and which of them are parts of others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, update
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, in_parts, key_to, moment, partial_index, word
from storage.vocabulary import UNFINISHED, Priority, State


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


def ids_within(session: Session, claim_id: int) -> list[int]:
    """The claim itself and whatever was merged into it."""
    return parts_of(session, [claim_id])[claim_id]


def newest_closed(session: Session, desk_id: int, limit: int) -> Sequence[Claim]:
    """The desk's closed claims, those that were closed last first."""
    query = select(Claim).where(Claim.desk_id == desk_id, Claim.state == State.CLOSED)
    return session.exec(query.order_by(col(Claim.closed_at).desc(), col(Claim.id).desc()).limit(limit)).all()


def unfinished(session: Session, desk_id: int) -> Sequence[Claim]:
    """Every open, taken or in-review claim of a desk, in no particular order."""
    return session.exec(select(Claim).where(Claim.desk_id == desk_id, col(Claim.state).in_(UNFINISHED))).all()
