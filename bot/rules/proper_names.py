"""Names that two texts give: whom or which place each is about, as far as large letters tell.

Only names inside a sentence are known as such; abbreviations are left out, because other texts spell them out. A script
without large letters tells nothing, nor does a heading in which most words are written large.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from bot.rules.said_dates import said_dates
from storage.words import claim_words, words

_WORD = re.compile(r"[^\W\d_]{2,40}(?:[-'’ʼ][^\W\d_]{1,40}){0,4}")
_BEGINS = re.compile(r"(?:^|[.!?…:;«»“”„\"()—–]|\n|\s[-*•])\s{0,4}$")
_ELSEWHERE = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+")
_LOOKED_BACK = 6
_MOST_LARGE = 0.5
"""Names in more than so many of all names and words inside the sentences: a heading."""
_MOST = 20
"""Names of one text that are looked at, the first."""
_ALIKE = 70
"""Of 100: "Kyiv" and "Kiev", "Lukashenko" and "Lukashenka" are one name."""
_SAME_START = 4
"""Letters that two forms of one name have in common: "Одесі", "Одессу"."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the letters of the text, in its order, each once; and the stems of all that it says."""

    told: tuple[str, ...]
    stems: frozenset[str]


@lru_cache(maxsize=512)
def names_of(text: str) -> Names:
    """Read from the text alone."""
    plain = _ELSEWHERE.sub(lambda match: " " * len(match[0]), text)
    dated = {at for date in said_dates(plain) for at in range(date.start, date.end)}
    inside = [
        match
        for match in _WORD.finditer(plain)
        if len(match[0]) > 2
        and match.start() not in dated
        and not _BEGINS.search(plain, max(0, match.start() - _LOOKED_BACK), match.start())
    ]
    large = [match for match in inside if match[0][0].isupper() and not match[0].isupper()]
    told: list[str] = []
    end = -2
    for match in large:
        if told and match.start() == end + 1:
            told[-1] += " " + match[0]
        else:
            told.append(match[0])
        end = match.end()
    if len(told) > 1 and len(told) > _MOST_LARGE * (len(told) + len(inside) - len(large)):
        told = []
    return Names(tuple(dict.fromkeys(told))[:_MOST], frozenset(claim_words(text)))


def names_differ(one: Names, other: Names) -> bool:
    """Both give names, and neither says any of the other's, in whatever form. Names in two scripts are not compared."""
    if not one.told or not other.told or _cyrillic(one.told[0]) != _cyrillic(other.told[0]):
        return False
    return not _says_any(one, other) and not _says_any(other, one)


def _says_any(one: Names, other: Names) -> bool:
    stems = {stem for name in one.told for stem in words(name)}
    return any(_alike(stem, said) for stem in stems for said in other.stems)


def _alike(stem: str, other: str) -> bool:
    start = stem[:_SAME_START]
    return (len(start) == _SAME_START and other.startswith(start)) or fuzz.ratio(stem, other) >= _ALIKE


def _cyrillic(name: str) -> bool:
    return "\u0400" <= name[0] <= "\u04ff"
