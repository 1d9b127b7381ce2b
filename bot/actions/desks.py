"""Opening a desk, joining it, changing its settings."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.actions.admissions import end_invitations_of
from bot.actions.assignees import give_back
from bot.actions.mutes import hear_again
from bot.rules.scales import Ratings
from bot.rules.settings import OWN, DeskSettings
from storage.claims import unfinished
from storage.desks import Desk, Member, Person, membership
from storage.dues import Matter, look_at_all, not_due, set_due
from storage.events import record
from storage.outbox import cancel_for
from storage.verdicts import Scale, current_scale
from storage.vocabulary import SCALES, Deed, Role


def open_desk(
    session: Session,
    *,
    chat_id: int,
    topic_id: int,
    title: str,
    private: bool,
    person: Person,
    now: datetime,
    language: str = "en",
) -> tuple[Desk, Member]:
    """Makes a desk with its defaults, in this language; the person who opens it is its first lead."""
    settings = DeskSettings(signoff=0 if private else 1, language=language)
    desk = Desk(
        chat_id=chat_id,
        topic_id=topic_id,
        title=title,
        private=private,
        settings=settings.to_json(),
        created_at=now,
    )
    session.add(desk)
    session.flush()
    session.add(
        Scale(desk_id=desk.id, version=1, ratings=[list(pair) for pair in SCALES["default"]], created_at=now)
    )
    lead = Member(desk_id=desk.id, person_id=person.id, role=Role.LEAD, joined_at=now)
    session.add(lead)
    session.flush()
    record(session, Deed.SETUP, desk_id=desk.id, member_id=lead.id, at=now)
    # The tick works out the first digest; nothing waits for a group that now has a desk.
    set_due(session, Matter.DIGEST, desk.id, now)
    not_due(session, Matter.LEAVE, chat_id)
    return desk, lead


def join_desk(session: Session, desk: Desk, person: Person, role: Role, now: datetime) -> Member | None:
    """Makes the person a member with this role; None if they are one already."""
    member = membership(session, desk.id, person.id)
    if member is not None and member.left_at is None:
        return None
    if member is None:
        member = Member(desk_id=desk.id, person_id=person.id, role=role, joined_at=now)
    else:
        member.role, member.joined_at, member.left_at, member.removed_at = role, now, None, None
    session.add(member)
    session.flush()
    if role is Role.LEAD:
        # Only a lead makes one: who may unmute others is heard.
        hear_again(session, desk.id, person.id)
    record(session, Deed.JOIN, desk_id=desk.id, member_id=member.id, at=now, after={"role": role.value})
    return member


def leave_desk(session: Session, member: Member, now: datetime, by: Member | None = None) -> None:
    """The person is out, by a lead where one is given: from this moment on they are a stranger to the desk, what
    they had or had said and nobody has signed off goes back to the queue, and their invitations are off."""
    if member.left_at is not None:
        return
    member.left_at = now
    session.add(member)
    session.flush()
    cancel_for(session, member.person_id, member.desk_id, now)
    record(
        session,
        Deed.MANAGE_MEMBERS,
        desk_id=member.desk_id,
        member_id=(by or member).id,
        at=now,
        before={"member": member.id, "role": member.role.value},
        after={"member": member.id, "left": True},
    )
    end_invitations_of(session, member, now)
    for claim in unfinished(session, member.desk_id):
        give_back(session, claim, member, now)


def change_settings(
    session: Session, desk: Desk, member: Member, changes: dict[str, Any], now: datetime
) -> DeskSettings:
    """Writes these fields of the desk's settings; reminders and the digest are worked out anew."""
    old = DeskSettings.from_json(desk.settings)
    new = old.with_changes(changes)
    desk.settings = new.to_json()
    session.add(desk)
    if new.scale != old.scale:
        add_scale(session, desk, [list(pair) for pair in SCALES[new.scale]], now)
    before, after = old.to_json(), new.to_json()
    changed = [name for name in after if before.get(name) != after[name]]
    record(
        session,
        Deed.CHANGE_SETTINGS,
        desk_id=desk.id,
        member_id=member.id,
        at=now,
        before={name: before.get(name) for name in changed},
        after={name: after[name] for name in changed},
    )
    set_due(session, Matter.DIGEST, desk.id, now)
    # The next tick works every ladder out anew.
    look_at_all(session, desk.id, now)
    return new


def choose(session: Session, member: Member, choices: dict[str, Any], now: datetime) -> None:
    """What a member decides about themselves; the next tick works out whom to remind."""
    for name, value in choices.items():
        setattr(member, name, value)
    session.add(member)
    session.flush()
    look_at_all(session, member.desk_id, now)


def change_ratings(session: Session, desk: Desk, member: Member, ratings: Ratings, now: datetime) -> Scale:
    """The desk's own scale from now on, as a new version."""
    old, before = DeskSettings.from_json(desk.settings), current_scale(session, desk.id).ratings
    desk.settings = old.with_changes({"scale": OWN}).to_json()
    session.add(desk)
    scale = add_scale(session, desk, [list(pair) for pair in ratings], now)
    record(
        session,
        Deed.CHANGE_SETTINGS,
        desk_id=desk.id,
        member_id=member.id,
        at=now,
        before={"scale": old.scale, "ratings": before},
        after={"scale": OWN, "ratings": scale.ratings},
    )
    return scale


def add_scale(session: Session, desk: Desk, ratings: list[list[str]], now: datetime) -> Scale:
    """A new version of the desk's scale; verdicts that were given keep theirs."""
    version = current_scale(session, desk.id).version + 1
    scale = Scale(desk_id=desk.id, version=version, ratings=ratings, created_at=now)
    session.add(scale)
    session.flush()
    return scale
