"""Quiet hours and working days: when the desk may be disturbed, by its own clock on the wall."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_LOOK_AHEAD = 16
"""Days. One working day a week whose open hours a clock change swallows comes again a week later."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which nobody is disturbed (None: at no hour), and the days that are not all quiet.

    From `start`, inclusive, to `end`, exclusive; over midnight where `end` is earlier. Days count from
    Monday, 0. Raises ValueError where nothing of the week would be left.
    """

    zone: ZoneInfo
    start: time | None = time(21, 0)
    end: time | None = time(8, 0)
    days: frozenset[int] = frozenset(range(7))

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError("quiet hours need both their ends, or none")
        if self.start is not None and self.start == self.end:
            raise ValueError("quiet hours cover the whole day")
        if not self.days & frozenset(range(7)):
            raise ValueError("quiet hours leave no day")


def is_quiet(at: datetime, hours: QuietHours) -> bool:
    """Whether the clock on the desk's wall is in quiet hours at this moment, or the day is off."""
    local = at.astimezone(hours.zone)
    if local.weekday() not in hours.days:
        return True
    if hours.start is None or hours.end is None:
        return False
    clock = local.time()
    if hours.start < hours.end:
        return hours.start <= clock < hours.end
    return clock >= hours.start or clock < hours.end


def next_allowed(at: datetime, hours: QuietHours) -> datetime:
    """The first moment, not before `at`, that is not quiet; UTC.

    An end that the clock skips in spring is the moment of the skip; one that it shows twice in autumn is
    the first of the two.
    """
    at = at.astimezone(UTC)
    if not is_quiet(at, hours):
        return at
    for day in range(_LOOK_AHEAD):
        start = at + day * _DAY
        turns = [turn for turn in _turns(start, hours) if start <= turn <= start + _DAY]
        allowed = [turn for turn in turns if not is_quiet(turn, hours)]
        if allowed:
            return min(allowed)
    raise ValueError("no moment that is not quiet")  # pragma: no cover - __post_init__ refuses such hours


def next_for_person(at: datetime, desk: QuietHours, own: QuietHours | None) -> datetime:
    """The first moment, not before `at`, at which neither the desk's hours nor the person's own are quiet; UTC.

    Where the two leave no moment in common for two weeks, the person's own hours alone count, so that what waits
    is not lost. `at` itself is the desk's choice: without hours of the person's own it is the answer.
    """
    if own is None:
        return at.astimezone(UTC)
    moment = first = next_allowed(at, own)
    while moment <= first + _LOOK_AHEAD * _DAY:
        later = next_allowed(next_allowed(moment, desk), own)
        if later == moment:
            return moment
        moment = later
    return first


def first_reading(zone: ZoneInfo, wall: datetime) -> datetime:
    """The first moment, in UTC, at which the clock on the wall has reached this naive local time.

    For a time that the clock skips this is the moment of the skip.
    """
    earlier, later = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier.astimezone(zone).replace(tzinfo=None) == wall:
        return earlier
    return _change(zone, earlier, later)


def _turns(at: datetime, hours: QuietHours) -> Iterator[datetime]:
    """Every moment of the day after `at` at which quiet may end: its end, midnight, a change of the clock;
    and some more.
    """
    local = at.astimezone(hours.zone)
    # Three dates: the next one may never come (Samoa had no 30 December 2011).
    for date in (local.date(), local.date() + _DAY, local.date() + 2 * _DAY):
        for clock in {time(0), hours.end or time(0)}:
            wall = datetime.combine(date, clock)
            yield first_reading(hours.zone, wall)
            yield wall.replace(tzinfo=hours.zone, fold=1).astimezone(UTC)
    if local.utcoffset() != (at + _DAY).astimezone(hours.zone).utcoffset():
        yield _change(hours.zone, at, at + _DAY)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The moment, to the second, at which the zone's offset turns into what it is at `after`."""
    offset = before.astimezone(zone).utcoffset()
    before, after = before.replace(microsecond=0), after.replace(microsecond=0)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
