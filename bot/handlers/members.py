"""`/members`: who is at the desk, what each has, and what a lead changes about them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.actions.assignees import check_free
from bot.actions.members import change_role, remove_member
from bot.actions.mutes import mute, unmute
from bot.handlers.access import allow, at_desk, desk_of, pressed_on, pressed_parts
from bot.handlers.answering import privately, reworded
from bot.handlers.assignees import person_called
from bot.handlers.invitations import read_role
from bot.handlers.mutes import is_muted
from bot.handlers.turn import Alert, Reply, Rewrite, Say, Turn
from bot.render.members import (
    MemberFacts,
    handed_over,
    member_page,
    members_page,
    removal_page,
    removed,
    role_changed,
    you_were_removed,
    your_role,
)
from bot.render.messages import Message
from bot.render.mutes import unmuted
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import PersonNotFound
from storage.desks import Colleague, Desk, Member, Person, colleague, colleagues
from storage.members import last_deeds, loads
from storage.mutes import free_to_check, muted_at
from storage.vocabulary import Deed, Role

_PAGE = re.compile(r"members:d(\d{1,18}):p(\d{1,6})")
_ONE = re.compile(r"member:d(\d{1,18}):m(\d{1,18})(?::([a-z]{1,20})(?::m(\d{1,18}))?)?")
REMOVE, MUTE, UNMUTE = "remove", "mute", "unmute"


def members(turn: Turn) -> Iterable[Reply]:
    """`/members`: who is at the desk. `/members WHO ROLE` and `/members WHO remove [HEIR]` change it."""
    desk = desk_of(turn)
    by = allow(turn, Deed.MANAGE_MEMBERS)
    if not turn.update.args:
        return privately(turn, _page(turn, desk), purpose="members")
    who, what, heir = _read(turn.update.args)
    one = person_called(turn, who)
    if what == REMOVE:
        return _remove(turn, desk, one, by, person_called(turn, heir) if heir else None)
    return _change_role(turn, desk, one, by, read_role(turn, what))


def _read(words: str) -> tuple[str, str, str]:
    """Who, what and for whom: `@ana remove @ben`, `Ana Marie lead`."""
    parts = words.split()
    for place, part in enumerate(parts):
        if place and part.casefold() == REMOVE:
            return " ".join(parts[:place]), REMOVE, " ".join(parts[place + 1 :])
    return " ".join(parts[:-1]), parts[-1], ""


def members_pressed(turn: Turn) -> Iterable[Reply]:
    """Back to the list, or on to its next page."""
    parts = pressed_parts(turn, _PAGE)
    at = at_desk(turn, int(parts[1]))
    allow(at, Deed.MANAGE_MEMBERS)
    pressed_on(at, "members")
    return [Alert(), _shown(at, _page(at, desk_of(at), int(parts[2])))]


def member_pressed(turn: Turn) -> Iterable[Reply]:
    """One member: shown, given another role, or removed after a question."""
    parts = pressed_parts(turn, _ONE)
    at = at_desk(turn, int(parts[1]))
    by = allow(at, Deed.MANAGE_MEMBERS)
    pressed_on(at, "members")
    desk = desk_of(at)
    facts = next((one for one in _facts(at, desk) if one.person.member_id == int(parts[2])), None)
    if facts is None:
        raise OldButton
    oneself = facts.person.member_id == by.id
    what, heir = parts[3], parts[4]
    if what is None:
        return [Alert(), _shown(at, member_page(at.own, desk.id, facts, oneself=oneself))]
    if what == REMOVE and heir is None:
        others = [
            one for one in free_to_check(at.session, desk.id) if one.member_id != facts.person.member_id
        ]
        return [Alert(), _shown(at, removal_page(at.own, desk.id, facts, others, oneself=oneself))]
    if what == REMOVE:
        to = colleague(at.session, int(heir or 0)) if int(heir or 0) else None
        if int(heir or 0) and (to is None or to.desk_id != desk.id):
            raise OldButton
        return [Alert(), *_settled(at, _remove(at, desk, facts.person, by, to), gone=oneself)]
    if what in (MUTE, UNMUTE):
        return [Alert(), *_settled(at, _hush(at, desk, facts.person, by, what), gone=False)]
    if what not in list(Role):
        raise OldButton
    return [Alert(), *_settled(at, _change_role(at, desk, facts.person, by, Role(what)), gone=False)]


def _change_role(turn: Turn, desk: Desk, one: Colleague, by: Member, role: Role) -> list[Reply]:
    member = turn.session.get_one(Member, one.member_id)
    had = member.role
    change_role(turn.session, member, role, by, turn.now)
    replies = privately(turn, Message(role_changed(turn.own, one.name, role)), purpose="done")
    if member.id != by.id and role is not had:
        replies.append(_tell(turn, one, your_role(turn.texts_for(one.language), desk.title, role)))
    return replies


def _hush(turn: Turn, desk: Desk, one: Colleague, by: Member, what: str) -> list[Reply]:
    person = turn.session.get_one(Person, one.person_id)
    if what == MUTE:
        mute(turn.session, desk, person, by, turn.now)
        words = is_muted(turn, desk, person)
    else:
        unmute(turn.session, desk, person, by, turn.now)
        words = Message(unmuted(turn.own, person.name))
    return privately(turn, words, purpose="done")


def _remove(turn: Turn, desk: Desk, one: Colleague, by: Member, to: Colleague | None) -> list[Reply]:
    if to is not None:
        check_free(turn.session, to)
    if to is not None and to.member_id == one.member_id:
        raise PersonNotFound(who=to.name)
    member = turn.session.get_one(Member, one.member_id)
    heir = turn.session.get_one(Member, to.member_id) if to is not None else None
    handed = remove_member(turn.session, member, by, turn.now, heir)
    words = removed(turn.own, one.name, handed, to.name if to is not None else None)
    replies = privately(turn, Message(words), purpose="done")
    if member.id != by.id:
        replies.append(_tell(turn, one, you_were_removed(turn.texts_for(one.language), desk.title)))
    if to is not None and handed and to.member_id != by.id:
        news = handed_over(turn.texts_for(to.language), handed, one.name, turn.who.person.name)
        replies.append(replace(_tell(turn, to, news), desk_id=desk.id))
    return replies


def _settled(turn: Turn, replies: list[Reply], *, gone: bool) -> Iterable[Reply]:
    """After a press the list is shown as it is now; to whoever left, no more."""
    yield from replies
    if not gone:
        yield _shown(turn, _page(turn, desk_of(turn)))


def _tell(turn: Turn, one: Colleague, news: Message) -> Say:
    # Of no desk: what waits of a desk is withheld from whoever does not belong to it any more.
    return Say(chat_id=one.telegram_id or 0, person_id=one.person_id, message=news, purpose="role")


def _page(turn: Turn, desk: Desk, start: int = 0) -> Message:
    return members_page(turn.own, desk.title, desk.id, _facts(turn, desk), start)


def _facts(turn: Turn, desk: Desk) -> list[MemberFacts]:
    silent = {one.person_id for one in muted_at(turn.session, desk.id)}
    have, last = loads(turn.session, desk.id), last_deeds(turn.session, desk.id)
    return [
        MemberFacts(one, have.get(one.member_id, 0), last.get(one.member_id), one.person_id in silent)
        for one in colleagues(turn.session, desk.id)
    ]


def _shown(turn: Turn, message: Message) -> Rewrite:
    desk = desk_of(turn)
    return reworded(turn, message, purpose="members", desk_id=desk.id)
