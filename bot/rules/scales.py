"""A desk's own rating scale: ratings are added, renamed and removed one at a time, each a new version."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.rules.arguments import shortened
from bot.rules.refusals.scales import RatingExists, RatingUnreadable, TooFewRatings, TooManyRatings
from bot.rules.refusals.verdicts import RatingUnknown

FEWEST = 2
MOST = 12
"""So many ratings still fit as buttons under one message."""
LONGEST_LABEL = 40

Ratings = tuple[tuple[str, str], ...]
"""Pairs of key and label, from best supported to least."""

OPERATIONS = ("add", "rename", "remove")
_KEY_MOST = 24
_WORDY = re.compile(r"[^\W\d_][\w '’-]*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class ScaleChange:
    """`add Half true`, `rename Mixture: Half true`, `remove Misleading`, as it was typed."""

    operation: str
    rating: str
    label: str = ""
    """The new name."""


def read_change(words: str) -> ScaleChange | None:
    """The change that `/settings scale WORDS` asks for; None for the name of a ready-made scale."""
    operation, _, rest = words.strip().partition(" ")
    operation = operation.casefold()
    if operation not in OPERATIONS or not rest.strip():
        return None
    if operation == "rename":
        rating, _, label = rest.partition(":")
        return ScaleChange(operation, rating.strip(), label.strip())
    return ScaleChange(operation, rest.strip())


def changed(ratings: Ratings, change: ScaleChange, used: Iterable[str] = ()) -> Ratings:
    """The scale after the change. `used`: keys that stood on earlier versions; a new rating gets none of them.

    Raises RatingUnknown, RatingExists, RatingUnreadable, TooFewRatings or TooManyRatings.
    """
    if change.operation == "add":
        if len(ratings) >= MOST:
            raise TooManyRatings(limit=MOST)
        label = _label(change.rating, ratings)
        return (*ratings, (_key(label, {*used, *(key for key, _ in ratings)}), label))
    key = key_of(ratings, change.rating)
    if change.operation == "remove":
        if len(ratings) <= FEWEST:
            raise TooFewRatings(limit=FEWEST)
        return tuple(pair for pair in ratings if pair[0] != key)
    label = _label(change.label, [pair for pair in ratings if pair[0] != key])
    return tuple((known, label if known == key else old) for known, old in ratings)


def key_of(ratings: Ratings, word: str) -> str:
    """The key of the rating that is called so, or has this key. Raises RatingUnknown."""
    wanted = _folded(word)
    for key, label in ratings:
        if wanted in (key, _folded(label)):
            return key
    raise RatingUnknown(word=shortened(word), ratings=", ".join(label for _, label in ratings))


def _label(words: str, others: Sequence[tuple[str, str]]) -> str:
    """A name that can stand at the beginning of a reply: words, no separator among them."""
    label = " ".join(words.split())
    if len(label) > LONGEST_LABEL or not _WORDY.fullmatch(label):
        raise RatingUnreadable(words=shortened(label))
    if any(_folded(label) == _folded(other) for _, other in others):
        raise RatingExists(word=label)
    return label


def _key(label: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", label.casefold())[:_KEY_MOST].strip("_") or "rating"
    key, n = slug, 1
    while key in taken:
        n += 1
        key = f"{slug}_{n}"
    return key


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()
