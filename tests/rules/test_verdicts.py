"""What a reply says: verdict, near miss, link or note. The grammar of the product, case by case."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals.claims import NumberTooLarge
from bot.rules.refusals.verdicts import QualifierUnknown, RatingMissing, RatingUnknown
from bot.rules.spellings import particles, spelled, spelled_languages
from bot.rules.verdicts import LinkOnly, NearMiss, Note, VerdictReply, parse_reply, read_verdict
from storage.vocabulary import DEFAULT_RATINGS, SCALES, Qualifier, Stance

SCALE = {label: key for key, label in DEFAULT_RATINGS}


def ratings_in(*languages: str) -> dict[str, str]:
    """The default scale as a desk of these languages reads it."""
    return SCALE | spelled("ratings", languages, set(SCALE.values())) | SCALE


def qualifiers_in(*languages: str) -> dict[str, str]:
    return spelled("qualifiers", languages, list(Qualifier))


RATINGS, QUALIFIERS = ratings_in("uk", "ar"), qualifiers_in("uk", "ar")
URL = "https://a.example/x"


def verdict(
    rating: str, rationale: str = "", *qualifiers: str, number: int | None = None, links: tuple[str, ...] = ()
) -> VerdictReply:
    return VerdictReply(number, rating, qualifiers, rationale, links)


NOTE = Note
"""A note, whatever stands in it."""

GRAMMAR = [
    ("en", "False: the video is old", verdict("false", "the video is old")),
    ("en", f"False (Altered): old {URL}", verdict("false", f"old {URL}", "altered", links=(URL,))),
    ("en", "false:old", verdict("false", "old")),
    ("en", "FALSE : old", verdict("false", "old")),
    ("en", "False - old", verdict("false", "old")),
    ("en", "False-old", verdict("false", "old")),
    ("en", "False -- old", verdict("false", "old")),
    ("en", "False – old", verdict("false", "old")),
    ("en", "False—old", verdict("false", "old")),
    ("en", "False − old", verdict("false", "old")),
    ("en", "False. The video is old.", verdict("false", "The video is old.")),
    ("en", "False.The video is old", verdict("false", "The video is old")),
    ("en", "False\nThe video\nis old", verdict("false", "The video\nis old")),
    ("en", "False \r\n old", verdict("false", "old")),
    ("en", "False: - one\n- two", verdict("false", "- one\n- two")),
    ("en", "  False:   old  ", verdict("false", "old")),
    ("en", "False", verdict("false")),
    ("en", "False.", verdict("false")),
    ("en", "False:", verdict("false")),
    ("en", "False: …", verdict("false")),
    ("en", f"False: {URL}", verdict("false", "", links=(URL,))),
    ("en", "mostly false: half of it", verdict("mostly_false", "half of it")),
    ("en", "Mostly  False: x", verdict("mostly_false", "x")),
    ("en", "Mostly\u00a0true: x", verdict("mostly_true", "x")),
    ("en", "True: x", verdict("true", "x")),
    ("en", "Mixture: x", verdict("mixture", "x")),
    ("en", "Misleading: x", verdict("misleading", "x")),
    ("en", "Unproven: x", verdict("unproven", "x")),
    ("en", "❌ False: old", verdict("false", "old")),
    ("en", "❌False: old", verdict("false", "old")),
    ("en", "⚠️ Misleading: x", verdict("misleading", "x")),
    ("en", "‼️🤦🏽‍♀️🇺🇦 False: x", verdict("false", "x")),
    ("en", "#12 False: old", verdict("false", "old", number=12)),
    ("en", "# 12 False: old", verdict("false", "old", number=12)),
    ("en", "#12 ❌ False: old", verdict("false", "old", number=12)),
    ("en", "❌ #12 False: old", verdict("false", "old", number=12)),
    ("en", "#12\nFalse: old", verdict("false", "old", number=12)),
    ("en", "#١٢ False: old", verdict("false", "old", number=12)),
    ("en", "#12 False", verdict("false", number=12)),
    ("en", "False(altered):old", verdict("false", "old", "altered")),
    ("en", "False (Altered, Satire): x", verdict("false", "x", "altered", "satire")),
    ("en", "False (missing CONTEXT ,altered) - x", verdict("false", "x", "missing_context", "altered")),
    ("en", "False (Altered, Altered): x", verdict("false", "x", "altered")),
    ("en", "False (Altered)", verdict("false", "", "altered")),
    ("en", "False (Altered)\nold", verdict("false", "old", "altered")),
    ("en", "False （Altered）：old", verdict("false", "old", "altered")),
    ("en", "F\u200balse: x", verdict("false", "x")),
    ("en", "False: it is true: see 2: x", verdict("false", "it is true: see 2: x")),
    (
        "en",
        f"False: see {URL} and https://b.example.",
        verdict("false", f"see {URL} and https://b.example.", links=(URL, "https://b.example")),
    ),
    ("en", "False alarm, ignore", NOTE),
    ("en", "False, but nobody cares", NOTE),
    ("en", "false alarm: ignore", NOTE),
    ("en", "False?", NOTE),
    ("en", "False!", NOTE),
    ("en", "False… or not", NOTE),
    ("en", "False... or not", NOTE),
    ("en", "False / Mixture", NOTE),
    ("en", "Falsehoods: a history", NOTE),
    ("en", "This is false: look", NOTE),
    ("en", "I think False: old", NOTE),
    ("en", "True story, I was there", NOTE),
    ("en", "Trueish", NOTE),
    ("en", "Mostly", NOTE),
    ("en", "A mixture: of things", NOTE),
    ("en", "On it - calling them now", NOTE),
    ("en", "Update: he called back", NOTE),
    ("en", "Source: the ministry", NOTE),
    ("en", "10:30", NOTE),
    ("en", "ru: they said", NOTE),
    ("en", "-", NOTE),
    ("en", "", NOTE),
    ("en", "❌", NOTE),
    ("en", "👍", NOTE),
    ("en", "(False): x", NOTE),
    ("en", "False (see below) is what they say", NOTE),
    ("en", f"False {URL}", NOTE),
    ("en", f"look at this {URL}", NOTE),
    ("en", "the video: it is False", NOTE),
    ("en", "#hashtag False: x", NOTE),
    ("en", "Flase: old", NearMiss("Flase", verdict("false", "old"))),
    ("en", "Flase - old", NearMiss("Flase", verdict("false", "old"))),
    ("en", "flase—old", NearMiss("flase", verdict("false", "old"))),
    ("en", "Fals: old", NearMiss("Fals", verdict("false", "old"))),
    ("en", "Fake: old", NearMiss("Fake", verdict("false", "old"))),
    ("en", "Mostly flase: old", NearMiss("Mostly flase", verdict("mostly_false", "old"))),
    ("en", "mosty true: x", NearMiss("mosty true", verdict("mostly_true", "x"))),
    ("en", "Unproved: x", NearMiss("Unproved", verdict("unproven", "x"))),
    ("en", "Mislaeding: x", NearMiss("Mislaeding", verdict("misleading", "x"))),
    ("en", "Tru: x", NearMiss("Tru", verdict("true", "x"))),
    ("en", "#12 ❌ Flase: old", NearMiss("Flase", verdict("false", "old", number=12))),
    (
        "en",
        "False (Photoshop): old",
        NearMiss("False (Photoshop)", verdict("false", "(Photoshop): old"), "Photoshop"),
    ),
    ("en", "“False”: x", NearMiss("“False”", verdict("false", "x"))),
    ("en", "Mostlyfalse: x", NearMiss("Mostlyfalse", verdict("mostly_false", "x"))),
    ("en", f"Flase: old {URL}", NearMiss("Flase", verdict("false", f"old {URL}", links=(URL,)))),
    ("en", "Untrue: x", verdict("false", "x")),
    ("en", "Not true - x", verdict("false", "x")),
    ("en", "Unverified: x", verdict("unproven", "x")),
    ("en", "No evidence: x", verdict("unproven", "x")),
    ("en", "Partly true: x", verdict("mixture", "x")),
    ("en", "False (out of context): x", verdict("false", "x", "missing_context")),
    ("en", "Untru: x", NearMiss("Untru", verdict("false", "x"))),
    ("en", "Flase: …", NearMiss("Flase", verdict("false"))),
    ("en", "Correct: that is what she said", NOTE),
    ("en", "Неправда: x", NOTE),
    ("en", "https://a.example/x", LinkOnly(None, URL, "")),
    ("en", "#14 https://a.example/x", LinkOnly(14, URL, "")),
    ("uk", "Неправда: старе відео", verdict("false", "старе відео")),
    ("uk", "переважно НЕПРАВДА – x", verdict("mostly_false", "x")),
    ("uk", "Неправда (змінено): x", verdict("false", "x", "altered")),
    ("uk", "Правдивии\u0306: x", verdict("true", "x")),
    ("uk", "Неправдо: x", NearMiss("Неправдо", verdict("false", "x"))),
    ("uk", "False: x", verdict("false", "x")),
    ("uk", "Правда: мер підтвердив", verdict("true", "мер підтвердив")),
    ("uk", "ПРАВДА", verdict("true")),
    ("uk", "Брехня: відео старе", verdict("false", "відео старе")),
    ("uk", "Фейк — x", verdict("false", "x")),
    ("uk", "Не правда. x", verdict("false", "x")),
    ("uk", "❌ Неправда\nстаре відео", verdict("false", "старе відео")),
    ("uk", "Маніпуляція (поза контекстом): x", verdict("misleading", "x", "missing_context")),
    ("uk", "Вводить\u00a0в оману: x", verdict("misleading", "x")),
    ("uk", "Частково правда: x", verdict("mixture", "x")),
    ("uk", "Не доведено – x", verdict("unproven", "x")),
    ("uk", "#12 Здебільшого правда: x", verdict("mostly_true", "x", number=12)),
    ("uk", "Неправда (змонтовано, сатира): x", verdict("false", "x", "altered", "satire")),
    ("uk", "Маніпуляция: x", NearMiss("Маніпуляция", verdict("misleading", "x"))),
    ("uk", "Неправда, але кому яка різниця", NOTE),
    ("uk", "Правда? Ти певен", NOTE),
    ("uk", "Фейкова тривога: не зважайте", NOTE),
    ("uk", "Ложь: x", NOTE),
    ("ru", "Правда: мэр подтвердил", verdict("true", "мэр подтвердил")),
    ("ru", "неправда: видео старое", verdict("false", "видео старое")),
    ("ru", "Ложь: x", verdict("false", "x")),
    ("ru", "Фейк – x", verdict("false", "x")),
    ("ru", "Враньё: x", verdict("false", "x")),
    ("ru", "ВРАНЬЕ: x", verdict("false", "x")),
    ("ru", "Полуправда: x", verdict("mixture", "x")),
    ("ru", "В основном правда: x", verdict("mostly_true", "x")),
    ("ru", "Большей частью неправда. x", verdict("mostly_false", "x")),
    ("ru", "Манипуляция: x", verdict("misleading", "x")),
    ("ru", "Вводит в заблуждение\nx", verdict("misleading", "x")),
    ("ru", "Не доказано - x", verdict("unproven", "x")),
    ("ru", "Ложь (вырвано из контекста): x", verdict("false", "x", "missing_context")),
    ("ru", "#12 ⛔ Ложь (смонтировано) — x", verdict("false", "x", "altered", number=12)),
    ("ru", "Mixture: x", verdict("mixture", "x")),
    ("ru", f"Фейк: {URL}", verdict("false", "", links=(URL,))),
    ("ru", "Неправдаа: x", NearMiss("Неправдаа", verdict("false", "x"))),
    ("ru", "Манипуляцыя: x", NearMiss("Манипуляцыя", verdict("misleading", "x"))),
    ("ru", "Ложь, но кому какая разница", NOTE),
    ("ru", "Правда ли это? Спрошу", NOTE),
    ("ru", "Ложная тревога: не обращайте внимания", NOTE),
    ("ar", "خطأ: قديم", verdict("false", "قديم")),
    ("ar", "\u200fخطأ\u200f: قديم", verdict("false", "قديم")),
    ("ar", "غير مثبت - x", verdict("unproven", "x")),
    ("ar", "صحيح: أكده العمدة", verdict("true", "أكده العمدة")),
    ("ar", "غير صحيح: الفيديو قديم", verdict("false", "الفيديو قديم")),
    ("ar", "غير صحيحه – قديم", verdict("false", "قديم")),
    ("ar", "زائف: قديم", verdict("false", "قديم")),
    ("ar", "خطا: قديم", verdict("false", "قديم")),
    ("ar", "خَطَأٌ: قديم", verdict("false", "قديم")),
    ("ar", "خــطــأ: قديم", verdict("false", "قديم")),
    ("ar", "\u200f❌ زائف (خارج السياق): قديم", verdict("false", "قديم", "missing_context")),
    ("ar", "مضلل (ساخر، معدل): x", verdict("misleading", "x", "satire", "altered")),
    ("ar", "#١٢ مُضلّل - قديم", verdict("misleading", "قديم", number=12)),
    ("ar", "لا\u00a0دليل: x", verdict("unproven", "x")),
    ("ar", "خطأ جزئيا\nx", verdict("mixture", "x")),
    ("ar", "صحيح", verdict("true")),
    ("ar", "False: x", verdict("false", "x")),
    (
        "en",
        "False (Nonsense): x",
        NearMiss("False (Nonsense)", verdict("false", "(Nonsense): x"), "Nonsense"),
    ),
    (
        "en",
        "False (Altered, silly) - x",
        NearMiss("False (Altered, silly)", verdict("false", "(Altered, silly): x"), "silly"),
    ),
    ("ar", "مضلن: قديم", NearMiss("مضلن", verdict("misleading", "قديم"))),
    ("ar", "خطأ، لكن لا يهم", NOTE),
    ("ar", "صحيح؟", NOTE),
    ("ar", "إنذار كاذب: تجاهلوه", NOTE),
]


@pytest.mark.parametrize(("language", "text", "said"), GRAMMAR, ids=[f"{row[0]} {row[1]}" for row in GRAMMAR])
def test_the_grammar(language: str, text: str, said: object) -> None:
    found = parse_reply(text, ratings_in(language), qualifiers_in(language))
    assert isinstance(found, Note) if said is NOTE else found == said


def test_the_table_is_wide_enough() -> None:
    assert len(GRAMMAR) >= 60
    for language in ("en", "ar", "uk", "ru"):
        assert len([row for row in GRAMMAR if row[0] == language]) >= 15


def test_spellings_are_of_keys_that_exist_and_none_is_half_of_another_rating() -> None:
    keys = {key for scale in SCALES.values() for key, _ in scale}
    for language in spelled_languages():
        for part, known in (("ratings", keys), ("qualifiers", set(Qualifier)), ("stances", set(Stance))):
            found = spelled(part, [language], known)
            assert set(found.values()) == known, (language, part)
        assert particles("of", [language])
        assert particles("protected", [language])
    assert spelled("ratings", ["xx", None, "../en"], ["true"]) == {"True": "true"}


def test_no_spelling_is_asked_about_as_another_rating() -> None:
    """A spelling is read as what it is, and its negation stands too: two letters may turn a meaning over."""
    for language in spelled_languages():
        ratings = ratings_in(language)
        for word, key in ratings.items():
            found = parse_reply(f"{word}: x", ratings, {})
            assert isinstance(found, VerdictReply)
            assert found.rating == key, (language, word)


@pytest.mark.parametrize(
    "text", ["Flase, old", "Flase. Old", "Flase", "Flase alarm: old", "Flase\nold", "Wrong: x"]
)
def test_no_guess_without_a_colon_or_a_dash_or_beyond_two_edits(text: str) -> None:
    assert isinstance(parse_reply(text, RATINGS, QUALIFIERS), Note)


def test_just_a_link() -> None:
    assert parse_reply(URL, RATINGS, QUALIFIERS) == LinkOnly(None, URL, "")
    assert parse_reply(f"#14 {URL}", RATINGS, QUALIFIERS) == LinkOnly(14, URL, "")
    assert parse_reply(f"{URL}\nhttps://b.example", RATINGS, QUALIFIERS) == LinkOnly(
        None, URL, "https://b.example"
    )


def test_the_longest_label_wins_whatever_its_place() -> None:
    for ratings in ({"True": "t", "True enough": "e"}, {"True enough": "e", "True": "t"}):
        assert parse_reply("true enough: x", ratings, {}) == verdict("e", "x")
        assert parse_reply("true: enough", ratings, {}) == verdict("t", "enough")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("False: old", verdict("false", "old")),
        ("False old video", verdict("false", "old video")),
        ("mostly false because of this", verdict("mostly_false", "because of this")),
        ("False (Altered) - old", verdict("false", "old", "altered")),
        ("False, old", verdict("false", "old")),
        (f"False {URL}", verdict("false", "", links=(URL,))),
        ("False", verdict("false")),
    ],
)
def test_after_a_command_no_separator_is_needed(text: str, said: VerdictReply) -> None:
    assert read_verdict(text, RATINGS, QUALIFIERS, "/verdict 12 False: why") == said


def test_after_a_command_a_rating_must_stand() -> None:
    scale = {label: key for key, label in DEFAULT_RATINGS}
    with pytest.raises(RatingMissing) as missing:
        read_verdict("", scale, {}, "/verdict 12 False: why")
    assert "True, Mostly true, Mixture" in str(missing.value)
    for text in ("Wrong: old", "Falsehood", "x" * 100_000):
        with pytest.raises(RatingUnknown) as unknown:
            read_verdict(text, RATINGS, {}, "/verdict 12 False: why")
        assert "Неправда" not in str(unknown.value)
        assert len(str(unknown.value)) < 200


@pytest.mark.parametrize(
    "text", ["False (Nonsense): old", "false (Altered, Nonsense) - old", "False (Nonsense)"]
)
def test_after_a_command_an_unknown_qualifier_is_named_with_those_there_are(text: str) -> None:
    with pytest.raises(QualifierUnknown) as unknown:
        read_verdict(text, RATINGS, {"Altered": "altered", "Satire": "satire"}, "/verdict 12 False: why")
    assert unknown.value.values["word"] == "Nonsense"
    assert str(unknown.value).endswith("Use one of: Altered, Satire.")
    assert (
        read_verdict("False (so they say) it is", RATINGS, QUALIFIERS, "").rationale == "(so they say) it is"
    )


texts = st.lists(
    st.sampled_from(
        ["False", "Mostly", " ", ":", "(", ")", "Altered", ",", "\n", "#1", "-", ".", "❌", "é", URL]
    )
    | st.characters(),
    max_size=12,
).map("".join)


@given(texts)
def test_whatever_is_typed_is_one_of_the_four(text: str) -> None:
    said = parse_reply(text, RATINGS, QUALIFIERS)
    assert isinstance(said, VerdictReply | NearMiss | LinkOnly | Note)
    if isinstance(said, VerdictReply):
        assert said.rating in RATINGS.values()


@given(st.sampled_from(sorted(RATINGS)), st.sampled_from([":", " - ", "—", ". ", "\n"]), st.text(max_size=30))
def test_a_label_and_a_separator_are_always_a_verdict(label: str, separator: str, rationale: str) -> None:
    if separator == ". " or not rationale.startswith("."):
        assert isinstance(parse_reply(f"{label}{separator}{rationale}", RATINGS, QUALIFIERS), VerdictReply)


@pytest.mark.parametrize(
    "part",
    [
        "False ",
        "False(",
        "(",
        "#",
        "#1",
        "❌",
        "- ",
        ":",
        "Flase-",
        "https://",
        "\u200f",
        " ",
        "\n",
        "False (a, ",
        "й",
    ],
)
def test_a_megabyte_of_malice_takes_no_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    start = time.process_time()
    for malice in (text, "False: " + text, "False (" + text, "False" + text, "#1 " + text):
        try:
            parse_reply(malice, RATINGS, QUALIFIERS)
        except NumberTooLarge:
            continue
    assert time.process_time() - start < 10
