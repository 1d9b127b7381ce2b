"""What people say to a reminder: on it, later, and when it is due."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.ladders import look_at, start_anew
from bot.rules.ladders import ASK
from bot.rules.life import after
from storage.claims import Claim
from storage.desks import Member
from storage.reminders import reminders_of
from storage.vocabulary import Deed, Role


def acknowledge_claim(session: Session, claim: Claim, member: Member, now: datetime) -> None:
    """The member is on it: what the ladder had said so far is answered, the rest waits as long again.

    An assignee who was asked whether to release and keeps the claim has acted on it: its ladder begins anew,
    and it is not taken for a silent owner's a day later.
    """
    after(claim.state, Deed.ACKNOWLEDGE, number=claim.number)
    claim.acknowledged_at = now
    if member.role is Role.LEAD and claim.assignee_id != member.id:
        # Escalation stops here: the other leads need not be told any more.
        claim.lead_on_it_id = member.id
    session.add(claim)
    record_deed(session, claim, Deed.ACKNOWLEDGE, member, now, after_={"round": claim.round})
    if claim.assignee_id == member.id and _was_asked(session, claim):
        start_anew(session, claim, now)
    else:
        look_at(session, claim, now)


def _was_asked(session: Session, claim: Claim) -> bool:
    return any(ASK in sent.step.split() for sent in reminders_of(session, claim.id, claim.round))


def snooze_claim(session: Session, claim: Claim, until: datetime, member: Member, now: datetime) -> None:
    """No reminder before `until`; then the claim is brought up, and its ladder begins anew."""
    after(claim.state, Deed.SNOOZE, number=claim.number)
    before = {"snoozed_until": _moment(claim.snoozed_until)}
    claim.snoozed_until = until
    record_deed(
        session, claim, Deed.SNOOZE, member, now, before=before, after_={"snoozed_until": _moment(until)}
    )
    start_anew(session, claim, now, awake=False)
    show_changes(session, claim, now)


def set_due_time(
    session: Session, claim: Claim, due_at: datetime | None, member: Member, now: datetime
) -> None:
    """When a verdict is needed; None: at no certain time."""
    after(claim.state, Deed.SET_DUE, number=claim.number)
    before = {"due_at": _moment(claim.due_at)}
    claim.due_at = due_at
    record_deed(session, claim, Deed.SET_DUE, member, now, before=before, after_={"due_at": _moment(due_at)})
    start_anew(session, claim, now)
    show_changes(session, claim, now)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
