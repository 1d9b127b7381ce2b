"""A desk's reminders by buttons: ladders, quiet hours, days, pace; and each person's own choices."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

from bot.actions.desks import change_settings, choose
from bot.handlers.access import allow, desk_of, pressed_on, pressed_parts, with_desk
from bot.handlers.answering import ask_here, page_turned, privately
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.ladders import (
    DAYS,
    QUIET,
    choice_page,
    ladder_page,
    own_page,
    reminders_page,
    rung_page,
    write_it,
)
from bot.render.messages import Message
from bot.rules.choices import parse_choice
from bot.rules.ladders import DEFAULT_LADDERS, RECIPIENTS, Ladder, Rung, Rungs, To, checked
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import NotAMember
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import EXAMPLES, parse_setting
from storage.desks import Desk, Member, desks_of
from storage.vocabulary import Deed, Role

_DATA = re.compile(r"(?:ladder|own):d(\d{1,18}):([a-z-]{1,20})(?::([a-z0-9]{1,10}))?(?::([a-z]{1,10}))?")
_OFFERED = {"quiet": QUIET, "days": DAYS}
_H = timedelta(hours=1)
LENGTHS: Sequence[timedelta] = [
    *(timedelta(minutes=minutes) for minutes in (5, 15, 30)),
    *(hours * _H for hours in (1, 2, 4, 6, 8, 12, 24, 36, 48)),
    *(timedelta(days=days) for days in (3, 4, 7, 14, 30)),
]
"""The times that Sooner and Later go through."""


def ladder_pressed(turn: Turn) -> Iterable[Reply]:
    """A button of the reminders' pages: turned in place, or asked for in private."""
    at, desk, what, value, act = _pressed(turn)
    member = allow(at, Deed.CHANGE_SETTINGS)
    settings = at.who.settings
    if value == "write" and what in EXAMPLES:
        example = EXAMPLES[what].split(" ", 2)[2]
        return [Alert(), ask_here(at, desk, "setting", write_it(at.t, what, example), name=what)]
    if what == "page":
        return page_turned(at, desk, reminders_page(at.t, desk.title, desk.id, settings))
    if what == "urgent-anytime":
        return page_turned(at, desk, _changed(at, desk, member, parse_setting(what, value)))
    if what in _OFFERED:
        if not value:
            return page_turned(at, desk, choice_page(at.t, desk.id, what, _OFFERED[what], settings))
        return page_turned(
            at, desk, _changed(at, desk, member, parse_setting(what, _nth(_OFFERED[what], value)))
        )
    if what not in list(Ladder):
        raise OldButton
    return page_turned(at, desk, _ladder(at, desk, member, Ladder(what), value, act))


def _ladder(at: Turn, desk: Desk, member: Member, ladder: Ladder, value: str, act: str) -> Message:
    rungs = dict(at.who.settings.ladders)[ladder]
    if not value:
        return ladder_page(at.t, desk.id, ladder, rungs)
    if value == "default":
        rungs = DEFAULT_LADDERS[ladder]
    elif value == "add":
        rungs = _with_one_more(ladder, rungs)
    else:
        n, rung = int(value) if value.isdecimal() else -1, _nth(rungs, value)
        if not act:
            return rung_page(at.t, desk.id, ladder, n, rung)
        changed = _rung(ladder, rung, act)
        others = [one for place, one in enumerate(rungs) if place != n]
        rungs = checked(ladder, others if changed is None else [*others[:n], changed, *others[n:]])
        if changed is not None:
            _change(at, desk, member, at.who.settings.with_ladder(ladder, rungs))
            return rung_page(at.t, desk.id, ladder, rungs.index(changed), changed)
    _change(at, desk, member, at.who.settings.with_ladder(ladder, rungs))
    return ladder_page(at.t, desk.id, ladder, rungs)


def _with_one_more(ladder: Ladder, rungs: Rungs) -> Rungs:
    """A new last step, for the leads where the ladder can reach them; before what comes again for ever."""
    ladders = RECIPIENTS[ladder]
    to = (To.LEADS,) if To.LEADS in ladders else ladders[:1]
    again = [rung for rung in rungs if rung.every is not None]
    had = [rung for rung in rungs if rung.every is None]
    latest = max((rung.after for rung in had), default=timedelta(0))
    added = Rung(_moved(latest, "later"), to)
    if again:
        # The last one goes on coming; the new one takes its turn over.
        had, added = [*had, replace(again[0], every=None)], replace(added, every=again[0].every)
        added = replace(added, after=_moved(max(latest, again[0].after), "later"))
    return checked(ladder, [*had, added])


def _rung(ladder: Ladder, rung: Rung, act: str) -> Rung | None:
    """The step after a press; None where it is removed."""
    match act:
        case "remove":
            return None
        case "sooner" | "later":
            return replace(rung, after=_moved(rung.after, act))
        case "ask" if To.ASSIGNEE in RECIPIENTS[ladder]:
            to = tuple(one for one in RECIPIENTS[ladder] if one in rung.to or one is To.ASSIGNEE)
            return replace(rung, asks=not rung.asks, to=to)
        case _:
            wanted = {one for one in rung.to if one.value != act}
            if len(wanted) == len(rung.to):
                wanted |= {one for one in RECIPIENTS[ladder] if one.value == act}
            if not wanted or wanted == set(rung.to):
                raise OldButton
            asks = rung.asks and To.ASSIGNEE in wanted
            return replace(rung, asks=asks, to=tuple(one for one in RECIPIENTS[ladder] if one in wanted))


def _moved(after: timedelta, act: str) -> timedelta:
    if act == "later":
        return next((one for one in LENGTHS if one > after), LENGTHS[-1])
    return next((one for one, above in pairwise(LENGTHS) if above >= after), LENGTHS[-2])


def own_pressed(turn: Turn) -> Iterable[Reply]:
    """A button of a person's own choices."""
    at, desk, what, value, _ = _pressed(turn)
    member = allow(at, Deed.READ)
    match what:
        case "page":
            return page_turned(at, desk, _own(at, desk, member))
        case "reminders":
            choose(at.session, member, parse_choice("reminders", value), at.now)
        case "quiet":
            choose(at.session, member, parse_choice("my-quiet", _nth(QUIET, value)), at.now)
        case _:
            raise OldButton
    return page_turned(at, desk, _own(at, desk, member, changed=True))


def own_settings(turn: Turn, name: str = "", words: str = "") -> Iterable[Reply]:
    """`/settings` of somebody who does not lead, and `/settings reminders|my-quiet VALUE` of anybody."""
    desk = desk_of(turn)
    member = allow(turn, Deed.READ)
    if name:
        choose(turn.session, member, parse_choice(name, words), turn.now)
    return privately(turn, _own(turn, desk, member, changed=bool(name)), purpose="settings")


def _own(turn: Turn, desk: Desk, member: Member, *, changed: bool = False) -> Message:
    return own_page(
        turn.own,
        desk.title,
        desk.id,
        reminders=member.reminders,
        quiet=member.quiet,
        lead=member.role is Role.LEAD,
        changed=changed,
    )


def _pressed(turn: Turn) -> tuple[Turn, Desk, str, str, str]:
    """The desk of a press, if it is one of this person's, and what the button says."""
    parts = pressed_parts(turn, _DATA)
    own = {desk.id: desk for desk in desks_of(turn.session, turn.who.person.id)}
    desk = own.get(int(parts[1]))
    if desk is None:
        raise OldButton if own else NotAMember
    pressed_on(turn, "settings")
    return with_desk(turn, desk), desk, parts[2], parts[3] or "", parts[4] or ""


T = TypeVar("T")


def _nth(offered: Sequence[T], value: str) -> T:
    if not value.isdecimal() or int(value) >= len(offered):
        raise OldButton
    return offered[int(value)]


def _change(turn: Turn, desk: Desk, member: Member, changes: dict[str, object]) -> DeskSettings:
    return change_settings(turn.session, desk, member, changes, turn.now)


def _changed(turn: Turn, desk: Desk, member: Member, changes: dict[str, object]) -> Message:
    new = _change(turn, desk, member, changes)
    return reminders_page(turn.own, desk.title, desk.id, new, changed=True)
