"""When a desk's digest is due: once for each of its local dates, whatever clocks and zones do."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.quiet import first_reading

LATE = timedelta(hours=1)
"""After this a digest counts as late, and yesterday's is no longer sent."""

_DAY = timedelta(days=1)


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
