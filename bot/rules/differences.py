"""What tells two claims apart although the rest agrees: figures, dates, names, negation."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.rules.cuelists import tokens_of
from bot.rules.figures import Figure, figures
from bot.rules.proper_names import Names, names_differ, names_of
from bot.rules.said_dates import said_dates
from bot.rules.wordings import fold, wordings

FIGURES = "not the same figures"
DATES = "not the same dates"
NAMES = "not the same names"
NEGATION = "only one of the two denies it"
SENTENCES = (FIGURES, DATES, NAMES, NEGATION)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `here` and `there` are what the first and the second text say, in their own letters;
    "" where a text says nothing of the kind."""

    what: str
    """An English sentence of this module."""
    here: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a text says that another wording of the same claim has to say as well."""

    figures: tuple[Figure, ...]
    """Without those that are part of a date."""
    dates: frozenset[tuple[str, int]]
    """What it is ("year", "month", "date", "weekday") and its value."""
    denies: bool
    names: Names
    said: dict[object, str]
    """Each figure and date in the letters of the text."""

    @property
    def values(self) -> frozenset[Decimal]:
        return frozenset(figure.value for figure in self.figures)

    def of(self, what: str) -> frozenset[int]:
        """The values of one kind of date."""
        return frozenset(value for kind, value in self.dates if kind == what)


@lru_cache(maxsize=512)
def particulars(text: str) -> Particulars:
    """Read from the text alone. Cached: a new claim is compared with many."""
    when = said_dates(text)
    dated = {at for date in when for at in range(date.start, date.end)}
    found = [one for one in figures(text) if dated.isdisjoint(range(one.start, one.end))]
    dates = {(one.what, one.value): text[one.start : one.end] for one in when}
    dates |= {("year", int(one.value)): text[one.start : one.end] for one in found if one.year}
    counted = tuple(one for one in found if not one.year)
    said: dict[object, str] = dict(dates.items())
    said |= {one: text[one.start : one.until].strip() for one in counted}
    negations = sum(wordings().denies(fold(token.word)) for token in tokens_of(text))
    return Particulars(counted, frozenset(dates), negations % 2 == 1, names_of(text), said)


def differences(one: Particulars, other: Particulars) -> tuple[Difference, ...]:
    """All that differs, one line for each kind."""
    found = []
    mine, theirs = _unlike(one.figures, other.figures), _unlike(other.figures, one.figures)
    if mine or theirs:
        found.append(Difference(FIGURES, _listed(one, mine), _listed(other, theirs)))
    if one.dates != other.dates:
        found.append(
            Difference(DATES, _listed(one, one.dates - other.dates), _listed(other, other.dates - one.dates))
        )
    if names_differ(one.names, other.names):
        here, there = (", ".join(claim.names.told[:_MOST_NAMED]) for claim in (one, other))
        found.append(Difference(NAMES, here, there))
    if one.denies != other.denies:
        found.append(Difference(NEGATION))
    return tuple(found)


def figures_in_both(one: Particulars, other: Particulars) -> list[Figure]:
    """Those of the first that the other has as well, each value once."""
    alone = set(_unlike(one.figures, other.figures))
    found = {figure.value: figure for figure in reversed(one.figures) if figure not in alone}
    return sorted(found.values(), key=lambda figure: figure.start)


def dates_contradict(one: Particulars, other: Particulars) -> bool:
    """Both give a year, a month, a date or a weekday, and have none in common."""
    pairs = ((one.of(what), other.of(what)) for what in ("year", "month", "date", "weekday"))
    return any(mine and theirs and not mine & theirs for mine, theirs in pairs)


def _unlike(these: Iterable[Figure], those: Iterable[Figure]) -> list[Figure]:
    units: dict[Decimal, set[str]] = {}
    for one in those:
        units.setdefault(one.value, set()).add(one.unit)
    return [one for one in these if not any(_fits(one.unit, unit) for unit in units.get(one.value, ()))]


def _fits(unit: str, other: str) -> bool:
    """A figure without a unit fits every unit but the percent: "5 of them" is not "5% of them"."""
    return unit == other or (not (unit and other) and "%" not in (unit, other))


def _listed(claim: Particulars, parts: Iterable[object]) -> str:
    apart = set(parts)
    said = dict.fromkeys(words for part, words in claim.said.items() if part in apart)
    return ", ".join(list(said)[:_MOST_NAMED])


_MOST_NAMED = 3
