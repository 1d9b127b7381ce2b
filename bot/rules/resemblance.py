"""How much two claims resemble each other by their words: measures from 0 up.

Everything here works on stems (`storage.words.claim_words`), which the search index keeps, so that comparing a new
claim with many costs little.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from rapidfuzz import fuzz

from bot.rules.likelihood import NEARNESS
from bot.rules.wordings import wordings

SHORTLIST = 10
"""So many claims are compared closely at most: of a hundred twins that the index proposes, 97 are among them."""
ALWAYS, FAR_BEHIND = 3, 0.5
"""After so many, a claim that ranks below this share of the first one's rank is not compared: none was ever nearest."""

_IMAGINED = 60
"""Claims that every desk is taken to have had before its first: a rarity among ten claims tells little."""
_IMAGINED_COMMON = 24
"""In so many of those stands each of the words that tell nothing."""
_TURNED, _LENGTH_COUNTS, _USUAL = 1.2, 0.75, 14
"""BM25's k1 and b (Robertson, Zaragoza 2009), and the words of a usual claim."""
_SENTENCE_COUNTS = 0.3
"""A sentence is measured against its own worth so much, the rest against the whole other claim's."""


class Rarity:
    """In how many of so many texts a stem stands. Without any, words count by whether they tell something at all."""

    __slots__ = ("_counts", "_every", "_worth")

    def __init__(self, texts: int = 0, counts: Mapping[str, int] | None = None) -> None:
        self._every = texts + _IMAGINED + 1
        self._counts = counts or {}
        self._worth: dict[str, float] = {}

    def worth(self, stem: str) -> float:
        """From nearly 0 (in every text) to 1 (nowhere else yet)."""
        return self._worth[stem] if stem in self._worth else self._weigh(stem)

    def worths(self, stems: Iterable[str]) -> dict[str, float]:
        """What each of them is worth."""
        known = self._worth
        return {stem: known[stem] if stem in known else self._weigh(stem) for stem in stems}

    def _weigh(self, stem: str) -> float:
        held = self._counts.get(stem, 0) + (_IMAGINED_COMMON if tells_nothing(stem) else 0.5)
        found = self._worth[stem] = max(log(self._every / held), 0.05) / log(self._every / 0.5)
        return found


@lru_cache(maxsize=4096)
def tells_nothing(stem: str) -> bool:
    """One or two letters, and the words listed as common."""
    return (len(stem) <= 2 and not stem[0].isdecimal()) or stem in wordings().common


def shortlist(new: Sequence[str], others: Sequence[Sequence[str]], rarity: Rarity) -> list[int]:
    """Places of the claims that are worth a close comparison, those that rank first for the new one's stems first; of
    equals the earlier place."""
    worth = rarity.worths(new)
    ranked = [_ranked(worth, other) for other in others]
    first = sorted(range(len(others)), key=lambda place: -ranked[place])[:SHORTLIST]
    return first[:ALWAYS] + [
        place for place in first[ALWAYS:] if ranked[place] >= FAR_BEHIND * ranked[first[0]]
    ]


def _ranked(worth: Mapping[str, float], other: Sequence[str]) -> float:
    """BM25 of a claim for these words."""
    held = [stem for stem in other if stem in worth]
    slack = _TURNED * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * len(other) / _USUAL)
    if len(set(held)) == len(held):
        return sum(map(worth.__getitem__, held)) * (_TURNED + 1) / (1 + slack)
    return sum(worth[stem] * n * (_TURNED + 1) / (n + slack) for stem, n in Counter(held).items())


class Weighed:
    """A claim's stems with what each is worth. `sentences`: the same stems sentence by sentence, which only a new
    claim needs."""

    def __init__(self, stems: Sequence[str], rarity: Rarity, sentences: Sequence[Sequence[str]] = ()) -> None:
        self.stems = stems
        self.count = Counter(stems)
        self.worth = rarity.worths(self.count)
        self.total = sum(self.worth.values()) or 1.0
        self.heavy = {
            stem: self.worth[stem] if n == 1 else (1 + log(n)) * self.worth[stem]
            for stem, n in self.count.items()
        }
        self.norm = sum(value * value for value in self.heavy.values()) ** 0.5 or 1.0
        self.sentences = [
            (told, sum(self.worth[stem] for stem in told)) for told in map(dict.fromkeys, sentences)
        ]

    @cached_property
    def spelt(self) -> str:
        return " ".join(self.stems)

    @cached_property
    def pairs(self) -> dict[tuple[str, str], float]:
        """Each two neighbours, worth the less telling of them."""
        return {(one, other): min(self.worth[one], self.worth[other]) for one, other in pairwise(self.stems)}

    @cached_property
    def letters(self) -> dict[str, float]:
        """Each three letters in a row, worth their share of the words that they stand in."""
        found: dict[str, float] = {}
        for stem, worth in self.worth.items():
            threes = _threes(stem)
            share = worth / len(threes)
            for three in threes:
                found[three] = found.get(three, 0.0) + share
        return found


def measures(new: Weighed, other: Weighed) -> tuple[float, ...]:
    """The measures that `NEARNESS` names, in its order."""
    short, long = (new, other) if new.total <= other.total else (other, new)
    common = [stem for stem in new.count if stem in other.count]
    worths = sorted((new.worth[stem] for stem in common), reverse=True)
    shared = sum(worths)
    pairs, letters = long.pairs, long.letters
    possible = sum(short.pairs.values())
    paired = sum([worth for pair, worth in short.pairs.items() if pair in pairs])
    return (
        _ranked(new.worth, other.stems),
        shared / short.total,
        shared / long.total,
        sum([new.heavy[stem] * other.heavy[stem] for stem in common]) / (new.norm * other.norm),
        sum(worths[:3]),
        sum([min(worth, letters[three]) for three, worth in short.letters.items() if three in letters])
        / short.total,
        fuzz.token_sort_ratio(new.spelt, other.spelt) / 100,
        paired / possible if possible else 0.0,
        max(_by_sentence(new, other), default=0.0),
        _longest_run(new.stems, other.stems) / 5,
    )


def traits(new: Weighed, other: Weighed, values: Sequence[float]) -> tuple[float, ...]:
    """What `LIKELIHOOD` names after nearness and lead, in its order, from the two and their measures."""
    told = dict(zip(NEARNESS, values, strict=True))
    return (
        told["shorter"],
        told["ranked"],
        told["letters"],
        log(1 + len(new.stems)),
        log(1 + len(other.stems)),
    )


def nearness(values: Sequence[float]) -> float:
    """What the measures weigh together; it says which of several is nearer, not whether it is near."""
    return sum(weight * value for weight, value in zip(NEARNESS.values(), values, strict=True))


def _by_sentence(new: Weighed, other: Weighed) -> Iterator[float]:
    """How much of the other claim each sentence of the new one holds: a post may say much else beside it."""
    for told, total in new.sentences:
        shared = sum(new.worth[stem] for stem in told if stem in other.count)
        if shared:
            yield shared / (_SENTENCE_COUNTS * total + (1 - _SENTENCE_COUNTS) * other.total)


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """The most words in a row that stand so in both."""
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(other):
        places.setdefault(stem, []).append(at)
    longest = 0
    ending: dict[int, int] = {}
    for stem in one:
        ending = {at: ending.get(at - 1, 0) + 1 for at in places.get(stem, ())[:_MOST_PLACES]}
        longest = max(longest, *ending.values()) if ending else longest
    return longest


_MOST_PLACES = 20
"""A word that a long claim repeats is looked at in so many of its places: time stays bounded."""


@lru_cache(maxsize=2048)
def _threes(stem: str) -> tuple[str, ...]:
    framed = f"_{stem}_"
    return tuple(framed[at : at + 3] for at in range(len(framed) - 2))
