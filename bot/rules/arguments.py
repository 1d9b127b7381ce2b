"""What stands after a command: the number of a claim, and the rest."""

import re

from bot.rules.refusals.claims import NumberMissing, NumberNotUnderstood, NumberTooLarge
from storage.words import fold_digits

LONGEST = 18
"""Digits of the largest number looked up; the database's integers have 64 bits."""

_FIRST = re.compile(r"\s*#?\s*(\S+)\s*")
_SHOWN = 40


def read_number(words: str, example: str) -> tuple[int, str]:
    """The claim number that `words` begin with (`12`, `#12`, `١٢`) and what follows it.

    Raises NumberMissing, NumberNotUnderstood or NumberTooLarge; `example` shows how to write it.
    """
    first = _FIRST.match(words)
    if first is None:
        raise NumberMissing(example=example)
    digits = fold_digits(first[1]).rstrip(".,:;")
    if not digits.isdecimal():
        raise NumberNotUnderstood(word=shortened(first[1]), example=example)
    return to_number(digits), words[first.end() :].strip()


def to_number(digits: str) -> int:
    """The number that these digits write; raises NumberTooLarge for one that no claim can have."""
    if len(digits.lstrip("0")) > LONGEST:
        raise NumberTooLarge
    return int(digits.lstrip("0") or "0")


def shortened(word: str) -> str:
    """A word of the person's, short enough to be quoted in a refusal."""
    return word if len(word) <= _SHOWN else word[: _SHOWN - 1] + "…"
