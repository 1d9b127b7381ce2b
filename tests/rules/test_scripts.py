"""One claim in Latin and in Cyrillic letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.matching import Kind, compare
from bot.rules.scripts import agreed, capitalised, two_scripts

SAME = [
    (
        "Drones struck the Kherson children's hospital on 12 November, killing 7 people.",
        "Дрони влучили в дитячу лікарню в Херсоні 12 листопада, загинули 7 людей.",
        ("Drones", "Kherson", "7", "12 November"),
    ),
    (
        "Zelensky said that 40,000 soldiers are surrounded near Bakhmut",
        "Зеленский заявил, что под Бахмутом окружены 40 тысяч солдат",
        ("Zelensky", "Bakhmut", "40,000"),
    ),
    ("Putin and Erdogan met in Sochi on 3 March", "Путин и Эрдоган встретились в Сочи 3 марта", None),
    (
        "Budanov: 350 drones over Zaporizhzhia in one night",
        "Буданов: над Запоріжжям за ніч збили 350 дронів",
        ("Budanov", "Zaporizhzhia", "350"),
    ),
    (
        "The mayor of Mykolaiv, Senkevych, was fined 17,000 hryvnias",
        "Мера Миколаєва Сєнкевича оштрафували на 17 тисяч гривень",
        None,
    ),
]
OTHERS = [
    ("Drones struck Kherson on 12 November", "Дрони вдарили по Херсону 13 листопада", "another day"),
    (
        "Zelensky: 40,000 surrounded near Bakhmut",
        "Зеленский: под Бахмутом 14 тысяч окружены",
        "another figure",
    ),
    ("Putin met Erdogan", "Путин встретился с Эрдоганом", "names alone"),
    ("Putin met Erdogan twice, with two envoys", "Путин: два часа с Эрдоганом", "two is said of too much"),
    ("Ebola kills 10 in Chicago", "В Чикаго 10 часов нет света", "one name and one figure"),
    ("On 12 November 7 people died", "12 листопада загинули 7 людей", "no name"),
    ("Zelensky in Bakhmut with 40 soldiers", "Zelensky in Bakhmut with 40 soldiers", "one script"),
    ("Зеленський у Бахмуті, 40 бійців", "Зеленский в Бахмуте, 40 бойцов", "one script"),
    ("Корюківка: 7 загиблих", "١٢ قتيلا في خيرسون", "Arabic is not spelt in Cyrillic"),
]


@pytest.mark.parametrize(("latin", "cyrillic", "told"), SAME)
def test_the_same_in_two_scripts(latin: str, cyrillic: str, told: tuple[str, ...] | None) -> None:
    found = agreed(latin, cyrillic)
    assert found == (told or found)
    assert len(found) >= 3
    assert len(agreed(cyrillic, latin)) >= 3
    for likeness in (compare(latin, cyrillic), compare(cyrillic, latin)):
        assert likeness.kind is Kind.LIKELY
    assert compare(latin, cyrillic).shared == found


@pytest.mark.parametrize(("one", "other", "why"), OTHERS, ids=[why for _, _, why in OTHERS])
def test_other_claims(one: str, other: str, why: str) -> None:
    assert agreed(one, other) == agreed(other, one) == ()


def test_what_differs_all_the_same_is_named() -> None:
    likeness = compare(
        "Budanov: 350 drones and 12 missiles over Zaporizhzhia", "Буданов: над Запоріжжям 350 дронів"
    )
    assert likeness.kind is Kind.LIKELY
    assert [one.here for one in likeness.differences] == ["12"]


def test_long_texts_that_only_share_much_named_people_are_others() -> None:
    latin = "Putin, Lavrov and 40 others. " + " ".join(
        f"In Town{chr(97 + n)}ville fell Bomb." for n in range(20)
    )
    cyrillic = "Путін, Лавров і ще 40. " + " ".join(f"У Місті{chr(1072 + n)} впала Бомба." for n in range(20))
    assert agreed("Putin, Lavrov and 40 others.", "Путін, Лавров і ще 40.")
    assert not agreed(latin, cyrillic)


def test_names_begin_with_a_capital_and_are_no_months() -> None:
    told = capitalised("On 3 March the mayor of Kherson met Oleh O'Brien and the BBC")
    assert list(told.values()) == ["Kherson", "Oleh", "O'Brien", "BBC"]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts(one: str, other: str) -> None:
    assert two_scripts(one, other) == two_scripts(other, one)
    assert bool(agreed(one, other)) == bool(agreed(other, one))
    assert all(part in one for part in agreed(one, other))


WORDS = st.sampled_from(
    ["Kherson", "Херсон", "Putin", "Путин", "Bakhmut", "Бахмут", "7", "40,000", "40 тисяч", "12 листопада"]
) | st.sampled_from(["12 November", "3 March", "drones"])


@given(st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=12).map(" ".join))
def test_either_side_first(one: str, other: str) -> None:
    assert bool(agreed(one, other)) == bool(agreed(other, one))
