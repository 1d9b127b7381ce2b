"""How much one sender, and one group, may ask of the desk: a burst that no honest use meets, then a steady trickle.

Forwarding a hundred photos, or an article in parts, stays far below the burst; a program, a loop or a
child with a phone does not. A token bucket: each update takes one, time gives them back.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

BURST = 120.0
PER_SECOND = 2.0
CALM = timedelta(minutes=1)
"""A refusal this long after the one before it begins another flood, which is told of again."""
CLOCK_MOVED = timedelta(minutes=5)
"""Times that go back further than this are a clock that was set, not updates that overtook each other."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Updates at once, and how many a second are given back."""

    burst: float = BURST
    per_second: float = PER_SECOND


PERSON = Rate()
GROUP = Rate(600.0, 10.0)
"""Of all that its people do together: five of them may be as busy as one person may."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a sender has left, and what became of the last time it was not enough."""

    level: float
    at: datetime
    """The time of the newest update that was counted."""
    flood_began: datetime | None = None
    flood_ended: datetime | None = None
    """When an update was last refused."""
    refused: int = 0
    """Updates refused in that flood."""


def fresh(at: datetime, rate: Rate = PERSON) -> Allowance:
    """Of a sender of whom nothing is known."""
    return Allowance(rate.burst, at)


def spend(left: Allowance, at: datetime, rate: Rate = PERSON) -> Allowance | None:
    """What is left after one more update at that time; None if it is one too many."""
    given = _refilled(left, at, rate)
    return None if given.level < 1 else replace(given, level=given.level - 1)


def refuse(left: Allowance, at: datetime, rate: Rate = PERSON) -> tuple[Allowance, bool]:
    """The allowance after an update that was one too many, and whether a new flood began with it."""
    given = _refilled(left, at, rate)
    last = given.flood_ended
    if given.flood_began is not None and last is not None and abs(at - last) < CALM:
        return Allowance(given.level, given.at, given.flood_began, max(at, last), given.refused + 1), False
    return Allowance(given.level, given.at, at, at, 1), True


def _refilled(left: Allowance, at: datetime, rate: Rate) -> Allowance:
    if at == left.at:
        return left
    if at < left.at - CLOCK_MOVED:
        return replace(left, at=at)
    passed = max((at - left.at).total_seconds(), 0.0)
    return replace(left, level=min(left.level + passed * rate.per_second, rate.burst), at=max(at, left.at))
