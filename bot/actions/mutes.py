"""Muting a person at a desk, and hearing them again. Either is on record; neither touches what they did before."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.rules.refusals.mutes import LeadsAreHeard, NotMuted
from storage.desks import Desk, Member, Person, membership
from storage.events import record
from storage.mutes import Mute, mute_of
from storage.vocabulary import Deed, Role

TOLD_AGAIN_AFTER = timedelta(hours=24)
"""A muted person who goes on writing is told once in this time, and else not answered."""


def mute(session: Session, desk: Desk, person: Person, by: Member, now: datetime) -> None:
    """What the person sends to this desk has no effect from now on. Raises LeadsAreHeard."""
    member = membership(session, desk.id, person.id)
    if member is not None and member.left_at is None and member.role is Role.LEAD:
        raise LeadsAreHeard(name=person.name)
    if mute_of(session, desk.id, person.id) is not None:
        return
    session.add(Mute(desk_id=desk.id, person_id=person.id, muted_by=by.id, at=now))
    session.flush()
    _record(session, desk, person, by, now, muted=True)


def unmute(session: Session, desk: Desk, person: Person, by: Member, now: datetime) -> None:
    """The person is heard again. Raises NotMuted."""
    if not hear_again(session, desk.id, person.id):
        raise NotMuted(name=person.name)
    _record(session, desk, person, by, now, muted=False)


def hear_again(session: Session, desk_id: int, person_id: int) -> bool:
    """Ends the mute; False where there is none. Without a line of its own: whoever becomes a lead is heard."""
    standing = mute_of(session, desk_id, person_id)
    if standing is None:
        return False
    session.delete(standing)
    session.flush()
    return True


def to_be_told(session: Session, standing: Mute, now: datetime) -> bool:
    """Whether the muted person is told now; notes that they were."""
    if standing.told_at is not None and now - standing.told_at < TOLD_AGAIN_AFTER:
        return False
    standing.told_at = now
    session.add(standing)
    return True


def _record(session: Session, desk: Desk, person: Person, by: Member, now: datetime, *, muted: bool) -> None:
    # A stranger to the desk has no other number there than that of their row.
    member = membership(session, desk.id, person.id)
    whom = {"member": member.id} if member is not None else {"person": person.id}
    record(
        session,
        Deed.MANAGE_MEMBERS,
        desk_id=desk.id,
        member_id=by.id,
        at=now,
        before={**whom, "muted": not muted},
        after={**whom, "muted": muted},
    )
