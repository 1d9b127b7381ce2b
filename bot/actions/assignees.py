"""Who has a claim: taking, releasing, assigning, and giving back what a leaver had."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import note_change, record_deed
from bot.actions.ladders import start_anew
from bot.rules.life import after
from bot.rules.refusals.assignees import AlreadyTaken, CannotCheck, IsMuted, NotYoursToRelease
from bot.rules.refusals.life import ChangedSince
from storage.claims import Claim, change_if, standing
from storage.desks import Colleague, Member, colleague, names_of
from storage.mutes import mute_of
from storage.verdicts import Verdict
from storage.vocabulary import Deed, Role, State


def take_claim(session: Session, claim: Claim, member: Member, now: datetime) -> None:
    """The member becomes the assignee. Of two people at once one gets it, the other AlreadyTaken."""
    state = _state_after_taking(session, claim, member)
    before = standing(claim)
    if not change_if(session, claim, state=state, assignee_id=member.id, taken_at=now):
        _state_after_taking(session, claim, member)
        raise ChangedSince(number=claim.number)
    note_change(session, claim, Deed.TAKE, member, now, before)


def _state_after_taking(session: Session, claim: Claim, member: Member) -> State:
    holder = _name(session, claim.assignee_id) if claim.assignee_id else ""
    return after(
        claim.state, Deed.TAKE, number=claim.number, holder=holder, mine=claim.assignee_id == member.id
    )


def release_claim(session: Session, claim: Claim, member: Member, now: datetime, reason: str = "") -> None:
    """The claim goes back to the queue. Only its assignee or a lead may do that."""
    after(claim.state, Deed.RELEASE, number=claim.number)
    if claim.assignee_id != member.id and member.role is not Role.LEAD:
        name = _name(session, claim.assignee_id) if claim.assignee_id else ""
        raise NotYoursToRelease(number=claim.number, name=name)
    before = standing(claim)
    if not set_free(session, claim):
        raise ChangedSince(number=claim.number)
    note_change(session, claim, Deed.RELEASE, member, now, before, reason=reason)


def give_back(session: Session, claim: Claim, leaver: Member, now: datetime) -> None:
    """The member leaves the desk: the claim returns to the queue if it was theirs, from review too if the
    verdict there is theirs. Under review by somebody else's verdict it goes to that verdict's author. Nobody waits
    for them to sign it off."""
    if claim.reviewer_id == leaver.id and change_if(session, claim, reviewer_id=None):
        gone, nobody = {"reviewer": leaver.id}, {"reviewer": None}
        record_deed(session, claim, Deed.CHOOSE_REVIEWER, None, now, before=gone, after_=nobody)
        start_anew(session, claim, now)
        show_changes(session, claim, now)
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    before = standing(claim)
    said_so = claim.state is State.IN_REVIEW and verdict is not None and verdict.author_id == leaver.id
    if claim.state is State.IN_REVIEW and verdict is not None and not said_so:
        if claim.assignee_id == leaver.id and change_if(session, claim, assignee_id=verdict.author_id):
            note_change(session, claim, Deed.ASSIGN, None, now, before)
        return
    if not said_so and (claim.assignee_id != leaver.id or claim.state is State.OPEN):
        return
    after(claim.state, Deed.RELEASE, number=claim.number, leaving=True)
    if set_free(session, claim):
        note_change(session, claim, Deed.RELEASE, None, now, before)


def give_back_if_gone(session: Session, claim: Claim) -> None:
    """A claim that comes back to an earlier state has its owner no more if that one has left the desk, or if
    the author of the verdict under review has: then it is open. The caller writes the event."""
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    if claim.state is State.IN_REVIEW and verdict is not None:
        if colleague(session, verdict.author_id) is None:
            set_free(session, claim)
        elif claim.assignee_id is None or colleague(session, claim.assignee_id) is None:
            change_if(session, claim, assignee_id=verdict.author_id)
    elif claim.state is State.TAKEN and (
        claim.assignee_id is None or colleague(session, claim.assignee_id) is None
    ):
        set_free(session, claim)


def set_free(session: Session, claim: Claim) -> bool:
    """Nobody's again, with no verdict under review; False if somebody acted on it this very moment. The caller
    writes the event."""
    return change_if(
        session,
        claim,
        state=State.OPEN,
        assignee_id=None,
        taken_at=None,
        verdict_id=None,
        reviewer_id=None,
        disputed=False,
    )


def check_free(session: Session, one: Colleague) -> None:
    """Raises where nobody can be waiting for this member: CannotCheck, IsMuted."""
    if one.role is Role.CONTRIBUTOR:
        raise CannotCheck(name=one.name)
    if mute_of(session, one.desk_id, one.person_id) is not None:
        raise IsMuted(name=one.name)


def assign_claim(session: Session, claim: Claim, to: Member, by: Member, now: datetime) -> None:
    """A lead gives the claim to somebody, whoever had it."""
    if claim.assignee_id == to.id and claim.state is State.TAKEN:
        raise AlreadyTaken(number=claim.number, name=_name(session, to.id))
    state = after(claim.state, Deed.ASSIGN, number=claim.number)
    before = standing(claim)
    if not change_if(session, claim, state=state, assignee_id=to.id, taken_at=now):
        raise ChangedSince(number=claim.number)
    note_change(session, claim, Deed.ASSIGN, by, now, before)


def _name(session: Session, member_id: int) -> str:
    return names_of(session, [member_id]).get(member_id, "")
