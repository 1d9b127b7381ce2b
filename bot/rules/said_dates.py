"""Dates as a text says them: "3 March 2015", "03.03.2015" and "2015-03-03" name one year, month and day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from storage.words import fold_digits


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A part of a date: `what` it is, "year", "month", "date" (of the month) or "weekday" (0: Monday)."""

    what: str
    value: int
    start: int
    end: int


def said_dates(text: str) -> list[SaidDate]:
    """The months, days of the month, weekdays and written-out numeric dates of a text, in order.

    A year that stands alone is a figure (`figures.Figure.year`). Days and months that could be either way
    round ("03/04/2015") are read the day first; both ways of one date in one claim are beyond this.
    """
    folded = fold_digits(text)
    return sorted({*_numeric(folded), *_named(folded)}, key=lambda said: (said.start, said.what))


def calendar(text: str) -> frozenset[str]:
    """The months and weekdays the text names, as "month 3" and "day 0" (Monday), in the desk's languages."""
    return frozenset(
        f"{'day' if said.what == 'weekday' else said.what} {said.value}"
        for said in said_dates(text)
        if said.what in ("month", "weekday")
    )


_NUMERIC = re.compile(
    r"(?<![\w./-])(?:(?P<y>(?:1[89]|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<by>[./-])(?P<m2>\d{1,2})(?P=by)(?P<y2>(?:1[89]|20)\d\d))(?![\w/-])"
)


def _numeric(text: str) -> Iterator[SaidDate]:
    for match in _NUMERIC.finditer(text):
        year, month, day = (int(match[name] or match[f"{name}2"]) for name in "ymd")
        if month > 12 >= day:
            month, day = day, month
        if 1 <= month <= 12 and 1 <= day <= 31:
            for what, value in (("year", year), ("month", month), ("date", day)):
                yield SaidDate(what, value, match.start(), match.end())


def _named(text: str) -> Iterator[SaidDate]:
    names = _calendar_names()
    for match in _WORD.finditer(text):
        found = names.get(match[0].casefold())
        if found is None or (found[2] and not _is_month(text, match)):
            continue
        what, value, _ = found
        yield SaidDate(what, value, match.start(), match.end())
        if what == "month":
            yield from _day_beside(text, match)


def _day_beside(text: str, month: re.Match[str]) -> Iterator[SaidDate]:
    before = _DAY_BEFORE.search(text, max(0, month.start() - 12), month.start())
    after = _DAY_AFTER.match(text, month.end())
    if (day := before or after) is not None and 1 <= int(day[1]) <= 31:
        yield SaidDate("date", int(day[1]), day.start(1), day.end(1))


_WORD = re.compile(r"[^\W\d_]+")
_DAY_BEFORE = re.compile(r"(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th|-?го|-е)?(?:\sof)?\s$")
_DAY_AFTER = re.compile(r"\s(\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)")
_BEFORE_MONTH = re.compile(
    r"(?:\d|\d(?:st|nd|rd|th)|\b(?:in|since|of|by|last|until|till|this|early|late))\s$", re.IGNORECASE
)
_AFTER_MONTH = re.compile(r"\s\d")


def _is_month(text: str, match: re.Match[str]) -> bool:
    """ "March" and "May" where they are months, not verbs."""
    return match[0][0].isupper() and (
        _BEFORE_MONTH.search(text, max(0, match.start() - 8), match.start()) is not None
        or _AFTER_MONTH.match(text, match.end()) is not None
    )


@lru_cache(maxsize=1)
def _calendar_names() -> dict[str, tuple[str, int, bool]]:
    """Names of months and weekdays from the Unicode locale data, standing alone and inflected as in a date; and
    whether they are verbs too."""
    names: dict[str, tuple[str, int, bool]] = {}
    for locale in ("en", "ar", "uk", "ru"):
        for context in ("format", "stand-alone"):
            for index, name in get_month_names("wide", context, locale).items():
                names[str(name).casefold()] = ("month", index, name in ("March", "May"))
            for index, name in get_day_names("wide", context, locale).items():
                names[str(name).casefold()] = ("weekday", index, False)
    return names
