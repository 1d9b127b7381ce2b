"""A claim's life beside its verdict: how urgent it is, declined, opened again."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import note_change, record_deed
from bot.actions.ladders import start_anew
from bot.rules.life import after
from bot.rules.refusals.life import ChangedSince
from storage.claims import Claim, change_if, standing
from storage.desks import Member
from storage.vocabulary import Deed, Priority


def decline_claim(session: Session, claim: Claim, member: Member, reason: str, now: datetime) -> None:
    """Not checkable or out of scope, with a reason."""
    state = after(claim.state, Deed.DECLINE, number=claim.number)
    before = standing(claim)
    if not change_if(session, claim, state=state, closed_at=now, disputed=False):
        raise ChangedSince(number=claim.number)
    note_change(session, claim, Deed.DECLINE, member, now, before, reason=reason)


def reopen_claim(session: Session, claim: Claim, member: Member, reason: str, now: datetime) -> None:
    """A closed or declined claim is worked on again, with a reason."""
    state = after(claim.state, Deed.REOPEN, number=claim.number)
    before = standing(claim)
    if not change_if(
        session,
        claim,
        state=state,
        assignee_id=None,
        taken_at=None,
        verdict_id=None,
        reviewer_id=None,
        closed_at=None,
        disputed=False,
        overruled=False,
        voided=False,
    ):
        raise ChangedSince(number=claim.number)
    note_change(session, claim, Deed.REOPEN, member, now, before, reason=reason)


def set_priority(session: Session, claim: Claim, priority: Priority, member: Member, now: datetime) -> None:
    """How urgent the claim is; its ladder is worked out anew."""
    after(claim.state, Deed.SET_PRIORITY, number=claim.number)
    before = {"priority": claim.priority.value}
    claim.priority = priority
    record_deed(
        session, claim, Deed.SET_PRIORITY, member, now, before=before, after_={"priority": priority.value}
    )
    start_anew(session, claim, now)
    show_changes(session, claim, now)
