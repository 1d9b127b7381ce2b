"""A desk's claims with what is known of each, a few hundred at a time: for files that people read elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlmodel import Session, col, func, select

from storage.appearances import Appearance, demand
from storage.claims import Claim
from storage.sources import Source, sources_of_each
from storage.verdicts import Evidence, Scale, Verdict, scales_of
from storage.vocabulary import State

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with its own appearances and sources, and the verdict that stands, if there is one."""

    claim: Claim
    demand: int
    appearances: Sequence[Appearance]
    sources: Sequence[Source]
    verdict: Verdict | None
    scale: Scale | None
    """On which the verdict was given."""
    evidence: Sequence[Evidence]


def cases_of_desk(session: Session, desk_id: int) -> Iterator[Case]:
    """Every claim of the desk, oldest first."""
    scales = {scale.id: scale for scale in scales_of(session, desk_id)}
    query = select(Claim).where(Claim.desk_id == desk_id).order_by(col(Claim.id))
    rows = iter(session.exec(query.execution_options(yield_per=_AT_ONCE)))
    while claims := list(islice(rows, _AT_ONCE)):
        ids = [claim.id for claim in claims]
        brought, sources = demand(session, ids), sources_of_each(session, ids)
        appearances = defaultdict[int, list[Appearance]](list)
        seen = select(Appearance).where(col(Appearance.claim_id).in_(ids)).order_by(col(Appearance.id))
        for appearance in session.exec(seen):
            appearances[appearance.claim_id].append(appearance)
        standing = [claim.verdict_id for claim in claims if claim.verdict_id is not None]
        verdicts = {
            verdict.id: verdict
            for verdict in session.exec(select(Verdict).where(col(Verdict.id).in_(standing)))
        }
        evidence = defaultdict[int, list[Evidence]](list)
        given = select(Evidence).where(col(Evidence.verdict_id).in_(standing)).order_by(col(Evidence.id))
        for one in session.exec(given):
            evidence[one.verdict_id].append(one)
        for claim in claims:
            verdict = verdicts.get(claim.verdict_id or 0)
            yield Case(
                claim,
                brought.get(claim.id, 0),
                appearances[claim.id],
                sources.get(claim.id, []),
                verdict,
                scales.get(verdict.scale_id) if verdict is not None else None,
                evidence[verdict.id] if verdict is not None else [],
            )
        session.expunge_all()
        scales = {scale.id: scale for scale in scales_of(session, desk_id)}


def count_claims(session: Session, desk_id: int, *, closed: bool = False) -> int:
    """How many claims the desk has, or how many of them are closed with a verdict that stands."""
    query = select(func.count()).select_from(Claim).where(Claim.desk_id == desk_id)
    if closed:
        query = query.where(
            Claim.state == State.CLOSED, col(Claim.verdict_id).is_not(None), col(Claim.voided).is_(False)
        )
    return session.exec(query).one()
