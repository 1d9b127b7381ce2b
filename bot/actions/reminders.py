"""Reminding of what waits: the ladder's due steps into one message for each person or chat.

What was sent is a row under its unique key (claim, round, step, count, recipient) in the transaction of
the message itself, so neither a restart nor an outage repeats or loses a step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.actions.assignees import set_free
from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.ladder import start_anew
from bot.rules.reminders import DEFAULT_POLICY, DueStep, LadderClaim, Ring, To, due_steps, next_moment
from bot.rules.settings import DeskSettings
from storage.claims import Claim, standing
from storage.desks import Colleague, Desk, colleagues
from storage.dues import Due, Matter, Reminder, due_now, move_due, not_due, reminders_of
from storage.outbox import Kind, Outbox, Status, unnamed
from storage.vocabulary import UNFINISHED, Deed, Role

PAUSED = timedelta(hours=1)
"""How often a desk whose group the bot was thrown out of is looked at again."""
GROUP = "group"
NOBODY = "nobody"
"""The recipient of a step that was passed over, or of one that nobody is there for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim in a bundle: why it is there, to whom it was meant, and at which round of its ladder."""

    claim_id: int
    step: str
    to: str
    round: int
    member_id: int | None = None
    """In the group's bundle: whom it is really for, where that person cannot be reached."""
    left_by: int | None = None
    """Who had the claim before it went back to the queue."""

    def key(self, bundle: str) -> str:
        """Under which recipient the step was written down; `bundle` is whom the bundle goes to."""
        return bundle if self.member_id is None else f"member:{self.member_id}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person in private, or the desk's group."""

    key: str
    chat_id: int
    topic_id: int = 0
    person_id: int | None = None
    reachable: bool = True


@dataclass(slots=True)
class _Bundles:
    """What goes to whom, of one desk, and the rows that will say so."""

    desk: Desk
    people: dict[int, Colleague]
    entries: dict[Recipient, list[Entry]] = field(default_factory=dict)
    rows: list[tuple[Reminder, Recipient | None]] = field(default_factory=list)

    def add(self, recipient: Recipient, entry: Entry) -> None:
        """One claim comes once in a bundle for the same person: what weighs most came first."""
        known = self.entries.setdefault(recipient, [])
        if not any((one.claim_id, one.member_id) == (entry.claim_id, entry.member_id) for one in known):
            known.append(entry)


def remind(session: Session, desk_id: int, now: datetime) -> bool:
    """Does every step of the desk's ladders that is due; says whether a message must be sent."""
    people = {one.member_id: one for one in colleagues(session, desk_id)}
    bundles = _Bundles(session.get_one(Desk, desk_id), people)
    for row in due_now(session, Matter.REMINDER, desk_id, now):
        _look_at(session, row, bundles, now)
    return _send(session, bundles, now)


def _look_at(session: Session, row: Due, bundles: _Bundles, now: datetime) -> None:
    """One claim: what is due of its ladder goes into the bundles, and the row moves on to the next step."""
    if not move_due(session, row, now + PAUSED):
        return
    claim = session.get(Claim, row.claim_id)
    if claim is None or claim.state not in UNFINISHED:
        not_due(session, Matter.REMINDER, row.desk_id, row.claim_id)
        return
    if bundles.desk.paused_at is not None:
        return
    quiet = DeskSettings.from_json(bundles.desk.settings).quiet
    done = {(one.step, one.n): one.at for one in reminders_of(session, claim.id, claim.round)}
    ring = due_steps(_ladder(claim, done), DEFAULT_POLICY, now, quiet)
    if _do(session, claim, ring, bundles, now):
        return
    done |= {step.key: now for step in (*ring.send, *ring.passed_over)}
    if ring.send:
        _wake(session, claim, now)
    upcoming = next_moment(_ladder(claim, done), DEFAULT_POLICY, now, quiet)
    if upcoming is None:
        not_due(session, Matter.REMINDER, row.desk_id, row.claim_id)
        return
    session.refresh(row)
    move_due(session, row, upcoming)


def _ladder(claim: Claim, done: Mapping[tuple[str, int], datetime]) -> LadderClaim:
    return LadderClaim(
        state=claim.state,
        priority=claim.priority,
        since=claim.ladder_since,
        due_at=claim.due_at,
        snoozed_until=claim.snoozed_until,
        acknowledged_at=claim.acknowledged_at,
        done=done,
    )


def _wake(session: Session, claim: Claim, now: datetime) -> None:
    """A snooze that is over is no longer shown; the ladder stands where it ended."""
    if claim.snoozed_until is None or claim.snoozed_until > now:
        return
    claim.ladder_since, claim.snoozed_until = max(claim.ladder_since, claim.snoozed_until), None
    session.add(claim)
    show_changes(session, claim, now)


def _do(session: Session, claim: Claim, ring: Ring, bundles: _Bundles, now: datetime) -> bool:
    """Puts the due steps into the bundles and writes them down; True if the claim went back to the queue,
    whose own ladder has begun then."""
    round_, left_by = claim.round, None
    if any(step.step.releases for step in ring.send):
        left_by = claim.assignee_id
        if not _release(session, claim, now):
            # Somebody acted on it this very moment, and that made the row due anew.
            return True
    for step in ring.passed_over:
        _write(bundles, claim, round_, step, None, now)
    for step in ring.send:
        for recipient, to, member_id in _recipients(claim, step, bundles, left_by):
            entry = Entry(claim.id, step.step.key, to.value, claim.round, member_id, left_by)
            if recipient is not None:
                bundles.add(recipient, entry)
            _write(bundles, claim, round_, step, recipient, now, member_id)
    return left_by is not None


def _release(session: Session, claim: Claim, now: datetime) -> bool:
    """The owner stayed silent: the claim returns to the queue, an event without a person."""
    before = standing(claim)
    if not set_free(session, claim):
        return False
    after = {**standing(claim), "silent": True}
    record_deed(session, claim, Deed.RELEASE, None, now, before=before, after_=after)
    start_anew(session, claim, now)
    show_changes(session, claim, now)
    return True


def _write(
    bundles: _Bundles,
    claim: Claim,
    round_: int,
    step: DueStep,
    recipient: Recipient | None,
    now: datetime,
    member_id: int | None = None,
) -> None:
    key = NOBODY if recipient is None else recipient.key
    if member_id is not None:
        key = f"member:{member_id}"
    if any(
        (one.claim_id, one.round, one.step, one.n, one.recipient)
        == (claim.id, round_, step.step.key, step.n, key)
        for one, _ in bundles.rows
    ):
        return
    row = Reminder(
        desk_id=claim.desk_id,
        claim_id=claim.id,
        round=round_,
        step=step.step.key,
        n=step.n,
        recipient=key,
        at=now,
    )
    bundles.rows.append((row, recipient))


def _recipients(
    claim: Claim, step: DueStep, bundles: _Bundles, left_by: int | None
) -> Sequence[tuple[Recipient | None, To, int | None]]:
    """Who is reminded, and as what; a person who cannot be reached is named in the group instead."""
    to = step.to
    if step.step.releases:
        # The rule tells the group; whoever had the claim, and the leads, are told as well.
        to = (*to, To.ASSIGNEE, To.LEADS)
    found: list[tuple[Recipient | None, To, int | None]] = []
    for one in to:
        members = _members(claim, one, bundles, left_by)
        if members is None:
            found.append((_group(bundles), one, None))
        for person in members or ():
            if person.reachable and person.telegram_id is not None:
                found.append((_private(person), one, None))
            elif bundles.desk.private:
                found.append((_group(bundles), one, None))
            else:
                found.append((_group(bundles), one, person.member_id))
    return found or [(None, step.to[0], None)]


def _members(claim: Claim, to: To, bundles: _Bundles, left_by: int | None) -> Sequence[Colleague] | None:
    """The people behind a recipient; None for the group."""
    people = bundles.people
    if bundles.desk.private:
        return None
    match to:
        case To.LEADS:
            return [one for one in people.values() if one.role is Role.LEAD]
        case To.ASSIGNEE:
            member_id = left_by or claim.assignee_id
            # Whoever has left the desk hears nothing more of it; the group does.
            return [people[member_id]] if member_id in people else None
        case To.REVIEWERS:
            chosen = people.get(claim.reviewer_id) if claim.reviewer_id else None
            return [chosen] if chosen is not None and chosen.reachable else None
        case _:
            return None


def _group(bundles: _Bundles) -> Recipient:
    desk = bundles.desk
    only = next(iter(bundles.people.values()), None) if desk.private else None
    return Recipient(
        GROUP,
        desk.chat_id,
        desk.topic_id,
        only.person_id if only else None,
        reachable=only is None or only.reachable,
    )


def _private(person: Colleague) -> Recipient:
    return Recipient(f"member:{person.member_id}", person.telegram_id or 0, person_id=person.person_id)


def _send(session: Session, bundles: _Bundles, now: datetime) -> bool:
    """One message for each recipient, with the rows that say what was sent."""
    made: dict[Recipient, Outbox] = {}
    for recipient, entries in bundles.entries.items():
        payload: dict[str, Any] = {"entries": [asdict(entry) for entry in entries]}
        if recipient.key == GROUP and not bundles.desk.private:
            payload["waiting"] = name_in_group(session, bundles.desk, now)
        made[recipient] = Outbox(
            desk_id=bundles.desk.id,
            chat_id=recipient.chat_id,
            topic_id=recipient.topic_id,
            kind=Kind.SEND,
            purpose="reminder",
            payload=payload,
            claim_ids=list(dict.fromkeys(entry.claim_id for entry in entries)),
            recipient_id=recipient.person_id,
            status=Status.PENDING if recipient.reachable else Status.PARKED,
            not_before=now,
            created_at=now,
        )
        session.add(made[recipient])
    session.flush()
    for row, to in bundles.rows:
        row.outbox_id = made[to].id if to in made else None
        session.add(row)
    session.flush()
    return bool(made)


def name_in_group(session: Session, desk: Desk, now: datetime) -> list[dict[str, Any]]:
    """Takes the desk's messages that wait for people who cannot be reached, as the group's bundle names
    them: who, how many, and about which claims. Each is named once."""
    named: dict[int, dict[str, Any]] = {}
    for row in unnamed(session, desk.id):
        row.named_at = now
        session.add(row)
        if row.recipient_id is None:
            continue
        one = named.setdefault(row.recipient_id, {"person_id": row.recipient_id, "n": 0, "claims": []})
        one["n"] += 1
        one["claims"] = list(dict.fromkeys([*one["claims"], *row.claim_ids]))
    session.flush()
    return list(named.values())
