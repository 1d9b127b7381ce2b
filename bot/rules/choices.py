"""What each person chooses for themselves at a desk, apart from what the desk decides."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.quiet import QuietHours
from bot.rules.refusals.settings import UnknownSetting
from bot.rules.values import OFF, read_hours, read_switch
from storage.words import fold_digits

OWN_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "reminders": "/settings reminders off",
        "my-quiet": "/settings my-quiet 22:00-07:00",
    }
)
"""Every choice by name, with an example of how to give it."""


def parse_choice(name: str, words: str) -> dict[str, Any]:
    """The fields of a member that `/settings NAME WORDS` changes, with their new values.

    Raises UnknownSetting, UnreadableSetting or QuietAllDay.
    """
    words = " ".join(fold_digits(words).split())
    match choice_named(name):
        case "reminders":
            return {"reminders": read_switch("reminders", words)}
        case "my-quiet" if words.casefold() in OFF:
            return {"quiet": None}
        case "my-quiet":
            start, end = read_hours("my-quiet", words, OWN_EXAMPLES["my-quiet"])
            return {"quiet": f"{start:%H:%M}-{end:%H:%M}"}
        case _:
            raise UnknownSetting(name=name)


def choice_named(name: str) -> str | None:
    """The choice of this name, in any case; None where it is none."""
    plain = name.strip().casefold().replace("_", "-")
    return plain if plain in OWN_EXAMPLES else None


def own_quiet(quiet: str | None, zone: ZoneInfo) -> QuietHours | None:
    """A member's own quiet hours in the desk's zone; None where they have none."""
    if quiet is None:
        return None
    start, end = (time.fromisoformat(clock) for clock in quiet.split("-"))
    return QuietHours(zone, start, end)
