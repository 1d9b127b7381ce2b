"""A desk's settings by command, by buttons, and by what is written when a button has asked for it."""

import re
from collections.abc import Iterable

from bot.actions.desks import change_settings
from bot.handlers.access import allow, desk_of, pressed_on, pressed_parts, with_desk
from bot.handlers.answering import ask_here, here, page_turned, privately
from bot.handlers.ladders import own_settings
from bot.handlers.scales import change_scale, scale_pressed
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.ladders import reminders_page
from bot.render.messages import Message
from bot.render.settings import digest_page, language_page, settings_list
from bot.render.steps import write_answer
from bot.rules.choices import choice_named
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import NotAMember
from bot.rules.scales import read_change
from bot.rules.steps import OFFERED
from bot.rules.typed_settings import DIGESTING, REMINDING, parse_setting
from bot.rules.zones import zone_at
from bot.telegram.facts import Content
from bot.texts import languages, named, zone_named
from storage.desks import Desk, Member, desks_of
from storage.prompts import Prompt
from storage.vocabulary import Deed, Role

_DATA = re.compile(r"set:d(\d{1,18}):([a-z]+)(?::([a-z0-9_]{1,40}))?")
_NAMES = {
    "signoff": "signoff",
    "evidence": "evidence",
    "language": "language",
    "weekly": "weekly",
    "group": "digest-group",
    "chart": "digest-chart",
}
"""Buttons that carry the value of a setting, and which one."""


def settings(turn: Turn) -> Iterable[Reply]:
    """`/settings` shows them, `/settings NAME VALUE` changes one."""
    desk = desk_of(turn)
    name, _, words = turn.update.args.partition(" ")
    if choice_named(name):
        return own_settings(turn, name, words)
    if not name and turn.who.role not in (None, Role.LEAD):
        return own_settings(turn)
    member = allow(turn, Deed.CHANGE_SETTINGS)
    if not name:
        message = settings_list(turn.own, desk.title, desk.id, turn.who.settings)
        return privately(turn, message, purpose="settings")
    change = read_change(words) if name.casefold() == "scale" else None
    if change is not None:
        return change_scale(turn, change)
    at = _change(turn, desk, member, name, words)
    return privately(at, _page(at, desk, name), purpose="settings")


def settings_pressed(turn: Turn) -> Iterable[Reply]:
    """A button of `/settings`: turned in place, or asked for in private."""
    parts = pressed_parts(turn, _DATA)
    own = {desk.id: desk for desk in desks_of(turn.session, turn.who.person.id)}
    desk = own.get(int(parts[1]))
    if desk is None:
        raise OldButton if own else NotAMember
    at, what, value = with_desk(turn, desk), parts[2], parts[3] or ""
    member = allow(at, Deed.CHANGE_SETTINGS)
    pressed_on(at, "settings")
    match what:
        case "all":
            return page_turned(at, desk, settings_list(at.t, desk.title, desk.id, at.who.settings))
        case "timezone":
            return [Alert(), _ask(at, desk, "timezone")]
        case "digest" if value == "write":
            return [Alert(), _ask(at, desk, "digest")]
        case "digest" if value:
            offered = OFFERED["digest"]
            if not value.isdecimal() or int(value) >= len(offered):
                raise OldButton
            return _shown_changed(at, desk, member, "digest", offered[int(value)])
        case "digest":
            settings = at.who.settings
            return page_turned(
                at, desk, digest_page(at.t, desk.title, desk.id, settings, private=desk.private)
            )
        case "language" if not value:
            return page_turned(at, desk, language_page(at.t, desk.id, at.who.settings))
        case _ if what in _NAMES:
            return _shown_changed(at, desk, member, _NAMES[what], value)
        case _:
            return scale_pressed(at, desk, member, what, value)


def answer_setting(turn: Turn, prompt: Prompt, content: Content) -> list[Reply]:
    """The value that was asked for; a time zone also as the place where somebody is."""
    desk = next((one for one in desks_of(turn.session, turn.who.person.id) if one.id == prompt.desk_id), None)
    if desk is None:
        raise NotAMember
    at, name = with_desk(turn, desk), prompt.typed["name"]
    member = allow(at, Deed.CHANGE_SETTINGS)
    words = zone_at(*content.location) if name == "timezone" and content.location else content.text
    at = _change(at, desk, member, name, words)
    return [here(at, _page(at, desk, name), purpose="settings")]


def _change(turn: Turn, desk: Desk, member: Member, name: str, words: str) -> Turn:
    """Changes the setting as it was said; the turn goes by it from then on."""
    plain = name.casefold()
    if plain == "language":
        words = named(words) or words
    if plain == "timezone":
        words = zone_named(words) or words
    changes = parse_setting(name, words, languages(), turn.who.settings)
    change_settings(turn.session, desk, member, changes, turn.now)
    return with_desk(turn, desk)


def _page(turn: Turn, desk: Desk, name: str) -> Message:
    """What shows a setting that was changed, among those that belong to it."""
    t, new, plain = turn.own, turn.who.settings, name.casefold().replace("_", "-")
    if plain in REMINDING:
        return reminders_page(t, desk.title, desk.id, new, changed=True)
    if plain in DIGESTING:
        return digest_page(t, desk.title, desk.id, new, private=desk.private, changed=True)
    return settings_list(t, desk.title, desk.id, new, changed=True)


def _shown_changed(turn: Turn, desk: Desk, member: Member, name: str, words: str) -> Iterable[Reply]:
    at = _change(turn, desk, member, name, words)
    return page_turned(at, desk, _page(at, desk, name))


def _ask(turn: Turn, desk: Desk, name: str) -> Reply:
    return ask_here(turn, desk, "setting", write_answer(turn.own, name), name=name)
