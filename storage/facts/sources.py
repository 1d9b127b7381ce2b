"""Where a claim was seen, and the ledger of its sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from storage.appearances import Appearance
from storage.claims import Claim
from storage.sources import Source, sources_of_each
from storage.vocabulary import Stance


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


def appearance_facts(row: Appearance) -> AppearanceFacts:
    """The facts of one appearance."""
    return AppearanceFacts(row.kind, row.url, row.title, row.origin, row.origin_private, row.published_on)


def source_facts(row: Source) -> SourceFacts:
    """The facts of one entry of a ledger."""
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


def ledgers_of(
    session: Session, claims: Sequence[Claim], parts: Mapping[int, Sequence[int]] | None = None
) -> dict[int, tuple[SourceFacts, ...]]:
    """The ledgers of these claims by claim, oldest entry first; a claim without sources is left out. `parts`: what
    belonged to each, where it is not that of now."""
    found = sources_of_each(session, [claim.id for claim in claims], parts)
    return {claim_id: tuple(map(source_facts, rows)) for claim_id, rows in found.items()}
