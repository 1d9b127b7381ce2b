"""Figures and dates in a text: "40,000", "40 thousand", "40k", "forty thousand" and "٤٠٬٠٠٠" are one number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from storage.words import fold_digits

_MAGNITUDES: dict[int, str] = {
    12: "dozen",
    100: "hundred hundreds сотня сотни сотен مئة مائة",
    1000: "k thousand thousands тыс тысяча тысячи тысяч тысячу тысячами тысячам"
    " тис тисяча тисячі тисяч тисячу тисячами ألف الف آلاف الاف الفا ألفا",
    1_000_000: "m mn mln million millions млн миллион миллиона миллионов миллионам"
    " мільйон мільйона мільйонів мільйони مليون ملايين مليونا",
    1_000_000_000: "bn billion billions млрд миллиард миллиарда миллиардов"
    " мільярд мільярда мільярдів мільярди مليار مليارات",
    1_000_000_000_000: "tn trillion trillions трлн триллион триллиона триллионов трильйон трильйонів تريليون",
}
_MAGNITUDE = {word: Decimal(value) for value, names in _MAGNITUDES.items() for word in names.split()}
_GLUED = frozenset({"k", "m", "bn", "tn", "mn"})
"""Only right after the digits: "5m people" is five million, "5 m" is a length."""

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: Decimal(value) for value, word in enumerate(_SMALL_WORDS.split())}
_TENS = {word: Decimal(10 * value) for value, word in enumerate(_TENS_WORDS.split(), start=2)}

_SPACES = "\u0020\u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(?<![\w.,٬٫])(?<![^\W\d]-)(?>\d{{1,3}}(?:[,٬'’{_SPACES}.]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٫]\d+)?)(?![A-JLN-Z]\b)"
)
_NEXT_WORD = re.compile(r"(?P<gap>[^\S\n]?-?)(?P<word>[^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as the text gives it."""

    value: Decimal
    start: int
    end: int
    year: bool
    """It looks like a year: four bare digits, 1800 to 2099, with no magnitude after them."""


def figures(text: str) -> list[Figure]:
    """Every number of the text, in order, in digits of any script or in English words ("one" alone is none)."""
    folded = fold_digits(text)
    found = [*_in_digits(folded), *_in_words(folded)]
    return sorted(found, key=lambda figure: figure.start)


def numbers(text: str) -> frozenset[Decimal]:
    """The values of all numbers in the text, years included, magnitudes applied."""
    return frozenset(figure.value for figure in figures(text))


def calendar(text: str) -> frozenset[str]:
    """The months and weekdays the text names, as "month 3" and "day 0" (Monday), in the desk's languages."""
    names = _calendar_names()
    found = {names[token] for token in _WORD.findall(text.casefold()) if token in names}
    for match in _VERB_MONTH.finditer(text):
        found.add("month 3" if "March" in match[0] else "month 5")
    return frozenset(found)


_VERB_MONTH = re.compile(
    r"(?:\d|\b(?:in|since|of|by|last|until|till|this|early|late))\s(?:March|May)\b|\b(?:March|May)\s\d"
)
""" "March" and "May" where they are months, not verbs."""


def _in_digits(text: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        value, end = _value(match[0]), match.end()
        magnitude, after = _magnitude(text, end)
        year = magnitude == 1 and bool(_YEAR.match(match[0]))
        yield Figure((value * magnitude).normalize(), match.start(), after, year)


def _value(digits: str) -> Decimal:
    """The number behind separators. A last group of exactly three is thousands, unless it follows a lone zero."""
    groups = re.split(rf"[,.٬٫'’{_SPACES}]", digits)
    if len(groups) == 1:
        return Decimal(groups[0])
    last = digits[len(digits) - len(groups[-1]) - 1]
    decimal = last == "٫" or len(groups[-1]) != 3 or groups[0] == "0"
    mixed = len(groups) > 2 and last not in digits[: len(digits) - len(groups[-1]) - 1]
    if decimal or (mixed and last in ".,"):
        return Decimal("".join(groups[:-1]) + "." + groups[-1])
    return Decimal("".join(groups))


def _magnitude(text: str, end: int) -> tuple[Decimal, int]:
    """The product of the magnitude words after a number ("40 thousand"), and where they end."""
    product = Decimal(1)
    while match := _NEXT_WORD.match(text, end):
        word = match["word"].casefold()
        if word not in _MAGNITUDE or (word in _GLUED and match["gap"]):
            break
        product *= _MAGNITUDE[word]
        end = match.end()
    return product, end


def _in_words(text: str) -> Iterator[Figure]:
    for match in _SPELT.finditer(text):
        total = current = Decimal(0)
        for word in _WORD.findall(match[0].casefold()):
            if word in _UNITS or word in _TENS:
                current += _UNITS.get(word, 0) + _TENS.get(word, 0)
            elif word == "hundred":
                current *= 100
            elif word in _MAGNITUDE:
                total, current = total + current * _MAGNITUDE[word], Decimal(0)
        if total + current > 1:
            yield Figure((total + current).normalize(), match.start(), match.end(), False)


_SMALL = "|".join([*_UNITS, *_TENS])
_LARGE = "hundred|dozen|thousand|million|billion|trillion"
_SPELT = re.compile(
    rf"\b(?:{_SMALL})(?:(?:[\s-]|(?<=hundred) and |(?<=thousand) and )(?:{_SMALL}|{_LARGE}))*\b",
    re.IGNORECASE,
)
"""English number words in a row: "forty thousand", "two hundred and twelve"."""


@lru_cache(maxsize=1)
def _calendar_names() -> dict[str, str]:
    """Names of months and weekdays from the Unicode locale data, standing alone and inflected as in a date."""
    names: dict[str, str] = {}
    for locale in ("en", "ar", "uk", "ru"):
        for context in ("format", "stand-alone"):
            for index, name in get_month_names("wide", context, locale).items():
                names[str(name).casefold()] = f"month {index}"
            for index, name in get_day_names("wide", context, locale).items():
                names[str(name).casefold()] = f"day {index}"
    return {name: date for name, date in names.items() if name not in {"may", "march"}}
