"""Claims in two scripts: "Drones killed 7 in Kherson on 12 November", "У Херсоні 12 листопада дрони вбили 7 людей".

They have hardly a word in common, but names can be spelt in the other's letters (`bot.rules.romanising`), and figures
and days have one value: where enough of them agree, the two likely state the same.
"""

import re
from functools import lru_cache

from bot.rules.differences import Particulars, dates_contradict, figures_in_both, particulars
from bot.rules.resemblance import tells_nothing
from bot.rules.romanising import cyrillic_stems
from bot.rules.said_dates import said_dates
from storage.words import words

ENOUGH = 3
"""So many names, figures and days must agree, a name and a figure or the day among them. Chosen by hand, as is
`AT_LEAST`: no public set has claims in two scripts. What they let through is measured in docs/performance.md."""
AT_LEAST = 0.5
"""The share of all names, figures and days of the claim that has fewer which must agree: long texts name many."""
TELLING = 5
"""Two, three and four are said of too much."""
MOST_NAMES = 24

_FAR = 20
"""Characters between a day and its month."""

_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[\u0400-\u04ff]")
_CAPITALISED = re.compile(r"(?<![\w'’ʼ])(?=[^\W\d_a-zа-яёіїєґ])[^\W\d_](?:[^\W\d_]|['’ʼ](?=[^\W\d_]))+")


def two_scripts(one: str, other: str) -> bool:
    """Whether one is mostly in Latin, the other mostly in Cyrillic letters."""
    return {_script(one), _script(other)} == {_LATIN, _CYRILLIC}


@lru_cache(maxsize=512)
def capitalised(text: str) -> dict[str, str]:
    """Stems of the words that begin with a capital, the first `MOST_NAMES`, each with how it is spelt there: names, and
    what begins a sentence; without days and months."""
    dated = {at for said in said_dates(text) for at in range(said.start, said.end)}
    found: dict[str, str] = {}
    for match in _CAPITALISED.finditer(text):
        if len(found) == MOST_NAMES:
            break
        stems = words(match[0])
        if len(stems) != 1 or tells_nothing(stems[0]):
            continue
        if match.start() not in dated:
            found.setdefault(stems[0], match[0])
    return found


def agreed(one: str, other: str) -> tuple[str, ...]:
    """The names, figures and day that two claims in two scripts agree in, as the first spells them, if they are enough
    to be likely the same; nothing otherwise. Days that contradict each other, and figures of which none agrees, speak
    against it."""
    mine, theirs = particulars(one), particulars(other)
    if not two_scripts(one, other) or dates_contradict(mine, theirs):
        return ()
    figures = figures_in_both(mine, theirs)
    if mine.figures and theirs.figures and not figures:
        return ()
    day = _day(mine) & _day(theirs)
    telling = [figure for figure in figures if figure.value >= TELLING]
    if not telling and not day:
        return ()
    said = [mine.said[figure] for figure in telling] + ([_day_in(one)] if day else [])
    names = _same_names(one, other)
    # A text may give a name in both scripts.
    counted = min(len(names), len(_same_names(other, one)))
    fewer = min(_how_many(one, mine), _how_many(other, theirs))
    enough = counted and counted + len(said) >= max(ENOUGH, AT_LEAST * fewer)
    return tuple(dict.fromkeys(names + said)) if enough else ()


def _script(text: str) -> re.Pattern[str]:
    latin, cyrillic = len(_LATIN.findall(text)), len(_CYRILLIC.findall(text))
    return _LATIN if latin > cyrillic else _CYRILLIC


def _day(said: Particulars) -> set[tuple[int, int]]:
    """The day of the month with its month, where just one is named."""
    dates, months = said.of("date"), said.of("month")
    return {(min(dates), min(months))} if len(dates) == len(months) == 1 else set()


def _day_in(text: str) -> str:
    """How the one day that the text names is written there, with its month."""
    parts = [said for said in said_dates(text) if said.what in ("date", "month")]
    # The month may be named again, far from its day.
    day = next(said for said in parts if said.what == "date")
    month = min(
        (said for said in parts if said.what == "month"), key=lambda said: abs(said.start - day.start)
    )
    if abs(month.start - day.start) > _FAR:
        return text[day.start : day.end]
    return text[min(day.start, month.start) : max(day.end, month.end)]


def _how_many(text: str, said: Particulars) -> int:
    return len(capitalised(text)) + len(said.values) + len(_day(said))


def _same_names(one: str, other: str) -> list[str]:
    mine, theirs = capitalised(one), capitalised(other)
    return [spelt for stem, spelt in mine.items() if any(_same(stem, name) for name in theirs)]


def _same(one: str, other: str) -> bool:
    return one == other or other in cyrillic_stems(one) or one in cyrillic_stems(other)
