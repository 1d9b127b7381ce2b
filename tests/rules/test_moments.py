"""Moments in words, said on Monday 23 November 2026, 15:30 in Kyiv (13:30 UTC)."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.moments import read_due, read_moment, read_snooze
from bot.rules.refusals import Refusal, sentence_of
from bot.rules.refusals.moments import DueTooFar, SnoozeTooFar, TimeInThePast, UnreadableTime
from bot.texts import Texts, languages

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)

READ = [
    ("en", "1h", "2026-11-23 16:30"),
    ("en", "2 h", "2026-11-23 17:30"),
    ("en", "30m", "2026-11-23 16:00"),
    ("en", "90 min", "2026-11-23 17:00"),
    ("en", "1h 30m", "2026-11-23 17:00"),
    ("en", "in 2 hours and 15 minutes", "2026-11-23 17:45"),
    ("en", "half an hour", "2026-11-23 16:00"),
    ("en", "in an hour", "2026-11-23 16:30"),
    ("en", "3d", "2026-11-26 15:30"),
    ("en", "in a week", "2026-11-30 15:30"),
    ("en", "This evening", "2026-11-23 18:00"),
    ("en", "tonight", "2026-11-23 18:00"),
    ("en", "tomorrow", "2026-11-24 09:00"),
    ("en", "in 2 months", "2027-01-23 15:30"),
    ("en", "in 3 months and 1 week", "2027-03-02 15:30"),
    ("en", "a year", "2027-11-23 15:30"),
    ("en", "Tomorrow 9:00", "2026-11-24 09:00"),
    ("en", "tomorrow at 9", "2026-11-24 09:00"),
    ("en", "tomorrow at 9pm", "2026-11-24 21:00"),
    ("en", "tomorrow 12 am", "2026-11-24 00:00"),
    ("en", "today 18:45", "2026-11-23 18:45"),
    ("en", "Monday", "2026-11-30 09:00"),
    ("en", "on Friday at 5 p.m.", "2026-11-27 17:00"),
    ("en", "Tuesday 14:00", "2026-11-24 14:00"),
    ("en", "next monday", "2026-11-30 09:00"),
    ("en", "18:00", "2026-11-23 18:00"),
    ("en", "at 18", "2026-11-23 18:00"),
    ("en", "9:00", "2026-11-24 09:00"),
    ("en", "9am", "2026-11-24 09:00"),
    ("en", "2026-12-01 14:00", "2026-12-01 14:00"),
    ("en", "2026-12-01", "2026-12-01 09:00"),
    ("en", "25 November 14:00", "2026-11-25 14:00"),
    ("en", "November 25", "2026-11-25 09:00"),
    ("en", "1.12.2026 14:00", "2026-12-01 14:00"),
    ("en", "3/12", "2026-12-03 09:00"),
    ("en", "5 January", "2027-01-05 09:00"),
    ("en", "٢ h", "2026-11-23 17:30"),
    ("uk", "2 год", "2026-11-23 17:30"),
    ("uk", "через годину", "2026-11-23 16:30"),
    ("uk", "через 3 дні", "2026-11-26 15:30"),
    ("uk", "сьогодні ввечері", "2026-11-23 18:00"),
    ("uk", "завтра", "2026-11-24 09:00"),
    ("uk", "завтра о 9", "2026-11-24 09:00"),
    ("uk", "Завтра 9:00", "2026-11-24 09:00"),
    ("uk", "у понеділок", "2026-11-30 09:00"),
    ("uk", "у п’ятницю о 10:00", "2026-11-27 10:00"),
    ("uk", "25 листопада 14:00", "2026-11-25 14:00"),
    ("uk", "tomorrow", "2026-11-24 09:00"),
    ("uk", "через 2 тижні", "2026-12-07 15:30"),
    ("uk", "через місяць", "2026-12-23 15:30"),
    ("ru", "2 часа", "2026-11-23 17:30"),
    ("ru", "через час", "2026-11-23 16:30"),
    ("ru", "сегодня вечером", "2026-11-23 18:00"),
    ("ru", "завтра в 9", "2026-11-24 09:00"),
    ("ru", "завтра в 9 утра", "2026-11-24 09:00"),
    ("ru", "в понедельник", "2026-11-30 09:00"),
    ("ru", "25 ноября 14:00", "2026-11-25 14:00"),
    ("ru", "через 2 недели", "2026-12-07 15:30"),
    ("ru", "через 1 год", "2027-11-23 15:30"),
    ("ru", "через 3 месяца", "2027-02-23 15:30"),
    ("ar", "ساعتين", "2026-11-23 17:30"),
    ("ar", "بعد أسبوعين", "2026-12-07 15:30"),
    ("ar", "بعد يوم", "2026-11-24 15:30"),
    ("ar", "بعد شهرين", "2027-01-23 15:30"),
    ("ar", "بعد ٣ ساعات", "2026-11-23 18:30"),
    ("ar", "هذا المساء", "2026-11-23 18:00"),
    ("ar", "غداً", "2026-11-24 09:00"),
    ("ar", "غدا ٩:٠٠", "2026-11-24 09:00"),
    ("ar", "غدا الساعة 9", "2026-11-24 09:00"),
    ("ar", "يوم الاثنين", "2026-11-30 09:00"),
    ("ar", "25 نوفمبر 14:00", "2026-11-25 14:00"),
    ("es", "2 horas y 15 minutos", "2026-11-23 17:45"),
    ("es", "en 2 semanas", "2026-12-07 15:30"),
    ("es", "dentro de 3 días", "2026-11-26 15:30"),
    ("es", "esta tarde", "2026-11-23 18:00"),
    ("es", "mañana", "2026-11-24 09:00"),
    ("es", "mañana 9:00", "2026-11-24 09:00"),
    ("es", "mañana a las 9", "2026-11-24 09:00"),
    ("es", "mañana a las 9 de la noche", "2026-11-24 21:00"),
    ("es", "el lunes", "2026-11-30 09:00"),
    ("es", "20 diciembre 14:00", "2026-12-20 14:00"),
    ("de", "1h", "2026-11-23 16:30"),
    ("de", "morgen", "2026-11-24 09:00"),
]


@pytest.mark.parametrize(("language", "words", "local"), READ, ids=[f"{case[0]} {case[1]}" for case in READ])
def test_read(language: str, words: str, local: str) -> None:
    moment = read_moment(words, NOW, KYIV, language)
    assert moment.astimezone(KYIV).replace(tzinfo=None) == datetime.fromisoformat(local)
    assert moment.tzinfo is UTC


UNREADABLE = ["", " ", "soon", "9", "15", "25:00", "tomorrow 25:00", "tomorrow 9", "2h tomorrow", "0h", "h"]
UNREADABLE += [
    "friday 99",
    "tomorrow at nine o'clock sharp 7",
    "x" * 100_000,
]
UNREADABLE += ["1h" * 1000, "31 February"]


@pytest.mark.parametrize("words", UNREADABLE, ids=lambda words: words[:20])
def test_unreadable(words: str) -> None:
    with pytest.raises(UnreadableTime) as no:
        read_moment(words, NOW, KYIV, "en")
    assert len(str(no.value)) < 200


@pytest.mark.parametrize("words", ["yesterday", "today", "today 15:30", "2020-01-01", "2026-11-23 10:00"])
def test_past(words: str) -> None:
    with pytest.raises(TimeInThePast):
        read_moment(words, NOW, KYIV, "en")


def test_this_evening_said_in_the_evening_is_three_hours_on() -> None:
    evening = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert read_moment("this evening", evening, KYIV, "en") == evening + timedelta(hours=3)


def test_hours_go_by_and_days_go_by_the_calendar() -> None:
    before_autumn = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert read_moment("24h", before_autumn, KYIV, "en") == before_autumn + timedelta(hours=24)
    assert read_moment("1 day", before_autumn, KYIV, "en") == datetime(2026, 10, 25, 13, 0, tzinfo=UTC)


def test_a_time_that_spring_skips_is_the_moment_of_the_skip() -> None:
    before_spring = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert read_moment("tomorrow 3:30", before_spring, KYIV, "en") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_too_far() -> None:
    assert read_snooze("90 days", NOW, KYIV, "en") == NOW + timedelta(days=90)
    with pytest.raises(SnoozeTooFar):
        read_snooze("91 days", NOW, KYIV, "en")
    assert read_due("91 days", NOW, KYIV, "en") > NOW


@pytest.mark.parametrize(
    "words",
    [
        *("2028-01-01", "in 13 months", "in 2 years", "in 400 years", "in 99999 years", "999999999 years"),
        *("99999999 hours", "999999999h", "5 January 9999", "1 January 2400 14:00", "366 days"),
    ],
)
def test_what_lies_beyond_a_year_is_told_so_and_not_called_unreadable(words: str) -> None:
    with pytest.raises(DueTooFar) as no:
        read_due(words, NOW, KYIV, "en")
    assert "within 365 days" in str(no.value)
    with pytest.raises(SnoozeTooFar):
        read_snooze(words, NOW, KYIV, "en")


def test_a_month_that_is_shorter_ends_the_day_earlier() -> None:
    last = datetime(2026, 12, 31, 13, 30, tzinfo=UTC)
    assert read_due("2 months", last, KYIV, "en") == datetime(2027, 2, 28, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("refusal", [TimeInThePast, DueTooFar, SnoozeTooFar])
def test_the_example_in_the_sentence_is_read_in_its_own_language(
    language: str, refusal: type[Refusal]
) -> None:
    """What people are told to write must be understood when they write it."""
    said = Texts(language).plain(sentence_of(refusal), words="x", days=90)
    example = re.split(r"like |наприклад |например |مثل |como ", said)[-1].rstrip(".")
    assert NOW < read_snooze(example, NOW, KYIV, language) < NOW + timedelta(days=15)


@pytest.mark.parametrize("language", languages())
def test_so_are_those_for_what_nobody_can_read(language: str) -> None:
    said = Texts(language).plain(sentence_of(UnreadableTime), words="x")
    listed = re.split(r"Try |Спробуйте |Попробуйте |جرّب |Prueba ", said)[-1].rstrip(".")
    examples = re.split(r", | or | чи | или | أو | o ", listed)
    assert len(examples) >= 4
    for example in examples:
        assert read_due(example, NOW, KYIV, language) > NOW, example


words = st.lists(
    st.sampled_from(
        [
            "tomorrow",
            "at",
            "9",
            ":",
            "00",
            "monday",
            "in",
            "2",
            "h",
            "ago",
            "2026-11-30",
            ",",
            "pm",
            "завтра",
            "غدا",
        ]
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(words.map(" ".join) | st.text(max_size=20), st.sampled_from(["en", "uk", "ru", "ar", "xx"]))
def test_whatever_is_said_is_a_moment_to_come_or_a_refusal(said: str, language: str) -> None:
    try:
        assert read_moment(said, NOW, KYIV, language) > NOW
    except Refusal:
        return
