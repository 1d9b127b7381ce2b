"""The key of an exact repeat, the words of the index, and text made safe to store and to show."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.words import claim_words, clean, fold_digits, guess_language, normalise, visible, words

ANY_TEXT = st.text(st.characters(), max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("40,000 fighters signed up.", "  40,000  FIGHTERS\nsigned up", id="case and space"),
        pytest.param("“The port” is shut – now", '"the port" is shut - now', id="typographic punctuation"),
        pytest.param("al-Hmeimim", "al Hmeimim", id="hyphen"),
        pytest.param("It wasn't true", "It wasn’t true", id="apostrophes"),
        pytest.param("40,000", "40000", id="thousands separator"),
        pytest.param("٤٠٬٠٠٠ مقاتل", "40000 مقاتل", id="Arabic digits"),
        pytest.param("fi\u200bghters\u202e left", "fighters left", id="format characters"),
        pytest.param("ｆｉｇｈｔｅｒｓ", "fighters", id="full width"),
        pytest.param("вернулся её брат", "вернулся ее брат", id="ё"),
        pytest.param("مُقَاتِل", "مقاتل", id="vowel signs"),
        pytest.param("🔥 The port is shut ‼️", "The port is shut", id="emoji"),
        pytest.param("4,5 млн", "4.5 млн", id="decimal comma"),
    ],
)
def test_same_words_have_one_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("40,000 fighters", "14,000 fighters", id="figure"),
        pytest.param("4.5 million", "45 million", id="decimal point"),
        pytest.param("-5 degrees", "5 degrees", id="sign"),
        pytest.param("5% of them", "5 of them", id="percent"),
        pytest.param("$5", "€5", id="currency"),
        pytest.param("It was true", "It was not true", id="negation"),
        pytest.param("It can be true", "It can't be true", id="short negation"),
        pytest.param("10² people", "102 people", id="footnote"),
        pytest.param("🔥", "👍", id="symbols only"),
        pytest.param("мій", "мий", id="Ukrainian letters"),
    ],
)
def test_other_words_have_another_key(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(ANY_TEXT)
def test_key_is_stable_and_empty_only_for_nothing(text: str) -> None:
    key = normalise(text)
    assert normalise(key) == key
    assert key == " ".join(key.split())
    if any(character.isalnum() and character.isascii() for character in text):
        assert key


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("Russia's soldiers weren't fighting", "en", ["russia", "soldier", "werent", "fight"]),
        pytest.param("Солдаты пошлём батальона", "ru", ["солдат", "пошл", "баталон"], id="ru"),
        pytest.param("п'ять", "uk", words("пять"), id="Ukrainian apostrophe"),
        pytest.param("40,000 or ٤٠٬٠٠٠", None, ["40000", "or", "40000"], id="figures"),
        pytest.param("laufenden Ermittlungen", "de", ["laufenden", "ermittlungen"], id="unstemmed"),
        pytest.param("Erdoğan in Zürich", "en", ["erdogan", "in", "zurich"], id="accents"),
        pytest.param("…!?", None, [], id="nothing"),
    ],
)
def test_words(text: str, language: str | None, expected: list[str]) -> None:
    assert words(text, language) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("المقاتلين", "مقاتلين", id="article"),
        pytest.param("أحمد", "احمد", id="alef"),
        pytest.param("قاعدة", "قاعده", id="ta marbuta"),
        pytest.param("солдатами", "солдаты", id="Russian case"),
        pytest.param("fighters", "Fighter", id="plural"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert words(one) == words(other)


@given(ANY_TEXT)
def test_words_hold_only_letters_marks_and_digits(text: str) -> None:
    for word in words(text):
        assert word
        assert not any(character.isspace() or character in "\"'*().,:-_" for character in word)


@given(ANY_TEXT, st.sampled_from(["en", "ar", "uk", "ru", None]))
def test_a_query_meets_its_text_in_any_language(text: str, language: str | None) -> None:
    assert words(text, language) == words(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A Syrian war monitor said so", "en"),
        ("أعلنت وسائل إعلام سورية", "ar"),
        ("Росія перекинула військових", "uk"),
        ("Российские военные были переброшены", "ru"),
        ("Москва", "ru"),
        ("Българските власти съобщиха, че", None),
        ("اعلام کرد که گزارش پلیس", None),
        ("12 345 🔥", None),
        ("", None),
    ],
)
def test_guess_language(text: str, language: str | None) -> None:
    assert guess_language(text) == language


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_clean_text_can_be_stored(text: str) -> None:
    kept = clean(text)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\0" not in kept
    assert clean(kept) == kept
    row = sqlite3.connect(":memory:").execute("SELECT ?", (kept,)).fetchone()
    assert row == (kept,)


def test_clean_keeps_all_else_and_joins_halves() -> None:
    assert clean("a\u202eb\t\n ٤ 😀") == "a\u202eb\t\n ٤ 😀"
    assert clean("\ud83d\ude00") == "😀"
    assert clean("x\ud800y\0z") == "x\ufffdyz"


def test_visible_shows_what_reorders() -> None:
    assert visible("safe\u202egpj.exe") == "safe⟨RLO⟩gpj.exe"
    assert visible("سوريا\u200f") == "سوريا\u200f"


@given(ANY_TEXT)
def test_fold_digits_keeps_length(text: str) -> None:
    assert len(fold_digits(text)) == len(text)
    assert fold_digits("٤٠٬٠٠٠ ۱۲") == "40٬000 12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#CeasefireNow https://a.example/Xyz?q=1 holds", "ceasefirenow ceasefir now hold"),
        ("@RadioKarst: dam broke pic.twitter.com/Ab1", "radiokarst radio karst dam broke"),
        ("#COVID19", "covid19 covid 19"),
        ("#وزارة_الصحة", " ".join(words("وزارة الصحة"))),
        ("mail a@bC.example", " ".join(words("mail a@bC.example"))),
    ],
)
def test_a_claims_words_part_tags_and_leave_out_links(text: str, expected: str) -> None:
    assert " ".join(claim_words(text)) == expected
