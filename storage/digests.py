"""What a digest says, read from the tables: what stood unfinished at a moment, and what happened in a span.

What stood at a past moment is the present, but for the claims that something happened to since: those are
told anew from their events. So a digest of an earlier date costs as much as happened since then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.claims import Claim
from storage.desks import names_of
from storage.events import Event, events_between, history_of, standing_after
from storage.facts import QueueEntry, VerdictFacts, queue_entries, said_of_each, verdict_facts
from storage.verdicts import Verdict
from storage.vocabulary import UNFINISHED, Deed, State

MEDIAN_OVER = timedelta(days=7)
"""The time to a verdict is the median of this long: one day closes too few claims to say anything."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A claim that was closed or corrected."""

    id: int
    number: int
    text: str
    verdict: VerdictFacts | None
    overruled: bool = False
    correction: str | None = None
    """The kind of correction."""


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """Everything a digest says. Spans of time are UTC; dates are the desk's."""

    desk_id: int
    desk: str
    day: date | None
    """None: the present state, asked for between two digests."""
    since: datetime
    until: datetime
    late: bool
    missed: tuple[date, ...]
    sections: tuple[tuple[str, tuple[QueueEntry, ...]], ...]
    """What needs a decision, by `review`, `disputed`, `overdue`, `untaken`, `soon`; each claim once."""
    closed: tuple[Settled, ...]
    corrected: tuple[Settled, ...]
    new: tuple[QueueEntry, ...]
    unfinished: int
    change: int
    """How many more are unfinished than at `since`."""
    load: tuple[tuple[str, int], ...]
    """Checkers and how many unfinished claims each has, most first."""
    median: timedelta | None
    """From queueing to closing, over the last seven days."""
    oldest: QueueEntry | None
    single: int = 0
    """How many unfinished claims one independent origin carries."""


def unfinished_at(session: Session, desk_id: int, at: datetime, now: datetime) -> list[QueueEntry]:
    """The claims that were open, taken or in review at `at`, as they were then."""
    later = events_between(session, desk_id, at, now) if at < now else []
    changed = {event.claim_id for event in later if event.claim_id is not None}
    query = select(Claim).where(
        Claim.desk_id == desk_id,
        # What a clock that was ahead has dated into the future is no less unfinished.
        or_(
            col(Claim.created_at) < at if at < now else col(Claim.created_at) <= at,
            col(Claim.created_at) > now,
        ),
        col(Claim.state).in_(UNFINISHED) | col(Claim.id).in_(changed),
    )
    claims = {claim.id: claim for claim in session.exec(query)}
    entries = []
    for entry in queue_entries(session, list(claims.values())):
        was = _as_it_was(session, entry, at) if entry.id in changed else entry
        if was.state in UNFINISHED:
            entries.append(was)
    names = names_of(session, [entry.assignee_id for entry in entries if entry.assignee_id])
    reviewed = [entry.id for entry in entries if entry.state is State.IN_REVIEW]
    said = said_of_each(session, reviewed, at if at < now else None)
    return [
        replace(
            entry,
            assignee=names.get(entry.assignee_id) if entry.assignee_id else None,
            sources=tuple(source for source in entry.sources if source.at < at or at >= now),
            said=said.get(entry.id, ()),
        )
        for entry in entries
    ]


def _as_it_was(session: Session, entry: QueueEntry, at: datetime) -> QueueEntry:
    """The claim as its events before `at` made it."""
    was = standing_after(event for event in history_of(session, entry.id) if event.at < at)
    return replace(
        entry,
        state=was.state,
        assignee_id=was.assignee_id,
        priority=was.priority,
        due_at=was.due_at,
        disputed=was.disputed,
    )


def settled_between(
    session: Session, desk_id: int, start: datetime, end: datetime
) -> tuple[list[Settled], list[Settled], list[int]]:
    """What was closed, what was corrected, and the ids of what was queued, with start <= moment < end.

    A claim that was opened again before the end was not closed; one closed twice was closed once.
    """
    closed: dict[int, Event] = {}
    corrected: list[Event] = []
    new: list[int] = []
    for event in events_between(session, desk_id, start, end):
        if event.claim_id is None:
            continue
        if event.deed is Deed.SUBMIT:
            new.append(event.claim_id)
        elif event.deed is Deed.CORRECT:
            corrected.append(event)
        elif event.after.get("state") == State.CLOSED.value:
            closed.setdefault(event.claim_id, event)
        elif "state" in event.after:
            closed.pop(event.claim_id, None)
    return (
        [_settled(session, event) for event in closed.values()],
        [_settled(session, event) for event in corrected],
        new,
    )


def _settled(session: Session, event: Event) -> Settled:
    claim = session.get_one(Claim, event.claim_id)
    verdict_id = event.after.get("verdict") or claim.verdict_id
    verdict = session.get(Verdict, verdict_id) if verdict_id else None
    return Settled(
        id=claim.id,
        number=claim.number,
        text=claim.text,
        verdict=verdict_facts(session, verdict) if verdict is not None else None,
        overruled=event.deed is Deed.OVERRULE,
        correction=event.after.get("kind") if event.deed is Deed.CORRECT else None,
    )


def entries_with(session: Session, claim_ids: Sequence[int]) -> Mapping[int, QueueEntry]:
    """Lines for these claims as they are now, by id."""
    claims = session.exec(select(Claim).where(col(Claim.id).in_(claim_ids))).all()
    return {entry.id: entry for entry in queue_entries(session, claims)}


def times_to_verdict(session: Session, desk_id: int, start: datetime, end: datetime) -> list[timedelta]:
    """From queueing to closing, of every claim that was closed in this span and still is."""
    query = select(Claim).where(
        Claim.desk_id == desk_id,
        Claim.state == State.CLOSED,
        col(Claim.closed_at) >= start,
        col(Claim.closed_at) < end,
    )
    return [
        claim.closed_at - claim.created_at for claim in session.exec(query) if claim.closed_at is not None
    ]
