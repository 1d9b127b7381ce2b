"""How much two claims resemble each other by their words: measures from 0 up, and what each of them weighs.

Everything here works on stems (`storage.words.words`), which the search index keeps, so that comparing a new claim
with many costs little. The weights come from a logistic regression (tests/benchmarks/quality/tune_twins.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from bot.rules.wordings import wordings

WEIGHTS = {
    "shorter": 5.46,
    "longer": -11.89,
    "cosine": 10.74,
    "rarest": 7.49,
    "shared": 17.82,
    "alike": 14.98,
    "letters": 4.39,
    "pairs": -2.58,
    "order": 2.02,
    "ranked": 5.39,
    "ranked_share": -1.95,
    "lengths": 2.24,
}
INTERCEPT = -19.44

_IMAGINED = 60
"""Claims that every desk is taken to have had before its first: a rarity among ten claims tells little."""
_IMAGINED_COMMON = 24
"""In so many of those stands each of the words that tell nothing."""
_ALIKE = 0.85
"""Jaro–Winkler similarity from which two words may be forms of one."""
_TURNED, _LENGTH_COUNTS, _USUAL = 1.2, 0.75, 14.0
"""BM25's k1 and b (Robertson, Zaragoza 2009), and the words of a usual claim."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of so many texts a stem stands. Without any, words count by whether they tell something at all."""

    texts: int = 0
    counts: Mapping[str, int] | None = None

    def worth(self, stem: str) -> float:
        """From nearly 0 (in every text) to 1 (nowhere else yet)."""
        held = (self.counts or {}).get(stem, 0) + (_IMAGINED_COMMON if tells_nothing(stem) else 0.5)
        every = self.texts + _IMAGINED + 1
        return max(log(every / held), 0.05) / log(every / 0.5)


@lru_cache(maxsize=16_384)
def tells_nothing(stem: str) -> bool:
    """One or two letters, and the words listed as common."""
    return (len(stem) <= 2 and not stem[0].isdecimal()) or stem in wordings().common


class Weighed:
    """A claim's stems with what each is worth."""

    __slots__ = ("count", "joined", "norm", "pairs", "stems", "total", "worth")

    def __init__(self, stems: Sequence[str], rarity: Rarity) -> None:
        self.stems = stems
        self.joined = " ".join(stems)
        self.count = Counter(stems)
        self.worth = {stem: rarity.worth(stem) for stem in self.count}
        self.total = sum(self.worth.values()) or 1.0
        self.norm = (
            sum(((1 + log(n)) * self.worth[stem]) ** 2 for stem, n in self.count.items()) ** 0.5 or 1.0
        )
        self.pairs = set(pairwise(stems))


def measures(one: Weighed, other: Weighed) -> tuple[float, ...]:
    """The measures that `WEIGHTS` names, in its order; the same whichever claim comes first."""
    short, long = sorted((one, other), key=lambda claim: (claim.total, len(claim.stems), *claim.stems))
    common = sorted(short.count.keys() & long.count.keys())
    worth = short.worth
    shared = sum(worth[stem] for stem in common)
    cosine = sum(
        (1 + log(short.count[stem])) * (1 + log(long.count[stem])) * worth[stem] ** 2 for stem in common
    ) / (short.norm * long.norm)
    ranked = _ranked(short, long, common)
    possible = sum(min(worth[a], worth[b]) for a, b in short.pairs)
    paired = sum(min(worth[a], worth[b]) for a, b in sorted(short.pairs & long.pairs))
    return (
        shared / short.total,
        shared / long.total,
        cosine,
        max((worth[stem] for stem in common), default=0.0),
        shared / 10,
        _alike(short, long, set(common)) / short.total,
        fuzz.token_set_ratio(short.joined, long.joined) / 100,
        paired / possible if possible else 0.0,
        _in_order(short.stems, long.stems, set(common)),
        ranked / 10,
        ranked / short.total,
        len(short.count) / (len(long.count) or 1),
    )


def score(one: Weighed, other: Weighed) -> float:
    """Log odds that they state the same, by their words alone."""
    return INTERCEPT + sum(
        weight * value for weight, value in zip(WEIGHTS.values(), measures(one, other), strict=True)
    )


def _ranked(short: Weighed, long: Weighed, common: Sequence[str]) -> float:
    """What BM25 would give the longer claim for the words of the shorter."""
    slack = _TURNED * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * len(long.stems) / _USUAL)
    return sum(
        short.worth[stem] * long.count[stem] * (_TURNED + 1) / (long.count[stem] + slack) for stem in common
    )


def _alike(short: Weighed, long: Weighed, common: set[str]) -> float:
    """The worth of words that the other has in another form or spelling: by their first letters and length."""
    theirs = [stem for stem in long.count if len(stem) > 3 and stem not in common]
    found = 0.0
    for stem in short.count:
        if len(stem) > 3 and stem not in common:
            near = [other for other in theirs if other[0] == stem[0] or other[-2:] == stem[-2:]]
            best = max((JaroWinkler.similarity(stem, other) for other in near), default=0.0)
            found += short.worth[stem] * max(best - _ALIKE, 0) / (1 - _ALIKE)
    return found


def _in_order(one: Sequence[str], other: Sequence[str], common: set[str]) -> float:
    """The share of common words, at most four apart, that stand in the same order in both."""
    mine, theirs = _near([stem for stem in one if stem in common]), _near([s for s in other if s in common])
    return len(mine & theirs) / (min(len(mine), len(theirs)) or 1)


def _near(stems: Sequence[str]) -> set[tuple[str, str]]:
    return {(stem, later) for at, stem in enumerate(stems) for later in stems[at + 1 : at + 5]}
