"""Comparing two claims: figures, dates and negation matter; wording and spelling of numbers do not."""

import time
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.differences import DATES, FIGURES, NAMES, NEGATION, Difference, differences, particulars
from bot.rules.figures import figures, numbers
from bot.rules.matching import Kind, Told, best_of, compare
from bot.rules.resemblance import Rarity
from bot.rules.said_dates import calendar, said_dates

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
        pytest.param("Сорок тысяч бойцов", "40 000 бойцов", id="Russian words"),
        pytest.param("П'ять тисяч бійців", "5 тис. бійців", id="Ukrainian words"),
        pytest.param("أربعون ألف مقاتل", "٤٠٬٠٠٠ مقاتل", id="Arabic words"),
        pytest.param("Prices rose by 5%", "Prices rose by 5 percent", id="percent"),
        pytest.param("It cost $5bn", "It cost 5 billion dollars", id="currency"),
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
    assert (found.kind, tuple(one.what for one in found.differences)) == (Kind.LIKELY, differences)


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("У Львові закрили аеропорт", "Аеропорт Львова закрито"),
        ("Мешканці Києва отримають вакцину безкоштовно", "Вакцину мешканцям у Києві даватимуть безкоштовно"),
        ("Харків залишився без води після обстрілів", "Обстріли залишили мешканців Харкова без води"),
        ("Дрони атакували нафтовий завод у Рязані", "Атака дронів на нафтовий завод Рязані"),
        ("Миколаїв обстріляли касетними ракетами", "Касетна ракета по Миколаєву: місто під обстрілом"),
        pytest.param("Росія випустила 40 ракет по Одесі", "Россия выпустила 40 ракет по Одессе", id="uk, ru"),
        pytest.param(
            "Ердоган зустрівся з Путіним в Анкарі", "Эрдоган встретился с Путиным в Анкаре", id="ru"
        ),
        pytest.param("Байден прилетів до Києва", "Байден прилетел в Киев", id="uk, ru, short"),
    ],
)
def test_ukrainian_twins_meet_in_other_forms_and_in_russian(one: str, other: str) -> None:
    found = compare(one, other)
    assert (found.kind, found.differences) == (Kind.LIKELY, ())
    assert found.score > 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Зеленський звільнив Залужного", "Зеленський зустрівся з Ердоганом"),
        ("У Львові закрили аеропорт", "У Львові відкрили лікарню"),
        ("Поліція затримала мера Миколаєва", "Мер Миколаєва відкрив нову школу"),
        ("Польща закрила кордон для українських вантажівок", "Польща передала Україні чотири літаки"),
        ("Росія випустила 40 ракет по Одесі", "Россия закрыла границу с Эстонией"),
    ],
)
def test_other_ukrainian_claims_are_different(one: str, other: str) -> None:
    assert compare(one, other).kind is Kind.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ("Missiles hit a hospital in Kharkiv", "Missiles hit a school in Odesa", ("Kharkiv", "Odesa")),
        ("Ракети влучили у лікарню в Харкові", "Ракети влучили у школу в Одесі", ("Харкові", "Одесі")),
        ("Дроны ударили по Старому Осколу", "Дроны ударили по Брянску", ("Старому Осколу", "Брянску")),
        # One name in other letters, another form, first in its sentence, or beside one that both give.
        ("Missiles hit a school in Kyiv", "Missiles hit a school in Kiev", None),
        ("Обстріляли школу в Одесі", "Обстреляли школу в Одессе", None),
        ("Missiles hit a school in Odesa", "Odesa: missiles hit a school", None),
        ("The army shelled Kharkiv in Ukraine", "The army shelled Odesa in Ukraine", None),
        # One that gives none, days, abbreviations, headings, links, other scripts.
        ("Missiles hit a school in Odesa", "Missiles hit a school", None),
        ("The mayor left on Monday", "The mayor left on Friday", None),
        ("The army left NATO", "The army left Donetsk", None),
        ("The Mayor Of Lisk Fled To Vienna", "The mayor fled to Prague", None),
        ("The dam broke @Kharkiv https://a.example/Kharkiv", "The dam broke in Odesa", None),
        ("Missiles hit a school in Odesa", "Ракети влучили у школу в Харкові", None),
        ("أصابت صواريخ مستشفى في خاركيف", "أصابت صواريخ مدرسة في أوديسا", None),
    ],
)
def test_names_that_differ_are_named(one: str, other: str, named: tuple[str, str] | None) -> None:
    found = [apart for apart in differences(particulars(one), particulars(other)) if apart.what == NAMES]
    assert found == ([Difference(NAMES, *named)] if named else [])


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        pytest.param(
            SIGNED_UP, SIGNED_UP.replace("40,000", "14k"), Difference(FIGURES, "40,000", "14k"), id="en"
        ),
        pytest.param(
            "40 тысяч бойцов записались в армию вчера",
            "14 тысяч бойцов записались в армию вчера",
            Difference(FIGURES, "40 тысяч", "14 тысяч"),
            id="ru",
        ),
        pytest.param(
            "Сорок тисяч бійців записалися до війська",
            "14 тис. бійців записалися до війська",
            Difference(FIGURES, "Сорок тисяч", "14 тис"),
            id="uk",
        ),
        pytest.param(
            "سجل ٤٠٬٠٠٠ مقاتل سوري في الجيش",
            "سجل ١٤ ألف مقاتل سوري في الجيش",
            Difference(FIGURES, "٤٠٬٠٠٠", "١٤ ألف"),
            id="ar",
        ),
        pytest.param(
            "The pipe under the lake is 5 km long",
            "The pipe under the lake is 5 miles long",
            Difference(FIGURES, "5 km", "5 miles"),
            id="unit",
        ),
        pytest.param(
            "The harbour was closed on 3 March 2015",
            "The harbour was closed on 4.03.2015",
            Difference(DATES, "3", "4.03.2015"),
            id="date",
        ),
        pytest.param(
            "Армія зайняла місто", "Армія не зайняла місто", Difference(NEGATION), id="Ukrainian negation"
        ),
    ],
)
def test_the_difference_is_named_in_the_letters_of_each(one: str, other: str, difference: Difference) -> None:
    found = compare(one, other)
    assert (found.kind, found.differences) == (Kind.LIKELY, (difference,))


def test_why_two_are_likely_the_same() -> None:
    found = compare(SIGNED_UP, "Russia has signed up forty thousand fighters from Syria")
    assert found.shared[0] == "40,000"
    assert "fighters" in found.shared
    assert "with" not in found.shared


def test_rare_words_count_for_more() -> None:
    one, other = "the fire at Orvell port", "the fire at Harun port"
    names_common = Rarity(1000, {"orvel": 500, "harun": 500, "fire": 2, "port": 2})
    names_rare = Rarity(1000, {"orvel": 2, "harun": 2, "fire": 500, "port": 500})
    assert compare(one, other, rarity=names_rare).score < compare(one, other, rarity=names_common).score


YOUNG = {
    "en": [
        "Shelling killed five people in Mariupol",
        "The bridge over the river has collapsed",
        "A fire broke out at a warehouse near Perm",
        "The ministry of health has banned ibuprofen",
        "Police arrested a journalist in Minsk",
    ],
    "uk": [
        "Обстріл убив п'ятьох людей у Маріуполі",
        "Міст через річку впав",
        "Пожежа сталася на складі біля Пермі",
        "Міністерство здоров'я заборонило ібупрофен",
        "Поліція затримала журналіста в Мінську",
    ],
    "ru": [
        "Обстрел убил пять человек в Мариуполе",
        "Мост через реку рухнул",
        "Пожар произошёл на складе около Перми",
        "Минздрав запретил ибупрофен",
        "Полиция задержала журналиста в Минске",
    ],
    "ar": [
        "قتل القصف خمسة أشخاص في ماريوبول",
        "انهار الجسر فوق النهر",
        "اندلع حريق في مستودع قرب بيرم",
        "حظرت وزارة الصحة الإيبوبروفين",
        "اعتقلت الشرطة صحفيا في مينسك",
    ],
}


@pytest.mark.parametrize(
    ("language", "new", "twin"),
    [
        ("en", "Shelling killed three people in Kherson", None),
        ("en", "Bridge over river collapsed", 1),
        ("uk", "Обстріл убив трьох людей у Херсоні", None),
        ("uk", "Через річку впав міст", 1),
        ("ru", "Обстрел убил трёх человек в Херсоне", None),
        ("ru", "Рухнул мост через реку", 1),
        ("ar", "قتل القصف ثلاثة أشخاص في خيرسون", None),
        ("ar", "الجسر فوق النهر ينهار", 1),
    ],
)
def test_at_a_young_desk_words_that_tell_nothing_make_no_twin(
    language: str, new: str, twin: int | None
) -> None:
    desk = [Told.of(claim) for claim in YOUNG[language]]
    counts = Counter(stem for told in [*desk, Told.of(new)] for stem in set(told.stems))
    found = best_of(Told.of(new), desk, Rarity(len(desk) + 1, counts))
    assert (found and found[0]) == twin


def test_of_many_the_best_and_nothing_where_nothing_fits() -> None:
    others = [
        Told.of(text)
        for text in (
            "The mayor of Orvell has resigned",
            "Some 40 thousand fighters from Syria have signed up with Russian forces",
            "Fighters left the village",
        )
    ]
    place, likeness = best_of(Told.of(SIGNED_UP), others, Rarity(3)) or (None, None)
    assert place == 1
    assert likeness is not None
    assert likeness.kind is Kind.LIKELY
    assert best_of(Told.of("Bread is sold out in every shop of the region"), others, Rarity(3)) is None
    assert best_of(Told.of(SIGNED_UP), [], Rarity()) is None


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
    found, turned = compare(one, other), compare(other, one)
    assert (found.kind, found.score) == (turned.kind, turned.score)
    assert {(one.what, one.here, one.there) for one in found.differences} == {
        (one.what, one.there, one.here) for one in turned.differences
    }
    assert 0.0 <= found.score <= 1.0
    if numbers(one) != numbers(other):
        assert found.kind is not Kind.SAME_WORDS
        assert found.kind is Kind.DIFFERENT or found.differences


CHANGES = {
    "en": ("The army moved {} tanks to the border in {} and {}took the town", "2014", "2015", "", "never "),
    "ru": ("Армия перебросила {} танков к границе в {} году и {}взяла город", "2014", "2015", "", "не "),
    "uk": ("Армія перекинула {} танків до кордону в {} році й {}взяла місто", "2014", "2015", "", "не "),
    "ar": ("نقل الجيش {} دبابة إلى الحدود في عام {} و{} دخل المدينة", "2014", "2015", "", "لم"),
}


COUNTS = st.one_of(st.integers(2, 1799), st.integers(2100, 10**7))
"""Four bare digits between would be a year."""


@given(
    st.sampled_from(sorted(CHANGES)),
    COUNTS,
    COUNTS,
    st.booleans(),
    st.booleans(),
)
def test_a_changed_figure_date_or_negation_is_always_named(
    language: str, figure: int, other: int, later: bool, denied: bool
) -> None:
    frame, year, next_year, plain, denying = CHANGES[language]
    one = frame.format(f"{figure:,}", year, plain)
    changed = frame.format(other, next_year if later else year, denying if denied else plain)
    found = compare(one, changed)
    named = {one.what for one in found.differences}
    wanted = {
        what for what, differs in ((FIGURES, figure != other), (DATES, later), (NEGATION, denied)) if differs
    }
    assert (found.kind is Kind.SAME_WORDS) == (not wanted)
    assert named == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 March 2015", {("date", 3), ("month", 3)}),
        ("March 3rd, 2015", {("date", 3), ("month", 3)}),
        ("3 березня 2015", {("date", 3), ("month", 3)}),
        ("3 مارس 2015", {("date", 3), ("month", 3)}),
        ("2015-03-03", {("date", 3), ("month", 3), ("year", 2015)}),
        ("٣/٣/٢٠١٥", {("date", 3), ("month", 3), ("year", 2015)}),
        ("12/25/2015", {("date", 25), ("month", 12), ("year", 2015)}),
        ("version 3.5.2", set()),
        ("they may march on", set()),
    ],
)
def test_dates(text: str, expected: set[tuple[str, int]]) -> None:
    assert {(one.what, one.value) for one in said_dates(text)} == expected


@given(CLAIMS)
def test_identity(text: str) -> None:
    assert compare(text, text).kind is Kind.SAME_WORDS


@pytest.mark.parametrize("stammer", ["a", "1,000,", "one hundred ", "not ", "not 1 ", "é", "(“"])
def test_bounded_time(stammer: str) -> None:
    long = stammer * (1_000_000 // len(stammer))
    begun = time.process_time()
    compare(long, long + "x")
    assert time.process_time() - begun < 10  # some 1 s here
