"""What a reply says: verdict, near miss, link or note. The grammar of the product, case by case."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals import NumberTooLarge, RatingMissing, RatingUnknown
from bot.rules.verdicts import LinkOnly, NearMiss, Note, VerdictReply, parse_reply, read_verdict
from storage.vocabulary import DEFAULT_RATINGS

RATINGS = {
    **{label: key for key, label in DEFAULT_RATINGS},
    "Неправда": "false",
    "Переважно неправда": "mostly_false",
    "Правдивий": "true",
    "خطأ": "false",
    "غير مثبت": "unproven",
}
QUALIFIERS = {
    "Missing context": "missing_context",
    "Altered": "altered",
    "Satire": "satire",
    "Змінено": "altered",
}
URL = "https://a.example/x"


def verdict(
    rating: str, rationale: str = "", *qualifiers: str, number: int | None = None, links: tuple[str, ...] = ()
) -> VerdictReply:
    return VerdictReply(number, rating, qualifiers, rationale, links)


VERDICTS = [
    ("False: the video is old", verdict("false", "the video is old")),
    (f"False (Altered): old {URL}", verdict("false", f"old {URL}", "altered", links=(URL,))),
    ("false:old", verdict("false", "old")),
    ("FALSE : old", verdict("false", "old")),
    ("False - old", verdict("false", "old")),
    ("False-old", verdict("false", "old")),
    ("False -- old", verdict("false", "old")),
    ("False – old", verdict("false", "old")),
    ("False—old", verdict("false", "old")),
    ("False − old", verdict("false", "old")),
    ("False. The video is old.", verdict("false", "The video is old.")),
    ("False.The video is old", verdict("false", "The video is old")),
    ("False\nThe video\nis old", verdict("false", "The video\nis old")),
    ("False \r\n old", verdict("false", "old")),
    ("False: - one\n- two", verdict("false", "- one\n- two")),
    ("  False:   old  ", verdict("false", "old")),
    ("False", verdict("false")),
    ("False.", verdict("false")),
    ("False:", verdict("false")),
    ("False: …", verdict("false")),
    (f"False: {URL}", verdict("false", "", links=(URL,))),
    ("mostly false: half of it", verdict("mostly_false", "half of it")),
    ("Mostly  False: x", verdict("mostly_false", "x")),
    ("Mostly\u00a0true: x", verdict("mostly_true", "x")),
    ("True: x", verdict("true", "x")),
    ("Mixture: x", verdict("mixture", "x")),
    ("Misleading: x", verdict("misleading", "x")),
    ("Unproven: x", verdict("unproven", "x")),
    ("❌ False: old", verdict("false", "old")),
    ("❌False: old", verdict("false", "old")),
    ("⚠️ Misleading: x", verdict("misleading", "x")),
    ("‼️🤦🏽‍♀️🇺🇦 False: x", verdict("false", "x")),
    ("#12 False: old", verdict("false", "old", number=12)),
    ("# 12 False: old", verdict("false", "old", number=12)),
    ("#12 ❌ False: old", verdict("false", "old", number=12)),
    ("❌ #12 False: old", verdict("false", "old", number=12)),
    ("#12\nFalse: old", verdict("false", "old", number=12)),
    ("#١٢ False: old", verdict("false", "old", number=12)),
    ("#12 False", verdict("false", number=12)),
    ("False(altered):old", verdict("false", "old", "altered")),
    ("False (Altered, Satire): x", verdict("false", "x", "altered", "satire")),
    ("False (missing CONTEXT ,altered) - x", verdict("false", "x", "missing_context", "altered")),
    ("False (Altered, Altered): x", verdict("false", "x", "altered")),
    ("False (Altered)", verdict("false", "", "altered")),
    ("False (Altered)\nold", verdict("false", "old", "altered")),
    ("False （Altered）：old", verdict("false", "old", "altered")),
    ("Неправда: старе відео", verdict("false", "старе відео")),
    ("переважно НЕПРАВДА – x", verdict("mostly_false", "x")),
    ("Неправда (змінено): x", verdict("false", "x", "altered")),
    ("Правдивии\u0306: x", verdict("true", "x")),
    ("خطأ: قديم", verdict("false", "قديم")),
    ("\u200fخطأ\u200f: قديم", verdict("false", "قديم")),
    ("غير مثبت - x", verdict("unproven", "x")),
    ("F\u200balse: x", verdict("false", "x")),
    ("False: it is true: see 2: x", verdict("false", "it is true: see 2: x")),
    (
        f"False: see {URL} and https://b.example.",
        verdict("false", f"see {URL} and https://b.example.", links=(URL, "https://b.example")),
    ),
]


@pytest.mark.parametrize(("text", "said"), VERDICTS, ids=[case[0] for case in VERDICTS])
def test_verdicts(text: str, said: VerdictReply) -> None:
    assert parse_reply(text, RATINGS, QUALIFIERS) == said


NOTES = [
    "False alarm, ignore",
    "False, but nobody cares",
    "false alarm: ignore",
    "False?",
    "False!",
    "False… or not",
    "False... or not",
    "False / Mixture",
    "Falsehoods: a history",
    "This is false: look",
    "I think False: old",
    "True story, I was there",
    "Trueish",
    "Mostly",
    "A mixture: of things",
    "On it - calling them now",
    "Update: he called back",
    "Source: the ministry",
    "10:30",
    "ru: they said",
    "-",
    "",
    "❌",
    "👍",
    "(False): x",
    "False (see below) is what they say",
    f"False {URL}",
    f"look at this {URL}",
    "the video: it is False",
    "#hashtag False: x",
]


@pytest.mark.parametrize("text", NOTES)
def test_notes(text: str) -> None:
    assert isinstance(parse_reply(text, RATINGS, QUALIFIERS), Note)


def test_a_note_may_name_its_claim() -> None:
    assert parse_reply("#14 calling them now", RATINGS, QUALIFIERS) == Note(14, "calling them now")
    assert parse_reply("#14", RATINGS, QUALIFIERS) == Note(14, "")
    assert parse_reply("#12th floor", RATINGS, QUALIFIERS).number is None
    with pytest.raises(NumberTooLarge):
        parse_reply("#" + "9" * 30 + " False: x", RATINGS, QUALIFIERS)


MISSES = [
    ("Flase: old", "Flase", verdict("false", "old")),
    ("Flase - old", "Flase", verdict("false", "old")),
    ("flase—old", "flase", verdict("false", "old")),
    ("Fals: old", "Fals", verdict("false", "old")),
    ("Fake: old", "Fake", verdict("false", "old")),
    ("Mostly flase: old", "Mostly flase", verdict("mostly_false", "old")),
    ("mosty true: x", "mosty true", verdict("mostly_true", "x")),
    ("Unproved: x", "Unproved", verdict("unproven", "x")),
    ("Mislaeding: x", "Mislaeding", verdict("misleading", "x")),
    ("Tru: x", "Tru", verdict("true", "x")),
    ("#12 ❌ Flase: old", "Flase", verdict("false", "old", number=12)),
    ("False (Photoshop): old", "False (Photoshop)", verdict("false", "(Photoshop): old")),
    ("“False”: x", "“False”", verdict("false", "x")),
    ("Mostlyfalse: x", "Mostlyfalse", verdict("mostly_false", "x")),
    ("Неправдо: x", "Неправдо", verdict("false", "x")),
    (f"Flase: old {URL}", "Flase", verdict("false", f"old {URL}", links=(URL,))),
]


@pytest.mark.parametrize(("text", "word", "meant"), MISSES, ids=[case[0] for case in MISSES])
def test_near_misses(text: str, word: str, meant: VerdictReply) -> None:
    assert parse_reply(text, RATINGS, QUALIFIERS) == NearMiss(word, meant)


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
    start = time.perf_counter()
    for malice in (text, "False: " + text, "False (" + text, "False" + text, "#1 " + text):
        try:
            parse_reply(malice, RATINGS, QUALIFIERS)
        except NumberTooLarge:
            continue
    assert time.perf_counter() - start < 10
