"""What a text is about: how much each of its sentences speaks of what the others speak of too.

Counts words only, so it needs no list and serves every language; names and nouns that an article keeps coming back
to weigh most.
"""

import math
from collections import Counter
from collections.abc import Sequence

from storage.words import words

FEWEST = 5
"""Sentences; a shorter text has no topic to hold a sentence against."""

_SHORTEST = 3
"""Letters; shorter words are nearly all grammar."""

_DAMPING = 3
"""Added to a sentence's count of words, so that one of two words is not the most telling of all."""


def topicality(sentences: Sequence[str], idle: frozenset[str] = frozenset()) -> list[float]:
    """For each sentence from 0 to 1 how much it speaks of what the text is about; without the words in `idle`.

    The mean logarithm of how many sentences hold each of its words, as a share of the highest in the text.
    """
    if len(sentences) < FEWEST:
        return [0.0] * len(sentences)
    small = {stem for word in idle for stem in words(word)}
    bags = [_matter(sentence, small) for sentence in sentences]
    holding = Counter(word for bag in bags for word in bag)
    weights = {word: math.log(count) for word, count in holding.items()}
    means = [sum(weights[word] for word in bag) / (len(bag) + _DAMPING) for bag in bags]
    highest = max(means) or 1.0
    return [mean / highest for mean in means]


def _matter(sentence: str, small: set[str]) -> set[str]:
    return {
        word
        for word in words(sentence)
        if len(word) >= _SHORTEST and word not in small and not word[0].isdigit()
    }
