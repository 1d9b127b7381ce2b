"""Comparing claims: the same words, likely the same statement, or different; why, and what differs all the same.

Words count by their rarity where the caller knows it; figures are compared by value and unit, dates by what they
name, not by their spelling.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp

from bot.rules.differences import (
    Difference,
    Particulars,
    contradict,
    dates_contradict,
    differences,
    particulars,
)
from bot.rules.resemblance import Rarity, Weighed, score, tells_nothing
from storage.words import fold_digits, normalise, words

LIKELY_FROM = 0.9
"""Log odds from which two claims are likely the same, the lead over the next best counted in (`LEAD_COUNTS`).
Chosen for a precision of 0.90 on the English development set: docs/performance.md."""

DESPITE = 1.0
"""So much more is needed where figures, dates or negation contradict each other."""

NEARLY_ALL = 0.8
"""Two claims that share so much of the worth of all their words are likely the same, whatever else."""

LEAD_COUNTS, LONGEST_LEAD = 0.5, 4.0
"""Of many claims one alone that fits is more likely the twin than one of several that fit as well."""

PARTICULARS = {"figures differ": -0.59, "a year in common": 0.67, "dates differ": -0.61}
"""What these add to the log odds."""

_LONGEST = 4000
"""Characters of each text that are compared closely; equality is judged on the whole."""
_LOOKED_INTO = 6
"""Of many claims so many, those whose words fit best, are read for figures and dates."""
_MOST_SHARED = 5


class Kind(StrEnum):
    """How alike two claims are."""

    SAME_WORDS = "same words"
    LIKELY = "likely the same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What came of a comparison. `score`, from 0 to 1, is how sure it is; `shared` are telling words and figures of
    the first claim, in its own letters, that the other has as well; `differences` must be named to people."""

    kind: Kind
    score: float
    shared: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A claim's text, and its stems as the search index keeps them."""

    text: str
    stems: tuple[str, ...]

    @classmethod
    def of(cls, text: str, language: str | None = None) -> "Told":
        """Reads the stems from the text."""
        return cls(text, tuple(words(text[:_LONGEST], language)))


def compare(
    a: str, b: str, *, rarity: Rarity | None = None, language: str | None = None, lead: float = 0.0
) -> Likeness:
    """How alike two claims are. Claims whose figures, dates or negation differ never have the "same words", and are
    only likely the same with that difference named."""
    one, other = Told.of(a, language), Told.of(b, language)
    return _judge(one, other, _odds(one, other, rarity or Rarity()), lead)


def rank(new: Told, others: Sequence[Told], rarity: Rarity) -> list[tuple[int, float]]:
    """Places in `others` and the log odds that each states the same as `new`, the best first."""
    mine = Weighed(new.stems, rarity)
    found = [
        (place, score(mine, Weighed(other.stems[:_LONGEST], rarity))) for place, other in enumerate(others)
    ]
    found.sort(key=lambda one: -one[1])
    close = [(place, odds + _by_particulars(new, others[place])) for place, odds in found[:_LOOKED_INTO]]
    close.sort(key=lambda one: -one[1])
    return close + found[_LOOKED_INTO:]


def best_of(new: Told, others: Sequence[Told], rarity: Rarity) -> tuple[int, Likeness] | None:
    """The one of `others` that is the same or likely the same, and its place there; None where none is."""
    ranked = rank(new, others, rarity)
    if not ranked:
        return None
    place, odds = ranked[0]
    lead = min(odds - ranked[1][1], LONGEST_LEAD) if len(ranked) > 1 else LONGEST_LEAD
    likeness = _judge(new, others[place], (odds, _shares(new, others[place], rarity)), lead)
    return (place, likeness) if likeness.kind is not Kind.DIFFERENT else None


def _odds(one: Told, other: Told, rarity: Rarity) -> tuple[float, float]:
    odds = score(Weighed(one.stems, rarity), Weighed(other.stems, rarity)) + _by_particulars(one, other)
    return odds, _shares(one, other, rarity)


def _shares(one: Told, other: Told, rarity: Rarity) -> float:
    """The worth of the words that both have, out of all; without figures, which are judged by themselves."""
    mine, theirs = Counter(_wordy(one.stems)), Counter(_wordy(other.stems))
    every = sum(rarity.worth(stem) * n for stem, n in sorted((mine + theirs).items()))
    shared = sum(rarity.worth(stem) * n for stem, n in sorted((mine & theirs).items()))
    return 2 * shared / every if every and len(mine & theirs) > 1 else 0.0


def _wordy(stems: Sequence[str]) -> list[str]:
    return [stem for stem in stems if not stem[0].isdecimal()]


def _judge(one: Told, other: Told, found: tuple[float, float], lead: float) -> Likeness:
    odds, shares = found
    if one.text == other.text or (_key(one.text) and _key(one.text) == _key(other.text)):
        return Likeness(Kind.SAME_WORDS, 1.0, (), ())
    mine, theirs = particulars(one.text[:_LONGEST]), particulars(other.text[:_LONGEST])
    apart = differences(mine, theirs)
    whole = max(len(one.text), len(other.text)) <= _LONGEST
    if whole and not apart and _bare(one.text) and _bare(one.text) == _bare(other.text):
        return Likeness(Kind.SAME_WORDS, 1.0, (), ())
    odds += LEAD_COUNTS * lead - LIKELY_FROM - (DESPITE if contradict(mine, theirs) else 0)
    likely = odds >= 0 or shares >= NEARLY_ALL
    kind = Kind.LIKELY if likely else Kind.DIFFERENT
    return Likeness(kind, _from_0_to_1(odds), _shared(one, other, mine, theirs), apart)


def _by_particulars(one: Told, other: Told) -> float:
    mine, theirs = particulars(one.text[:_LONGEST]), particulars(other.text[:_LONGEST])
    return sum(
        weight * applies
        for weight, applies in zip(PARTICULARS.values(), particular_measures(mine, theirs), strict=True)
    )


def particular_measures(mine: Particulars, theirs: Particulars) -> tuple[bool, bool, bool]:
    """Whether each line of `PARTICULARS` applies."""
    return (
        bool(mine.values and theirs.values and not mine.values & theirs.values),
        bool(mine.of("year") & theirs.of("year")),
        dates_contradict(mine, theirs),
    )


def _shared(one: Told, other: Told, mine: Particulars, theirs: Particulars) -> tuple[str, ...]:
    """Figures first, then words, the longest first: without a desk's counts length tells most."""
    figures = [mine.said[figure] for figure in mine.figures if figure.value in theirs.values]
    telling = {stem for stem in set(one.stems) & set(other.stems) if not tells_nothing(stem)}
    spelt: dict[str, str] = {}
    for word in one.text[:_LONGEST].split():
        word = word.strip("\"'«»“”„().,:;!?…،؛؟")
        stems = words(word)
        if len(stems) == 1 and stems[0] in telling and not stems[0][0].isdecimal():
            spelt.setdefault(stems[0], word)
    longest = sorted(spelt.values(), key=lambda word: (-len(word), word))
    return tuple(dict.fromkeys([*figures, *longest]))[:_MOST_SHARED]


_key = lru_cache(maxsize=512)(normalise)


@lru_cache(maxsize=512)
def _bare(text: str) -> str:
    """Normalised, with every figure as bare digits and its unit's sign: "40 thousand" and "٤٠٬٠٠٠" as "40000"."""
    parts: list[str] = []
    at = 0
    for figure in particulars(text).figures:
        if figure.start >= at:
            parts += [text[at : figure.start].rstrip("$€£₴₽"), f" {figure.value:f} {figure.unit} "]
            at = figure.until
    return normalise(fold_digits("".join([*parts, text[at:]])))


def _from_0_to_1(odds: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))
