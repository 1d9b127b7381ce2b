"""A desk's ladders of reminders: what becomes of a claim that nobody acts on, as people read and write it.

`4h group, 24h leads` is a ladder of two rungs. Lengths are minutes (`30m`), hours or days; the priority of a
claim stretches or shortens them all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from bot.rules.arguments import shortened
from bot.rules.refusals.settings import LadderTooLong, LadderWithoutEnd, UnreadableSetting
from storage.vocabulary import Priority


class To(StrEnum):
    """Who is reminded. Which people these are, and who is unreachable, the caller knows."""

    ASSIGNEE = "assignee"
    GROUP = "group"
    REVIEWERS = "reviewers"
    LEADS = "leads"


class Ladder(StrEnum):
    """What a claim waits for. The value is the setting's name."""

    UNTAKEN = "untaken"
    TAKEN = "taken"
    SILENT = "silent"
    """The owner was asked whether to release it and says nothing: it goes back to the queue."""
    CHANGES = "changes"
    """Changes were asked for."""
    REVIEW = "review"
    """A verdict waits for sign-off."""
    DISPUTED = "disputed"
    DUE_SOON = "due-soon"
    """Counted backwards from the due time."""
    OVERDUE = "overdue"
    """Counted from the due time."""


ASK = "ask"
"""Stands among the recipients where the owner is asked whether to release."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: how long after what, to whom."""

    after: timedelta
    to: tuple[To, ...] = ()
    asks: bool = False
    """The assignee is asked whether to release the claim."""
    every: timedelta | None = None
    """How often it comes again; only the last rung of `overdue` does."""


Rungs = tuple[Rung, ...]
Factors = tuple[tuple[Priority, Fraction], ...]

MOST = 6
"""Rungs of one ladder: they all fit the buttons of one message."""
LONGEST = timedelta(days=30)
SHORTEST = timedelta(minutes=5)
OFTENEST = timedelta(hours=1)
"""How often what is overdue comes again at most."""
SPREAD = 8
"""A priority divides or multiplies the times by this at most."""

_H = timedelta(hours=1)
_TAKEN = (Rung(24 * _H, (To.ASSIGNEE,)), Rung(48 * _H, (To.ASSIGNEE, To.LEADS), asks=True))

DEFAULT_LADDERS: Mapping[Ladder, Rungs] = MappingProxyType(
    {
        Ladder.UNTAKEN: (Rung(4 * _H, (To.GROUP,)), Rung(24 * _H, (To.LEADS,))),
        Ladder.TAKEN: _TAKEN,
        Ladder.SILENT: (Rung(24 * _H),),
        Ladder.CHANGES: _TAKEN,
        Ladder.REVIEW: (Rung(8 * _H, (To.REVIEWERS,)), Rung(24 * _H, (To.LEADS,))),
        Ladder.DISPUTED: (Rung(8 * _H, (To.LEADS,)), Rung(24 * _H, (To.LEADS,))),
        Ladder.DUE_SOON: (Rung(2 * _H, (To.ASSIGNEE,)),),
        Ladder.OVERDUE: (Rung(0 * _H, (To.ASSIGNEE, To.LEADS), every=24 * _H),),
    }
)
"""The ladders of the product page."""

DEFAULT_FACTORS: Factors = tuple(
    (priority, {Priority.HIGH: Fraction(1, 2), Priority.URGENT: Fraction(1, 4)}.get(priority, Fraction(1)))
    for priority in Priority
)

RECIPIENTS: Mapping[Ladder, tuple[To, ...]] = MappingProxyType(
    {
        Ladder.UNTAKEN: (To.GROUP, To.LEADS),
        Ladder.TAKEN: (To.ASSIGNEE, To.GROUP, To.LEADS),
        Ladder.SILENT: (),
        Ladder.CHANGES: (To.ASSIGNEE, To.GROUP, To.LEADS),
        Ladder.REVIEW: (To.REVIEWERS, To.ASSIGNEE, To.GROUP, To.LEADS),
        Ladder.DISPUTED: (To.LEADS, To.ASSIGNEE, To.GROUP),
        Ladder.DUE_SOON: (To.ASSIGNEE, To.GROUP, To.LEADS),
        Ladder.OVERDUE: (To.ASSIGNEE, To.GROUP, To.LEADS),
    }
)
"""Whom each ladder can reach. An untaken claim has no assignee."""
ASKING = frozenset({Ladder.TAKEN, Ladder.CHANGES})
"""The ladders on which somebody has the claim and can be asked whether to release it."""

_PART = re.compile(r"(?:(\d{1,5})\s*([a-z]+)(?:\s+|$))?(.*)")
_ARROW = re.compile(r"→|->|:")
_EVERY = re.compile(r"(?:then\s+)?every\s+(\d{1,5})\s*([a-z]+)")
_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), _H),
        **dict.fromkeys(("d", "day", "days"), 24 * _H),
    }
)
_JOINED = re.compile(r"\s*(?:\band\b|[+&/\s])\s*")


def read_ladder(ladder: Ladder, words: str) -> Rungs:
    """The rungs that these words describe, soonest first; none for `off`.

    Raises UnreadableSetting, LadderWithoutEnd or LadderTooLong, each with an example.
    """
    example = f"/settings {ladder} {in_words(ladder, DEFAULT_LADDERS[ladder])}"
    plain = " ".join(_ARROW.sub(" ", words.casefold()).split())
    if plain in ("off", "none", "no"):
        return ()
    unreadable = UnreadableSetting(words=shortened(words), name=ladder.value, example=example)
    rungs: list[Rung] = []
    for part in re.split(r"\s*[,;]\s*", plain):
        again = _EVERY.fullmatch(part)
        if again is not None:
            every = _length(again[1], again[2])
            if every is None or not rungs:
                raise unreadable
            if ladder is not Ladder.OVERDUE or every < OFTENEST:
                raise LadderWithoutEnd(example=example)
            if rungs[-1].every is not None:
                raise unreadable
            rungs[-1] = Rung(rungs[-1].after, rungs[-1].to, rungs[-1].asks, every)
            continue
        if rungs and rungs[-1].every is not None:
            # What comes again for ever has no next step.
            raise LadderWithoutEnd(example=example)
        rung = _rung(ladder, part)
        if rung is None:
            raise unreadable
        rungs.append(rung)
    return checked(ladder, rungs)


def checked(ladder: Ladder, rungs: Sequence[Rung]) -> Rungs:
    """The rungs in the order in which they come. Raises LadderTooLong or LadderWithoutEnd."""
    example = f"/settings {ladder} {in_words(ladder, DEFAULT_LADDERS[ladder])}"
    most = 1 if ladder is Ladder.SILENT else MOST
    if len(rungs) > most or any(max(rung.after, rung.every or rung.after) > LONGEST for rung in rungs):
        raise LadderTooLong(limit=most, days=LONGEST.days, example=example)
    backwards = -1 if ladder is Ladder.DUE_SOON else 1
    ordered = tuple(sorted(rungs, key=lambda rung: backwards * rung.after))
    if any(rung.every is not None for rung in ordered[:-1]):
        raise LadderWithoutEnd(example=example)
    return ordered


def _rung(ladder: Ladder, part: str) -> Rung | None:
    match = _PART.fullmatch(part)
    if match is None:
        return None
    at_once = timedelta(0) if ladder is Ladder.OVERDUE else None
    after = at_once if match[1] is None else _length(match[1], match[2])
    if after is None or (after < SHORTEST and ladder is not Ladder.OVERDUE):
        return None
    named = [word for word in _JOINED.split(match[3]) if word]
    if ladder is Ladder.SILENT:
        return None if named else Rung(after)
    asks = ASK in named
    wanted = {word for word in named if word != ASK} | ({To.ASSIGNEE.value} if asks else set())
    to = tuple(one for one in RECIPIENTS[ladder] if one.value in wanted)
    if len(to) != len(wanted) or not to or (asks and ladder not in ASKING):
        return None
    return Rung(after, to, asks)


def _length(number: str, unit: str) -> timedelta | None:
    one = _UNITS.get(unit)
    return None if one is None else int(number) * one


def length_in_words(length: timedelta) -> str:
    """`90m`, `4h`, `48h`, `3d`: as `/settings` takes it."""
    minutes = int(length.total_seconds()) // 60
    if minutes % 60:
        return f"{minutes}m"
    if minutes >= 3 * 24 * 60 and minutes % (24 * 60) == 0:
        return f"{minutes // (24 * 60)}d"
    return f"{minutes // 60}h"


def in_words(ladder: Ladder, rungs: Rungs) -> str:
    """The ladder as `read_ladder` reads it."""
    parts = []
    for rung in rungs:
        to = [one.value for one in rung.to if not (rung.asks and one is To.ASSIGNEE)]
        parts.append(" ".join([length_in_words(rung.after), *([ASK] if rung.asks else []), *to]))
        if rung.every is not None:
            parts.append(f"every {length_in_words(rung.every)}")
    return ", ".join(parts) or "off"


def read_factors(words: str) -> Factors:
    """`high 1/2, urgent 1/4`: by how much each priority stretches the times; what is not named, by 1.

    Raises UnreadableSetting.
    """
    found: dict[Priority, Fraction] = {}
    for part in re.split(r"\s*[,;]\s*", " ".join(words.casefold().split())):
        match = re.fullmatch(r"([a-z]+)\s*:?\s*(?:x|×)?\s*(\d{1,2})(?:\s*/\s*(\d{1,2}))?", part)
        factor = (
            Fraction(int(match[2]), int(match[3] or 1)) if match and match[3] not in ("0", "00") else None
        )
        if match is None or factor is None or match[1] not in list(Priority):
            break
        if not Fraction(1, SPREAD) <= factor <= SPREAD or Priority(match[1]) in found:
            break
        found[Priority(match[1])] = factor
    else:
        return tuple((priority, found.get(priority, Fraction(1))) for priority in Priority)
    example = f"/settings pace {factors_in_words(DEFAULT_FACTORS)}"
    raise UnreadableSetting(words=shortened(words), name="pace", example=example)


def factors_in_words(factors: Factors) -> str:
    """As `read_factors` reads it; priorities that change nothing are left out."""
    named = [f"{priority} {factor}" for priority, factor in factors if factor != 1]
    return ", ".join(named) or "normal 1"


def rungs_to_json(rungs: Rungs) -> list[dict[str, Any]]:
    """What is stored: minutes and names."""
    return [
        {
            "after": int(rung.after.total_seconds()) // 60,
            "to": [one.value for one in rung.to],
            **({"asks": True} if rung.asks else {}),
            **({"every": int(rung.every.total_seconds()) // 60} if rung.every is not None else {}),
        }
        for rung in rungs
    ]


def rungs_from_json(stored: Sequence[Mapping[str, Any]]) -> Rungs:
    """The rungs out of what is stored."""
    return tuple(
        Rung(
            timedelta(minutes=rung["after"]),
            tuple(To(one) for one in rung["to"]),
            bool(rung.get("asks")),
            timedelta(minutes=rung["every"]) if rung.get("every") is not None else None,
        )
        for rung in stored
    )
