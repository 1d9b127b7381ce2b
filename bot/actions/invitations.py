"""Inviting people to a desk by link, and letting them in."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.desks import join_desk
from bot.rules.refusals.invitations import AlreadyDecided, InvitationOff, InvitationUsed
from bot.rules.refusals.members import AlreadyAMember
from storage.desks import Desk, Member, Person, membership
from storage.events import record
from storage.invitations import (
    INVITATION_LIFETIME,
    Invitation,
    decide_once,
    invitation_with,
    invitations_at,
    revoke_once,
    use_if_fresh,
)
from storage.outbox import cancel_waiting
from storage.vocabulary import Deed, Role


def make_invitation(session: Session, desk: Desk, by: Member, role: Role, now: datetime) -> Invitation:
    """An invitation whose link gets its secret when it is sent."""
    made = Invitation(
        desk_id=desk.id, role=role, made_by=by.id, made_at=now, expires_at=now + INVITATION_LIFETIME
    )
    session.add(made)
    session.flush()
    _record(session, made, by, now, invited=role.value)
    return made


def revoke_invitation(session: Session, invitation: Invitation, by: Member, now: datetime) -> None:
    """Nobody can use the link any more. Raises InvitationUsed where there is nothing to revoke."""
    if not revoke_once(session, invitation, now):
        raise InvitationUsed
    cancel_waiting(session, f"invitation:{invitation.id}", now)
    _record(session, invitation, by, now, revoked=True)


def revoke_invitations(session: Session, desk: Desk, by: Member, now: datetime) -> int:
    """Revokes every link of the desk that nobody has used; says how many those were."""
    unused = [one for one in invitations_at(session, desk.id, now) if one.used_at is None]
    for one in unused:
        revoke_invitation(session, one, by, now)
    return len(unused)


def use_invitation(session: Session, secret: str, person: Person, now: datetime) -> Invitation:
    """The person has followed a link, which nobody can follow any more. They are a stranger until a lead lets
    them in. Raises InvitationUsed, also for a link that never was, and AlreadyAMember."""
    invitation = invitation_with(session, secret)
    if invitation is None:
        raise InvitationUsed
    member = membership(session, invitation.desk_id, person.id)
    if member is not None and member.left_at is None:
        raise AlreadyAMember
    if not use_if_fresh(session, invitation, person.id, now):
        raise InvitationUsed
    return invitation


def decide_invitation(
    session: Session, invitation: Invitation, by: Member, now: datetime, *, let_in: bool
) -> Person:
    """A lead lets in whoever followed the link, or turns them away. Raises AlreadyDecided where one has, and
    InvitationOff where there is nobody to let in any more."""
    if invitation.revoked_at is not None:
        raise InvitationOff
    person = session.get(Person, invitation.person_id or 0)
    if person is None or not decide_once(session, invitation, by.id, now):
        raise AlreadyDecided
    if let_in:
        desk = session.get_one(Desk, invitation.desk_id)
        join_desk(session, desk, person, invitation.role, now)
    _record(session, invitation, by, now, let_in=let_in)
    return person


def _record(session: Session, invitation: Invitation, by: Member, now: datetime, **what: object) -> None:
    record(
        session,
        Deed.MANAGE_MEMBERS,
        desk_id=invitation.desk_id,
        member_id=by.id,
        at=now,
        after={"invitation": invitation.id, **what},
    )
