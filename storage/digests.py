"""What a digest says, read from the tables: what stood unfinished at a moment, and what happened in a span.

Everything is counted from few columns; only the claims that one page shows are read whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from storage.claims import Claim, claims_with
from storage.desks import names_of
from storage.events import Event
from storage.facts.entries import QueueEntry, queue_entries
from storage.facts.sources import ledgers_of
from storage.facts.verdicts import VerdictFacts, said_of_each, verdict_facts
from storage.standings import parts_at, standings_at
from storage.verdicts import Verdict
from storage.vocabulary import Deed, State


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
class Settling:
    """The event that closed or corrected a claim."""

    claim_id: int
    verdict_id: int | None
    overruled: bool
    correction: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened at a desk in a span of time, by claim, oldest first."""

    closed: tuple[Settling, ...]
    """Still closed at the end of the span; one closed twice was closed once."""
    corrected: tuple[Settling, ...]
    """The last correction of each."""
    new: tuple[int, ...]
    closed_at: tuple[datetime, ...]
    """When each of `closed` was."""
    times: tuple[timedelta, ...]
    """From queueing to closing, of each that was closed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims were unfinished at a moment, and of those how many were what."""

    unfinished: int = 0
    review: int = 0
    disputed: int = 0
    overdue: int = 0
    untaken: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in seven days."""

    new: int
    closed: int
    corrected: int
    closed_before: int
    """How many were closed in the seven days before those."""


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """Everything a digest says, but for the words of its claims. Spans of time are UTC; dates are the desk's."""

    desk_id: int
    desk: str
    day: date | None
    """None: the present state, asked for between two digests."""
    since: datetime
    until: datetime
    weekly: bool
    """It covers a week."""
    late: bool
    missed: tuple[date, ...]
    sections: tuple[tuple[str, tuple[int, ...]], ...]
    """Ids of claims: what needs a decision, by `review`, `disputed`, `overdue`, `untaken`, `soon`, each claim
    once, most urgent first; then `closed`, `corrected`, and `new` without what stands above."""
    closed: int
    corrected: int
    new: int
    counts: Counts
    before: Counts
    """At `since`."""
    load: tuple[tuple[str, int], ...]
    """Checkers and how many unfinished claims each has, most first."""
    median: timedelta | None
    """From queueing to closing, over the last seven days."""
    oldest: tuple[int, int, datetime] | None
    """The oldest unfinished claim: its id, number and when it was queued."""
    single: int = 0
    """How many unfinished claims one independent origin carries."""
    week: Week | None = None
    """On the day on which the desk sums its week up."""
    numbers: Mapping[int, int] = field(default_factory=dict)
    """Of the claims that need a decision, by id."""
    settlings: Mapping[tuple[str, int], Settling] = field(default_factory=dict)
    """How the claims of `closed` and `corrected` were settled, by section and id."""


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """A desk day by day, by its local dates; what was at the end of each, but for `closed`: on it."""

    days: tuple[date, ...]
    unfinished: tuple[int, ...]
    overdue: tuple[int, ...]
    closed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The claims of one page: as they were when the digest was made, and as they are now."""

    entries: Mapping[int, QueueEntry] = field(default_factory=dict)
    settled: Mapping[tuple[str, int], Settled] = field(default_factory=dict)
    now: Mapping[int, QueueEntry] = field(default_factory=dict)
    """Of `entries` and `settled`, as they stand now; empty for a digest that only says how it was then."""
    ratings: Mapping[int, VerdictFacts] = field(default_factory=dict)
    """The verdicts that closed those of `now` that are closed."""


def happened_between(session: Session, desk_id: int, start: datetime, end: datetime) -> Happened:
    """What was closed, corrected and queued with start <= moment < end."""
    before, after = col(Event.before), col(Event.after)
    query: Any = select(
        Event.claim_id,
        Event.deed,
        Event.at,
        # The database takes them out much faster than we would.
        before["state"].as_string(),
        after["state"].as_string(),
        after["stands"].as_integer(),
        after["verdict"].as_integer(),
        after["kind"].as_string(),
    ).where(  # type: ignore[call-overload]
        Event.desk_id == desk_id, Event.at >= start, Event.at < end, col(Event.claim_id).is_not(None)
    )
    closed: dict[int, tuple[Settling, datetime]] = {}
    corrected: dict[int, Settling] = {}
    new: list[int] = []
    for claim_id, deed, at, state_before, state, stands, verdict, kind in session.execute(
        query.order_by(col(Event.id))
    ):
        if deed is Deed.SUBMIT:
            new.append(claim_id)
        elif deed is Deed.CORRECT:
            corrected[claim_id] = Settling(claim_id, verdict, False, kind)
        elif state == State.CLOSED.value:
            settling = Settling(claim_id, stands or verdict, deed is Deed.OVERRULE, None)
            if claim_id in closed:
                # Its author has amended the verdict since.
                closed[claim_id] = settling, closed[claim_id][1]
            elif state_before != State.CLOSED.value:
                closed[claim_id] = settling, at
        elif state is not None:
            closed.pop(claim_id, None)
    return Happened(
        closed=tuple(settling for settling, _ in closed.values()),
        corrected=tuple(corrected.values()),
        new=tuple(new),
        closed_at=tuple(at for _, at in closed.values()),
        times=tuple(_times(session, desk_id, start, end, {id_: at for id_, (_, at) in closed.items()})),
    )


def _times(
    session: Session, desk_id: int, start: datetime, end: datetime, closed: Mapping[int, datetime]
) -> list[timedelta]:
    if not closed:
        return []
    # Not by the ids themselves, of which there may be more than a query takes.
    happened: Any = select(Event.claim_id).where(Event.desk_id == desk_id, Event.at >= start, Event.at < end)
    query: Any = select(Claim.id, Claim.created_at).where(col(Claim.id).in_(happened))
    return [closed[id_] - created_at for id_, created_at in session.execute(query) if id_ in closed]


def entries_at(session: Session, claim_ids: Sequence[int], at: datetime, now: datetime) -> list[QueueEntry]:
    """Lines for these claims as they were at `at`, in the given order. How many people brought a claim is always
    told as of today."""
    claims = claims_with(session, claim_ids)
    entries = queue_entries(session, claims)
    if at >= now or not claims:
        return entries
    ledgers = ledgers_of(session, claims, parts_at(session, claims[0].desk_id, claim_ids, at, now))
    was = standings_at(session, claim_ids, at)
    reviewed = [id_ for id_, standing in was.items() if standing.state is State.IN_REVIEW]
    said = said_of_each(session, reviewed, at)
    names = names_of(session, [one.assignee_id for one in was.values() if one.assignee_id])
    return [
        replace(
            entry,
            state=was[entry.id].state,
            assignee_id=was[entry.id].assignee_id,
            assignee=names.get(was[entry.id].assignee_id or 0),
            priority=was[entry.id].priority,
            due_at=was[entry.id].due_at,
            disputed=was[entry.id].disputed,
            sources=tuple(source for source in ledgers.get(entry.id, ()) if source.at < at),
            said=said.get(entry.id, ()),
        )
        if entry.id in was
        else entry
        for entry in entries
    ]


def settled(session: Session, settlings: Sequence[Settling]) -> list[Settled]:
    """These closings and corrections with the verdict that they left standing."""
    claims = {claim.id: claim for claim in claims_with(session, [one.claim_id for one in settlings])}
    found = []
    for one in settlings:
        claim = claims[one.claim_id]
        verdict_id = one.verdict_id or claim.verdict_id
        verdict = session.get(Verdict, verdict_id) if verdict_id else None
        found.append(
            Settled(
                id=claim.id,
                number=claim.number,
                text=claim.text,
                verdict=verdict_facts(session, verdict) if verdict is not None else None,
                overruled=one.overruled,
                correction=one.correction,
            )
        )
    return found


def ratings_now(session: Session, claim_ids: Sequence[int]) -> dict[int, VerdictFacts]:
    """The verdicts of those of these claims that are closed."""
    found = {}
    for claim in claims_with(session, claim_ids):
        verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
        if claim.state is State.CLOSED and verdict is not None and not claim.voided:
            found[claim.id] = verdict_facts(session, verdict)
    return found
