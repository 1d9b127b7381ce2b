"""A claim as the upper floors see it: one frozen value, read in a handful of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from storage.claims import (
    Appearance,
    Claim,
    Source,
    appearances_of,
    demand,
    media_of,
    shared_file,
    sources_of,
    sources_of_each,
)
from storage.desks import names_of
from storage.events import history_of, undone_verdicts, undone_verdicts_of
from storage.verdicts import (
    Evidence,
    Review,
    Scale,
    Verdict,
    corrections_of,
    evidence_of,
    reviews_of,
    verdicts_of,
    verdicts_of_each,
)
from storage.vocabulary import CorrectionKind, Decision, Priority, Stance, State


@dataclass(frozen=True, slots=True)
class AppearanceFacts:
    kind: str
    url: str | None
    title: str | None
    origin: str | None
    origin_private: bool
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    id: int
    who: str
    url: str | None
    stance: Stance
    repeats_id: int | None
    repeats_who: str | None
    origin: str
    claimed: bool
    protected: bool
    added_by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    kind: str
    url: str | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    reviewer: str
    reviewer_id: int
    decision: Decision
    rating: str | None
    """The English label."""
    reason: str | None
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    id: int
    author: str
    author_id: int
    version: int
    rating_key: str
    rating: str
    """The English label, on the scale that it was given on."""
    qualifiers: tuple[str, ...]
    rationale: str
    evidence: tuple[EvidenceFacts, ...]
    reviews: tuple[ReviewFacts, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    kind: CorrectionKind
    reason: str
    author: str
    author_id: int
    was: str
    """The English label of the rating that was corrected."""
    now: str | None
    """The English label of the one that stands instead, after a change of rating."""
    at: datetime
    was_qualified: tuple[str, ...] = ()
    now_qualified: tuple[str, ...] = ()
    """The qualifiers of either."""


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


def claim_facts(session: Session, claim: Claim) -> ClaimFacts:
    """The facts of one claim."""
    verdicts = _standing(session, claim)
    newest = {verdict.author_id: verdict for verdict in verdicts}
    current = next((verdict for verdict in verdicts if verdict.id == claim.verdict_id), None)
    replaced = {one.verdict_id for one in corrections_of(session, claim.id) if one.new_verdict_id}
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
        appearances=tuple(map(_appearance, appearances_of(session, claim.id))),
        sources=tuple(map(_source, sources_of(session, claim.id))),
        verdict=_verdict(session, current, names, reviews) if current else None,
        others=tuple(_verdict(session, verdict, names, []) for verdict in others),
        round=claim.round,
        snoozed_until=claim.snoozed_until,
        created_at=claim.created_at,
        taken_at=claim.taken_at,
        closed_at=claim.closed_at,
        declined=_why_declined(session, claim),
        voided=claim.voided,
        corrections=_corrections(session, claim, verdicts),
    )


def _standing(session: Session, claim: Claim) -> list[Verdict]:
    """Every version of every verdict that was not taken back, oldest first."""
    undone = undone_verdicts(session, claim.id)
    return [verdict for verdict in verdicts_of(session, claim.id) if verdict.id not in undone]


def _corrections(session: Session, claim: Claim, verdicts: Sequence[Verdict]) -> tuple[CorrectionFacts, ...]:
    made = corrections_of(session, claim.id)
    names = names_of(session, [one.author_id for one in made])
    rated = {verdict.id: _rating(session, verdict) for verdict in verdicts} if made else {}
    qualified = {verdict.id: tuple(verdict.qualifiers) for verdict in verdicts}
    return tuple(
        CorrectionFacts(
            kind=one.kind,
            reason=one.reason,
            author=names.get(one.author_id, ""),
            author_id=one.author_id,
            was=rated.get(one.verdict_id, ""),
            now=rated.get(one.new_verdict_id) if one.new_verdict_id else None,
            at=one.at,
            was_qualified=qualified.get(one.verdict_id, ()),
            now_qualified=qualified.get(one.new_verdict_id or 0, ()),
        )
        for one in made
    )


def _rating(session: Session, verdict: Verdict) -> str:
    scale = session.get(Scale, verdict.scale_id)
    return (labels(scale) if scale else {}).get(verdict.rating, verdict.rating)


def _why_declined(session: Session, claim: Claim) -> str | None:
    if claim.state is not State.DECLINED:
        return None
    declining = (e for e in reversed(history_of(session, claim.id)) if e.after.get("state") == claim.state)
    return next((event.after.get("reason") for event in declining), None)


def verdict_facts(session: Session, verdict: Verdict) -> VerdictFacts:
    """The facts of one version of a verdict, with what reviewers said to it."""
    reviews = list(reviews_of(session, verdict.id))
    names = names_of(session, [verdict.author_id, *(review.reviewer_id for review in reviews)])
    return _verdict(session, verdict, names, reviews)


def labels(scale: Scale) -> dict[str, str]:
    """The English labels of a scale by key."""
    return {pair[0]: pair[1] for pair in scale.ratings}


def _verdict(
    session: Session, verdict: Verdict, names: dict[int, str], reviews: Sequence[Review]
) -> VerdictFacts:
    scale = session.get(Scale, verdict.scale_id)
    known = labels(scale) if scale else {}
    return VerdictFacts(
        id=verdict.id,
        author=names.get(verdict.author_id, ""),
        author_id=verdict.author_id,
        version=verdict.version,
        rating_key=verdict.rating,
        rating=known.get(verdict.rating, verdict.rating),
        qualifiers=tuple(verdict.qualifiers),
        rationale=verdict.rationale,
        evidence=tuple(map(_evidence, evidence_of(session, verdict.id))),
        reviews=tuple(
            ReviewFacts(
                reviewer=names.get(review.reviewer_id, ""),
                reviewer_id=review.reviewer_id,
                decision=review.decision,
                rating=known.get(review.rating, review.rating) if review.rating else None,
                reason=review.reason,
                qualifiers=tuple(review.qualifiers),
            )
            for review in reviews
        ),
        at=verdict.at,
    )


def _appearance(row: Appearance) -> AppearanceFacts:
    return AppearanceFacts(row.kind, row.url, row.title, row.origin, row.origin_private, row.published_on)


def _source(row: Source) -> SourceFacts:
    return SourceFacts(
        id=row.id,
        who=row.who,
        url=row.url,
        stance=row.stance,
        repeats_id=row.repeats_id,
        repeats_who=row.repeats_who,
        origin=row.origin,
        claimed=row.claimed,
        protected=row.protected,
        added_by=row.added_by,
        at=row.at,
    )


def _evidence(row: Evidence) -> EvidenceFacts:
    return EvidenceFacts(row.kind, row.url, row.origin)


@dataclass(frozen=True, slots=True)
class Said:
    """What one checker says about a claim, in short."""

    author: str
    rating: str
    """The English label."""
    qualifiers: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of a list of claims."""

    id: int
    number: int
    text: str
    state: State
    priority: Priority
    due_at: datetime | None
    assignee: str | None
    assignee_id: int | None
    disputed: bool
    created_at: datetime
    demand: int
    claimant: str | None = None
    sources: tuple[SourceFacts, ...] = ()
    said: tuple[Said, ...] = ()
    """Under review: what each checker says, in the order of their first verdicts."""


def ledgers_of(
    session: Session, claims: Sequence[Claim], parts: Mapping[int, Sequence[int]] | None = None
) -> dict[int, tuple[SourceFacts, ...]]:
    """The ledgers of these claims by claim, oldest entry first; a claim without sources is left out. `parts`: what
    belonged to each, where it is not that of now."""
    found = sources_of_each(session, [claim.id for claim in claims], parts)
    return {claim_id: tuple(map(_source, rows)) for claim_id, rows in found.items()}


def queue_entries(session: Session, claims: Sequence[Claim]) -> list[QueueEntry]:
    """Lines for these claims, in the given order."""
    said = said_of_each(session, [claim.id for claim in claims if claim.state is State.IN_REVIEW])
    names = names_of(session, [claim.assignee_id for claim in claims if claim.assignee_id])
    wanted = demand(session, [claim.id for claim in claims])
    ledgers = ledgers_of(session, claims)
    return [
        QueueEntry(
            id=claim.id,
            number=claim.number,
            text=claim.text,
            state=claim.state,
            priority=claim.priority,
            due_at=claim.due_at,
            assignee=names.get(claim.assignee_id, "") if claim.assignee_id else None,
            assignee_id=claim.assignee_id,
            disputed=claim.disputed,
            created_at=claim.created_at,
            demand=wanted.get(claim.id, 0),
            claimant=claim.claimant,
            sources=ledgers.get(claim.id, ()),
            said=said.get(claim.id, ()),
        )
        for claim in claims
    ]


def said_of_each(
    session: Session, claim_ids: Sequence[int], before: datetime | None = None
) -> dict[int, tuple[Said, ...]]:
    """What each checker says about these claims, by claim: the newest verdict of each that was not taken back,
    in the order of their first ones. `before`: as it was at that moment."""
    undone = undone_verdicts_of(session, claim_ids, before)
    newest: dict[int, dict[int, Verdict]] = {}
    for verdict in verdicts_of_each(session, claim_ids):
        if verdict.id not in undone and (before is None or verdict.at < before):
            newest.setdefault(verdict.claim_id, {})[verdict.author_id] = verdict
    names = names_of(session, list({author for said in newest.values() for author in said}))
    return {
        claim_id: tuple(
            Said(names.get(author, ""), _rating(session, verdict), tuple(verdict.qualifiers), verdict.at)
            for author, verdict in said.items()
        )
        for claim_id, said in newest.items()
    }
