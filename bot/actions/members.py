"""The members of a desk: their roles, and removing them."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.admissions import end_invitations_of
from bot.actions.assignees import assign_claim, give_back
from bot.actions.desks import leave_desk
from bot.actions.mutes import hear_again
from bot.rules.refusals.members import LastLead
from storage.claims import unfinished
from storage.desks import Member
from storage.events import record
from storage.members import count_leads
from storage.vocabulary import Deed, Role, State


def change_role(session: Session, member: Member, role: Role, by: Member, now: datetime) -> None:
    """The member has this role from now on. What a contributor cannot go on with returns to the queue; whoever
    leads no more has invited nobody. Raises LastLead."""
    before = member.role
    if role is before:
        return
    _keep_a_lead(session, member)
    member.role = role
    session.add(member)
    session.flush()
    record(
        session,
        Deed.MANAGE_MEMBERS,
        desk_id=member.desk_id,
        member_id=by.id,
        at=now,
        before={"member": member.id, "role": before.value},
        after={"member": member.id, "role": role.value},
    )
    if before is Role.LEAD:
        end_invitations_of(session, member, now)
    if role is Role.LEAD:
        hear_again(session, member.desk_id, member.person_id)
    if role is Role.CONTRIBUTOR:
        for claim in unfinished(session, member.desk_id):
            give_back(session, claim, member, now)


def remove_member(
    session: Session, member: Member, by: Member, now: datetime, to: Member | None = None
) -> int:
    """The member is out and can come back only by invitation; a lead may remove themself, too, and is free to
    come back. Their claims return to the queue, or go on `to` somebody: says how many did.

    Raises LastLead.
    """
    _keep_a_lead(session, member)
    theirs = [claim for claim in unfinished(session, member.desk_id) if claim.assignee_id == member.id]
    leave_desk(session, member, now, by=by)
    if by.id != member.id:
        member.removed_at = now
        session.add(member)
        session.flush()
    handed = [claim for claim in theirs if claim.state is State.OPEN] if to is not None else []
    for claim in handed:
        if to is not None:
            assign_claim(session, claim, to, by, now)
    return len(handed)


def _keep_a_lead(session: Session, member: Member) -> None:
    if member.role is Role.LEAD and count_leads(session, member.desk_id) == 1:
        raise LastLead
