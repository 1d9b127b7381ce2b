"""A desk's settings: typed, with defaults, stored as plain JSON. How people write them: `typed_settings.py`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import time
from fractions import Fraction
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.rules.ladders import (
    DEFAULT_FACTORS,
    DEFAULT_LADDERS,
    Factors,
    Ladder,
    Rungs,
    rungs_from_json,
    rungs_to_json,
)
from bot.rules.policies import Policy, policy_of
from bot.rules.quiet import QuietHours
from bot.rules.values import EVERY_DAY
from storage.vocabulary import Priority

OWN = "own"
"""A scale that the desk has edited itself."""


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
        """These settings with these fields changed."""
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
