"""Comparing two claims: figures, dates and negation matter; wording and spelling of numbers do not."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.figures import calendar, figures
from bot.rules.matching import DATES, FIGURES, NEGATION, Kind, compare, numbers

SIGNED_UP = "40,000 Syrian fighters have signed up with Russian forces"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(SIGNED_UP, SIGNED_UP.upper() + ".", id="case"),
        pytest.param(SIGNED_UP, SIGNED_UP.replace("40,000", "40 thousand"), id="40 thousand"),
        pytest.param(SIGNED_UP, SIGNED_UP.replace("40,000", "40k"), id="40k"),
        pytest.param(SIGNED_UP, SIGNED_UP.replace("40,000", "Forty thousand"), id="in words"),
        pytest.param("40,000 مقاتل سجلوا", "٤٠٬٠٠٠ مقاتل سجلوا", id="Arabic digits"),
        pytest.param("40 тыс. бойцов", "40 000 бойцов", id="Russian"),
        pytest.param("2,5 млн грн", "2.5 мільйона грн", id="decimal comma"),
    ],
)
def test_same_words(one: str, other: str) -> None:
    assert compare(one, other).kind is Kind.SAME_WORDS


@pytest.mark.parametrize(
    ("one", "other", "differences"),
    [
        pytest.param(SIGNED_UP, "Russia has signed up 40,000 fighters from Syria", (), id="order"),
        pytest.param(
            SIGNED_UP, "Fighters from Syria, 40k of them, signed up with Russia's army", (), id="phrase"
        ),
        pytest.param("The mayor resigned", "The mayor has resigned", (), id="tense"),
        pytest.param(
            "40 тысяч сирийских бойцов записались в армию",
            "В армию записались 40 000 бойцов из Сирии",
            (),
            id="ru",
        ),
        pytest.param(SIGNED_UP, SIGNED_UP.replace("40", "14"), (FIGURES,), id="14,000"),
        pytest.param(
            SIGNED_UP, "Syrian fighters have signed up with Russian forces", (FIGURES,), id="no figure"
        ),
        pytest.param("The war began in 2014", "The war began", (DATES,), id="no year"),
        pytest.param("The war began in 2014", "The war began in 2022", (DATES,), id="year"),
        pytest.param("The big dam broke on Monday", "The big dam broke on Tuesday", (DATES,), id="weekday"),
        pytest.param("Two ships sank in April", "Two ships sank in June", (DATES,), id="month"),
        pytest.param(SIGNED_UP, SIGNED_UP.replace("have", "have not"), (NEGATION,), id="not"),
        pytest.param(SIGNED_UP, SIGNED_UP.replace("have", "haven’t"), (NEGATION,), id="n't"),
        pytest.param("Мэр подал в отставку", "Мэр не подал в отставку", (NEGATION,), id="не"),
        pytest.param("غادر المحافظ المدينة", "لم يغادر المحافظ المدينة", (NEGATION,), id="لم"),
    ],
)
def test_likely_the_same_with_the_difference_named(
    one: str, other: str, differences: tuple[str, ...]
) -> None:
    found = compare(one, other)
    assert (found.kind, found.differences) == (Kind.LIKELY, differences)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SIGNED_UP, "At least 150 Syrians have arrived in Ukraine"),
        ("The mayor resigned", "The mayor was arrested"),
        ("The dam broke on Monday", "A bridge was closed on Monday"),
        ("🔥", "👍"),
        ("", "x"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert compare(one, other).kind is Kind.DIFFERENT


def test_rare_words_count_as_the_caller_says() -> None:
    one, other = "the fire at Orvell port", "the fire at Harun port"
    by_name = compare(one, other, weight=lambda word: 9.0 if word in {"orvel", "harun"} else 1.0)
    by_rest = compare(one, other, weight=lambda word: 0.1 if word in {"orvel", "harun"} else 1.0)
    assert by_name.score < compare(one, other).score < by_rest.score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40,000", "40000"),
        ("40 thousand", "40000"),
        ("40k", "40000"),
        ("40K people", "40000"),
        ("forty thousand", "40000"),
        ("٤٠٬٠٠٠", "40000"),
        ("٤٠ ألف", "40000"),
        ("40 000 бойцов", "40000"),
        ("40 тис. бійців", "40000"),
        ("40.000", "40000"),
        ("14,000", "14000"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("0.125", "0.125"),
        ("2,5 млн", "2500000"),
        ("$5bn", "5000000000"),
        ("5 m deep", "5"),
        ("two hundred and twelve", "212"),
        ("twenty-five", "25"),
        ("40km", "40"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert numbers(text) == {Decimal(expected)}


@pytest.mark.parametrize("text", ["COVID-19", "5G masts", "one man", "a hundred", "no figure", ""])
def test_no_numbers(text: str) -> None:
    assert numbers(text) == frozenset()


def test_places_years_and_calendar() -> None:
    text = "In 2015, some 7,000 people"
    assert [(text[one.start : one.end], one.year) for one in figures(text)] == [
        ("2015", True),
        ("7,000", False),
    ]
    assert calendar("on Monday, в понедельник, 3 березня; they may march") == {"day 0", "month 3"}
    assert calendar("in March, 3 May") == {"month 3", "month 5"}


CLAIMS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [*SIGNED_UP.split(), "14,000", "not", "2015", "2022", "Monday", "Tuesday", "не", "٤٠٬٠٠٠"]
        )
    ).map(" ".join),
)


@given(CLAIMS, CLAIMS)
def test_symmetry_and_bounds(one: str, other: str) -> None:
    found = compare(one, other)
    assert found == compare(other, one)
    assert 0.0 <= found.score <= 1.0
    if numbers(one) != numbers(other):
        assert found.kind is not Kind.SAME_WORDS
        assert found.kind is Kind.DIFFERENT or found.differences


@given(CLAIMS)
def test_identity(text: str) -> None:
    assert compare(text, text).kind is Kind.SAME_WORDS


@pytest.mark.parametrize("stammer", ["a", "1,000,", "one hundred ", "not ", "not 1 ", "é", "(“"])
def test_bounded_time(stammer: str) -> None:
    long = stammer * (1_000_000 // len(stammer))
    begun = time.perf_counter()
    compare(long, long + "x")
    assert time.perf_counter() - begun < 10  # some 1 s here
