"""Dates in people's own words, on Tuesday 24 November 2026."""

from datetime import date

import pytest

from bot.rules.dates import read_date
from bot.rules.refusals.digests import UnreadableDate

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "language", "day"),
    [
        ("yesterday", "en", date(2026, 11, 23)),
        ("today", "uk", TODAY),
        ("2026-02-28", "en", date(2026, 2, 28)),
        ("٢٠٢٦-١١-٢٠", "ar", date(2026, 11, 20)),
        ("20 November", "en", date(2026, 11, 20)),
        ("20.11.2026", "en", date(2026, 11, 20)),
        ("3.4.2026", "en", date(2026, 4, 3)),
        ("20 листопада", "uk", date(2026, 11, 20)),
        ("вчера", "ru", date(2026, 11, 23)),
        ("30 November", "en", date(2025, 11, 30)),
    ],
)
def test_read(words: str, language: str, day: date) -> None:
    assert read_date(words, TODAY, language) == day


@pytest.mark.parametrize(
    "words", ["", "2026-13-45", "2026-02-30", "the day of days", "x" * 500, "; drop table"]
)
def test_refused(words: str) -> None:
    with pytest.raises(UnreadableDate):
        read_date(words, TODAY, "en")
