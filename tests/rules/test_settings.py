"""`/settings NAME VALUE`: what it takes, what it refuses, and that what is shown can be typed again."""

from dataclasses import replace
from datetime import time, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.ladders import ASKING, MOST, RECIPIENTS, Ladder, Rung, To, checked
from bot.rules.quiet import QuietHours
from bot.rules.refusals import Refusal
from bot.rules.refusals.settings import (
    LadderTooLong,
    LadderWithoutEnd,
    QuietAllDay,
    UnknownLanguage,
    UnknownSetting,
    UnknownZone,
    UnreadableSetting,
)
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import EXAMPLES, parse_setting, shown
from bot.rules.values import EVERY_DAY
from bot.rules.zones import find_zone
from storage.vocabulary import Priority

LANGUAGES = ("en", "ar", "uk", "ru")


def days(*numbers: int) -> dict[str, object]:
    return {"days": frozenset(numbers)}


H = timedelta(hours=1)
ASSIGNEE, GROUP, LEADS = To.ASSIGNEE, To.GROUP, To.LEADS


def ladder(name: str, *rungs: Rung) -> dict[str, object]:
    return DeskSettings().with_ladder(Ladder(name), rungs)


def pace(*factors: int | str) -> dict[str, object]:
    return {"pace": tuple(zip(Priority, map(Fraction, factors), strict=True))}


TAKEN = [
    ("timezone", "Europe/Kyiv", {"timezone": "Europe/Kyiv"}),
    ("timezone", "europe/kyiv", {"timezone": "Europe/Kyiv"}),
    ("timezone", "kyiv", {"timezone": "Europe/Kyiv"}),
    ("TimeZone", " New  York ", {"timezone": "America/New_York"}),
    ("timezone", "utc", {"timezone": "UTC"}),
    ("digest", "08:30", {"digest": time(8, 30)}),
    ("digest", "8", {"digest": time(8)}),
    ("digest", "8.05", {"digest": time(8, 5)}),
    ("digest", "7:15 pm", {"digest": time(19, 15)}),
    ("digest", "12am", {"digest": time(0)}),
    ("digest", "٠٨:٣٠", {"digest": time(8, 30)}),
    ("digest-group", "on", {"digest_to_group": True}),
    ("digest_group", "OFF", {"digest_to_group": False}),
    ("digest-chart", "off", {"digest_chart": False}),
    ("quiet", "21:00-08:00", {"quiet_from": time(21), "quiet_to": time(8)}),
    ("quiet", "22 – 7:30", {"quiet_from": time(22), "quiet_to": time(7, 30)}),
    ("quiet", "22:00 to 07:00", {"quiet_from": time(22), "quiet_to": time(7)}),
    ("quiet", "off", {"quiet_from": None, "quiet_to": None}),
    ("days", "mon-fri", days(0, 1, 2, 3, 4)),
    ("days", "Sun – Thu", days(6, 0, 1, 2, 3)),
    ("days", "Monday, wed,fri", days(0, 2, 4)),
    ("days", "weekdays", days(0, 1, 2, 3, 4)),
    ("days", "all", {"days": EVERY_DAY}),
    ("days", "sat", days(5)),
    ("signoff", "0", {"signoff": 0}),
    ("signoff", "2", {"signoff": 2}),
    ("evidence", "off", {"evidence": False}),
    ("evidence", "Yes", {"evidence": True}),
    ("language", "UK", {"language": "uk"}),
    ("scale", "PolitiFact", {"scale": "politifact"}),
    ("urgent_anytime", "on", {"urgent_anytime": True}),
    ("quiet", "00:00 - 23:00", {"quiet_from": time(0), "quiet_to": time(23)}),
    ("quiet", "24:00-8", {"quiet_from": time(0), "quiet_to": time(8)}),
    ("pace", "low 2, high 1/2, urgent 1/4", pace(2, 1, "1/2", "1/4")),
    ("pace", "Urgent: x 1/8", pace(1, 1, 1, "1/8")),
    ("untaken", "4h group, 24h leads", ladder("untaken", Rung(4 * H, (GROUP,)), Rung(24 * H, (LEADS,)))),
    (
        "untaken",
        "1 day leads; 30 min → group",
        ladder("untaken", Rung(H / 2, (GROUP,)), Rung(24 * H, (LEADS,))),
    ),
    ("Taken", "2h: ask", ladder("taken", Rung(2 * H, (ASSIGNEE,), asks=True))),
    ("changes", "2 hours assignee and leads", ladder("changes", Rung(2 * H, (ASSIGNEE, LEADS)))),
    ("silent", "12h", ladder("silent", Rung(12 * H))),
    ("review", "off", ladder("review")),
    ("disputed", "٢h leads", ladder("disputed", Rung(2 * H, (LEADS,)))),
    (
        "due_soon",
        "2h assignee, 24h assignee + leads",
        ladder("due-soon", Rung(24 * H, (ASSIGNEE, LEADS)), Rung(2 * H, (ASSIGNEE,))),
    ),
    ("overdue", "leads", ladder("overdue", Rung(0 * H, (LEADS,)))),
    (
        "overdue",
        "assignee, 2h leads, then every 6h",
        ladder("overdue", Rung(0 * H, (ASSIGNEE,)), Rung(2 * H, (LEADS,), every=6 * H)),
    ),
]


@pytest.mark.parametrize(("name", "words", "changes"), TAKEN)
def test_taken(name: str, words: str, changes: dict[str, object]) -> None:
    assert parse_setting(name, words, LANGUAGES) == changes
    DeskSettings().with_changes(changes)


REFUSED = [
    ("colour", "blue", UnknownSetting),
    ("", "", UnknownSetting),
    ("x" * 5000, "1", UnknownSetting),
    ("timezone", "", UnknownZone),
    ("timezone", "Mars/Olympus", UnknownZone),
    ("timezone", "../../etc/passwd", UnknownZone),
    ("timezone", "GMT+3", UnknownZone),
    ("timezone", "Etc/GMT+3", UnknownZone),
    ("timezone", "+03:00", UnknownZone),
    ("timezone", "x" * 5000, UnknownZone),
    ("digest", "", UnreadableSetting),
    ("digest", "24:00", UnreadableSetting),
    ("digest", "8:60", UnreadableSetting),
    ("digest", "13pm", UnreadableSetting),
    ("digest", "morning", UnreadableSetting),
    ("digest-group", "maybe", UnreadableSetting),
    ("digest-chart", "pretty", UnreadableSetting),
    ("quiet", "21:00", UnreadableSetting),
    ("quiet", "21:00-08:00-09:00", UnreadableSetting),
    ("quiet", "25:00-08:00", UnreadableSetting),
    ("quiet", "08:00-08:00", QuietAllDay),
    ("quiet", "0-0:00", QuietAllDay),
    ("quiet", "0-24", QuietAllDay),
    ("quiet", "00:00-23:59", QuietAllDay),
    ("quiet", "8:30-8:00", QuietAllDay),
    ("urgent-anytime", "sometimes", UnreadableSetting),
    ("pace", "", UnreadableSetting),
    ("pace", "urgent 0", UnreadableSetting),
    ("pace", "urgent 1/0", UnreadableSetting),
    ("pace", "urgent 1/9", UnreadableSetting),
    ("pace", "low 9", UnreadableSetting),
    ("pace", "urgent 1/4, urgent 1/2", UnreadableSetting),
    ("pace", "hasty 1/2", UnreadableSetting),
    ("untaken", "", UnreadableSetting),
    ("untaken", "4h", UnreadableSetting),
    ("untaken", "group", UnreadableSetting),
    ("untaken", "4h everybody", UnreadableSetting),
    ("untaken", "4h group,", UnreadableSetting),
    ("untaken", "4h assignee", UnreadableSetting),
    ("untaken", "4 group", UnreadableSetting),
    ("untaken", "1m group", UnreadableSetting),
    ("untaken", "-4h group", UnreadableSetting),
    ("untaken", "99999h group", LadderTooLong),
    ("untaken", "999999h group", UnreadableSetting),
    ("untaken", "x" * 100_000, UnreadableSetting),
    ("untaken", "4h group, every 4h", LadderWithoutEnd),
    ("taken", "24h assignee, then every 1h", LadderWithoutEnd),
    ("overdue", "every 24h", UnreadableSetting),
    ("overdue", "assignee, every 1m", LadderWithoutEnd),
    ("overdue", "assignee, every 0h", LadderWithoutEnd),
    ("overdue", "assignee, every 24h, 2h leads", LadderWithoutEnd),
    ("overdue", "assignee, every 24h, every 24h", UnreadableSetting),
    ("overdue", "assignee, every 31d", LadderTooLong),
    ("untaken", "31d group", LadderTooLong),
    ("untaken", ", ".join(f"{n}h group" for n in range(1, 8)), LadderTooLong),
    ("untaken", ", ".join(f"{n % 20 + 1}h group" for n in range(5000)), LadderTooLong),
    ("silent", "12h, 24h", LadderTooLong),
    ("silent", "12h assignee", UnreadableSetting),
    ("review", "4h ask", UnreadableSetting),
    ("days", "", UnreadableSetting),
    ("days", "mon-", UnreadableSetting),
    ("days", "mo", UnreadableSetting),
    ("days", "mon-wed-fri", UnreadableSetting),
    ("days", "someday", UnreadableSetting),
    ("signoff", "3", UnreadableSetting),
    ("signoff", "-1", UnreadableSetting),
    ("signoff", "one", UnreadableSetting),
    ("evidence", "", UnreadableSetting),
    ("language", "tlh", UnknownLanguage),
    ("scale", "stars", UnreadableSetting),
]


@pytest.mark.parametrize(("name", "words", "refusal"), REFUSED)
def test_refused_with_an_example(name: str, words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as no:
        parse_setting(name, words, LANGUAGES)
    assert len(str(no.value)) <= 200


def test_the_examples_work() -> None:
    for name, example in EXAMPLES.items():
        command, given_name, words = example.split(" ", 2)
        assert (command, given_name) == ("/settings", name)
        assert parse_setting(given_name, words, LANGUAGES)


def test_the_defaults_are_those_of_the_product() -> None:
    assert dict(shown(DeskSettings())) == {
        "timezone": "UTC",
        "digest": "08:00",
        "digest-group": "off",
        "digest-chart": "on",
        "weekly": "mon",
        "quiet": "21:00-08:00",
        "days": "all",
        "signoff": "1",
        "evidence": "on",
        "language": "en",
        "scale": "default",
        "urgent-anytime": "off",
        "pace": "high 1/2, urgent 1/4",
        "untaken": "4h group, 24h leads",
        "taken": "24h assignee, 48h ask leads",
        "silent": "24h",
        "changes": "24h assignee, 48h ask leads",
        "review": "8h reviewers, 24h leads",
        "disputed": "8h leads, 24h leads",
        "due-soon": "2h assignee",
        "overdue": "0h assignee leads, every 24h",
    }
    utc = QuietHours(ZoneInfo("UTC"), time(21), time(8), EVERY_DAY)
    assert DeskSettings().quiet == utc


def test_unknown_keys_are_left_aside_and_missing_ones_are_defaults() -> None:
    assert DeskSettings.from_json({"signoff": 2, "of_a_later_version": 1}) == DeskSettings(signoff=2)
    assert DeskSettings.from_json({}) == DeskSettings()


def test_every_city_of_a_zone_is_found() -> None:
    assert find_zone("ho chi minh") == "Asia/Ho_Chi_Minh"
    assert find_zone("Buenos_Aires").endswith("Buenos_Aires")


clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
all_settings = st.builds(
    DeskSettings,
    timezone=st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Kathmandu"]),
    digest=clocks,
    digest_to_group=st.booleans(),
    digest_chart=st.booleans(),
    quiet_from=st.just(time(22, 30)),
    quiet_to=st.builds(time, st.integers(0, 21), st.integers(0, 59)).filter(
        lambda clock: clock < time(21, 30)
    ),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    signoff=st.integers(0, 2),
    evidence=st.booleans(),
    language=st.sampled_from(LANGUAGES),
    scale=st.sampled_from(["default", "plain"]),
    urgent_anytime=st.booleans(),
) | st.just(DeskSettings(quiet_from=None, quiet_to=None))


@given(all_settings)
def test_what_is_shown_can_be_typed_and_what_is_stored_can_be_read(chosen: DeskSettings) -> None:
    again = DeskSettings()
    for name, words in shown(chosen):
        again = again.with_changes(parse_setting(name, words, LANGUAGES, again))
    assert again == chosen
    assert DeskSettings.from_json(chosen.to_json()) == chosen


def some_rungs(random: Random, ladder: Ladder) -> tuple[Rung, ...]:
    rungs = []
    for _ in range(random.randint(0, 1 if ladder is Ladder.SILENT else MOST)):
        asks = ladder in ASKING and random.random() < 0.5
        wanted = {to for to in RECIPIENTS[ladder] if random.random() < 0.5} | set(RECIPIENTS[ladder][:1])
        to = tuple(to for to in RECIPIENTS[ladder] if to in wanted)
        rungs.append(Rung(timedelta(minutes=random.randint(5, 30 * 24 * 60)), to, asks))
    if ladder is Ladder.OVERDUE and rungs and random.random() < 0.5:
        latest = max(rungs, key=lambda rung: rung.after)
        rungs[rungs.index(latest)] = replace(
            latest, every=timedelta(minutes=random.randint(60, 30 * 24 * 60))
        )
    return checked(ladder, rungs)


def test_every_ladder_that_is_shown_can_be_typed_and_stored() -> None:
    random = Random(5)
    for _ in range(100):
        chosen = DeskSettings(
            ladders=tuple((one, some_rungs(random, one)) for one in Ladder),
            pace=tuple((one, Fraction(random.randint(1, 8), random.randint(1, 8))) for one in Priority),
        )
        again = DeskSettings()
        for name, words in shown(chosen):
            again = again.with_changes(parse_setting(name, words, LANGUAGES, again))
        assert again == chosen
        assert DeskSettings.from_json(chosen.to_json()) == chosen
