"""Words for people: every sentence goes through a Babel catalogue; English is its own key.

A language is one file, `LANGUAGE.po`, beside this one. Values put into a sentence are escaped for
Telegram's HTML; what is already HTML says so by being `Markup`.
"""

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

HERE = Path(__file__).parent
DEFAULT = "en"

FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: keep a name of the other direction from turning the sentence over."""


def languages() -> list[str]:
    """Every language the desk speaks, English first."""
    return [DEFAULT, *sorted(path.stem for path in HERE.glob("*.po") if path.stem != DEFAULT)]


def closest(code: str | None) -> str:
    """The language of ours for a Telegram language code such as `uk` or `ar-EG`; English if there is none."""
    base = (code or DEFAULT).replace("_", "-").split("-")[0].lower()
    return base if base in languages() else DEFAULT


@cache
def _catalogue(language: str) -> NullTranslations:
    path = HERE / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Texts:
    """The sentences of one language. Call it with the English sentence and its values."""

    def __init__(self, language: str = DEFAULT, zone: ZoneInfo | None = None) -> None:
        self.language = closest(language)
        self.zone = zone or ZoneInfo("UTC")
        self._locale = Locale.parse(self.language)
        self._catalogue = _catalogue(self.language)

    def __call__(self, sentence: str, /, **values: object) -> Markup:
        """The sentence in this language as HTML, its values escaped and isolated."""
        return Markup(self._catalogue.gettext(sentence)).format(**self._safe(values))  # noqa: S704 - ours

    def many(self, one: str, other: str, n: int, /, **values: object) -> Markup:
        """The sentence in the plural form that `n` asks for; `{n}` is the number."""
        text = self._catalogue.ngettext(one, other, n)
        return Markup(text).format(**self._safe({"n": self.number(n), **values}))  # noqa: S704 - ours

    def plain(self, sentence: str, /, **values: object) -> str:
        """The sentence without HTML, for buttons and alerts."""
        return self._catalogue.gettext(sentence).format(
            **{name: self._isolated(str(value)) for name, value in values.items()}
        )

    def number(self, value: float) -> str:
        """A number as this language writes it."""
        return str(format_decimal(value, locale=self._locale))

    def moment(self, at: datetime) -> str:
        """A moment in the zone of these texts, short, without its year: `Mon 23 Nov, 08:00 UTC+2`."""
        local = at.astimezone(self.zone)
        day = format_date(local, "EEE d MMM", locale=self._locale)
        return f"{day}, {self.time(local.timetz())} {_offset(local)}"

    def day(self, day: date) -> str:
        """A date with its weekday: `Monday 23 November`."""
        return str(format_date(day, "EEEE d MMMM", locale=self._locale))

    def time(self, at: time) -> str:
        """A time of day on a 24-hour clock."""
        return str(format_time(at, "HH:mm", locale=self._locale))

    def full(self, at: datetime) -> str:
        """A moment with its year and without its zone, for lists whose heading names it."""
        return str(format_datetime(at.astimezone(self.zone), "d MMM yyyy, HH:mm", locale=self._locale))

    def span(self, length: timedelta) -> str:
        """A length of time in its largest unit: `5 hours`."""
        return str(format_timedelta(length, locale=self._locale, threshold=1.2))

    def both(self, items: list[str]) -> str:
        """A list in words: `Ana, Ben and Caro`."""
        return str(format_list(items, locale=self._locale))

    def _safe(self, values: Mapping[str, object]) -> dict[str, Markup]:
        return {
            name: value if isinstance(value, Markup) else escape(self._isolated(str(value)))
            for name, value in values.items()
        }

    def _isolated(self, value: str) -> str:
        """Isolates a value whose direction may differ from the sentence's."""
        right_to_left = self._locale.text_direction == "rtl"
        foreign = any(_is_rtl(char) != right_to_left for char in value if char.isalpha())
        return f"{FSI}{value}{PDI}" if foreign else value


def _offset(local: datetime) -> str:
    """How far a local time is from UTC, as everybody reads it: `UTC`, `UTC+2`, `UTC−3:30`."""
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _is_rtl(char: str) -> bool:
    return "\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc"
