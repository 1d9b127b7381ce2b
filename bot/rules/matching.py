"""Comparing two claims: the same words, likely the same statement, or different, and what differs.

Words count by their rarity where the caller knows it; figures are compared by value, not by spelling.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from bot.rules.cuelists import tokens_of
from bot.rules.figures import Figure, calendar, figures, numbers
from storage.words import fold_digits, normalise, words

__all__ = ["DATES", "FIGURES", "NEGATION", "Kind", "Likeness", "compare", "numbers"]

LIKELY_FROM = 0.55
"""The score from which two claims are likely the same: on Russian headlines right four times in five, and four
fifths of all pairs found (tests/benchmarks/quality)."""

LIKELY_DESPITE = 0.65
"""The same where figures, dates or negation contradict each other: what else is said has to agree more."""

_WORDS, _CONTAINED, _LETTERS = 0.55, 0.20, 0.25
"""What the shares of common words, of the shorter claim's words found in the longer, and of letters count."""

_LONGEST = 4000
"""Characters of each text that are compared closely; equality is judged on the whole."""

FIGURES = "not the same figures"
DATES = "not the same dates"
NEGATION = "only one of the two denies it"

_NEGATING = (
    "not no never none nobody nothing neither nor cannot without false fake untrue denied denies deny hoax"
    " не нет ни никогда никто ничего без нельзя ложь фейк опроверг опровергли"
    " ні немає нема ніколи ніхто нічого неправда спростував спростували"
    " لا لم لن ليس ليست ليسوا غير بدون دون عدم نفى نفت كاذب كاذبة"
)
_NEGATIONS = frozenset(_NEGATING.split())


class Kind(StrEnum):
    """How alike two claims are."""

    SAME_WORDS = "same words"
    LIKELY = "likely the same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What came of a comparison. `score` runs from 0 to 1; `differences` are English sentences of this module."""

    kind: Kind
    score: float
    differences: tuple[str, ...]


def compare(
    a: str, b: str, *, weight: Callable[[str], float] | None = None, language: str | None = None
) -> Likeness:
    """How alike two claims are; the same whichever comes first.

    `weight` gives the worth of a word as `storage.words.words` returns it (its rarity, above 0); without it
    short words count little. Claims whose figures or negation differ never have the "same words", and are
    only likely the same with that difference named.
    """
    key = _key(a)
    if a == b or (key and key == _key(b)):
        return Likeness(Kind.SAME_WORDS, 1.0, ())
    a, b = sorted((a[:_LONGEST], b[:_LONGEST]))
    one, other = _read(a, language), _read(b, language)
    differences = _differences(one, other)
    if one.key and one.key == other.key and not differences:
        return Likeness(Kind.SAME_WORDS, 1.0, ())
    score = _score(one, other, weight or _by_length)
    enough = LIKELY_DESPITE if _contradict(one, other) else LIKELY_FROM
    return Likeness(Kind.LIKELY if score >= enough else Kind.DIFFERENT, score, differences)


@dataclass(frozen=True, slots=True)
class _Claim:
    key: str
    """Normalised, with every figure written as bare digits: "40 thousand" and "٤٠٬٠٠٠" as "40000"."""
    values: frozenset[Decimal]
    dates: frozenset[str]
    denies: bool
    words: Counter[str]


_key = lru_cache(maxsize=512)(normalise)


@lru_cache(maxsize=512)
def _read(text: str, language: str | None) -> _Claim:
    """Cached: a new claim is compared with many."""
    found = figures(text)
    key = normalise(_with_bare_digits(text, found))
    return _Claim(
        key,
        frozenset(figure.value for figure in found if not figure.year),
        calendar(text) | {f"year {figure.value}" for figure in found if figure.year},
        sum(_negates(token.word) for token in tokens_of(text)) % 2 == 1,
        Counter(words(key, language)),
    )


def _with_bare_digits(text: str, found: list[Figure]) -> str:
    parts: list[str] = []
    at = 0
    for figure in found:
        if figure.start >= at:
            parts += [text[at : figure.start], f" {figure.value:f} "]
            at = figure.end
    return fold_digits("".join([*parts, text[at:]]))


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _differences(one: _Claim, other: _Claim) -> tuple[str, ...]:
    found = []
    if one.values != other.values:
        found.append(FIGURES)
    if one.dates != other.dates:
        found.append(DATES)
    if one.denies != other.denies:
        found.append(NEGATION)
    return tuple(found)


def _contradict(one: _Claim, other: _Claim) -> bool:
    """Both say something of one kind, and not the same; what only one of them gives is no contradiction."""
    pairs = [
        (one.values, other.values),
        *((_kind(one, name), _kind(other, name)) for name in ("year", "month", "day")),
    ]
    return one.denies != other.denies or any(mine and theirs and mine != theirs for mine, theirs in pairs)


def _kind(claim: _Claim, name: str) -> frozenset[object]:
    return frozenset(date for date in claim.dates if date.startswith(name))


def _score(one: _Claim, other: _Claim, weight: Callable[[str], float]) -> float:
    shared = _worth(one.words & other.words, weight)
    own, foreign = _worth(one.words, weight), _worth(other.words, weight)
    if not own or not foreign:
        return fuzz.ratio(one.key, other.key) / 100
    letters = fuzz.token_sort_ratio(one.key, other.key) / 100
    return min(
        1.0,
        _WORDS * 2 * shared / (own + foreign) + _CONTAINED * shared / min(own, foreign) + _LETTERS * letters,
    )


def _worth(counted: Counter[str], weight: Callable[[str], float]) -> float:
    return sum(weight(word) for word in sorted(counted))


def _by_length(word: str) -> float:
    """A word's worth where nothing is known of its rarity: figures most, little words little."""
    if word[0].isdecimal():
        return 1.2
    return 1.0 if len(word) > 3 else 0.3
