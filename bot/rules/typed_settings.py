"""A desk's settings as people write and read them: one table for `/settings NAME VALUE`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.rules.arguments import shortened
from bot.rules.ladders import (
    DEFAULT_FACTORS,
    DEFAULT_LADDERS,
    Ladder,
    factors_in_words,
    in_words,
    read_factors,
    read_ladder,
)
from bot.rules.refusals.settings import UnknownLanguage, UnknownSetting, UnreadableSetting
from bot.rules.settings import DeskSettings
from bot.rules.values import (
    OFF,
    WEEK,
    days_in_words,
    read_days,
    read_hours,
    read_switch,
    read_time,
    read_weekday,
)
from bot.rules.zones import find_zone
from storage.vocabulary import SCALES
from storage.words import fold_digits

Changes = dict[str, Any]
"""Fields of DeskSettings with their new values."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed as a setting's value, and what that is read against."""

    name: str
    words: str
    languages: tuple[str, ...]
    """Those that the bot speaks."""
    now: DeskSettings
    """What stands: one ladder of several is changed."""

    @property
    def low(self) -> str:
        """The words in lower case."""
        return self.words.casefold()

    def unreadable(self, example: str = "") -> UnreadableSetting:
        """The words say nothing that this setting can be."""
        return UnreadableSetting(
            words=shortened(self.words), name=self.name, example=example or EXAMPLES[self.name]
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    example: str
    read: Callable[[Asked], Changes]
    shown: Callable[[DeskSettings], str]
    """The value in the words in which it is typed."""


def parse_setting(
    name: str, words: str, languages: Iterable[str] = ("en",), now: DeskSettings | None = None
) -> Changes:
    """The fields of DeskSettings that `/settings NAME WORDS` changes, with their new values. `now`: what stands
    (one ladder of several is changed).

    Raises UnknownSetting, UnreadableSetting, UnknownZone, QuietAllDay, UnknownLanguage, LadderWithoutEnd or
    LadderTooLong.
    """
    name = name.strip().casefold().replace("_", "-")
    if name not in _SETTINGS:
        raise UnknownSetting(name=shortened(name))
    words = " ".join(fold_digits(words).split())
    return _SETTINGS[name].read(Asked(name, words, tuple(languages), now or DeskSettings()))


def shown(settings: DeskSettings) -> list[tuple[str, str]]:
    """Each setting's name and value, in the order and in the words of `/settings NAME VALUE`."""
    return [(name, setting.shown(settings)) for name, setting in _SETTINGS.items()]


def _weekly(asked: Asked) -> Changes:
    if asked.low in OFF:
        return {"weekly": None}
    day = read_weekday(asked.low)
    if day is None:
        raise asked.unreadable()
    return {"weekly": day}


def _quiet(asked: Asked) -> Changes:
    if asked.low in OFF:
        return {"quiet_from": None, "quiet_to": None}
    start, end = read_hours(asked.name, asked.words, EXAMPLES[asked.name])
    return {"quiet_from": start, "quiet_to": end}


def _quiet_in_words(settings: DeskSettings) -> str:
    if settings.quiet_from is None or settings.quiet_to is None:
        return "off"
    return f"{settings.quiet_from:%H:%M}-{settings.quiet_to:%H:%M}"


def _signoff(asked: Asked) -> Changes:
    if asked.words not in ("0", "1", "2"):
        raise asked.unreadable("0, 1 or 2")
    return {"signoff": int(asked.words)}


def _language(asked: Asked) -> Changes:
    if asked.low not in asked.languages:
        raise UnknownLanguage(words=shortened(asked.words), languages=", ".join(asked.languages))
    return {"language": asked.low}


def _scale(asked: Asked) -> Changes:
    if asked.low not in SCALES:
        raise asked.unreadable(", ".join(SCALES))
    return {"scale": asked.low}


def _switch(field: str, example: str) -> Setting:
    return Setting(
        example,
        lambda asked: {field: read_switch(asked.name, asked.words)},
        lambda settings: "on" if getattr(settings, field) else "off",
    )


def _ladder(ladder: Ladder) -> Setting:
    return Setting(
        in_words(ladder, DEFAULT_LADDERS[ladder]),
        lambda asked: asked.now.with_ladder(ladder, read_ladder(ladder, asked.words)),
        lambda settings: in_words(ladder, dict(settings.ladders)[ladder]),
    )


_SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "timezone": Setting(
            "Europe/Kyiv",
            lambda asked: {"timezone": find_zone(asked.words)},
            lambda settings: settings.timezone,
        ),
        "digest": Setting(
            "08:30",
            lambda asked: {"digest": read_time(asked.name, asked.words, EXAMPLES[asked.name])},
            lambda settings: f"{settings.digest:%H:%M}",
        ),
        "digest-group": _switch("digest_to_group", "on"),
        "digest-chart": _switch("digest_chart", "off"),
        "weekly": Setting(
            "mon", _weekly, lambda settings: "off" if settings.weekly is None else WEEK[settings.weekly]
        ),
        "quiet": Setting("21:00-08:00", _quiet, _quiet_in_words),
        "days": Setting(
            "mon-fri",
            lambda asked: {"days": read_days(asked.name, asked.words, EXAMPLES[asked.name])},
            lambda settings: days_in_words(settings.days),
        ),
        "signoff": Setting("1", _signoff, lambda settings: str(settings.signoff)),
        "evidence": _switch("evidence", "on"),
        "language": Setting("en", _language, lambda settings: settings.language),
        "scale": Setting("politifact", _scale, lambda settings: settings.scale),
        "urgent-anytime": _switch("urgent_anytime", "on"),
        "pace": Setting(
            factors_in_words(DEFAULT_FACTORS),
            lambda asked: {"pace": read_factors(asked.words)},
            lambda settings: factors_in_words(settings.pace),
        ),
        **{ladder.value: _ladder(ladder) for ladder in DEFAULT_LADDERS},
    }
)
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {name: f"/settings {name} {setting.example}" for name, setting in _SETTINGS.items()}
)
"""Every setting by name, with an example of how to give it."""
REMINDING = ("quiet", "days", "urgent-anytime", "pace", *Ladder)
"""The settings that decide about reminders."""
DIGESTING = ("digest", "digest-group", "digest-chart", "weekly")
"""Those that decide about the digest."""
