"""Reminding of what waits: the ladder's due steps into one message for each person or chat.

What was sent is a row under its unique key (claim, round, step, count, recipient) in the transaction of
the message itself, so neither a restart nor an outage repeats or loses a step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.actions.assignees import set_free
from bot.actions.bundles import NOBODY, Bundles, Entry, Recipient, Sent, send_bundles, urgency_of
from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.ladders import start_anew
from bot.actions.recipients import blocked_recipients, recipients
from bot.rules.reminders import DueStep, LadderClaim, Ring, due_steps, next_moment
from bot.rules.settings import DeskSettings
from storage.claims import Claim, claims_with, standing
from storage.desks import Desk, colleagues
from storage.dues import Due, Matter, due_now, take_due
from storage.mutes import muted_at
from storage.reminders import steps_done, unheard
from storage.verdicts import authors_of
from storage.vocabulary import UNFINISHED, Deed, Role, State

PAUSED = timedelta(hours=1)
"""How often a desk whose group the bot was thrown out of is looked at again."""
Key = tuple[str, int]
"""A step of a ladder, and the how-manieth time."""
AT_ONCE = 100
"""Claims that one transaction looks at: a press waits for no more than these."""


def remind(session: Session, desk_id: int, now: datetime) -> bool:
    """Does the steps of the desk's ladders that are due, so many claims at a time; says whether a message must
    be sent."""
    # Whoever is muted could not answer: the group hears of what they have, as of what leavers had.
    silent = {one.person_id for one in muted_at(session, desk_id)}
    people = {one.member_id: one for one in colleagues(session, desk_id) if one.person_id not in silent}
    desk = session.get_one(Desk, desk_id)
    settings = DeskSettings.from_json(desk.settings)
    bundles = Bundles(desk, people, settings, settings.policy)
    due = due_now(session, Matter.REMINDER, desk_id, now, AT_ONCE + 1)
    taken = take_due(session, due[:AT_ONCE], now, now + PAUSED)
    known = _what_is_known(session, taken, bundles)
    for row in taken:
        _look_at(session, row, known, bundles, now)
    return send_bundles(session, bundles, now, more=len(due) > AT_ONCE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says of the claims of one transaction, asked once for all of them."""

    claims: Mapping[int, Claim]
    done: Mapping[int, Mapping[Key, datetime]]
    unheard: Mapping[int, frozenset[Key]]
    authors: Mapping[int, int]
    """Who gave the verdict that stands, by its id."""


def _what_is_known(session: Session, rows: Sequence[Due], bundles: Bundles) -> _Known:
    ids = [row.claim_id for row in rows]
    claims = {claim.id: claim for claim in claims_with(session, ids)}
    stated = [one.verdict_id for one in claims.values() if one.state is State.TAKEN and one.verdict_id]
    return _Known(
        claims,
        steps_done(session, ids),
        unheard(session, ids) if any(one.blocked for one in bundles.people.values()) else {},
        authors_of(session, stated) if stated else {},
    )


def _look_at(session: Session, row: Due, known: _Known, bundles: Bundles, now: datetime) -> None:
    """One claim: what is due of its ladder goes into the bundles, and the row moves on to the next step."""
    claim = known.claims.get(row.claim_id)
    if claim is None or claim.state not in UNFINISHED:
        session.delete(row)
        return
    if bundles.desk.paused_at is not None:
        return
    quiet, policy = bundles.settings.quiet, bundles.policy
    done = known.done.get(claim.id, {})
    ring = due_steps(_ladder(claim, known, bundles, done), policy, now, quiet)
    if _do(session, claim, ring, bundles, now):
        return
    if ring.send:
        _wake(session, claim, now)
    done = {**done, **{step.key: now for step in (*ring.send, *ring.passed_over)}}
    upcoming = next_moment(_ladder(claim, known, bundles, done), policy, now, quiet)
    if upcoming is None:
        session.delete(row)
        return
    # It is ours since it was taken; the rows of one transaction go out together.
    row.due_at = upcoming
    session.add(row)


def _ladder(claim: Claim, known: _Known, bundles: Bundles, done: Mapping[Key, datetime]) -> LadderClaim:
    author_id = known.authors.get(claim.verdict_id or 0) if claim.state is State.TAKEN else None
    lead = bundles.people.get(claim.lead_on_it_id or 0)
    blocked = blocked_recipients(claim, bundles)
    return LadderClaim(
        state=claim.state,
        priority=claim.priority,
        since=claim.ladder_since,
        due_at=claim.due_at,
        snoozed_until=claim.snoozed_until,
        acknowledged_at=claim.acknowledged_at,
        lead_on_it=lead is not None and lead.role is Role.LEAD,
        changes_asked=author_id is not None and author_id == claim.assignee_id,
        disputed=claim.disputed,
        blocked=blocked,
        unheard=known.unheard.get(claim.id, frozenset()) if blocked else frozenset(),
        done=done,
    )


def _wake(session: Session, claim: Claim, now: datetime) -> None:
    """A snooze that is over is no longer shown; the ladder stands where it ended."""
    if claim.snoozed_until is None or claim.snoozed_until > now:
        return
    claim.ladder_since, claim.snoozed_until = max(claim.ladder_since, claim.snoozed_until), None
    session.add(claim)
    show_changes(session, claim, now)


def _do(session: Session, claim: Claim, ring: Ring, bundles: Bundles, now: datetime) -> bool:
    """Puts the due steps into the bundles and writes them down; True if the claim went back to the queue,
    whose own ladder has begun then."""
    round_, left_by = claim.round, None
    if any(step.step.releases for step in ring.send):
        left_by = claim.assignee_id
        if not _release(session, claim, now):
            # Somebody acted on it this very moment, and that made the row due anew.
            return True
    for step in ring.passed_over:
        _write(bundles, claim, round_, step, None)
    for step in ring.send:
        for recipient, to, member_id in recipients(claim, step, bundles, left_by):
            entry = Entry(
                claim_id=claim.id,
                about=step.step.ladder.value if step.step.ladder is not None else "awake",
                to=to.value,
                round=claim.round,
                at=now.timestamp(),
                urgency=urgency_of(claim),
                asks=step.step.asks,
                member_id=member_id,
                left_by=left_by,
            )
            if recipient is not None:
                bundles.add(recipient, entry)
            _write(bundles, claim, round_, step, recipient, member_id)
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
    bundles: Bundles,
    claim: Claim,
    round_: int,
    step: DueStep,
    recipient: Recipient | None,
    member_id: int | None = None,
) -> None:
    key = NOBODY if recipient is None else recipient.key
    if member_id is not None:
        key = f"member:{member_id}"
    bundles.steps.setdefault(Sent(claim.id, round_, step.step.key, step.n, key), recipient)
