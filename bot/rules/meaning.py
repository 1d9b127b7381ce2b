"""Two orders of a desk's claims, by their words and by their meaning, made one; and which claim is the likely repeat.

What a model of meanings finds alike stands beside what the words find, and never replaces it: without a model the
order of the words is the only one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.matching import Kind

LATE_RANKS_COUNT = 60
"""The constant of reciprocal rank fusion, as its authors chose it."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A claim whose meaning is near to a new one's."""

    claim_id: int
    cosine: float
    """Between the two vectors, -1 to 1."""
    likely: bool
    """It is so near that both are likely the same: what a newsroom chose for its model."""


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The claim that is the same or likely the same as a new one."""

    claim_id: int
    alike: bool
    """The model calls the two alike, whatever the words say."""


def fused(*orders: Sequence[int]) -> list[int]:
    """One order out of several, the first first: reciprocal rank fusion (Cormack, Clarke, Büttcher: "Reciprocal Rank
    Fusion outperforms Condorcet and Individual Rank Learning Methods", SIGIR 2009), which needs no common measure. A
    claim may be missing from any of them. Of equals that of the earlier order."""
    worth: defaultdict[int, float] = defaultdict(float)
    for order in orders:
        for rank, claim_id in enumerate(order, start=1):
            worth[claim_id] += 1 / (LATE_RANKS_COUNT + rank)
    return sorted(worth, key=lambda claim_id: -worth[claim_id])


def likeliest(by_words: Sequence[int], said: Kind, by_meaning: Sequence[Alike]) -> Likeliest | None:
    """Which claim is the repeat, if any. `by_words` and `by_meaning`: the nearest first; `said`: what the words make of
    their first.

    The same words are the same, whatever a model thinks of them; what the words call likely stays a candidate.
    """
    likely = {one.claim_id for one in by_meaning if one.likely}
    if said is Kind.SAME_WORDS:
        return Likeliest(by_words[0], alike=False)
    for claim_id in fused(by_words, [one.claim_id for one in by_meaning]):
        if claim_id in likely or (said is Kind.LIKELY and claim_id == by_words[0]):
            return Likeliest(claim_id, alike=claim_id in likely)
    return None
