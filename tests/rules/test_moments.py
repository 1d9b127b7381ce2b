"""Moments in words, said on Monday 23 November 2026, 15:30 in Kyiv (13:30 UTC)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.moments import read_due, read_moment, read_snooze
from bot.rules.refusals import DueTooFar, Refusal, SnoozeTooFar, TimeInThePast, UnreadableTime

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
    ("ru", "2 часа", "2026-11-23 17:30"),
    ("ru", "через час", "2026-11-23 16:30"),
    ("ru", "сегодня вечером", "2026-11-23 18:00"),
    ("ru", "завтра в 9", "2026-11-24 09:00"),
    ("ru", "завтра в 9 утра", "2026-11-24 09:00"),
    ("ru", "в понедельник", "2026-11-30 09:00"),
    ("ru", "25 ноября 14:00", "2026-11-25 14:00"),
    ("ar", "ساعتين", "2026-11-23 17:30"),
    ("ar", "بعد ٣ ساعات", "2026-11-23 18:30"),
    ("ar", "هذا المساء", "2026-11-23 18:00"),
    ("ar", "غداً", "2026-11-24 09:00"),
    ("ar", "غدا ٩:٠٠", "2026-11-24 09:00"),
    ("ar", "غدا الساعة 9", "2026-11-24 09:00"),
    ("ar", "يوم الاثنين", "2026-11-30 09:00"),
    ("ar", "25 نوفمبر 14:00", "2026-11-25 14:00"),
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
    "99999999 hours",
    "in 99999 years",
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
    with pytest.raises(DueTooFar):
        read_due("2028-01-01", NOW, KYIV, "en")


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
