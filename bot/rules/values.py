"""How people write the values of a desk's settings and of their own: on and off, times of day, days of the week."""

import re
from datetime import time
from types import MappingProxyType

from bot.rules.arguments import shortened
from bot.rules.refusals.settings import QuietAllDay, UnreadableSetting

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
"""Days count from Monday, 0."""
ON = frozenset({"on", "yes", "true", "1"})
OFF = frozenset({"off", "no", "none", "false", "0"})
_SPANS = MappingProxyType(
    {"all": EVERY_DAY, "daily": EVERY_DAY, "everyday": EVERY_DAY, "weekdays": frozenset(range(5))}
)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_LEAST_OPEN = 60
"""Minutes of a day on which somebody may be disturbed, at least."""


def read_switch(name: str, words: str) -> bool:
    """On or off. Raises UnreadableSetting."""
    if words.casefold() not in ON | OFF:
        raise UnreadableSetting(words=shortened(words), name=name, example=f"{name} on, {name} off")
    return words.casefold() in ON


def read_time(name: str, words: str, example: str, whole: str = "") -> time:
    """A time of day: 8, 8:30, 08.30, 8:30 pm. `whole`: what it is part of. Raises UnreadableSetting."""
    match = _TIME.fullmatch(words)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match[3] in "pP" else 0)
        elif match[3]:
            hour = 24
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise UnreadableSetting(words=shortened(whole or words), name=name, example=example)


def read_hours(name: str, words: str, example: str) -> tuple[time, time]:
    """The two ends of quiet hours: `21:00-08:00`. Raises UnreadableSetting, and QuietAllDay where less than an
    hour of the day would be left."""
    parts = re.split(r"\s*(?:[-–—−]|\bto\b)\s*", words)
    if len(parts) != 2:
        raise UnreadableSetting(words=shortened(words), name=name, example=example)
    start, end = (
        time(0) if re.fullmatch(r"24([:.]00)?", part) else read_time(name, part, example, words)
        for part in parts
    )
    open_for = (start.hour * 60 + start.minute - end.hour * 60 - end.minute) % (24 * 60)
    if open_for < _LEAST_OPEN:
        raise QuietAllDay(example=example)
    return start, end


def read_weekday(word: str) -> int | None:
    """The day that `word` begins or is: mon, Monday, tues."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return next((day for day, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def read_days(name: str, words: str, example: str) -> frozenset[int]:
    """Days of the week: `mon-fri`, `sun, tue`, `weekdays`, `all`. Raises UnreadableSetting."""
    days: set[int] = set()
    for part in re.split(r"[\s,;]+", re.sub(r"\s*[-–—−]\s*", "-", words.casefold())):
        if part in _SPANS:
            days |= _SPANS[part]
            continue
        named = part.split("-")
        ends = [day for day in map(read_weekday, named) if day is not None]
        if len(ends) != len(named) or len(ends) > 2:
            raise UnreadableSetting(words=shortened(words), name=name, example=example)
        first, last = ends[0], ends[-1]
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def days_in_words(days: frozenset[int]) -> str:
    """`mon-fri`, `sun-thu`, `mon, wed`: a run over the week's end too is one range."""
    if days == EVERY_DAY:
        return "all"
    starts = [day for day in sorted(days) if (day - 1) % 7 not in days]
    ranges = []
    for start in starts:
        end = start
        while (end + 1) % 7 in days:
            end = (end + 1) % 7
        ranges.append(WEEK[start] if start == end else f"{WEEK[start]}-{WEEK[end]}")
    return ", ".join(ranges)
