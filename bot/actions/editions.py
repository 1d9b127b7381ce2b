"""What one edition of the digest says: that of a date, of a week, or as of a moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlmodel import Session

from bot.rules.digests import Edition, Section, digest_moment
from bot.rules.quiet import first_reading
from bot.rules.refusals.digests import DigestToCome, NoDigest
from bot.rules.settings import DeskSettings
from bot.rules.sources import single_source
from storage.desks import Desk, names_of
from storage.digests import (
    ChartFacts,
    Counts,
    DigestFacts,
    Happened,
    PageFacts,
    Settling,
    Week,
    entries_at,
    happened_between,
    ratings_now,
    settled,
)
from storage.editions import DESK, digest_before, digest_to, newest_digest
from storage.standings import Waiting, carried_by, parts_at, standings_over, waiting_at, waiting_now
from storage.vocabulary import Priority, State

SOON = timedelta(hours=24)
"""How far ahead "due soon" looks: until about the next digest."""
WEEK = timedelta(days=7)
CHARTED = 28
"""Days that the chart shows."""

_DAY = timedelta(days=1)
_RANK = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}
_DECISIONS = ("review", "disputed", "overdue", "untaken", "soon")
_SETTLED = ("closed", "corrected")


@dataclass(frozen=True, slots=True)
class Span:
    """The time that an edition covers, UTC; whether it came late, and which dates before it had none."""

    since: datetime
    until: datetime
    late: bool = False
    missed: tuple[date, ...] = ()


def span_of(session: Session, desk: Desk, edition: Edition, now: datetime) -> Span:
    """The span of this edition; cheap.

    A date on which none was sent has one too, from its time on. Raises DigestToCome for a date to come, or
    whose time has not come, and NoDigest for one before the desk.
    """
    settings = DeskSettings.from_json(desk.settings)
    if edition.day is None:
        # To the second, so it may lie a moment ahead.
        at = min(edition.at or now, now + timedelta(seconds=1))
        before = newest_digest(session, desk.id, at)
        return Span(before.until if before is not None else min(desk.created_at, at), at)
    day, today = edition.day, now.astimezone(settings.zone).date()
    if day > today:
        raise DigestToCome(date=day.isoformat(), example=f"/digest {(today - _DAY).isoformat()}")
    if day < desk.created_at.date() - _DAY:
        raise NoDigest(date=day.isoformat())
    week_ago = digest_moment(day - WEEK, settings.digest, settings.zone)
    sent = digest_to(session, desk.id, day, DESK)
    if sent is not None:
        since = min(sent.since, max(week_ago, desk.created_at)) if edition.weekly else sent.since
        return Span(since, sent.until, sent.late, tuple(date.fromisoformat(one) for one in sent.missed))
    moment = digest_moment(day, settings.digest, settings.zone)
    if moment <= desk.created_at:
        raise NoDigest(date=day.isoformat())
    if moment >= now:
        raise DigestToCome(date=day.isoformat(), example=f"/digest {(today - _DAY).isoformat()}")
    before = digest_before(session, desk.id, day)
    since = max(
        before.until if before is not None else desk.created_at,
        digest_moment(day - _DAY, settings.digest, settings.zone),
    )
    return Span(max(week_ago, desk.created_at) if edition.weekly else since, moment)


def is_live(session: Session, desk: Desk, edition: Edition, now: datetime) -> bool:
    """Whether the lines of this edition follow what becomes of their claims: the newest one does for a day. An
    earlier one says how it was then."""
    if edition.day is None:
        return edition.at is None or now - edition.at < _DAY
    newest = newest_digest(session, desk.id, now)
    return newest is not None and newest.local_date == edition.day and now - newest.until < _DAY


def facts_of(session: Session, desk: Desk, edition: Edition, span: Span, now: datetime) -> DigestFacts:
    """What the edition says, counted and in order; the words of its claims are read page by page."""
    settings = DeskSettings.from_json(desk.settings)
    until = span.until
    present = waiting_now(session, desk.id)
    waiting = sorted(waiting_at(session, desk.id, until, now, present), key=_urgency)
    before = waiting_at(session, desk.id, span.since, now, present)
    happened = happened_between(session, desk.id, span.since, until)
    week = happened_between(session, desk.id, until - WEEK, until)
    decisions = _decisions(waiting, until)
    shown = {id_ for _, ids in decisions for id_ in ids} | {one.claim_id for one in happened.closed}
    sections: list[Section] = [
        *decisions,
        ("closed", tuple(one.claim_id for one in happened.closed)),
        ("corrected", tuple(one.claim_id for one in happened.corrected)),
        ("new", tuple(id_ for id_ in happened.new if id_ not in shown)),
    ]
    settlings = {("closed", one.claim_id): one for one in happened.closed}
    settlings |= {("corrected", one.claim_id): one for one in happened.corrected}
    has = Counter(one.assignee_id for one in waiting if one.assignee_id is not None)
    names = names_of(session, list(has))
    load = sorted(((names.get(id_, ""), n) for id_, n in has.items()), key=lambda pair: (-pair[1], pair[0]))
    oldest = min(waiting, key=lambda one: (one.created_at, one.number), default=None)
    parts = parts_at(session, desk.id, [one.id for one in waiting], until, now)
    sources = carried_by(session, parts, until if until < now else None)
    return DigestFacts(
        desk_id=desk.id,
        desk=desk.title,
        day=edition.day,
        since=span.since,
        until=until,
        weekly=edition.weekly,
        late=span.late,
        missed=span.missed,
        sections=tuple((name, ids) for name, ids in sections if ids),
        closed=len(happened.closed),
        corrected=len(happened.corrected),
        new=len(happened.new),
        counts=_counts(waiting, until),
        before=_counts(before, span.since),
        load=tuple(load),
        median=timedelta(seconds=median(one.total_seconds() for one in week.times)) if week.times else None,
        oldest=(oldest.id, oldest.number, oldest.created_at) if oldest is not None else None,
        single=sum(single_source(one.claimant, sources.get(one.id, ())) for one in waiting),
        week=_week(session, desk, week, until)
        if edition.day and not edition.weekly and settings.weekly == edition.day.weekday()
        else None,
        numbers={one.id: one.number for one in waiting},
        settlings=settlings,
    )


def page_of(
    session: Session, facts: DigestFacts, sections: Sequence[Section], now: datetime, *, live: bool
) -> PageFacts:
    """The claims of one page, read whole."""
    settlings = [facts.settlings[name, id_] for name, ids in sections if name in _SETTLED for id_ in ids]
    waiting = [id_ for name, ids in sections if name not in _SETTLED for id_ in ids]
    every = list(dict.fromkeys([*waiting, *(one.claim_id for one in settlings)]))
    entries = entries_at(session, waiting, facts.until, now)
    return PageFacts(
        entries={entry.id: entry for entry in entries},
        settled=dict(zip(map(_key, settlings), settled(session, settlings), strict=True)),
        now={entry.id: entry for entry in entries_at(session, every, now, now)} if live else {},
        ratings=ratings_now(session, every) if live else {},
    )


def chart_of(session: Session, desk: Desk, until: datetime, now: datetime) -> ChartFacts:
    """Four weeks of the desk by local dates, the last one up to `until`."""
    zone = DeskSettings.from_json(desk.settings).zone
    today = until.astimezone(zone).date()
    days = tuple(today - n * _DAY for n in reversed(range(CHARTED)))
    starts = [first_reading(zone, datetime.combine(day, time(0))) for day in days]
    ends = [*starts[1:], until]
    stood = standings_over(session, desk.id, ends, now)
    happened = happened_between(session, desk.id, starts[0], until)
    closed = Counter(at.astimezone(zone).date() for at in happened.closed_at)
    return ChartFacts(
        days=days,
        unfinished=tuple(count for count, _ in stood),
        overdue=tuple(count for _, count in stood),
        closed=tuple(closed[day] for day in days),
    )


def _key(one: Settling) -> tuple[str, int]:
    return ("closed" if one.correction is None else "corrected", one.claim_id)


def _week(session: Session, desk: Desk, this: Happened, until: datetime) -> Week:
    earlier = happened_between(session, desk.id, until - 2 * WEEK, until - WEEK)
    return Week(len(this.new), len(this.closed), len(this.corrected), len(earlier.closed))


def _decisions(waiting: Sequence[Waiting], at: datetime) -> list[Section]:
    """What needs a decision first: each claim once, under what matters most about it."""
    found: Mapping[str, list[int]] = {name: [] for name in _DECISIONS}
    for one in waiting:
        name = _decision(one, at)
        if name is not None:
            found[name].append(one.id)
    return [(name, tuple(ids)) for name, ids in found.items()]


def _decision(one: Waiting, at: datetime) -> str | None:
    if one.disputed:
        return "disputed"
    if one.state is State.IN_REVIEW:
        return "review"
    if _overdue(one, at):
        return "overdue"
    if one.state is State.OPEN:
        return "untaken"
    return "soon" if one.due_at is not None and one.due_at <= at + SOON else None


def _overdue(one: Waiting, at: datetime) -> bool:
    return one.due_at is not None and one.due_at <= at


def _counts(waiting: Sequence[Waiting], at: datetime) -> Counts:
    return Counts(
        unfinished=len(waiting),
        review=sum(one.state is State.IN_REVIEW for one in waiting),
        disputed=sum(one.disputed for one in waiting),
        overdue=sum(_overdue(one, at) for one in waiting),
        untaken=sum(one.state is State.OPEN for one in waiting),
    )


def _urgency(one: Waiting) -> tuple[int, bool, datetime, int]:
    return _RANK[one.priority], one.due_at is None, one.due_at or one.created_at, one.number
