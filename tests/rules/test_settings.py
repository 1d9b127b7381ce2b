"""`/settings NAME VALUE`: what it takes, what it refuses, and that what is shown can be typed again."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.quiet import QuietHours
from bot.rules.refusals import (
    QuietAllDay,
    Refusal,
    UnknownLanguage,
    UnknownSetting,
    UnknownZone,
    UnreadableSetting,
)
from bot.rules.settings import EVERY_DAY, EXAMPLES, DeskSettings, find_zone, parse_setting, shown

LANGUAGES = ("en", "ar", "uk", "ru")


def days(*numbers: int) -> dict[str, object]:
    return {"days": frozenset(numbers)}


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
    ("quiet", "21:00", UnreadableSetting),
    ("quiet", "21:00-08:00-09:00", UnreadableSetting),
    ("quiet", "25:00-08:00", UnreadableSetting),
    ("quiet", "08:00-08:00", QuietAllDay),
    ("quiet", "0-0:00", QuietAllDay),
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
        "quiet": "21:00-08:00",
        "days": "all",
        "signoff": "1",
        "evidence": "on",
        "language": "en",
        "scale": "default",
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
    quiet_from=st.just(time(22, 30)),
    quiet_to=clocks.filter(lambda clock: clock != time(22, 30)),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    signoff=st.integers(0, 2),
    evidence=st.booleans(),
    language=st.sampled_from(LANGUAGES),
    scale=st.sampled_from(["default", "plain"]),
) | st.just(DeskSettings(quiet_from=None, quiet_to=None))


@given(all_settings)
def test_what_is_shown_can_be_typed_and_what_is_stored_can_be_read(chosen: DeskSettings) -> None:
    again = DeskSettings()
    for name, words in shown(chosen):
        again = again.with_changes(parse_setting(name, words, LANGUAGES))
    assert again == chosen
    assert DeskSettings.from_json(chosen.to_json()) == chosen
