"""What is looked for, what a slip may have meant, and in what order claims are found."""

import time
from datetime import UTC, datetime

import pytest

from bot.rules.finding import (
    Query,
    Text,
    link_words,
    near_words,
    order,
    outlet_mark,
    page_mark,
    read_query,
    weigh,
)
from storage.words import words

BBC = "https://www.bbc.co.uk/news/uk-1"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("#12", Query(number=12)),
        (" # 12 ", Query(number=12)),
        ("#١٢", Query(number=12)),
        ("12", Query(words=("12",))),
        ("#12 bridge", Query(words=("12", "bridg"))),
        ("Bridges bridge", Query(words=("bridg",))),
        (BBC, Query(marks=(page_mark(BBC),))),
        ("m.bbc.co.uk/news/uk-1?utm_source=x", Query(marks=(page_mark(BBC),))),
        ("bbc.co.uk", Query(marks=(outlet_mark(BBC),))),
        ("https://www.bbc.co.uk/", Query(marks=(outlet_mark(BBC),))),
        ("dam bbc.co.uk", Query(marks=(outlet_mark(BBC),), words=("dam",))),
        ("t.me/s/Rybar/12", Query(marks=(page_mark("https://t.me/rybar/12"),))),
        ("t.me/rybar", Query(marks=(outlet_mark("https://t.me/rybar/12"),))),
        ("@rybar", Query(marks=(outlet_mark("https://t.me/rybar/12"),), words=("rybar",))),
        ("ana@bbc.co.uk", Query(words=("ana", "bbc", "co", "uk"))),
        ("report_final.pdf", Query(words=("report", "final", "pdf"))),
        ("3.5 million", Query(words=("3", "5", "million"))),
        ("وزارة الصحة", Query(words=tuple(words("وزارة الصحة")))),
        ("", Query()),
        ('" OR *', Query(words=("or",))),
    ],
)
def test_what_is_looked_for(text: str, query: Query) -> None:
    assert read_query(text) == query


def test_a_link_is_found_by_its_page_its_outlet_and_the_outlets_name() -> None:
    assert link_words(BBC) == [page_mark(BBC), outlet_mark(BBC), "bbc"]
    assert set(link_words("https://amp.bbc.co.uk/news/uk-1.amp")) == set(link_words(BBC))
    assert link_words("https://t.me/rybar/12")[2:] == ["rybar"]


KNOWN = {
    "bridg": 9,
    "bride": 2,
    "fighter": 5,
    "fight": 3,
    "satellit": 1,
    "halvorsen": 1,
    "40000": 4,
    "14000": 1,
    "міністерств": 3,
    "загибл": 2,
    "مقاتل": 4,
    "p3f2a": 7,
}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("brigd", ["bridg"]),  # two letters in each other's place are one slip
        ("figther", ["fighter"]),
        ("fightr", ["fighter", "fight"]),
        ("satel", ["satellit"]),
        ("halvorson", ["halvorsen"]),
        ("halvarson", ["halvorsen"]),  # two slips in a long word
        ("хагибл", ["загибл"]),
        ("міністретств", ["міністерств"]),
        ("مقتال", ["مقاتل"]),
        ("41000", []),
        ("p3f2b", []),
        ("bri", ["bridg", "bride"]),
        ("br", []),
        ("zeppelin", []),
    ],
)
def test_slips(word: str, meant: list[str]) -> None:
    assert list(near_words(word, KNOWN)) == meant


def text(claim_id: int, *stems: str, kind: str = "claim") -> Text:
    return Text(claim_id, kind, " ".join(stems), frozenset(stems))


def test_the_most_relevant_first_then_the_newest() -> None:
    meant = {"harbour": {"harbour": 1.0}, "dam": {"dam": 1.0}, "orvel": {"orvell": 0.8}}
    counts = {"harbour": 90, "dam": 3, "orvell": 40}
    texts = [
        text(1, "dam", "orvell"),
        text(2, "harbour", "orvell"),
        text(3, "dam", "harbour"),
        text(4, "dam", "harbour"),
        text(3, "orvell", kind="note"),
        text(5, "orvell", "harbour", "dam", kind="verdict"),
    ]
    found = weigh(meant, counts, texts)
    day = {number: datetime(2026, 3, number, tzinfo=UTC) for number in range(1, 6)}
    assert [one.claim_id for one in order(found, day)] == [5, 3, 4, 1]
    best = {one.claim_id: one.kind for one in found}
    assert best == {1: "claim", 3: "claim", 4: "claim", 5: "verdict"}
    assert order(found, {}) == []


def test_malice_takes_no_time() -> None:
    start = time.process_time()
    for part in ("a.", "#1 ", "https://a.example/", "@abcd ", "-"):
        read_query(part * 200)
    near_words("x" * 500, {"x" * number: 1 for number in range(500)})
    assert time.process_time() - start < 5
