"""Figures in a text: "40,000", "40 thousand", "40k", "forty thousand" and "٤٠٬٠٠٠" are one number, with its unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.rules.wordings import fold, wordings
from storage.words import fold_digits

_GLUED = frozenset({"k", "m", "bn", "tn", "mn"})
"""Only right after the digits: "5m people" is five million, "5 m" is a length."""

_SPACES = "\u0020\u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(?<![\w.,٬٫])(?<![^\W\d]-)(?>\d{{1,3}}(?:[,٬'’{_SPACES}.]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٫]\d+)?)(?![A-JLN-Z]\b)"
)
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u0640"
_NEXT_WORD = re.compile(rf"(?P<gap>[^\S\n]?-?)(?P<word>[^\W\d_][^\W\d_{_MARKS}]*)\.?")
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}]|['’ʼ](?=[^\W\d_]))*")
_YEAR = re.compile(r"(?:1[89]|20)\d\d$")
_SIGNS = "$€£₴₽"
_SIGN_BEFORE = re.compile(rf"[{_SIGNS}]\s?$")
_SIGN_AFTER = re.compile(rf"\s?([{_SIGNS}%٪])")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as the text gives it."""

    value: Decimal
    start: int
    end: int
    year: bool
    """It looks like a year: four bare digits, 1800 to 2099, with no magnitude after them."""
    unit: str = ""
    """What it counts or measures, as `wordings.units` names it: "%", "km", "day"; "" where nothing is known."""
    until: int = 0
    """Where its unit ends; the same as `end` without one."""


def figures(text: str) -> list[Figure]:
    """Every number of the text, in order, in digits of any script or in words ("one" alone is none)."""
    folded = fold_digits(text)
    found = [*_in_digits(folded), *_in_words(folded)]
    return sorted(found, key=lambda figure: figure.start)


def numbers(text: str) -> frozenset[Decimal]:
    """The values of all numbers in the text, years included, magnitudes applied."""
    return frozenset(figure.value for figure in figures(text))


def _in_digits(text: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        value, end = _value(match[0]), match.end()
        magnitude, after = _magnitude(text, end)
        unit, until = _unit(text, match.start(), after)
        year = magnitude == 1 and not unit and bool(_YEAR.match(match[0]))
        yield Figure((value * magnitude).normalize(), match.start(), after, year, unit, until)


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
    product, known = Decimal(1), wordings().magnitudes
    while match := _NEXT_WORD.match(text, end):
        word = fold(match["word"])
        if word not in known or (word in _GLUED and match["gap"]):
            break
        product *= known[word]
        end = match.end("word")
    return product, end


def _unit(text: str, start: int, end: int) -> tuple[str, int]:
    """The unit beside a number, its sign before or after it, and where what belongs to the number ends."""
    if (sign := _SIGN_AFTER.match(text, end)) is not None:
        return sign[1].replace("٪", "%"), sign.end()
    if (before := _SIGN_BEFORE.search(text, max(0, start - 2), start)) is not None:
        return before[0].strip(), end
    stop = end + 1 if text[end : end + 1] == "." else end  # "тыс. км"
    match = _NEXT_WORD.match(text, stop)
    unit = wordings().units.get(fold(match["word"]), "") if match is not None else ""
    return unit, match.end("word") if match is not None and unit else end


def _in_words(text: str) -> Iterator[Figure]:
    """Number words in a row: "forty thousand", "two hundred and twelve", "خمسة وعشرون ألفا"."""
    run: list[Decimal] = []
    total = current = Decimal(0)
    start = end = 0
    for match in _WORD.finditer(text):
        adds, times = _number_word(match[0])
        if run and run[-1] >= 100 and fold(match[0]) == "and":
            continue  # "two hundred and twelve"
        inside = bool(run) and _BETWEEN.fullmatch(text, end, match.start()) is not None
        if run and not (inside and (adds or times)):
            yield from _spelt(text, total + current, start, end)
            run, total, current = [], Decimal(0), Decimal(0)
        if adds and not run:
            start = match.start()
        if adds:
            current += adds
        elif times and run:
            current = max(current, Decimal(1))
            small = times in (100, 12)
            total, current = (total, current * times) if small else (total + current * times, Decimal(0))
        if adds or (times and run):
            run.append(adds or times)
            end = match.end()
    if run:
        yield from _spelt(text, total + current, start, end)


def _spelt(text: str, value: Decimal, start: int, end: int) -> Iterator[Figure]:
    if value > 1:
        unit, until = _unit(text, start, end)
        yield Figure(value.normalize(), start, end, False, unit, until)


_BETWEEN = re.compile(r"(?:[^\S\n]|-){1,2}(?:and[^\S\n])?")


@lru_cache(maxsize=1024)
def _number_word(word: str) -> tuple[Decimal, Decimal]:
    """What a word adds to a number and what it multiplies; 0 for neither. Arabic writes its "and" onto the word."""
    known, folded = wordings(), fold(word)
    for form in (folded, folded.removeprefix("و")):
        if form in known.values:
            return known.values[form], Decimal(0)
        if form in known.magnitudes and form not in _GLUED:
            return Decimal(0), known.magnitudes[form]
    return Decimal(0), Decimal(0)
