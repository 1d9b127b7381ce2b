"""A desk's settings: typed, with defaults, read from `/settings NAME VALUE` and shown as they are typed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import time
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from bot.rules.arguments import shortened
from bot.rules.ladders import (
    DEFAULT_FACTORS,
    DEFAULT_LADDERS,
    Factors,
    Ladder,
    Rungs,
    factors_in_words,
    in_words,
    read_factors,
    read_ladder,
    rungs_from_json,
    rungs_to_json,
)
from bot.rules.quiet import QuietHours
from bot.rules.refusals.settings import (
    QuietAllDay,
    UnknownLanguage,
    UnknownSetting,
    UnknownZone,
    UnreadableSetting,
)
from bot.rules.reminders import Policy, policy_of
from storage.vocabulary import SCALES, Priority
from storage.words import fold_digits

OWN = "own"
"""A scale that the desk has edited itself."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What a desk decides about itself. Times are local to its zone; days count from Monday, 0."""

    timezone: str = "UTC"
    digest: time = time(8, 0)
    digest_to_group: bool = False
    digest_chart: bool = True
    """Whether a chart of the last weeks comes before the digest."""
    weekly: int | None = 0
    """The day whose digest also sums the week up, and on which it comes to those who want it weekly; None: none,
    and to those on Mondays."""
    quiet_from: time | None = time(21, 0)
    """None: no quiet hours."""
    quiet_to: time | None = time(8, 0)
    days: frozenset[int] = EVERY_DAY
    """Days on which reminders may come."""
    signoff: int = 1
    """How many other members must agree: 0, 1 or 2."""
    evidence: bool = True
    """Whether a verdict needs evidence."""
    language: str = "en"
    scale: str = "default"
    """A key of SCALES, or OWN."""
    ladders: tuple[tuple[Ladder, Rungs], ...] = tuple(DEFAULT_LADDERS.items())
    """What is done about a claim that nobody acts on, by what it waits for."""
    pace: Factors = DEFAULT_FACTORS
    """By how much each priority stretches the times of the ladders."""
    urgent_anytime: bool = False
    """Whether urgent claims are brought up in quiet hours too."""

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def quiet(self) -> QuietHours:
        """When the desk is not to be disturbed."""
        return QuietHours(self.zone, self.quiet_from, self.quiet_to, self.days)

    @property
    def policy(self) -> Policy:
        """The desk's reminders, as steps."""
        return policy_of(dict(self.ladders), self.pace, urgent_anytime=self.urgent_anytime)

    def with_ladder(self, ladder: Ladder, rungs: Rungs) -> dict[str, Any]:
        """The changes that give this ladder these rungs."""
        return {"ladders": tuple((one, rungs if one is ladder else had) for one, had in self.ladders)}

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """These settings with what `parse_setting` returned."""
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """What is stored: plain JSON, every field."""
        plain = asdict(self)
        for name in ("digest", "quiet_from", "quiet_to"):
            plain[name] = None if plain[name] is None else plain[name].isoformat("minutes")
        return {
            **plain,
            "days": sorted(self.days),
            "ladders": {ladder.value: rungs_to_json(rungs) for ladder, rungs in self.ladders},
            "pace": {priority.value: str(factor) for priority, factor in self.pace},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Settings out of what is stored; missing keys are defaults, unknown ones are left aside."""
        known = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        for name in ("digest", "quiet_from", "quiet_to"):
            if known.get(name) is not None:
                known[name] = time.fromisoformat(known[name])
        if "days" in known:
            known["days"] = frozenset(known["days"])
        if "ladders" in known:
            known["ladders"] = tuple(
                (
                    ladder,
                    rungs_from_json(known["ladders"][ladder]) if ladder in known["ladders"] else default,
                )
                for ladder, default in DEFAULT_LADDERS.items()
            )
        if "pace" in known:
            known["pace"] = tuple(
                (priority, Fraction(known["pace"].get(priority, "1"))) for priority in Priority
            )
        return cls(**known)


EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "timezone": "/settings timezone Europe/Kyiv",
        "digest": "/settings digest 08:30",
        "digest-group": "/settings digest-group on",
        "digest-chart": "/settings digest-chart off",
        "weekly": "/settings weekly mon",
        "quiet": "/settings quiet 21:00-08:00",
        "days": "/settings days mon-fri",
        "signoff": "/settings signoff 1",
        "evidence": "/settings evidence on",
        "language": "/settings language en",
        "scale": "/settings scale politifact",
        "urgent-anytime": "/settings urgent-anytime on",
        "pace": f"/settings pace {factors_in_words(DEFAULT_FACTORS)}",
        **{
            ladder: f"/settings {ladder} {in_words(ladder, rungs)}"
            for ladder, rungs in DEFAULT_LADDERS.items()
        },
    }
)
"""Every setting by name, with an example of how to give it."""
REMINDING = ("quiet", "days", "urgent-anytime", "pace", *Ladder)
"""The settings that decide about reminders."""
DIGESTING = ("digest", "digest-group", "digest-chart", "weekly")
"""Those that decide about the digest."""


def parse_setting(
    name: str, words: str, languages: Iterable[str] = ("en",), now: "DeskSettings | None" = None
) -> dict[str, Any]:
    """The fields of DeskSettings that `/settings NAME WORDS` changes, with their new values. `now`: what stands
    (one ladder of several is changed).

    Raises UnknownSetting, UnreadableSetting, UnknownZone, QuietAllDay, UnknownLanguage, LadderWithoutEnd or
    LadderTooLong.
    """
    name = name.strip().casefold().replace("_", "-")
    words = " ".join(fold_digits(words).split())
    if name == "language":
        return {"language": _language(words, list(languages))}
    if name in list(Ladder):
        return (now or DeskSettings()).with_ladder(Ladder(name), read_ladder(Ladder(name), words))
    reader = _READERS.get(name)
    if reader is None:
        raise UnknownSetting(name=shortened(name))
    return reader(words)


def shown(settings: DeskSettings) -> list[tuple[str, str]]:
    """Each setting's name and value, in the order and in the words of `/settings NAME VALUE`."""
    quiet = "off"
    if settings.quiet_from is not None and settings.quiet_to is not None:
        quiet = f"{settings.quiet_from:%H:%M}-{settings.quiet_to:%H:%M}"
    values = {
        "timezone": settings.timezone,
        "digest": f"{settings.digest:%H:%M}",
        "digest-group": "on" if settings.digest_to_group else "off",
        "digest-chart": "on" if settings.digest_chart else "off",
        "weekly": "off" if settings.weekly is None else WEEK[settings.weekly],
        "quiet": quiet,
        "days": _days_in_words(settings.days),
        "signoff": str(settings.signoff),
        "evidence": "on" if settings.evidence else "off",
        "language": settings.language,
        "scale": settings.scale,
        "urgent-anytime": "on" if settings.urgent_anytime else "off",
        "pace": factors_in_words(settings.pace),
        **{ladder.value: in_words(ladder, rungs) for ladder, rungs in settings.ladders},
    }
    return [(name, values[name]) for name in EXAMPLES]


def find_zone(words: str) -> str:
    """The key of a time zone from its key or its city, in any case: `Europe/Kyiv`, `kyiv`, `new york`.

    Raises UnknownZone, also for `GMT+3`: the zones of that name count westward, against all habit. What
    zones there are is what Python's own database holds.
    """
    wanted = "_".join(words.casefold().split())
    keys = sorted(key for key in available_timezones() if not key.startswith(_NO_ZONES))
    found = [key for key in keys if key.casefold() == wanted]
    found += [key for key in keys if "/" in key and key.casefold().rsplit("/")[-1] == wanted]
    if not wanted or not found:
        raise UnknownZone(words=shortened(words))
    return found[0]


def _timezone(words: str) -> dict[str, Any]:
    return {"timezone": find_zone(words)}


def _digest(words: str) -> dict[str, Any]:
    return {"digest": _time("digest", words, EXAMPLES["digest"])}


def _digest_group(words: str) -> dict[str, Any]:
    return {"digest_to_group": switch("digest-group", words)}


def _digest_chart(words: str) -> dict[str, Any]:
    return {"digest_chart": switch("digest-chart", words)}


def _weekly(words: str) -> dict[str, Any]:
    if words.casefold() in OFF:
        return {"weekly": None}
    day = _weekday(words.casefold())
    if day is None:
        raise UnreadableSetting(words=shortened(words), name="weekly", example=EXAMPLES["weekly"])
    return {"weekly": day}


def _quiet(words: str) -> dict[str, Any]:
    if words.casefold() in OFF:
        return {"quiet_from": None, "quiet_to": None}
    start, end = read_hours("quiet", words, EXAMPLES["quiet"])
    return {"quiet_from": start, "quiet_to": end}


def read_hours(name: str, words: str, example: str) -> tuple[time, time]:
    """The two ends of quiet hours: `21:00-08:00`. Raises UnreadableSetting, and QuietAllDay where less than an
    hour of the day would be left."""
    parts = re.split(r"\s*(?:[-–—−]|\bto\b)\s*", words)
    if len(parts) != 2:
        raise UnreadableSetting(words=shortened(words), name=name, example=example)
    start, end = (
        time(0) if re.fullmatch(r"24([:.]00)?", part) else _time(name, part, example, words) for part in parts
    )
    open_for = (start.hour * 60 + start.minute - end.hour * 60 - end.minute) % (24 * 60)
    if open_for < _LEAST_OPEN:
        raise QuietAllDay(example=example)
    return start, end


_LEAST_OPEN = 60
"""Minutes of a day on which somebody may be disturbed, at least."""


def _days(words: str) -> dict[str, Any]:
    days: set[int] = set()
    for part in re.split(r"[\s,;]+", re.sub(r"\s*[-–—−]\s*", "-", words.casefold())):
        if part in _SPANS:
            days |= _SPANS[part]
            continue
        named = part.split("-")
        ends = [day for day in map(_weekday, named) if day is not None]
        if len(ends) != len(named) or len(ends) > 2:
            raise UnreadableSetting(words=shortened(words), name="days", example=EXAMPLES["days"])
        first, last = ends[0], ends[-1]
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return {"days": frozenset(days)}


def _signoff(words: str) -> dict[str, Any]:
    if words not in ("0", "1", "2"):
        raise UnreadableSetting(words=shortened(words), name="signoff", example="0, 1 or 2")
    return {"signoff": int(words)}


def _evidence(words: str) -> dict[str, Any]:
    return {"evidence": switch("evidence", words)}


def _urgent_anytime(words: str) -> dict[str, Any]:
    return {"urgent_anytime": switch("urgent-anytime", words)}


def _pace(words: str) -> dict[str, Any]:
    return {"pace": read_factors(words)}


def _scale(words: str) -> dict[str, Any]:
    if words.casefold() not in SCALES:
        raise UnreadableSetting(words=shortened(words), name="scale", example=", ".join(SCALES))
    return {"scale": words.casefold()}


def _language(words: str, languages: list[str]) -> str:
    if words.casefold() not in languages:
        raise UnknownLanguage(words=shortened(words), languages=", ".join(languages))
    return words.casefold()


_READERS: Mapping[str, Callable[[str], dict[str, Any]]] = MappingProxyType(
    {
        "timezone": _timezone,
        "digest": _digest,
        "digest-group": _digest_group,
        "digest-chart": _digest_chart,
        "weekly": _weekly,
        "quiet": _quiet,
        "days": _days,
        "signoff": _signoff,
        "evidence": _evidence,
        "scale": _scale,
        "urgent-anytime": _urgent_anytime,
        "pace": _pace,
    }
)

ON = frozenset({"on", "yes", "true", "1"})
OFF = frozenset({"off", "no", "none", "false", "0"})
_SPANS = MappingProxyType(
    {"all": EVERY_DAY, "daily": EVERY_DAY, "everyday": EVERY_DAY, "weekdays": frozenset(range(5))}
)
_NO_ZONES = ("Etc/G", "Factory", "localtime", "posix", "right")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)


def _time(name: str, words: str, example: str, whole: str = "") -> time:
    """A time of day: 8, 8:30, 08.30, 8:30 pm."""
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


def switch(name: str, words: str) -> bool:
    """On or off. Raises UnreadableSetting."""
    if words.casefold() not in ON | OFF:
        raise UnreadableSetting(words=shortened(words), name=name, example=f"{name} on, {name} off")
    return words.casefold() in ON


def _weekday(word: str) -> int | None:
    """The day that `word` begins or is: mon, Monday, tues."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return next((day for day, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _days_in_words(days: frozenset[int]) -> str:
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
