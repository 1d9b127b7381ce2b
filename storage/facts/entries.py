"""A claim as one line of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.appearances import demand
from storage.claims import Claim
from storage.desks import names_of
from storage.facts.sources import SourceFacts, ledgers_of
from storage.facts.verdicts import Said, said_of_each
from storage.vocabulary import Priority, State


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
