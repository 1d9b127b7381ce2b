"""`/mute` and `/unmute`: whom a desk does not hear for a while, member or stranger."""

import re
from collections.abc import Iterable

from bot.actions import mutes
from bot.handlers.access import allow, at_desk, desk_of, pressed_on, pressed_parts
from bot.handlers.answering import privately, reworded
from bot.handlers.assignees import person_called
from bot.handlers.recognising import note_person
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.messages import Message, shortened
from bot.render.mutes import muted, muted_page, unmuted
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import PersonAmbiguous
from bot.rules.refusals.mutes import WhomToMute
from storage.desks import Desk, Person, membership
from storage.members import loads
from storage.mutes import muted_at
from storage.vocabulary import Deed

_ONE = re.compile(r"unmute:d(\d{1,18}):p(\d{1,18})")


def mute(turn: Turn) -> Iterable[Reply]:
    """`/mute WHO`, or as a reply to their message: what they send to this desk has no effect from now on."""
    desk, by = desk_of(turn), allow(turn, Deed.MANAGE_MEMBERS)
    person = _replied_to(turn) or _named_to_mute(turn)
    if person is None:
        raise WhomToMute(example="/mute @who")
    mutes.mute(turn.session, desk, person, by, turn.now)
    return privately(turn, is_muted(turn, desk, person), purpose="done")


def is_muted(turn: Turn, desk: Desk, person: Person) -> Message:
    """What a lead hears who has muted this person."""
    member = membership(turn.session, desk.id, person.id)
    have = loads(turn.session, desk.id).get(member.id, 0) if member is not None else 0
    return muted(turn.own, person.name, desk.title, have)


def unmute(turn: Turn) -> Iterable[Reply]:
    """`/unmute WHO`, or as a reply; alone it shows who is muted."""
    desk, by = desk_of(turn), allow(turn, Deed.MANAGE_MEMBERS)
    person = _replied_to(turn) or _named_to_unmute(turn)
    if person is None:
        return privately(turn, _page(turn, desk), purpose="muted")
    mutes.unmute(turn.session, desk, person, by, turn.now)
    return privately(turn, Message(unmuted(turn.own, person.name)), purpose="done")


def unmute_pressed(turn: Turn) -> Iterable[Reply]:
    """A name under the list of the muted."""
    parts = pressed_parts(turn, _ONE)
    at = at_desk(turn, int(parts[1]))
    by = allow(at, Deed.MANAGE_MEMBERS)
    pressed_on(at, "muted")
    desk = desk_of(at)
    one = next((one for one in muted_at(at.session, desk.id) if one.person_id == int(parts[2])), None)
    if one is None:
        raise OldButton
    mutes.unmute(at.session, desk, at.session.get_one(Person, one.person_id), by, at.now)
    page = _page(at, desk)
    rewrite = reworded(at, page, "muted", desk_id=desk.id)
    return [Alert(at.own.plain("{name} is heard again.", name=shortened(one.name, 60))), rewrite]


def _replied_to(turn: Turn) -> Person | None:
    """Whose message the command replies to, member or stranger; None where it names somebody, or nobody."""
    reply = turn.update.reply
    if turn.update.args or reply is None or turn.update.private:
        return None
    if reply.sender is None:
        raise WhomToMute(example="/mute @who")
    return note_person(turn.session, reply.sender)


def _named_to_mute(turn: Turn) -> Person | None:
    """The member who is named. Of a stranger only their message tells who is meant: whom the bot knows from elsewhere
    is no lead's business."""
    words = turn.update.args
    return turn.session.get_one(Person, person_called(turn, words).person_id) if words else None


def _named_to_unmute(turn: Turn) -> Person | None:
    """Who of the muted is named, be they no member, or no longer; else the member, who is not muted."""
    words = turn.update.args
    wanted = words.split()[0].removeprefix("@").casefold() if words else ""
    muted_ones = muted_at(turn.session, desk_of(turn).id)
    named = [
        one
        for one in muted_ones
        if wanted and (wanted == (one.username or "").casefold() or words.casefold() == one.name.casefold())
    ]
    if len(named) > 1:
        raise PersonAmbiguous(who=shortened(words, 40))
    return turn.session.get_one(Person, named[0].person_id) if named else _named_to_mute(turn)


def _page(turn: Turn, desk: Desk) -> Message:
    return muted_page(turn.own, desk.title, desk.id, muted_at(turn.session, desk.id))
