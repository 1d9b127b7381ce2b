"""A person asks to be forgotten."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.actions.admissions import wait_no_more
from bot.actions.cards import draw_anew
from bot.actions.desks import leave_desk
from bot.rules.origins import origin_of_private
from bot.rules.refusals.members import LastLeadOf
from storage.claims import unfinished
from storage.desks import Desk, Member, Person
from storage.forgetting import (
    Leaving,
    blank,
    claims_naming,
    close_place,
    colleagues_left,
    copies_itself,
    erase_desk,
    people_marked,
    places_of,
)
from storage.members import count_leads
from storage.news import News, tell_leads
from storage.unnaming import CountedAs
from storage.vocabulary import Role, State


def what_goes(session: Session, person: Person) -> Leaving:
    """What it would mean. Raises LastLeadOf, naming the desk that would have no lead."""
    present = [(member, session.get_one(Desk, member.desk_id)) for member in _present(session, person)]
    for member, desk in present:
        last = member.role is Role.LEAD and count_leads(session, desk.id) == 1
        # Nobody else is there who could be a lead.
        if last and colleagues_left(session, desk.id, member.id):
            raise LastLeadOf(desk=desk.title)
    shared = [(member, desk) for member, desk in present if not _own(session, desk, member)]
    have = [
        claim
        for member, desk in shared
        for claim in unfinished(session, desk.id)
        if claim.assignee_id == member.id
    ]
    return Leaving(
        tuple(desk.title for _, desk in shared),
        len(have),
        own=len(shared) < len(present),
        copied=copies_itself(session),
    )


def forget_person(session: Session, person: Person, now: datetime) -> None:
    """The person is out of every desk, and nothing tells any more who they are. What they had goes back to the
    queue and leads hear of it; the cards that name them are drawn anew; a desk of theirs alone is erased."""
    named = claims_naming(session, [member.id for member in places_of(session, person.id)])
    erased = []
    for member in _present(session, person):
        desk = session.get_one(Desk, member.desk_id)
        if _own(session, desk, member):
            erased.append(desk)
        _leave(session, desk, member, now)
    for member in places_of(session, person.id):
        desk = session.get_one(Desk, member.desk_id)
        if desk.private and desk.chat_id == person.telegram_id:
            desk.paused_at = desk.paused_at or now
            close_place(session, desk)
    wait_no_more(session, person, now)
    blank(session, person, now, _counted_as(person))
    gone = {desk.id for desk in erased}
    for claim in named:
        if claim.desk_id not in gone:
            draw_anew(session, claim, now)
    session.flush()
    for desk in erased:
        erase_desk(session, desk)


def forget_again(session: Session, marks: Iterable[str], now: datetime) -> int:
    """Forgets whom a later copy of the database had forgotten, by their marks; says how many."""
    found = people_marked(session, marks)
    for person in found:
        forget_person(session, person, now)
    return len(found)


def _counted_as(person: Person) -> CountedAs:
    who = [one for one in (person.telegram_id, person.name) if one]
    return lambda claim_id: frozenset(origin_of_private(one, claim_id) for one in who)


def _present(session: Session, person: Person) -> list[Member]:
    return [member for member in places_of(session, person.id) if member.left_at is None]


def _own(session: Session, desk: Desk, member: Member) -> bool:
    """Whether nobody else is at this desk, in the person's private chat."""
    return desk.private and not colleagues_left(session, desk.id, member.id)


def _leave(session: Session, desk: Desk, member: Member, now: datetime) -> None:
    open_before = {claim.id for claim in unfinished(session, desk.id) if claim.state is State.OPEN}
    leave_desk(session, member, now)
    back = [
        claim.id
        for claim in unfinished(session, desk.id)
        if claim.state is State.OPEN and claim.id not in open_before
    ]
    tell_leads(session, desk, News.FORGOTTEN, now, claims=back, role=member.role.value)
