"""What each sender may ask for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.floods import BURST, CALM, PER_SECOND, Allowance, fresh, refuse, spend

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def taken(times: list[datetime], left: Allowance | None = None) -> tuple[int, Allowance]:
    """How many of the updates sent at these times are taken, and what is left."""
    left = left or fresh(times[0])
    number = 0
    for at in times:
        after = spend(left, at)
        if after is None:
            left, _ = refuse(left, at)
        else:
            left = after
            number += 1
    return number, left


@pytest.mark.parametrize(
    ("sent", "every", "expected"),
    [
        ("a hundred photos forwarded at once", [0.0] * 100, 100),
        ("a long article in ten parts", [0.0] * 10, 10),
        ("a colleague who writes twice a second for an hour", [n / 2 for n in range(7200)], 7200),
        ("the burst and not one more", [0.0] * 121, 120),
        ("ten thousand at once", [0.0] * 10_000, 120),
        ("ten thousand within a minute", [n * 60 / 10_000 for n in range(10_000)], 239),
        ("a burst, a pause, a burst", [0.0] * 120 + [60.0] * 120, 240),
        ("what was said during a day and comes at once", [n * 80.0 for n in range(1000)], 1000),
    ],
)
def test_what_is_taken(sent: str, every: list[float], expected: int) -> None:
    assert taken([NOON + timedelta(seconds=seconds) for seconds in every])[0] == expected, sent


@given(st.lists(st.floats(0, 10_000), min_size=1, max_size=400))
def test_never_more_than_the_burst_and_what_time_gave_back(seconds: list[float]) -> None:
    times = [NOON + timedelta(seconds=one) for one in sorted(seconds)]
    number, left = taken(times)
    assert number <= BURST + (times[-1] - times[0]).total_seconds() * PER_SECOND + 1
    assert 0 <= left.level <= BURST


def test_a_flood_is_told_of_once_and_the_next_again() -> None:
    _, left = taken([NOON] * 120)
    told = []
    for seconds in (0, 0, 10, 69, 70 + CALM.total_seconds(), 71 + CALM.total_seconds()):
        left, begins = refuse(left, NOON + timedelta(seconds=seconds))
        told.append(begins)
    assert told == [True, False, False, False, True, False]
    assert left.refused == 2
    assert left.flood_began == NOON + timedelta(seconds=70) + CALM


def test_updates_that_overtook_each_other_give_nothing_back() -> None:
    _, left = taken([NOON] * 400)
    times = [NOON + timedelta(seconds=10 * (number % 2)) for number in range(1000)]
    assert taken(times, left)[0] == 20


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-365)])
def test_a_clock_that_was_set_back_locks_nobody_out(jump: timedelta) -> None:
    _, left = taken([NOON] * 400)
    later = [NOON + jump + timedelta(seconds=number) for number in range(60)]
    assert taken(later, left)[0] >= 59


def test_a_clock_that_was_set_forward_gives_one_burst() -> None:
    _, left = taken([NOON] * 400)
    assert taken([NOON + timedelta(days=365)] * 1000, left)[0] == 120
