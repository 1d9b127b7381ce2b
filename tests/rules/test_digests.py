"""Once for each local date: on ordinary days, on the two odd ones, after outages and after moves."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.digests import (
    FIRST,
    MORE,
    DueDigest,
    Edition,
    digest_due,
    digest_moment,
    next_digest,
    pages,
    weekly_due,
)

KYIV, BERLIN, APIA, NUUK = map(ZoneInfo, ("Europe/Kyiv", "Europe/Berlin", "Pacific/Apia", "America/Nuuk"))
EIGHT = time(8)


def at(zone: ZoneInfo, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


CASES = [
    ("before its time", "2026-11-23 07:59", EIGHT, "2026-11-22", None),
    ("at its time", "2026-11-23 08:00", EIGHT, "2026-11-22", ("2026-11-23", False, [])),
    ("an hour on", "2026-11-23 09:00", EIGHT, "2026-11-22", ("2026-11-23", False, [])),
    ("later", "2026-11-23 09:01", EIGHT, "2026-11-22", ("2026-11-23", True, [])),
    ("in the evening still", "2026-11-23 23:59", EIGHT, "2026-11-22", ("2026-11-23", True, [])),
    ("it was sent", "2026-11-23 08:01", EIGHT, "2026-11-23", None),
    ("the first of a desk", "2026-11-23 08:00", EIGHT, None, ("2026-11-23", False, [])),
    (
        "days down",
        "2026-11-23 12:00",
        EIGHT,
        "2026-11-19",
        ("2026-11-23", True, ["2026-11-20", "2026-11-21", "2026-11-22"]),
    ),
    ("days down, back at night", "2026-11-23 02:00", EIGHT, "2026-11-19", None),
    (
        "nearly midnight, seen after it",
        "2026-11-24 00:00:10",
        time(23, 59),
        "2026-11-22",
        ("2026-11-23", False, []),
    ),
    ("yesterday's is over", "2026-11-24 01:30", time(23, 59), "2026-11-22", None),
    ("yesterday's before the desk was", "2026-11-24 00:10", time(23, 59), None, None),
    ("a later date has one", "2026-11-23 12:00", EIGHT, "2026-11-24", None),
]


@pytest.mark.parametrize(
    ("now", "hour", "last", "due"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_due(now: str, hour: time, last: str | None, due: tuple[str, bool, list[str]] | None) -> None:
    expected = None if due is None else DueDigest(day(due[0]), due[1], tuple(map(day, due[2])))
    assert digest_due(at(KYIV, now), KYIV, hour, None if last is None else day(last)) == expected


def test_next() -> None:
    now = at(KYIV, "2026-11-23 12:00")
    assert next_digest(now, KYIV, EIGHT, day("2026-11-23")) == at(KYIV, "2026-11-24 08:00")
    assert next_digest(now, KYIV, EIGHT, day("2026-11-22")) == now
    assert next_digest(now, KYIV, EIGHT, None) == at(KYIV, "2026-11-24 08:00")
    assert next_digest(now, KYIV, time(18), None) == at(KYIV, "2026-11-23 18:00")
    assert next_digest(now, KYIV, EIGHT, day("2026-11-25")) == at(KYIV, "2026-11-26 08:00")


@pytest.mark.parametrize(
    ("zone", "on", "hour", "moment"),
    [
        (BERLIN, "2026-03-29", time(2, 30), "2026-03-29T01:00"),
        (BERLIN, "2026-10-25", time(2, 30), "2026-10-25T00:30"),
        (KYIV, "2026-03-29", time(3, 30), "2026-03-29T01:00"),
    ],
)
def test_the_two_odd_days(zone: ZoneInfo, on: str, hour: time, moment: str) -> None:
    assert digest_moment(day(on), hour, zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def sent_over(zone: ZoneInfo, hour: time, start: datetime, hours: int) -> list[date]:
    """What a bot that looks every ten minutes sends."""
    sent: list[date] = []
    last = start.astimezone(zone).date() - timedelta(days=1)
    for step in range(hours * 6):
        due = digest_due(start + step * timedelta(minutes=10), zone, hour, last)
        if due is not None:
            assert not due.late
            assert due.missed == ()
            last = due.local_date
            sent.append(last)
    return sent


@pytest.mark.parametrize(
    ("zone", "start", "hour"),
    [
        (BERLIN, "2026-03-28 00:00", time(2, 30)),
        (BERLIN, "2026-10-24 00:00", time(2, 30)),
        (NUUK, "2026-03-27 00:00", time(23, 30)),
        (NUUK, "2026-03-27 00:00", time(0)),
    ],
    ids=["spring", "autumn", "an hour missing before midnight", "at midnight"],
)
def test_one_a_day_around_the_odd_days(zone: ZoneInfo, start: str, hour: time) -> None:
    sent = sent_over(zone, hour, at(zone, start), 71)
    first = day(start[:10])
    assert sent == [first + timedelta(days=n) for n in range(3)]


def test_a_date_that_never_was_has_none() -> None:
    sent = sent_over(APIA, EIGHT, at(APIA, "2011-12-29 00:00"), 24)
    assert sent == [day("2011-12-29")]
    due = digest_due(at(APIA, "2011-12-31 08:00"), APIA, EIGHT, day("2011-12-29"))
    assert due is not None
    assert due.local_date == day("2011-12-31")


def test_a_desk_that_moves_gets_no_second_one_for_a_date() -> None:
    now = at(KYIV, "2026-11-23 08:00")
    west, east = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")
    assert digest_due(now + timedelta(hours=8), west, EIGHT, day("2026-11-23")) is None
    assert next_digest(now, west, EIGHT, day("2026-11-23")) == at(west, "2026-11-24 08:00")
    assert next_digest(now, east, EIGHT, day("2026-11-23")) == at(east, "2026-11-24 08:00")


zones = st.sampled_from(
    ["UTC", "Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Nuuk"]
)
starts = st.integers(1_735_689_600, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
spans = st.integers(1, 60 * 24 * 9).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=100, deadline=None)
@given(starts, st.lists(st.tuples(spans, zones, hours), min_size=1, max_size=15))
def test_however_the_desk_moves_and_sleeps_dates_only_go_up_and_missed_ones_are_named(
    now: datetime, steps: list[tuple[timedelta, str, time]]
) -> None:
    last: date | None = None
    for sleep, zone_key, hour in steps:
        now, zone = now + sleep, ZoneInfo(zone_key)
        due = digest_due(now, zone, hour, last)
        if due is not None:
            assert last is None or due.local_date > last
            assert last is None or len(due.missed) == (due.local_date - last).days - 1
            assert digest_moment(due.local_date, hour, zone) <= now
            last = due.local_date
        assert digest_due(now, zone, hour, last) is None
        upcoming = next_digest(now, zone, hour, last)
        assert upcoming > now
        assert digest_due(upcoming, zone, hour, last) is not None
        if last is not None:
            assert digest_due(upcoming - timedelta(microseconds=1), zone, hour, last) is None


@pytest.mark.parametrize(
    ("day_", "last", "due"),
    [
        ("2026-11-23", None, True),
        ("2026-11-24", None, False),
        ("2026-11-23", "2026-11-16", True),
        ("2026-11-24", "2026-11-16", True),
        ("2026-11-29", "2026-11-16", True),
        ("2026-11-24", "2026-11-23", False),
        ("2026-11-29", "2026-11-23", False),
        ("2026-11-30", "2026-11-24", True),
    ],
    ids=[
        "the first, on the day",
        "the first, on another day",
        "on the day",
        "the day was missed",
        "missed for long",
        "it was sent",
        "sent this week",
        "a late one moves none",
    ],
)
def test_weekly(day_: str, last: str | None, due: bool) -> None:
    assert weekly_due(day(day_), 0, day(last) if last else None) is due


@pytest.mark.parametrize(
    ("edition", "ref"),
    [
        (Edition(day("2026-11-24")), "2026-11-24"),
        (Edition(day("2026-11-23"), weekly=True), "w2026-11-23"),
        (Edition(at=datetime(2026, 11, 24, 8, 5, 3, tzinfo=UTC)), "t1795507503"),
    ],
)
def test_an_edition_is_found_again_by_its_name(edition: Edition, ref: str) -> None:
    assert edition.ref == ref
    assert Edition.read(ref) == edition


@pytest.mark.parametrize(
    "ref", ["", "now", "2026-13-45", "t", "t99999999999", "wt5", "٢٠٢٦-11-24", "2026-11-24x"]
)
def test_what_names_no_edition(ref: str) -> None:
    assert Edition.read(ref) is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), max_size=8))
def test_every_claim_is_on_one_page(counts: list[int]) -> None:
    sections = [(f"section {n}", tuple(range(100 * n, 100 * n + count))) for n, count in enumerate(counts)]
    found = pages(sections)
    assert found
    for name, ids in sections:
        assert [id_ for page in found for named, some in page for id_ in some if named == name] == list(ids)
    sizes = [sum(len(ids) for _, ids in page) for page in found]
    assert sizes[0] == min(FIRST, sum(counts))
    assert all(0 < size <= MORE for size in sizes[1:])
    shown = [len(dict(found[0]).get(name, ())) for name, _ in sections]
    assert all(shown) or not all(counts), "the first page has the foremost of every section"
