"""What was said about a claim: verdicts, what reviewers said to them, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.desks import names_of
from storage.events import undone_verdicts_of
from storage.verdicts import Correction, Review, Scale, Verdict, evidence_of, reviews_of, verdicts_of_each
from storage.vocabulary import CorrectionKind, Decision


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
class Said:
    """What one checker says about a claim, in short."""

    author: str
    rating: str
    """The English label."""
    qualifiers: tuple[str, ...]
    at: datetime


def verdict_facts(session: Session, verdict: Verdict) -> VerdictFacts:
    """The facts of one version of a verdict, with what reviewers said to it."""
    reviews = list(reviews_of(session, verdict.id))
    names = names_of(session, [verdict.author_id, *(review.reviewer_id for review in reviews)])
    return verdict_from(session, verdict, names, reviews)


def verdict_from(
    session: Session, verdict: Verdict, names: dict[int, str], reviews: Sequence[Review]
) -> VerdictFacts:
    """The same, where names and reviews were read already."""
    known = _labels(session, verdict)
    return VerdictFacts(
        id=verdict.id,
        author=names.get(verdict.author_id, ""),
        author_id=verdict.author_id,
        version=verdict.version,
        rating=known.get(verdict.rating, verdict.rating),
        qualifiers=tuple(verdict.qualifiers),
        rationale=verdict.rationale,
        evidence=tuple(
            EvidenceFacts(row.kind, row.url, row.origin) for row in evidence_of(session, verdict.id)
        ),
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


def correction_facts(
    session: Session, made: Sequence[Correction], verdicts: Sequence[Verdict]
) -> tuple[CorrectionFacts, ...]:
    """The facts of a claim's corrections, in the given order; `verdicts`: all that were given on it."""
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


def labels(scale: Scale) -> dict[str, str]:
    """The English labels of a scale by key."""
    return {pair[0]: pair[1] for pair in scale.ratings}


def _labels(session: Session, verdict: Verdict) -> dict[str, str]:
    scale = session.get(Scale, verdict.scale_id)
    return labels(scale) if scale else {}


def _rating(session: Session, verdict: Verdict) -> str:
    return _labels(session, verdict).get(verdict.rating, verdict.rating)
