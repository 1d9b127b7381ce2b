"""One name in Latin and in Cyrillic letters, from either side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.romanising import (
    MOST_BEGINNINGS,
    MOST_READINGS,
    cyrillic_stems,
    latin_beginnings,
    of_that_name,
    same_name,
)
from storage.words import words

NAMES = """
Kherson Херсон, Kherson Херсоні, Zelensky Зеленский, Zelenskyy Зеленський, Zelenskiy Зеленского, Zelenskyi Зеленському,
Kyiv Київ, Kyiv Києва, Kyiv Киеве, Kiev Киев, Kharkiv Харків, Kharkiv Харькове, Kharkov Харьков, Lviv Львів, Lvov Львов,
Odesa Одеса, Odessa Одессу, Mykolaiv Миколаїв, Nikolaev Николаев, Zaporizhzhia Запоріжжя, Mariupol Маріуполь,
Donetsk Донецьк, Donbas Донбасс, Luhansk Луганськ, Lugansk Луганск, Dnipro Дніпро, Sumy Суми, Chernihiv Чернігів,
Chernigov Чернигове, Poroshenko Порошенком, Zaluzhny Залужний, Zaluzhnyi Залужного, Budanov Буданова, Yermak Єрмак,
Ermak Ермак, Lavrov Лавров, Putin Путина, Shoigu Шойгу, Navalny Навальный, Prigozhin Пригожин, Erdogan Ердоган,
Erdogan Эрдогана, Bakhmut Бахмуті, Avdiivka Авдіївка, Avdeevka Авдеевке, Slovyansk Слов'янськ, Wagner Вагнер,
Hamas ХАМАС, Maria Мария, Syria Сирія, Khmelnytskyi Хмельницький, Zhytomyr Житомир, Yevhen Євген, Sergey Сергей,
Kakhovka Каховка, Ternopil Тернопіль, Vinnytsia Вінниця, Izium Ізюм, Yanukovych Янукович, Yulia Юлия
"""


def stem_of(word: str) -> str:
    (stem,) = words(word)
    return stem


@pytest.mark.parametrize(
    ("latin", "cyrillic"), [pair.split() for pair in NAMES.replace("\n", " ").strip().split(", ")]
)
def test_one_name_in_both_scripts(latin: str, cyrillic: str) -> None:
    one, other = stem_of(latin), stem_of(cyrillic)
    assert other in cyrillic_stems(one)
    assert one.startswith(latin_beginnings(other))
    assert of_that_name(other, [one, "person"]) == [one]


OTHER_NAMES = """
Kherson Харків, Kyiv Кия, Putin Пушкін, Lviv Левів, Sumy Сам, Odesa Адреса, Kharkiv Харчів, dam Дам,
Zelensky Зелений, Yermak Ярмарок, Syria Сербія, Erdogan Ірландія, 40000 Сорок
"""


@pytest.mark.parametrize(
    ("latin", "cyrillic"), [pair.split() for pair in OTHER_NAMES.replace("\n", " ").strip().split(", ")]
)
def test_other_names_do_not_meet(latin: str, cyrillic: str) -> None:
    assert stem_of(cyrillic) not in cyrillic_stems(stem_of(latin))


def test_spellings_of_one_name() -> None:
    assert same_name("zelenski", "zelenskyy")
    assert same_name("kharkiv", "kharkov")
    assert not same_name("kherson", "person")


@given(st.text(max_size=40))
def test_work_is_bounded_for_any_word(text: str) -> None:
    for word in (text, *words(text)):
        assert len(cyrillic_stems(word)) <= 2 * MOST_READINGS
        assert len(latin_beginnings(word)) <= MOST_BEGINNINGS


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=32))
def test_every_latin_word_can_be_read(word: str) -> None:
    assert all(cyrillic_stems(word))
    assert all(of_that_name(stem, [word]) == [word] for stem in cyrillic_stems(word))
