"""The guided set-up after `/setup`, and again from `/settings`."""

import re
from collections.abc import Iterable

from bot.actions.desks import change_settings
from bot.handlers.access import allow, at_desk, desk_of, pressed_on, pressed_parts
from bot.handlers.answering import ask_here, here, reworded
from bot.handlers.turn import Alert, Reply, Rewrite, Say, Turn
from bot.render.messages import Message
from bot.render.steps import setup_over, step_page, write_answer
from bot.rules.refusals.doors import OldButton
from bot.rules.steps import OFFERED, STEPS, WRITTEN, after_step, steps_of
from bot.rules.typed_settings import parse_setting
from bot.rules.zones import zone_at
from bot.telegram.facts import Content
from bot.texts import languages, zone_named
from storage.desks import Desk
from storage.prompts import Prompt
from storage.vocabulary import Deed

_DATA = re.compile(r"step:d(\d{1,18}):([a-z]{1,20})(?::([a-z0-9]{1,5}))?")


def first_step(turn: Turn, desk: Desk) -> Iterable[Reply]:
    """To whoever opened the desk, in private."""
    person = turn.who.person
    if person.telegram_id is None:
        return
    t = turn.texts_for(person.language)
    page = step_page(t, desk.title, desk.id, STEPS[0], turn.who.settings, private=desk.private, first=True)
    yield Say(chat_id=person.telegram_id, person_id=person.id, desk_id=desk.id, message=page, purpose="steps")


def step_pressed(turn: Turn) -> Iterable[Reply]:
    """An answer, a way past the question, or the wish to write one."""
    parts = pressed_parts(turn, _DATA)
    at = at_desk(turn, int(parts[1]))
    member = allow(at, Deed.CHANGE_SETTINGS)
    pressed_on(at, "steps", "settings")
    desk, step, what = desk_of(at), parts[2], parts[3]
    if step not in steps_of(private=desk.private):
        raise OldButton
    if what is None:
        return [Alert(), _rewrite(at, desk, _page(at, desk, step))]
    if what == "write" and step in WRITTEN:
        return [Alert(), _ask(at, desk, step)]
    if what == "end":
        return [Alert(), _rewrite(at, desk, setup_over(at.own, desk.title, at.who.settings))]
    if what != "skip":
        offered = languages() if step == "language" else OFFERED.get(step, ())
        if not what.isdecimal() or int(what) >= len(offered):
            raise OldButton
        changes = parse_setting(step, offered[int(what)], languages(), at.who.settings)
        change_settings(at.session, desk, member, changes, at.now)
        at = at_desk(turn, desk.id)
    return [Alert(), _rewrite(at, desk, _next(at, desk, step))]


def answer_step(turn: Turn, prompt: Prompt, content: Content) -> list[Reply]:
    """What was written, or the location that was sent."""
    at = at_desk(turn, prompt.desk_id or 0)
    member = allow(at, Deed.CHANGE_SETTINGS)
    desk, step = desk_of(at), prompt.typed["step"]
    words = content.text
    if step == "timezone":
        words = zone_at(*content.location) if content.location else zone_named(words) or words
    change_settings(
        at.session, desk, member, parse_setting(step, words, languages(), at.who.settings), at.now
    )
    at = at_desk(turn, desk.id)
    return [here(at, _next(at, desk, step), purpose="steps")]


def _next(turn: Turn, desk: Desk, step: str) -> Message:
    following = after_step(step, private=desk.private)
    if following is None:
        return setup_over(turn.own, desk.title, turn.who.settings)
    return _page(turn, desk, following)


def _page(turn: Turn, desk: Desk, step: str) -> Message:
    return step_page(turn.own, desk.title, desk.id, step, turn.who.settings, private=desk.private)


def _ask(turn: Turn, desk: Desk, step: str) -> Reply:
    return ask_here(turn, desk, "step", write_answer(turn.own, step), step=step)


def _rewrite(turn: Turn, desk: Desk, message: Message) -> Rewrite:
    return reworded(turn, message, purpose="steps", desk_id=desk.id)
