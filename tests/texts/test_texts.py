"""What `Texts` does with values: directions, plurals, dates, numbers, lists, languages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from bot.texts import FSI, PDI, RLM, Texts, closest, languages, named, native_name

AT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")


def seen(text: str) -> str:
    """With the isolates visible."""
    return str(text).replace(FSI, "[").replace(PDI, "]")


@pytest.mark.parametrize(
    ("codes", "language"),
    [
        (("uk",), "uk"),
        (("ar-EG",), "ar"),
        (("RU_ru",), "ru"),
        (("de",), "en"),
        ((None,), "en"),
        (("de", "uk"), "uk"),
        (("ru", "uk"), "ru"),
        (("", "tlh"), "en"),
    ],
)
def test_the_closest_language(codes: tuple[str | None, ...], language: str) -> None:
    assert closest(*codes) == language


def test_a_reader_of_none_of_ours_reads_the_desks_language() -> None:
    assert Texts("de", otherwise="uk").language == "uk"
    assert Texts("ar", otherwise="uk").language == "ar"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("uk", "uk"),
        ("Українська", "uk"),
        ("ukrainian", "uk"),
        ("العربية", "ar"),
        ("арабська", "ar"),
        ("English", "en"),
        ("tlh", None),
        ("", None),
    ],
)
def test_a_language_by_its_name(words: str, language: str | None) -> None:
    assert named(words) == language


def test_each_language_has_a_name_of_its_own() -> None:
    names = [native_name(language) for language in languages()]
    assert len(set(names)) == len(names)
    assert {"English", "العربية", "Русский", "Українська"} <= set(names)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "0 notes", 1: "1 note", 2: "2 notes", 21: "21 notes"}),
        (
            "uk",
            {
                1: "1 нотатка",
                2: "2 нотатки",
                5: "5 нотаток",
                11: "11 нотаток",
                21: "21 нотатка",
                112: "112 нотаток",
            },
        ),
        ("ru", {1: "1 заметка", 4: "4 заметки", 5: "5 заметок", 14: "14 заметок", 101: "101 заметка"}),
        (
            "ar",
            {
                0: "لا ملاحظات",
                1: "ملاحظة واحدة",
                2: "ملاحظتان",
                3: "3 ملاحظات",
                10: "10 ملاحظات",
                11: "11 ملاحظة",
                99: "99 ملاحظة",
                100: "100 ملاحظة",
                103: "103 ملاحظات",
            },
        ),
    ],
)
def test_plurals(language: str, forms: dict[int, str]) -> None:
    t = Texts(language)
    assert {n: t.many("{n} note", "{n} notes", n) for n in forms} == forms


@pytest.mark.parametrize(
    ("language", "moment", "day", "full", "span", "number"),
    [
        ("en", "Mon 23 Nov, 08:05 UTC+2", "Monday 23 November", "23 Nov 2026, 08:05", "5 hours", "12,345.5"),
        (
            "uk",
            "пн, 23 лист., 08:05 UTC+2",
            "понеділок, 23 листопада",
            "23 лист. 2026\u202fр., 08:05",
            "5 годин",
            "12\xa0345,5",
        ),
        (
            "ru",
            "пн, 23 нояб., 08:05 UTC+2",
            "понедельник, 23 ноября",
            "23 нояб. 2026\u202fг., 08:05",
            "5 часов",
            "12\xa0345,5",
        ),
        (
            "ar",
            "الاثنين، 23 نوفمبر، 08:05 UTC+2",
            "الاثنين، 23 نوفمبر",
            "23 نوفمبر 2026، 08:05",
            "5 ساعات",
            "12,345.5",
        ),
    ],
)
def test_dates_numbers_and_lengths(
    language: str, moment: str, day: str, full: str, span: str, number: str
) -> None:
    t = Texts(language, KYIV)
    assert t.moment(AT) == moment
    assert t.day(date(2026, 11, 23)) == day
    assert t.full(AT) == full
    assert t.span(timedelta(hours=5)) == span
    assert t.number(12345.5) == number


@pytest.mark.parametrize(
    ("language", "both", "listed"),
    [
        ("en", "Ana, [سمر] and Ben", "#1, #2"),
        ("uk", "Ana, [سمر] і Ben", "#1, #2"),
        ("ar", "[Ana] وسمر و[Ben]", "[#1]، [#2]"),
    ],
)
def test_lists(language: str, both: str, listed: str) -> None:
    t = Texts(language)
    assert seen(t.both(["Ana", "سمر", "Ben"])) == both
    assert seen(t.listed(["#1", "#2"])) == listed
    assert t.listed(["<b>", Markup("<b>1</b>")]).endswith("<b>1</b>")
    assert "&lt;b&gt;" in t.listed(["<b>"])


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", "Ana", "Ana"),
        ("en", "سمر", "[سمر]"),
        ("en", "+3", "+3"),
        ("ar", "سمر", "سمر"),
        ("ar", "Ana", "[Ana]"),
        ("ar", "+3", "[+3]"),
        ("ar", "#12", "[#12]"),
        ("ar", "21:00-08:00", "[21:00-08:00]"),
        ("ar", "12", "12"),
        ("ar", f"{FSI}Ana{PDI} 2", "[Ana] 2"),
        ("ar", "https://example.org/سد", "[https://example.org/سد]"),
    ],
)
def test_a_value_keeps_its_own_direction(language: str, value: str, shown: str) -> None:
    assert seen(Texts(language).isolated(value)) == shown


def test_signs_and_what_they_belong_to_stay_together_from_right_to_left() -> None:
    """Else `#12` would be seen as `12#`, and `/show 12` as `show 12/`."""
    t = Texts("ar")
    assert "[#12]" in seen(t("#{number} stays a claim of its own.", number=12))
    reopened = seen(t.plain("Send /reopen {number} and the reason.", number=12))
    assert "[/reopen 12]" in reopened
    assert "[.txt]" in seen(t("I cannot read that file. Send a .txt or .html file, or paste the text."))
    assert "[@username]" in seen(
        t("Several people at this desk are called {who}. Use the @username instead.", who="Ana")
    )
    assert "</b>" in t("{claim} is closed: <b>{rating}</b>", claim="#1", rating="x")
    assert FSI not in Texts("uk")("Send /reopen {number} and the reason.", number=12)


def test_a_line_that_begins_with_a_name_is_still_read_from_right_to_left() -> None:
    assert Texts("ar")("{name}: <b>{rating}</b>", name="Ana", rating="x").startswith(f"{RLM}{FSI}Ana{PDI}")
    assert RLM not in Texts("en")("{name}: <b>{rating}</b>", name="سمر", rating="x")
    assert RLM not in Texts("ar").many("{n} note", "{n} notes", 5)


def test_a_link_keeps_its_direction_too() -> None:
    link = Markup('<a href="https://t.me/desk_bot?start=c1">#1</a>')
    said = seen(Texts("ar")("{claim} is open again.", claim=link))
    assert '[<a href="https://t.me/desk_bot?start=c1">#1</a>]' in said
    assert FSI not in Texts("en")("{claim} is open again.", claim=link)


def test_html_of_others_is_only_text() -> None:
    for language in languages():
        assert "<u>" not in Texts(language)("{name} is a checker now.", name="<u>Ana</u>")
