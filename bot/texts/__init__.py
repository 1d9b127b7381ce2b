"""Words for people: every sentence goes through a Babel catalogue; English is its own key.

A language is one file, `LANGUAGE.po`, beside this one. Values put into a sentence are escaped for
Telegram's HTML; what is already HTML says so by being `Markup`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from gettext import NullTranslations
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from bot.texts.catalogues import DEFAULT, catalogue, languages
from storage.vocabulary import FORGOTTEN

__all__ = [
    "DEFAULT",
    "FSI",
    "PDI",
    "RLM",
    "Texts",
    "closest",
    "languages",
    "named",
    "native_name",
    "zone_named",
]

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: keep a name of the other direction from turning the sentence over."""

RLM = "\u200f"
"""Right-to-left mark: the paragraph that begins with it is read from right to left."""

_WITH_SIGNS = re.compile(
    r"(?<![\w<&/#@.])(?:#\{\w+\}|@\w+|\.[a-z]+|/[a-z]+(?: (?:[a-z0-9][\w:@/-]*|@\w+|\[\w+\]|\{\w+\}))*)",
    re.ASCII | re.IGNORECASE,
)
"""What a sentence from right to left would tear apart: `#{number}`, `@name`, `.txt`, `/show {number}`."""
_ISOLATED = re.compile(f"{FSI}[^{FSI}{PDI}]*{PDI}")
"""What turns nothing over any more."""
_SPELLED_DAYS = ("MMMMEEEEd", "MMMMEd", "MMMEd")
"""CLDR's patterns of a weekday, a day and a month, the most telling first: not each language has each."""


def closest(*codes: str | None) -> str:
    """The first language of ours among Telegram's language codes (`uk`, `ar-EG`); English if there is none."""
    for code in codes:
        base = (code or "").replace("_", "-").split("-")[0].lower()
        if base in languages():
            return base
    return DEFAULT


def native_name(language: str) -> str:
    """What those who speak a language call it, as a heading: `Українська`."""
    name = _locale(language).language_name or language
    return name[:1].upper() + name[1:]


def named(words: str) -> str | None:
    """The language of ours that somebody means by its code or by its name, in that language or in any of ours:
    `uk`, `Українська`, `Ukrainian`, `الأوكرانية`. None if there is none."""
    wanted = words.strip().casefold()
    for language in languages():
        names = {_locale(other).languages.get(language, language).casefold() for other in languages()}
        if wanted in {language, native_name(language).casefold(), *names}:
            return language
    return None


_PRESENT_NAMES = {
    "Europe/Kiev": "Europe/Kyiv",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
}
"""CLDR keeps the first name that a zone ever had; people read today's."""


def zone_named(words: str) -> str | None:
    """The key of the time zone of a city that is named in any of our languages: `Київ`, `بيروت`. None if there
    is none."""
    wanted = " ".join(words.split()).casefold()
    found = _cities().get(wanted)
    return _PRESENT_NAMES.get(found, found) if found is not None else None


@cache
def _cities() -> Mapping[str, str]:
    return {
        str(names["city"]).casefold(): zone
        for language in reversed(languages())
        for zone, names in _locale(language).time_zones.items()
        if "city" in names and zone in available_timezones()
    }


@cache
def _locale(language: str) -> Locale:
    # English for the world: 23 November, a 24-hour clock, no comma before "and".
    return Locale.parse("en_GB" if language == DEFAULT else language)


@cache
def _day_pattern(locale: Locale, month: str) -> str:
    """How the language writes weekday, day and month in full: `EEEE d MMMM`."""
    known = next(name for name in _SPELLED_DAYS if name in locale.datetime_skeletons)
    pattern = str(locale.datetime_skeletons[known].pattern)
    return re.sub(r"\b(?:E+|c{3,})\b", "EEEE", re.sub(r"\bM+\b", month, pattern))


class Texts:
    """The sentences of one language. Call it with the English sentence and its values."""

    def __init__(
        self, language: str | None = DEFAULT, zone: ZoneInfo | None = None, *, otherwise: str | None = None
    ) -> None:
        """`otherwise` is spoken where `language` is none of ours: to a reader whose Telegram is German, that of
        the desk. English where neither is."""
        self.language = closest(language, otherwise)
        self.zone = zone or ZoneInfo("UTC")
        self._locale = _locale(self.language)
        self._catalogue: NullTranslations = catalogue(self.language)
        self._turned = self._locale.text_direction == "rtl"

    def __call__(self, sentence: str, /, **values: object) -> Markup:
        """The sentence in this language as HTML, its values escaped and isolated."""
        return Markup(self._said(sentence)).format(**self._safe(values))  # noqa: S704 - ours

    def many(self, one: str, other: str, n: int, /, **values: object) -> Markup:
        """The sentence in the plural form that `n` asks for; `{n}` is the number."""
        text = self._held_together(self._catalogue.ngettext(one, other, n))
        return Markup(text).format(**self._safe({"n": self.number(n), **values}))  # noqa: S704 - ours

    def plain(self, sentence: str, /, **values: object) -> str:
        """The sentence without HTML, for buttons and alerts."""
        return self._said(sentence).format(
            **{name: self.isolated(self._named(str(value))) for name, value in values.items()}
        )

    def number(self, value: float) -> str:
        """A number as this language writes it."""
        return str(format_decimal(value, locale=self._locale))

    def moment(self, at: datetime) -> str:
        """A moment in the zone of these texts, short, without its year: `Mon 23 Nov, 08:00 UTC+2`."""
        local = at.astimezone(self.zone)
        day = format_skeleton("MMMEd", local, locale=self._locale)
        return f"{day}{self._comma}{self.time(local.timetz())} {_offset(local)}"

    def day(self, day: date) -> str:
        """A date with its weekday: `Monday 23 November`."""
        return str(format_date(day, _day_pattern(self._locale, "MMMM"), locale=self._locale))

    def short_day(self, day: date) -> str:
        """A date without its year, as short as it gets: `23 Nov`."""
        return str(format_skeleton("MMMd", day, locale=self._locale))

    @property
    def right_to_left(self) -> bool:
        """Whether this language is written from right to left."""
        return bool(self._turned)

    def weekday(self, day: int) -> str:
        """A day of the week in short, Monday is 0: `Mon`."""
        return str(get_day_names("abbreviated", locale=self._locale)[day])

    def dated(self, day: date) -> str:
        """`12 March 2026`, for what may be years ago."""
        return str(format_date(day, "d MMMM yyyy", locale=self._locale))

    def time(self, at: time) -> str:
        """A time of day on a 24-hour clock."""
        return str(format_time(at, "HH:mm", locale=self._locale))

    def full(self, at: datetime) -> str:
        """A moment with its year and without its zone, for lists whose heading names it."""
        local = at.astimezone(self.zone)
        day = format_skeleton("yMMMd", local, locale=self._locale)
        return f"{day}{self._comma}{self.time(local.timetz())}"

    def stamp(self, at: datetime) -> str:
        """A moment with its year and its zone, for what is read elsewhere: `23 Nov 2026, 08:00 UTC+2`."""
        return f"{self.full(at)} {_offset(at.astimezone(self.zone))}"

    def span(self, length: timedelta) -> str:
        """A length of time in its largest unit: `5 hours`."""
        return str(format_timedelta(length, locale=self._locale, threshold=1.2))

    def both(self, items: Iterable[str]) -> str:
        """A list in words: `Ana, Ben and Caro`."""
        return str(format_list([self.isolated(self._named(item)) for item in items], locale=self._locale))

    def listed(self, items: Iterable[str]) -> Markup:
        """A list with this language's commas: `#1, #2`. What is no Markup is escaped."""
        safe = self._safe({str(place): item for place, item in enumerate(items)})
        return Markup(self._comma).join(safe.values())  # noqa: S704 - ours

    def isolated(self, value: str) -> str:
        """A value that keeps its own direction, whatever the sentence's: isolated if the two may differ."""
        return f"{FSI}{value}{PDI}" if self._foreign(value) else value

    @property
    def _comma(self) -> str:
        return self._catalogue.gettext(", ")

    def _said(self, sentence: str) -> str:
        return self._held_together(self._catalogue.gettext(sentence))

    def _held_together(self, text: str) -> str:
        """In a text from right to left a sign and what it belongs to would change places: `12#`, `show/`; and
        a line that begins with a name in Latin letters would be laid out from left to right by some phones."""
        if not self._turned:
            return text
        mark = RLM if text.startswith("{") and not text.startswith("{n}") else ""
        return mark + _WITH_SIGNS.sub(rf"{FSI}\g<0>{PDI}", text)

    def _safe(self, values: Mapping[str, object]) -> dict[str, Markup]:
        return {name: self._safely(value) for name, value in values.items()}

    def _safely(self, value: object) -> Markup:
        if not isinstance(value, Markup):
            return escape(self.isolated(self._named(str(value))))
        return Markup("{}{}{}").format(FSI, value, PDI) if self._foreign(value.striptags()) else value

    def _named(self, value: str) -> str:
        """Whoever has no name any more is called the same everywhere."""
        return self._catalogue.gettext(FORGOTTEN) if value == FORGOTTEN else value

    def _foreign(self, value: str) -> bool:
        value = _ISOLATED.sub("", value).strip()
        letters = [_is_rtl(char) for char in value if char.isalpha()]
        if not letters:
            # Signs around figures (#12, +3, 21:00-08:00) change places in a text from right to left.
            return self._turned and any(char.isdigit() for char in value) and not value.isdigit()
        return any(turned != self._turned for turned in letters)


def _offset(local: datetime) -> str:
    """How far a local time is from UTC, as everybody reads it: `UTC`, `UTC+2`, `UTC−3:30`."""
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _is_rtl(char: str) -> bool:
    return "\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc"
