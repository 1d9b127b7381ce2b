"""The digest: due once for each local date and recipient, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlmodel import Session

from bot.rules.digests import LATE, digest_due, digest_moment, next_digest
from bot.rules.refusals import NoDigest
from bot.rules.settings import DeskSettings
from bot.rules.sources import single_source
from storage.desks import Desk, colleagues
from storage.digests import (
    MEDIAN_OVER,
    DigestFacts,
    entries_with,
    settled_between,
    times_to_verdict,
    unfinished_at,
)
from storage.dues import (
    Digest,
    Matter,
    digest_before,
    digest_of,
    due_now,
    has_digest,
    look_at_all,
    move_due,
    newest_digest,
)
from storage.facts import QueueEntry
from storage.outbox import Kind, Outbox, Status
from storage.vocabulary import Priority, Role, State

GROUP = "group"
SOON = timedelta(hours=24)
"""How far ahead "due soon" looks: until about the next digest."""

_DAY = timedelta(days=1)
_RANK = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


@dataclass(frozen=True, slots=True)
class _Recipient:
    key: str
    chat_id: int
    topic_id: int = 0
    person_id: int | None = None
    reachable: bool = True


def send_digests(session: Session, desk_id: int, now: datetime) -> bool:
    """Leaves the desk's digest in the outbox, if one is due, once for each recipient; says whether there is."""
    desk = session.get_one(Desk, desk_id)
    settings = DeskSettings.from_json(desk.settings)
    sent = False
    for row in due_now(session, Matter.DIGEST, desk_id, now):
        zone, last = settings.zone, last_date(session, desk, settings, now)
        due = digest_due(now, zone, settings.digest, last)
        if not move_due(
            session, row, next_digest(now, zone, settings.digest, due.local_date if due else last)
        ):
            continue
        if due is None:
            # Woken although none is due: the settings changed, and with them perhaps the quiet hours.
            look_at_all(session, desk.id, now)
            continue
        before = newest_digest(session, desk.id, now)
        since = before.until if before is not None else min(desk.created_at, now)
        for recipient in _recipients(session, desk, settings):
            if has_digest(session, desk.id, due.local_date, recipient.key):
                continue
            _send(session, desk, recipient, due.local_date, (since, now), due.missed)
            sent = True
    return sent


def last_date(session: Session, desk: Desk, settings: DeskSettings, now: datetime) -> date:
    """The newest local date that has a digest, or needs none because the desk did not exist at its time."""
    newest = newest_digest(session, desk.id, now)
    if newest is not None:
        return newest.local_date
    began = min(desk.created_at, now)
    opened = began.astimezone(settings.zone).date()
    moment = digest_moment(opened, settings.digest, settings.zone)
    return opened if moment <= began else opened - _DAY


def _recipients(session: Session, desk: Desk, settings: DeskSettings) -> list[_Recipient]:
    leads = [
        _Recipient(f"member:{one.member_id}", one.telegram_id, 0, one.person_id, one.reachable)
        for one in colleagues(session, desk.id)
        if one.role is Role.LEAD and one.telegram_id is not None
    ]
    # While the bot is out of the group, its leads have theirs all the same.
    if settings.digest_to_group and not desk.private and desk.paused_at is None:
        leads.append(_Recipient(GROUP, desk.chat_id, desk.topic_id))
    return leads


def _send(
    session: Session,
    desk: Desk,
    recipient: _Recipient,
    day: date,
    span: tuple[datetime, datetime],
    missed: Sequence[date],
) -> None:
    since, until = span
    digest = Digest(
        desk_id=desk.id,
        local_date=day,
        recipient=recipient.key,
        since=since,
        until=until,
        missed=[one.isoformat() for one in missed],
        at=until,
    )
    session.add(digest)
    session.flush()
    row = Outbox(
        desk_id=desk.id,
        chat_id=recipient.chat_id,
        topic_id=recipient.topic_id,
        kind=Kind.SEND,
        purpose="digest",
        payload={"digest": digest.id},
        unique_key=f"digest:{desk.id}:{day.isoformat()}:{recipient.key}",
        recipient_id=recipient.person_id,
        status=Status.PENDING if recipient.reachable else Status.PARKED,
        not_before=until,
        created_at=until,
    )
    session.add(row)
    session.flush()
    digest.outbox_id = row.id
    session.add(digest)
    session.flush()


def digest_for(session: Session, desk: Desk, day: date | None, now: datetime) -> DigestFacts:
    """The desk's digest of this local date as it was then, or (None) as it would be now.

    A date on which none was sent has one too, from its time on. Raises NoDigest for a date before the
    desk, or still to come.
    """
    settings = DeskSettings.from_json(desk.settings)
    newest = newest_digest(session, desk.id, now)
    if day is None:
        since = newest.until if newest is not None else desk.created_at
        return _facts(session, desk, None, since, now, now)
    if not desk.created_at.date() - _DAY <= day <= now.date() + _DAY:
        raise NoDigest(date=day.isoformat())
    sent = digest_of(session, desk.id, day)
    moment = digest_moment(day, settings.digest, settings.zone)
    if sent is not None:
        late = sent.until - moment > LATE
        missed = tuple(date.fromisoformat(one) for one in sent.missed)
        return _facts(session, desk, day, sent.since, sent.until, now, late=late, missed=missed)
    if moment >= now or moment <= desk.created_at:
        raise NoDigest(date=day.isoformat())
    before = digest_before(session, desk.id, day)
    since = before.until if before is not None else desk.created_at
    since = max(since, digest_moment(day - _DAY, settings.digest, settings.zone))
    return _facts(session, desk, day, since, moment, now)


def _facts(
    session: Session,
    desk: Desk,
    day: date | None,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    late: bool = False,
    missed: tuple[date, ...] = (),
) -> DigestFacts:
    waiting = sorted(unfinished_at(session, desk.id, until, now), key=_urgency)
    before = unfinished_at(session, desk.id, since, now)
    closed, corrected, queued = settled_between(session, desk.id, since, until)
    sections = decisions(waiting, until)
    shown = {entry.id for _, entries in sections for entry in entries} | {one.id for one in closed}
    was = {entry.id: entry for entry in waiting}
    now_ = entries_with(session, [id_ for id_ in queued if id_ not in was])
    new = [was.get(id_) or now_[id_] for id_ in queued if id_ not in shown and (id_ in was or id_ in now_)]
    load: dict[str, int] = {}
    for entry in waiting:
        if entry.assignee:
            load[entry.assignee] = load.get(entry.assignee, 0) + 1
    times = times_to_verdict(session, desk.id, until - MEDIAN_OVER, until)
    return DigestFacts(
        desk_id=desk.id,
        desk=desk.title,
        day=day,
        since=since,
        until=until,
        late=late,
        missed=missed,
        sections=sections,
        closed=tuple(closed),
        corrected=tuple(corrected),
        new=tuple(new),
        unfinished=len(waiting),
        change=len(waiting) - len(before),
        load=tuple(sorted(load.items(), key=lambda pair: (-pair[1], pair[0]))),
        median=timedelta(seconds=median(one.total_seconds() for one in times)) if times else None,
        oldest=min(waiting, key=lambda entry: entry.created_at, default=None),
        single=sum(single_source(entry.claimant, entry.sources) for entry in waiting),
    )


def decisions(waiting: Sequence[QueueEntry], at: datetime) -> tuple[tuple[str, tuple[QueueEntry, ...]], ...]:
    """What needs a decision first: each claim once, under what matters most about it."""
    found: dict[str, list[QueueEntry]] = {
        name: [] for name in ("review", "disputed", "overdue", "untaken", "soon")
    }
    for entry in waiting:
        name = _section(entry, at)
        if name is not None:
            found[name].append(entry)
    return tuple((name, tuple(entries)) for name, entries in found.items() if entries)


def _section(entry: QueueEntry, at: datetime) -> str | None:
    if entry.disputed:
        return "disputed"
    if entry.state is State.IN_REVIEW:
        return "review"
    if entry.due_at is not None and entry.due_at <= at:
        return "overdue"
    if entry.state is State.OPEN:
        return "untaken"
    return "soon" if entry.due_at is not None and entry.due_at <= at + SOON else None


def _urgency(entry: QueueEntry) -> tuple[int, bool, datetime, int]:
    return _RANK[entry.priority], entry.due_at is None, entry.due_at or entry.created_at, entry.number
