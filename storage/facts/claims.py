"""A claim whole."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.appearances import appearances_of, demand
from storage.claims import Claim
from storage.desks import names_of
from storage.events import history_of, undone_verdicts
from storage.facts.sources import AppearanceFacts, SourceFacts, appearance_facts, source_facts
from storage.facts.verdicts import CorrectionFacts, VerdictFacts, correction_facts, verdict_from
from storage.media import media_of, shared_file
from storage.sources import sources_of
from storage.verdicts import Verdict, corrections_of, reviews_of, verdicts_of
from storage.vocabulary import Priority, State


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """Everything that a card, a list, a digest or an export shows of a claim."""

    id: int
    number: int
    desk_id: int
    text: str
    language: str | None
    claimant: str | None
    state: State
    priority: Priority
    due_at: datetime | None
    assignee: str | None
    assignee_id: int | None
    reviewer: str | None
    """Whom the sign-off was asked of."""
    disputed: bool
    overruled: bool
    merged_into: tuple[int, int] | None
    """What it is part of: that one's id and number."""
    twin: tuple[int, int, str] | None
    """A likely repeat: its id, number and text."""
    twin_file: str | None
    """The kind of a file that came with both."""
    notes: int
    demand: int
    media: int
    appearances: tuple[AppearanceFacts, ...]
    sources: tuple[SourceFacts, ...]
    verdict: VerdictFacts | None
    others: tuple[VerdictFacts, ...]
    """Verdicts of others that stand beside it, the newest of each."""
    round: int
    snoozed_until: datetime | None
    created_at: datetime
    taken_at: datetime | None
    closed_at: datetime | None
    declined: str | None = None
    """Why it was declined."""
    voided: bool = False
    corrections: tuple[CorrectionFacts, ...] = ()
    """Oldest first."""
    twin_alike: bool = False
    """A model of meanings calls the likely repeat alike."""


def claim_facts(session: Session, claim: Claim) -> ClaimFacts:
    """The facts of one claim."""
    verdicts = _standing(session, claim)
    newest = {verdict.author_id: verdict for verdict in verdicts}
    current = next((verdict for verdict in verdicts if verdict.id == claim.verdict_id), None)
    corrected = corrections_of(session, claim.id)
    replaced = {one.verdict_id for one in corrected if one.new_verdict_id}
    others = [
        verdict
        for author, verdict in newest.items()
        if current is not None and author != current.author_id and verdict.id not in replaced
    ]
    reviews = list(reviews_of(session, current.id)) if current else []
    people = {claim.assignee_id, claim.reviewer_id, *newest, *(review.reviewer_id for review in reviews)} - {
        None
    }
    names = names_of(session, [member for member in people if member is not None])
    twin = session.get(Claim, claim.twin_id) if claim.twin_id else None
    merged = session.get(Claim, claim.merged_into_id) if claim.merged_into_id else None
    return ClaimFacts(
        id=claim.id,
        number=claim.number,
        desk_id=claim.desk_id,
        text=claim.text,
        language=claim.language,
        claimant=claim.claimant,
        state=claim.state,
        priority=claim.priority,
        due_at=claim.due_at,
        assignee=names.get(claim.assignee_id, "") if claim.assignee_id else None,
        assignee_id=claim.assignee_id,
        reviewer=names.get(claim.reviewer_id) if claim.reviewer_id else None,
        disputed=claim.disputed,
        overruled=claim.overruled,
        merged_into=(merged.id, merged.number) if merged else None,
        twin=(twin.id, twin.number, twin.text) if twin else None,
        twin_file=shared_file(session, claim.id, twin.id) if twin else None,
        notes=claim.notes,
        demand=demand(session, [claim.id]).get(claim.id, 0),
        media=len(media_of(session, claim.id)),
        appearances=tuple(map(appearance_facts, appearances_of(session, claim.id))),
        sources=tuple(map(source_facts, sources_of(session, claim.id))),
        verdict=verdict_from(session, current, names, reviews) if current else None,
        others=tuple(verdict_from(session, verdict, names, []) for verdict in others),
        round=claim.round,
        snoozed_until=claim.snoozed_until,
        created_at=claim.created_at,
        taken_at=claim.taken_at,
        closed_at=claim.closed_at,
        declined=_why_declined(session, claim),
        voided=claim.voided,
        corrections=correction_facts(session, corrected, verdicts),
        twin_alike=claim.twin_alike,
    )


def _standing(session: Session, claim: Claim) -> list[Verdict]:
    """Every version of every verdict that was not taken back, oldest first."""
    undone = undone_verdicts(session, claim.id)
    return [verdict for verdict in verdicts_of(session, claim.id) if verdict.id not in undone]


def _why_declined(session: Session, claim: Claim) -> str | None:
    if claim.state is not State.DECLINED:
        return None
    declining = (e for e in reversed(history_of(session, claim.id)) if e.after.get("state") == claim.state)
    return next((event.after.get("reason") for event in declining), None)
