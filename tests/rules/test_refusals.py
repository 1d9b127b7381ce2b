"""Every "no" fits an alert, says what to do, and takes exactly the values its sentence names."""

import pytest

from bot.rules.refusals import Refusal, every_refusal, sentence_of
from bot.rules.refusals.assignees import AlreadyTaken
from bot.rules.refusals.permissions import OnlyLeads

ORDINARY = {
    "desk": "Newsroom of the North",
    "position": 12,
    "number": 1234567,
    "other": 1234568,
    "name": "Oleksandra Kovalenko-Marchenko",
    "who": "@oleksandra_kovalenko",
    "command": "/something_else",
    "word": "mostly flase",
    "words": "the day after yesterday evening",
    "ratings": "True, Mostly true, Mixture, Mostly false, False, Misleading, Unproven",
    "qualifiers": "Missing context, Altered, Satire",
    "rating": "Mostly false",
    "names": "timezone, digest, digest-group, quiet, days, signoff, evidence, language, scale",
    "example": "/settings timezone Europe/Kyiv",
    "limit": "4,096",
    "days": 365,
    "seconds": 10,
    "date": "2026-11-23",
    "roles": "contributor, checker, lead",
    "filters": "mine, untaken, overdue, review, single, disputed",
    "kinds": "rating change, minor correction, update, void",
    "stances": "reports, repeats, confirms, denies",
    "levels": "low, normal, high, urgent",
    "languages": "en, ar, uk, ru",
    "formats": "csv, jsonl, claimreview",
}
DOES = (
    *(
        "send",
        "ask",
        "reply",
        "try",
        "use",
        "choose",
        "give",
        "write",
        "press",
        "say",
        "name",
        "join",
        "begin",
        "paste",
        "type",
        "make",
    ),
    *("/setup", "must", "only your own", "acted on", "nothing to cancel", "waits for"),
)


def ordinary(refusal: type[Refusal]) -> Refusal:
    return refusal(**{name: ORDINARY[name] for name in refusal.fields})


def test_they_are_all_listed_once() -> None:
    listed = every_refusal()
    assert len(listed) == len(set(listed)) > 70
    assert AlreadyTaken in listed


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.__name__)
def test_it_fits_an_alert_with_room_for_a_longer_language(refusal: type[Refusal]) -> None:
    assert len(str(ordinary(refusal))) <= 175


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.__name__)
def test_it_is_a_plain_sentence_that_says_what_to_do(refusal: type[Refusal]) -> None:
    sentence = sentence_of(refusal)
    assert sentence.endswith((".", "}.", "?"))
    assert not set(sentence) & set("<>&\n")
    assert "  " not in sentence
    assert any(word in sentence.lower() for word in DOES)


def test_no_two_say_the_same() -> None:
    sentences = [sentence_of(refusal) for refusal in every_refusal()]
    assert len(sentences) == len(set(sentences))


def test_it_carries_its_sentence_and_values() -> None:
    refusal = AlreadyTaken(number=12, name="Ana")
    assert refusal.sentence == "#{number} is with {name} already. Send /queue untaken to see what is free."
    assert refusal.values == {"number": 12, "name": "Ana"}
    assert str(refusal) == "#12 is with Ana already. Send /queue untaken to see what is free."


@pytest.mark.parametrize("values", [{}, {"number": 12}, {"number": 12, "name": "Ana", "why": "x"}])
def test_missing_or_needless_values_are_a_mistake_of_ours(values: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        AlreadyTaken(**values)


def test_braces_in_a_value_are_only_text() -> None:
    assert "{x}" in str(AlreadyTaken(number=1, name="{x}"))
    assert OnlyLeads().values == {}


def test_one_without_a_sentence_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="no docstring"):
        type("Silent", (Refusal,), {})
