"""Comparing claims: the same words, likely the same statement, or different; why, and what differs all the same.

Words count by their rarity where the caller knows it; figures are compared by value and unit, dates by what they
name, not by their spelling.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp
from typing import NamedTuple

from bot.rules.differences import (
    Difference,
    Particulars,
    dates_contradict,
    differences,
    particulars,
)
from bot.rules.likelihood import (
    DATES_DIFFER,
    INTERCEPT,
    LIKELIHOOD,
    LIKELY_FROM,
    LONGEST_LEAD,
    NEARLY_ALL,
)
from bot.rules.resemblance import Rarity, Weighed, measures, nearness, tells_nothing, traits
from bot.rules.scripts import agreed
from storage.words import claim_words, fold_digits, normalise, words

_LONGEST = 4000
"""Characters of each text that are compared closely; equality is judged on the whole."""
_LOOKED_INTO = 3
"""Of many claims so many, those whose words fit best, are read for dates."""
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
        return cls(text, tuple(claim_words(text[:_LONGEST], language)))

    def as_new(self, rarity: Rarity) -> Weighed:
        """What others are compared with, sentence by sentence too."""
        told = [
            sentence for part in _SENTENCE_END.split(self.text[:_LONGEST]) if (sentence := claim_words(part))
        ]
        known = [[stem for stem in sentence if stem in self.stems] for sentence in told]
        return Weighed(self.stems, rarity, known if len(known) > 1 else [self.stems])

    def as_other(self, rarity: Rarity) -> Weighed:
        """What a new claim is compared with."""
        return Weighed(self.stems[:_LONGEST], rarity)


_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+|\n")


def compare(
    a: str, b: str, *, rarity: Rarity | None = None, language: str | None = None, lead: float = LONGEST_LEAD
) -> Likeness:
    """How alike two claims are, whichever comes first. Claims whose figures, dates or negation differ never have the
    "same words", and are only likely the same with that difference named."""
    one, other, rarity = Told.of(a, language), Told.of(b, language), rarity or Rarity()
    there, back = _compared(one, [other], rarity)[0], _compared(other, [one], rarity)[0]
    odds = (there.odds(lead) + back.odds(lead)) / 2
    return _told(one, other, _kind(one, other, odds, rarity), odds)


@dataclass(frozen=True, slots=True)
class Judged:
    """Several claims compared with a new one."""

    places: tuple[int, ...]
    """The nearest first."""
    likeness: Likeness | None
    """What the nearest is to the new one; None where there is nothing to compare."""

    @property
    def kind(self) -> Kind:
        """How alike the nearest is."""
        return self.likeness.kind if self.likeness is not None else Kind.DIFFERENT


def judge(new: Told, others: Sequence[Told], rarity: Rarity) -> Judged:
    """The order in which the others come near to what `new` states, and whether the nearest states the same."""
    compared = _compared(new, others, rarity)
    if not compared:
        return Judged((), None)
    best = compared[0]
    lead = best.nearness - compared[1].nearness if len(compared) > 1 else LONGEST_LEAD
    other, odds = others[best.place], best.odds(lead)
    likeness = _told(new, other, _kind(new, other, odds, rarity), odds)
    return Judged(tuple(one.place for one in compared), likeness)


def rank(new: Told, others: Sequence[Told], rarity: Rarity) -> list[tuple[int, float]]:
    """Places in `others` and how near each comes to what `new` states, the nearest first."""
    return [(one.place, one.nearness) for one in _compared(new, others, rarity)]


def best_of(new: Told, others: Sequence[Told], rarity: Rarity) -> tuple[int, Likeness] | None:
    """The one of `others` that is the same or likely the same, and its place there; None where none is."""
    judged = judge(new, others, rarity)
    if judged.likeness is None or judged.kind is Kind.DIFFERENT:
        return None
    return judged.places[0], judged.likeness


def judge_across(new: Told, others: Sequence[Told]) -> Judged:
    """The same for claims in another script than the new one's, of which only those are told that agree in enough:
    those that agree in most first, of equals the earlier place."""
    found = [len(agreed(new.text[:_LONGEST], other.text[:_LONGEST])) for other in others]
    places = sorted((place for place, agree in enumerate(found) if agree), key=lambda place: -found[place])
    return Judged(tuple(places), _told(new, others[places[0]], Kind.LIKELY, 0.0) if places else None)


class _Compared(NamedTuple):
    """One of several claims, compared with a new one."""

    place: int
    nearness: float
    traits: tuple[float, ...]

    def odds(self, lead: float) -> float:
        """Log odds that both state the same, above what is called likely."""
        values = (self.nearness, min(lead, LONGEST_LEAD), *self.traits)
        weighed = sum(weight * value for weight, value in zip(LIKELIHOOD.values(), values, strict=True))
        return INTERCEPT + weighed - LIKELY_FROM


def _compared(new: Told, others: Sequence[Told], rarity: Rarity) -> list[_Compared]:
    """The nearest first; of equals the earlier place."""
    mine = new.as_new(rarity)
    found = []
    for place, told in enumerate(others):
        theirs = told.as_other(rarity)
        values = measures(mine, theirs)
        found.append(_Compared(place, nearness(values), traits(mine, theirs, values)))
    found.sort(key=lambda one: -one.nearness)
    said = particulars(new.text[:_LONGEST])
    if not said.dates:
        return found
    close = []
    for one in found[:_LOOKED_INTO]:
        apart = dates_contradict(said, particulars(others[one.place].text[:_LONGEST]))
        close.append(one._replace(nearness=one.nearness + DATES_DIFFER * apart))
    return sorted(close, key=lambda one: -one.nearness) + found[_LOOKED_INTO:]


def _shares(one: Told, other: Told, rarity: Rarity) -> float:
    """The worth of the words that both have, out of all; without figures, which are judged by themselves."""
    mine, theirs = Counter(_wordy(one.stems)), Counter(_wordy(other.stems))
    every = sum(rarity.worth(stem) * n for stem, n in sorted((mine + theirs).items()))
    shared = sum(rarity.worth(stem) * n for stem, n in sorted((mine & theirs).items()))
    return 2 * shared / every if every and len(mine & theirs) > 1 else 0.0


def _wordy(stems: Sequence[str]) -> list[str]:
    return [stem for stem in stems if not stem[0].isdecimal()]


def _kind(one: Told, other: Told, odds: float, rarity: Rarity) -> Kind:
    if one.text == other.text or (_key(one.text) and _key(one.text) == _key(other.text)):
        return Kind.SAME_WORDS
    if max(len(one.text), len(other.text)) <= _LONGEST and _but_for_spelling_of_figures(one.text, other.text):
        return Kind.SAME_WORDS
    if odds >= 0 or _shares(one, other, rarity) >= NEARLY_ALL:
        return Kind.LIKELY
    return Kind.LIKELY if agreed(one.text[:_LONGEST], other.text[:_LONGEST]) else Kind.DIFFERENT


def _told(one: Told, other: Told, kind: Kind, odds: float) -> Likeness:
    if kind is Kind.SAME_WORDS:
        return Likeness(kind, 1.0, (), ())
    mine, theirs = particulars(one.text[:_LONGEST]), particulars(other.text[:_LONGEST])
    shared = agreed(one.text[:_LONGEST], other.text[:_LONGEST]) or _shared(one, other, mine, theirs)
    return Likeness(kind, _from_0_to_1(odds), shared[:_MOST_SHARED], differences(mine, theirs))


def _but_for_spelling_of_figures(one: str, other: str) -> bool:
    """Whether two texts whose words differ have the same ones, once their figures are written in one way."""
    mine, theirs = particulars(one), particulars(other)
    if not mine.figures or not theirs.figures or differences(mine, theirs):
        return False
    return _bare(one) != "" and _bare(one) == _bare(other)


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
    return tuple(dict.fromkeys([*figures, *longest]))


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
