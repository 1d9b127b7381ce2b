"""When a backup is due, and which ones go."""

from datetime import UTC, datetime, timedelta

from bot.rules.retention import is_due, is_too_old, spare

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_one_for_each_date() -> None:
    assert is_due([], NOW)
    assert not is_due([datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC)], NOW)
    assert is_due([datetime(2026, 11, 22, 23, 59, tzinfo=UTC)], NOW)


def test_a_clock_that_was_a_year_ahead_stalls_nothing() -> None:
    assert is_due([NOW + 365 * DAY], NOW)


def test_thirty_days_are_the_end() -> None:
    assert not is_too_old(NOW - 30 * DAY, NOW)
    assert is_too_old(NOW - 30 * DAY - timedelta(seconds=1), NOW)


def test_seven_and_then_the_last_of_each_week() -> None:
    dailies = [NOW - n * DAY for n in range(31)]
    kept = sorted(set(dailies) - spare(dailies), reverse=True)
    assert [at.date().isoformat() for at in kept] == [
        *(f"2026-11-{day}" for day in range(23, 16, -1)),
        "2026-11-15",  # Sundays
        "2026-11-08",
        "2026-11-01",
        "2026-10-25",
    ]


def test_day_by_day_it_stays_so() -> None:
    """Thinned each day, the folder ends as if it had been thinned once."""
    there: set[datetime] = set()
    for n in range(60):
        now = NOW + n * DAY
        there = {at for at in there | {now} if not is_too_old(at, now)}
        there -= spare(there)
        assert len(there) <= 12
    assert len(there) in (10, 11)
    assert min(there) >= NOW + 29 * DAY
    assert sorted(there)[-7:] == [NOW + n * DAY for n in range(53, 60)]
    weeks = [at.isocalendar().week for at in sorted(there)[:-7]]
    assert len(set(weeks)) == len(weeks)


def test_gaps_take_nothing_away() -> None:
    dailies = [NOW - n * DAY for n in (0, 9, 12)]
    assert spare(dailies) == set()
