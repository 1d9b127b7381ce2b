"""A long text that Telegram's apps split into several messages: which messages belong together, and as what.

Apps split at 4,096 UTF-16 code units, or at the last line or space before, and blanks at the cut are lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

WITHIN = timedelta(seconds=3)
"""Messages further apart are texts of their own."""

SPLIT_FROM = 3900
"""A message that was cut off is at least this long."""

_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a person, as far as joining asks: its id, text and the moment Telegram gives it."""

    message_id: int
    text: str
    sent_at: datetime


def may_continue(text: str) -> bool:
    """Whether a message of this text may have been cut off."""
    return length(text) >= SPLIT_FROM


def continues(earlier: Part, later: Part) -> bool:
    """Whether the later message goes on where the earlier was cut off."""
    return may_continue(earlier.text) and abs(later.sent_at - earlier.sent_at) <= WITHIN


def run_with(parts: Sequence[Part], message_id: int) -> list[Part]:
    """The messages that make one text with this one, in the order they were sent."""
    runs: list[list[Part]] = []
    for part in sorted(parts, key=lambda part: part.message_id):
        if runs and continues(runs[-1][-1], part):
            runs[-1].append(part)
        else:
            runs.append([part])
    return next((run for run in runs if any(part.message_id == message_id for part in run)), [])


def joined(texts: Sequence[str]) -> str:
    """One text again."""
    whole = texts[0] if texts else ""
    for before, text in pairwise(texts):
        whole += _glue(before, text) + text
    return whole


def _glue(before: str, after: str) -> str:
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    if length(before) >= _LIMIT and before[-1].isalnum() and after[0].isalnum():
        # Cut at the limit itself, in the middle of a word; a cut at a blank leaves a shorter message.
        return ""
    return "\n" if before[-1] in '.!?…"”»)؟' else " "


def length(text: str) -> int:
    """As Telegram counts: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)
