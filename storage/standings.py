"""How a desk's claims stood at a moment, few columns each: what a digest counts and orders by.

What stood at a past moment is the present, but for the claims that something happened to since: those are
told anew from their events. So a digest of an earlier date costs as much as happened since then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from storage.base import in_parts
from storage.claims import Claim, within_each
from storage.events import Event, Standing, standing_of
from storage.sources import Source
from storage.vocabulary import UNFINISHED, Deed, Priority, Stance, State

_NO_STANDING = (Deed.ADD_NOTE, Deed.ADD_SOURCE, Deed.ADD_APPEARANCE, Deed.SNOOZE, Deed.ACKNOWLEDGE)
"""Deeds after which a claim stands as before."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unfinished claim, as far as it is counted and ordered."""

    id: int
    number: int
    state: State
    priority: Priority
    due_at: datetime | None
    assignee_id: int | None
    disputed: bool
    created_at: datetime
    claimant: str | None


@dataclass(frozen=True, slots=True)
class Carried:
    """A source, as far as independent origins are counted by it (see `bot/rules/sources.py`)."""

    id: int
    origin: str
    stance: Stance
    repeats_id: int | None
    repeats_who: str | None


_COLUMNS = (
    Claim.id,
    Claim.number,
    Claim.state,
    Claim.priority,
    Claim.due_at,
    Claim.assignee_id,
    Claim.disputed,
    Claim.created_at,
    Claim.claimant,
)


def waiting_now(session: Session, desk_id: int) -> list[Waiting]:
    """The claims that are open, taken or in review."""
    query: Any = select(*_COLUMNS)  # type: ignore[call-overload]
    rows = session.execute(query.where(Claim.desk_id == desk_id, col(Claim.state).in_(UNFINISHED)))
    return [Waiting(*row) for row in rows]


def waiting_at(
    session: Session, desk_id: int, at: datetime, now: datetime, present: Sequence[Waiting] | None = None
) -> list[Waiting]:
    """The claims that were open, taken or in review at `at`, as they stood then. `present`: those of now, where
    they are known."""
    if present is None:
        present = waiting_now(session, desk_id)
    if at >= now:
        return list(present)
    changed = _changed(desk_id, at, now)
    was = dict(_told(session, changed, at))
    touched = set(session.execute(changed).scalars())
    # What a clock that was ahead has dated into the future is no less unfinished.
    found = [
        one for one in present if one.id not in touched and (one.created_at < at or one.created_at > now)
    ]
    query: Any = select(*_COLUMNS).where(  # type: ignore[call-overload]
        Claim.desk_id == desk_id, col(Claim.created_at) < at, col(Claim.id).in_(changed)
    )
    for row in session.execute(query):
        standing = was.get(row.id, Standing())
        if standing.state in UNFINISHED:
            found.append(_as(Waiting(*row), standing))
    return found


def standings_at(session: Session, claim_ids: Sequence[int], at: datetime) -> dict[int, Standing]:
    """How these claims stood at `at`, told from their events."""
    return dict(_told(session, claim_ids, at))


def parts_at(
    session: Session, desk_id: int, claim_ids: Sequence[int], at: datetime, now: datetime
) -> dict[int, list[int]]:
    """Of each of these claims: itself and whatever was part of it at `at`, however deep."""
    query: Any = select(Claim.id, Claim.merged_into_id)
    rows = session.execute(query.where(Claim.desk_id == desk_id, col(Claim.merged_into_id).is_not(None)))
    into: dict[int, int] = dict(iter(rows))
    if at < now:
        # Both are noted in the history of the whole, which names the part: the newest is taken back first.
        moved: Any = select(Event.claim_id, Event.deed, Event.after["part"].as_integer()).where(
            Event.desk_id == desk_id, Event.at >= at, col(Event.deed).in_((Deed.MERGE, Deed.UNMERGE))
        )
        for whole, deed, part in session.execute(moved.order_by(col(Event.id).desc())):
            if part is None:
                continue
            if deed is Deed.UNMERGE:
                into[part] = whole
            else:
                into.pop(part, None)
    return within_each(claim_ids, into)


def carried_by(
    session: Session, parts: Mapping[int, Sequence[int]], before: datetime | None
) -> dict[int, list[Carried]]:
    """The sources of these claims with their parts, oldest first; a claim without any is left out. `before`: those
    of then."""
    whole = {part: claim_id for claim_id, within in parts.items() for part in within}
    found: dict[int, list[Carried]] = {}
    for some in in_parts(whole):
        query: Any = select(
            Source.claim_id, Source.id, Source.origin, Source.stance, Source.repeats_id, Source.repeats_who
        ).where(  # type: ignore[call-overload]
            col(Source.claim_id).in_(some)
        )
        if before is not None:
            query = query.where(col(Source.at) < before)
        for claim_id, *row in session.execute(query.order_by(col(Source.id))):
            found.setdefault(whole[claim_id], []).append(Carried(*row))
    return found


def standings_over(
    session: Session, desk_id: int, moments: Sequence[datetime], now: datetime
) -> list[tuple[int, int]]:
    """How many claims were unfinished, and how many of them overdue, at each of these moments, earliest first."""
    start, changed = moments[0], _changed(desk_id, moments[0], now)
    counts = [[0, 0] for _ in moments]
    touched = set(session.execute(changed).scalars())
    for one in waiting_now(session, desk_id):
        if one.id not in touched and one.created_at < start:
            for count, moment in zip(counts, moments, strict=True):
                count[0] += 1
                count[1] += one.due_at is not None and one.due_at <= moment
    for _, events in _events_of(session, changed, now):
        known: dict[str, Any] = {}
        left = list(events)
        for count, moment in zip(counts, moments, strict=True):
            began = bool(known)
            while left and left[0][1] < moment:
                known |= left.pop(0)[2]
                began = True
            standing = standing_of(known)
            if began and standing.state in UNFINISHED:
                count[0] += 1
                count[1] += standing.due_at is not None and standing.due_at <= moment
    return [(unfinished, overdue) for unfinished, overdue in counts]


def _changed(desk_id: int, start: datetime, end: datetime) -> Any:
    """The ids of the desk's claims to which something happened with start <= moment < end."""
    query: Any = select(Event.claim_id).distinct()
    return query.where(
        Event.desk_id == desk_id,
        Event.at >= start,
        Event.at < end,
        col(Event.claim_id).is_not(None),
        col(Event.deed).not_in(_NO_STANDING),
    )


def _told(session: Session, claim_ids: Any, at: datetime) -> Iterator[tuple[int, Standing]]:
    for claim_id, events in _events_of(session, claim_ids, at):
        known: dict[str, Any] = {}
        for _, _, after in events:
            known |= after
        yield claim_id, standing_of(known)


def _events_of(
    session: Session, claim_ids: Any, before: datetime
) -> Iterator[tuple[int, Iterable[tuple[int, datetime, dict[str, Any]]]]]:
    """The events of each of these claims before that moment, oldest first."""
    query: Any = select(Event.claim_id, Event.at, Event.after).where(
        col(Event.claim_id).in_(claim_ids), Event.at < before, col(Event.deed).not_in(_NO_STANDING)
    )
    rows = session.execute(query.order_by(col(Event.claim_id), col(Event.id)))
    yield from groupby(rows, key=lambda row: row[0])


def _as(one: Waiting, was: Standing) -> Waiting:
    return Waiting(
        id=one.id,
        number=one.number,
        state=was.state,
        priority=was.priority,
        due_at=was.due_at,
        assignee_id=was.assignee_id,
        disputed=was.disputed,
        created_at=one.created_at,
        claimant=one.claimant,
    )
