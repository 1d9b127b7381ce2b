"""Four times the text takes some four times as long: no rule that reads what people send grows as its square.

What is compared is the processor's time of this process with itself, so it matters little how fast the machine is or
what else it does; a rule is guilty only if it is so on every try.
"""

import gc
import time
from collections.abc import Callable

import pytest

from bot.actions.readings import find_claims
from bot.rules.differences import differences, particulars
from bot.rules.documents import document_of
from bot.rules.finding import read_query
from bot.rules.links import find_links, without_passwords
from bot.rules.matching import Told
from bot.rules.pages import page_of
from bot.rules.proper_names import names_of
from bot.rules.scripts import capitalised
from bot.rules.verdicts import parse_reply
from storage.words import claim_words, normalise

MOST = 9.0
"""Times as long for four times as much. The square would be 16."""
ENOUGH = 0.01
"""Seconds of a processor below which a measure tells nothing: the text is made longer."""
LONGEST = 500_000
TRIES = 4


def _read_as_page(text: str) -> object:
    return document_of(text.encode(), html=True)


def _read_verdict(text: str) -> object:
    return parse_reply(text, {"true": "true"}, {})


def _compare_figures(text: str) -> object:
    half = text[: len(text) // 2]
    return differences(particulars.__wrapped__(half), particulars.__wrapped__(half.replace("1", "3")))


CASES: list[tuple[Callable[[str], object], str]] = [
    (find_claims, "a"),
    (find_claims, "said "),
    (find_claims, "Maria Smith, "),
    (find_claims, "(“"),
    (find_claims, "The mayor said 40,000 people fled on 3 May. "),
    (find_claims, "قال إن الجسر سقط "),
    (particulars.__wrapped__, "3 May "),
    (particulars.__wrapped__, "1,"),
    (particulars.__wrapped__, "twenty one thousand "),
    (_compare_figures, "1{} km "),
    (names_of.__wrapped__, "the Lisk of "),
    (capitalised.__wrapped__, "May 3 A'b "),
    (claim_words, "a-"),
    (claim_words, "#aB"),
    (normalise, "e\u0301"),
    (find_links, "http://a@"),
    (find_links, "https://a.b/)"),
    (without_passwords, "://a@"),
    (page_of, "https://a.b/?a=1&"),
    (read_query, "bridge "),
    (Told.of, "a"),
    (_read_as_page, "<p>a"),
    (_read_as_page, "<a "),
    (_read_verdict, "true ("),
]


def _took(rule: Callable[[str], object], text: str) -> float:
    gc.disable()
    try:
        begun = time.process_time()
        rule(text)
        return time.process_time() - begun
    finally:
        gc.enable()


def _text(part: str, length: int) -> str:
    """The part again and again; a numbered one is another each time."""
    if "{}" in part:
        return "".join(part.format(number) for number in range(length // (len(part) + 3)))
    return part * (length // len(part))


@pytest.mark.parametrize(("rule", "part"), CASES, ids=[f"{rule.__name__}: {part}" for rule, part in CASES])
def test_time_grows_as_the_text(rule: Callable[[str], object], part: str) -> None:
    length = 4_000
    _took(rule, _text(part, length))  # what is read once and kept is read
    while (once := _took(rule, _text(part, length))) < ENOUGH and length < LONGEST // 4:
        length *= 2
    ratios: list[float] = []
    for _ in range(TRIES):
        longer = _took(rule, _text(part, 4 * length))
        ratios.append(longer / max(once, ENOUGH / 4))
        if ratios[-1] < MOST:
            return
        once = _took(rule, _text(part, length))
    pytest.fail(f"four times {length:,} characters took {ratios} times as long")
