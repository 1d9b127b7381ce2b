"""A name in the other script: "Kherson" and "Херсон", "Zelensky", "Zelenskyy" and "Зеленский", "Зеленський".

Latin letters are read as the usual romanisations of Ukrainian and Russian write them (the Ukrainian passport table,
the English habit for Russian, and what newspapers mix of both), and two words are one name where the stem is the same.
Where letters may stand for more than one, each is tried, up to a bound. English spellings that keep no letter for
letter ("Trump", "Biden") and translations ("Moscow") are not covered.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

from storage.stems import cyrillic_stem

SHORTEST = 4
"""Letters of a Latin word: shorter ones are too often words of both languages that have nothing in common."""
LONGEST = 32
MOST_READINGS = 16
MOST_BEGINNINGS = 12
BEGINNING = 3
"""Cyrillic letters by which words in Latin letters are looked up."""

_LETTERS = {
    "shch": "щ",
    "iya": "ія",
    "kh": "х",
    "zh": "ж",
    "ch": "ч",
    "sh": "ш",
    "ts": "ц",
    "ck": "к",
    "ph": "ф",
    "ya": "я",
    "ja": "я",
    "ia": "я ія",
    "yu": "ю",
    "ju": "ю",
    "iu": "ю іу",
    "ye": "є",
    "ie": "є іє",
    "yi": "ї иї",
    "yo": "о йо",
    **dict(zip("abvdezijklmnoprstufqw", "абвдезійклмнопрстуфкв", strict=True)),
    "x": "кс",
    "g": "г",
    "h": "г х",
    "c": "к ц",
    "y": "и",
}
"""Latin letters with what they may stand for, the likeliest first; the most letters in a row go together."""

_FIRM = str.maketrans("бдлмнр", "bdlmnr")
_NOT_FIRM = re.compile("[^bdlmnr]+")
_REPEATED = re.compile(r"(.)\1+")

_SPELT = re.compile("|".join(sorted(_LETTERS, key=lambda letters: (-len(letters), letters))))
_AFTER_VOWEL = {"i": "ї й", "y": "й"}
_ADJECTIVE = re.compile(r"(?<=[bcdfghklmnprstvz])(?:[iy]y|[iy]i|ij|y|(?<=sk)i)$")
_VOWELS = "aeiouy"

_ROMAN = {
    "г": "h g",
    "х": "kh h",
    "е": "e ye i ie",
    "и": "y i",
    "й": "y i",
    "к": "k c",
    "ц": "ts c",
    "я": "ya ia",
    "ю": "yu iu",
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "в": "v w",
    "ф": "f",
    "ь": "",
    "э": "e",
    **dict(zip("абдзлмнопрсту", "abdzlmnoprstu", strict=True)),
}
"""The letters of a stem as they may begin a Latin word, the likeliest first."""


def is_latin(word: str) -> bool:
    """Whether a word is of plain Latin letters, and long enough to be a name that is looked for in Cyrillic."""
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


def is_cyrillic(word: str) -> bool:
    """Whether a stem is in letters that Ukrainian and Russian have."""
    return 3 <= len(word) <= LONGEST and all(letter in _ROMAN for letter in word)


@lru_cache(maxsize=1024)
def cyrillic_stems(word: str) -> frozenset[str]:
    """The stems under which a name that is written so in Latin letters stands in the index in Cyrillic; `word` may be
    a stem itself. At most twice `MOST_READINGS`."""
    if not is_latin(word):
        return frozenset()
    # English stems lose the s of "Donbas", as if it were a plural's.
    spelt = (word, f"{word}s") if word[-1] in "aiou" else (word,)
    return frozenset(cyrillic_stem(one) for each in spelt for one in _readings(each))


@lru_cache(maxsize=1024)
def latin_beginnings(stem: str) -> tuple[str, ...]:
    """How a Latin word may begin whose Cyrillic form has this stem. At most `MOST_BEGINNINGS`."""
    if not is_cyrillic(stem):
        return ()
    ways = [_ROMAN[letter].split() or [""] for letter in stem[:BEGINNING]]
    found = ("".join(one) for one in product(*ways))
    return tuple(islice(dict.fromkeys(found), MOST_BEGINNINGS))


def same_name(one: str, other: str) -> bool:
    """Whether two Latin words may be one name, spelt in two ways."""
    return not cyrillic_stems(one).isdisjoint(cyrillic_stems(other))


def of_that_name(stem: str, latin: Iterable[str]) -> list[str]:
    """Of these Latin words those that may be the name whose Cyrillic stem this is."""
    # At its end a stem may have the л of another form: "-бив" is kept as "-бил".
    frame = _frame(stem.removesuffix("л"))
    return [word for word in latin if _frame(word).startswith(frame) and stem in cyrillic_stems(word)]


def _frame(word: str) -> str:
    """The letters that are written in one way on either side, whatever stands beside them. What has others is another
    name, and making all readings of a word takes twenty times as long."""
    return _REPEATED.sub(r"\1", _NOT_FIRM.sub("", word.translate(_FIRM)))


def _readings(word: str) -> list[str]:
    whole, adjective = _ADJECTIVE.subn("", word)
    read: list[list[str]] = []
    for found in _SPELT.finditer(whole):
        letters, before, after = found[0], whole[: found.start()], whole[found.end() :]
        if letters in _AFTER_VOWEL and before and before[-1] in _VOWELS:
            read.append(_AFTER_VOWEL[letters].split())
        elif letters == "l" and after[:1] not in ("", "l") and after[0] not in _VOWELS:
            read.append(["ль"])
        else:
            read.append(_LETTERS[letters].split())
    spelt = map("".join, islice(product(*read), MOST_READINGS))
    return [f"{one}ий" if adjective else one for one in spelt]
