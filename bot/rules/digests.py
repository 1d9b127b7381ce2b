"""When a desk's digest is due (once for each of its local dates, whatever clocks and zones do), and what is on
which of its pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.rules.quiet import first_reading

LATE = timedelta(hours=1)
"""After this a digest counts as late, and yesterday's is no longer sent."""

FIRST, MORE = 10, 12
"""Claims on the first page, which holds the figures too, and on each further one: about what is read in a minute."""

_DAY = timedelta(days=1)
_EDITION = re.compile(r"(w?)(\d{4}-\d{2}-\d{2})|t(\d{1,10})", re.ASCII)

Section = tuple[str, tuple[int, ...]]
"""A heading and the ids of the claims under it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which digest: that of a local date, that of the week up to it, or (without a date) as of a moment."""

    day: date | None = None
    weekly: bool = False
    at: datetime | None = None

    @property
    def ref(self) -> str:
        """What buttons and rows name it by: `2026-11-24`, `w2026-11-23`, `t1795507200` (seconds, UTC)."""
        if self.day is not None:
            return f"{'w' * self.weekly}{self.day.isoformat()}"
        return f"t{int(self.at.timestamp()) if self.at else 0}"

    @classmethod
    def read(cls, ref: str) -> Self | None:
        """The edition of such a name; None for what is none."""
        parts = _EDITION.fullmatch(ref)
        if parts is None:
            return None
        try:
            if parts[2]:
                return cls(date.fromisoformat(parts[2]), weekly=bool(parts[1]))
            return cls(at=datetime.fromtimestamp(int(parts[3]), UTC))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class DueDigest:
    """The digest to send now. `missed`: dates since the last one on which none was sent."""

    local_date: date
    late: bool
    missed: tuple[date, ...]


def digest_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the digest of this local date is due; UTC.

    Where spring skips the time, at the skip; where autumn shows it twice, the first time.
    """
    return first_reading(zone, datetime.combine(day, at))


def digest_due(now: datetime, zone: ZoneInfo, at: time, last: date | None) -> DueDigest | None:
    """The digest that is due at `now`, if any. `last` is the newest local date that has one.

    Only the current date's is ever sent: after an outage it names the dates missed. Yesterday's still counts
    within an hour of its time (a digest at 23:59). A date that has one, or lies before one because the
    desk moved westward, gets none.
    """
    today = now.astimezone(zone).date()
    for day in (today, today - _DAY):
        moment = digest_moment(day, at, zone)
        if moment > now:
            continue
        if (last is not None and day <= last) or (day < today and (last is None or now - moment > LATE)):
            return None
        return DueDigest(day, now - moment > LATE, _between(last, day))
    return None


def weekly_due(day: date, weekday: int, last: date | None) -> bool:
    """Whether who wants a digest once a week gets one with that of `day`: on that weekday (Monday is 0), and where
    the desk had none on it, with the next. `last`: the date of the newest one that they got."""
    if last is None:
        return day.weekday() == weekday
    return last < day - (day.weekday() - weekday) % 7 * _DAY


def next_digest(now: datetime, zone: ZoneInfo, at: time, last: date | None) -> datetime:
    """When to look next; UTC, and `now` where one is due already.

    For a desk that never had one (`last` is None) this is its first digest, still to come.
    """
    today = now.astimezone(zone).date()
    if digest_due(now, zone, at, last) is not None and last is not None:
        return now
    day = today if last is None else max(today, last + _DAY)
    moment = digest_moment(day, at, zone)
    return moment if moment > now else digest_moment(day + _DAY, at, zone)


def _between(last: date | None, day: date) -> tuple[date, ...]:
    if last is None:
        return ()
    return tuple(last + n * _DAY for n in range(1, (day - last).days))


def pages(sections: Sequence[Section]) -> list[list[Section]]:
    """What is on which page: the first has the foremost of every section, the others what is left, in order.

    Every claim of a section is on one page. There is always a first page.
    """
    room, shown = FIRST, {name: 0 for name, _ in sections}
    while room > 0 and any(shown[name] < len(ids) for name, ids in sections):
        for name, ids in sections:
            if room > 0 and shown[name] < len(ids):
                shown[name] += 1
                room -= 1
    found = [[(name, ids[: shown[name]]) for name, ids in sections if shown[name]]]
    left = [(name, id_) for name, ids in sections for id_ in ids[shown[name] :]]
    for start in range(0, len(left), MORE):
        page: dict[str, tuple[int, ...]] = {}
        for name, id_ in left[start : start + MORE]:
            page[name] = (*page.get(name, ()), id_)
        found.append(list(page.items()))
    return found
