"""The guided set-up: what is asked of a lead, in which order, and which answers are offered."""

from collections.abc import Mapping
from types import MappingProxyType

STEPS = ("timezone", "language", "digest", "signoff", "quiet")
"""Settings, the one first without which every time is wrong. Each has a default and can be skipped."""

OFFERED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "digest": ("07:00", "08:00", "09:00", "10:00"),
        "signoff": ("0", "1", "2"),
        "quiet": ("20:00-09:00", "21:00-08:00", "22:00-07:00", "off"),
    }
)
"""Answers to press, as `/settings NAME VALUE` reads them. Languages are those there are; a zone is written."""

WRITTEN = ("timezone", "digest", "quiet")
"""What can also be written."""


def steps_of(*, private: bool) -> tuple[str, ...]:
    """The steps of a desk; on a desk of one nobody else could sign off."""
    return tuple(step for step in STEPS if not (private and step == "signoff"))


def after_step(step: str, *, private: bool) -> str | None:
    """The step that follows; None after the last."""
    steps = steps_of(private=private)
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None
