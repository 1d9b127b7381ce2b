"""Dates in people's own words: "yesterday", "2026-11-23", "23 November"."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from dateparser.date import DateDataParser

from bot.rules.arguments import shortened
from bot.rules.refusals.digests import UnreadableDate
from storage.words import fold_digits

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 40


def read_date(words: str, today: date, language: str) -> date:
    """The past or present local date that a person means; days come before months. Raises UnreadableDate."""
    plain = " ".join(fold_digits(words).casefold().split())
    if plain in ("yesterday", "today"):
        return today - timedelta(days=plain == "yesterday")
    refusal = UnreadableDate(
        words=shortened(words), example="/digest " + (today - timedelta(days=1)).isoformat()
    )
    if not plain or len(plain) > _LONGEST:
        raise refusal
    if _ISO.fullmatch(plain):
        try:
            return date.fromisoformat(plain)
        except ValueError:
            raise refusal from None
    base = datetime.combine(today, time(12))
    settings = {"PREFER_DATES_FROM": "past", "RELATIVE_BASE": base, "DATE_ORDER": "DMY"}
    found = first_date(plain, language, settings)
    if found is None:
        raise refusal
    return date(found.year, found.month, found.day)


def first_date(words: str, language: str, settings: dict[str, Any]) -> datetime | None:
    """What dateparser understands by the words, in this language or else in English, by its own settings."""
    for spoken in dict.fromkeys((language, "en")):
        try:
            found: datetime | None
            found = DateDataParser(languages=[spoken], settings=settings).get_date_data(words).date_obj
        except (OverflowError, ValueError):  # a year beyond the calendar; a language it does not know
            continue
        if found is not None:
            return found
    return None
