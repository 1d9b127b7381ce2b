"""Quiet hours by the clock on the wall, on ordinary days and on the two odd ones of the year."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.quiet import QuietHours, first_reading, is_quiet, next_allowed

BERLIN, KYIV, KATHMANDU, NEW_YORK = map(
    ZoneInfo, ("Europe/Berlin", "Europe/Kyiv", "Asia/Kathmandu", "America/New_York")
)
LORD_HOWE, APIA, NUUK = map(ZoneInfo, ("Australia/Lord_Howe", "Pacific/Apia", "America/Nuuk"))
MON_FRI = frozenset(range(5))


def local(zone: ZoneInfo, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


CASES = [
    ("by day", BERLIN, {}, "2026-11-23 12:00", "2026-11-23 12:00"),
    ("at the start", BERLIN, {}, "2026-11-23 21:00", "2026-11-24 08:00"),
    ("just before the start", BERLIN, {}, "2026-11-23 20:59:59", "2026-11-23 20:59:59"),
    ("after midnight", BERLIN, {}, "2026-11-24 00:30", "2026-11-24 08:00"),
    ("just before the end", BERLIN, {}, "2026-11-24 07:59:59", "2026-11-24 08:00"),
    ("at the end", BERLIN, {}, "2026-11-24 08:00", "2026-11-24 08:00"),
    ("a quarter-hour zone", KATHMANDU, {}, "2026-11-23 22:15", "2026-11-24 08:00"),
    (
        "not over midnight",
        BERLIN,
        {"start": time(12), "end": time(14)},
        "2026-11-23 13:00",
        "2026-11-23 14:00",
    ),
    ("off", BERLIN, {"start": None, "end": None}, "2026-11-23 03:00", "2026-11-23 03:00"),
    ("Friday night", BERLIN, {"days": MON_FRI}, "2026-11-27 21:30", "2026-11-30 08:00"),
    ("Saturday noon", BERLIN, {"days": MON_FRI}, "2026-11-28 12:00", "2026-11-30 08:00"),
    (
        "a day off, no quiet hours",
        BERLIN,
        {"start": None, "end": None, "days": MON_FRI},
        "2026-11-28 12:00",
        "2026-11-30 00:00",
    ),
    ("one day a week", BERLIN, {"days": frozenset({0})}, "2026-11-23 21:00", "2026-11-30 08:00"),
    ("the spring night", BERLIN, {}, "2026-03-28 22:00", "2026-03-29 08:00"),
    ("the autumn night", BERLIN, {}, "2026-10-24 22:00", "2026-10-25 08:00"),
    ("an end that spring skips", BERLIN, {"end": time(2, 30)}, "2026-03-28 22:00", "2026-03-29 03:00"),
    ("an end that autumn shows twice", BERLIN, {"end": time(2, 30)}, "2026-10-24 22:00", "2026-10-25 02:30"),
    ("half an hour of summer", LORD_HOWE, {"end": time(2, 15)}, "2026-10-03 22:00", "2026-10-04 02:30"),
    (
        "a clock that changes later that morning",
        KYIV,
        {"start": time(23, 30), "end": time(2), "days": frozenset({6})},
        "2025-03-23 23:59",
        "2025-03-30 02:00",
    ),
    ("a date that never was", APIA, {}, "2011-12-29 22:00", "2011-12-31 08:00"),
    (
        "an hour missing before midnight",
        NUUK,
        {"start": time(20), "end": time(23, 30)},
        "2026-03-28 21:00",
        "2026-03-29 00:00",
    ),
]


@pytest.mark.parametrize(
    ("zone", "hours", "at", "then"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_next_allowed(zone: ZoneInfo, hours: dict[str, Any], at: str, then: str) -> None:
    moment = next_allowed(local(zone, at), QuietHours(zone, **hours))
    assert moment == local(zone, then)
    assert moment.tzinfo is UTC


def test_the_hour_that_autumn_shows_twice_is_judged_by_the_clock_each_time() -> None:
    hours = QuietHours(BERLIN, time(21), time(2, 30))
    again = local(BERLIN, "2026-10-25 02:10", fold=1)
    assert next_allowed(again, hours) == local(BERLIN, "2026-10-25 02:30", fold=1)


def test_a_clock_that_falls_back_into_open_hours_opens_them() -> None:
    hours = QuietHours(BERLIN, time(2, 45), time(1))
    at = local(BERLIN, "2026-10-25 02:50")
    assert next_allowed(at, hours) == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "hours",
    [
        {"start": time(8), "end": time(8)},
        {"start": None},
        {"end": None},
        {"days": frozenset[int]()},
        {"days": frozenset({9})},
    ],
)
def test_hours_that_leave_nothing_cannot_be_made(hours: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours(BERLIN, **hours)


@pytest.mark.parametrize(
    ("zone", "wall", "moment"),
    [
        (BERLIN, "2026-11-23 08:00", "2026-11-23 07:00"),
        (BERLIN, "2026-03-29 02:30", "2026-03-29 01:00"),
        (BERLIN, "2026-10-25 02:30", "2026-10-25 00:30"),
        (LORD_HOWE, "2026-10-04 02:15", "2026-10-03 15:30"),
        (APIA, "2011-12-30 08:00", "2011-12-30 10:00"),
    ],
)
def test_first_reading(zone: ZoneInfo, wall: str, moment: str) -> None:
    assert first_reading(zone, datetime.fromisoformat(wall)) == datetime.fromisoformat(moment).replace(
        tzinfo=UTC
    )


ZONES = ["UTC", "Europe/Berlin", "Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu"]
ZONES += [
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Nuuk",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Pacific/Chatham",
]
moments = st.integers(1_262_304_000, 2_114_380_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def quiet_hours(draw: st.DrawFn) -> QuietHours:
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    start, end = draw(
        st.tuples(clocks, clocks).filter(lambda ends: ends[0] != ends[1]) | st.just((None, None))
    )
    return QuietHours(zone, start, end, draw(st.frozensets(st.integers(0, 6), min_size=1)))


@settings(max_examples=200, deadline=None)
@given(moments, quiet_hours())
def test_it_is_the_first_moment_that_is_not_quiet(at: datetime, hours: QuietHours) -> None:
    then = next_allowed(at, hours)
    assert then >= at
    assert not is_quiet(then, hours)
    between = (then - at) / 200
    if then > at:
        assert all(is_quiet(at + between * step, hours) for step in range(200))
        assert is_quiet(then - timedelta(microseconds=1), hours)


@settings(max_examples=100, deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=9)), quiet_hours())
def test_a_later_moment_is_never_allowed_earlier(at: datetime, more: timedelta, hours: QuietHours) -> None:
    assert next_allowed(at, hours) <= next_allowed(at + more, hours)
