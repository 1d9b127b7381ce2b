"""The digest's pages: whatever a desk holds, Telegram takes every page and no claim is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.server.entities import found_in
from bot.demo.server.html import parse
from bot.render.digests import MOST_ENTRIES, digest_message, digest_pages
from bot.texts import Texts
from storage.digests import DigestFacts, Settled
from storage.facts import EvidenceFacts, QueueEntry, VerdictFacts
from storage.vocabulary import Priority, State

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
H = timedelta(hours=1)


def entry(number: int, text: str = "The dam has a crack", **facts: object) -> QueueEntry:
    known = {
        "state": State.OPEN,
        "priority": Priority.NORMAL,
        "due_at": None,
        "assignee": None,
        "assignee_id": None,
        "disputed": False,
        "created_at": NOW - 5 * H,
        "demand": 1,
    }
    return QueueEntry(id=1000 + number, number=number, text=text, **(known | facts))  # type: ignore[arg-type]


def settled(number: int, text: str = "The dam has a crack", rationale: str = "a shadow") -> Settled:
    verdict = VerdictFacts(
        id=number,
        author="Ana",
        author_id=1,
        version=1,
        rating_key="false",
        rating="False",
        qualifiers=(),
        rationale=rationale,
        evidence=(EvidenceFacts("link", "https://example.org/dam", None),),
        reviews=(),
        at=NOW - H,
    )
    return Settled(1000 + number, number, text, verdict)


def facts(**given: object) -> DigestFacts:
    known = {
        "desk_id": 7,
        "desk": "Newsroom",
        "day": date(2026, 11, 24),
        "since": NOW - 24 * H,
        "until": NOW,
        "late": False,
        "missed": (),
        "sections": (),
        "closed": (),
        "corrected": (),
        "new": (),
        "unfinished": 0,
        "change": 0,
        "load": (),
        "median": None,
        "oldest": None,
    }
    return DigestFacts(**(known | given))  # type: ignore[arg-type]


def test_every_part_in_its_order() -> None:
    everything = facts(
        late=True,
        missed=(date(2026, 11, 22), date(2026, 11, 23)),
        sections=(
            ("review", (entry(3, "The bridge is closed", state=State.IN_REVIEW, assignee="Ben"),)),
            ("disputed", (entry(4, "40,000 signed up", state=State.IN_REVIEW, disputed=True, demand=3),)),
            ("overdue", (entry(5, "A <b>bold</b> claim", state=State.TAKEN, due_at=NOW - 2 * H),)),
        ),
        closed=(settled(1, rationale="a shadow https://example.org/dam"),),
        corrected=(settled(2),),
        new=(entry(6, state=State.TAKEN, assignee="Ana", priority=Priority.URGENT),),
        unfinished=4,
        change=-2,
        load=(("Ana", 2), ("Ben", 1)),
        median=3 * H,
        oldest=entry(5, created_at=NOW - 72 * H),
    )
    message, claims = digest_message(Texts("en"), everything, 0, bot="desk_bot")
    text, _ = parse(str(message.html))
    assert text.split("\n") == [
        "☀️ Newsroom · Tuesday 24 November",
        "Late: I could not send it on time.",
        "No digests came on 2 days: 2026-11-22, 2026-11-23. They can be read: /digest 2026-11-23",
        "",
        "Waiting for sign-off · 1",
        "🟣 #3 The bridge is closed",
        "with Ben · in review · 5 hours old",
        "",
        "Disputed: a lead decides · 1",
        "🟣 #4 40,000 signed up",
        "in review · disputed · 3 people · 5 hours old",
        "",
        "Overdue · 1",
        "🟡 #5 A <b>bold</b> claim",
        "overdue since Tue 24 Nov, 06:00 UTC · 5 hours old",
        "",
        "Closed · 1",
        "#1 The dam has a crack",
        "False: a shadow",
        "Evidence: example.org",
        "",
        "Corrected · 1",
        "#2 The dam has a crack",
        "False: a shadow",
        "Evidence: example.org",
        "",
        "Also new · 1",
        "🟡 #6 The dam has a crack",
        "urgent · with Ana · 5 hours old",
        "",
        "Unfinished: 4 (-2 since Mon 23 Nov, 08:00 UTC)",
        "Since then: 1 closed, 1 corrected",
        "Who has how many: Ana 2, Ben 1",
        "Median time to a verdict: 3 hours",
        "Oldest: #5, 3 days",
    ]
    assert claims == (1003, 1004, 1005, 1001, 1002, 1006)
    assert [[button.text for button in row] for row in message.keyboard] == [["#3", "#4", "#5"]]


hostile = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["#b " * 66, "@a #b /c $USD x.org a@b.org " * 8, "<b>&amp;" * 30, "\u202e\u2066" * 60, "😀" * 190]
    ),
)


def test_words_that_telegram_makes_links_of_are_counted() -> None:
    dense = "#b " * 66
    crowded = facts(
        closed=tuple(settled(n, dense, dense) for n in range(1, 4)),
        load=((dense, 2),) * 12,
        desk=dense,
        late=True,
    )
    pages = digest_pages(Texts("en"), crowded, bot="desk_bot")
    assert len(pages) > 1
    for page in pages:
        text, entities = parse(str(page.body))
        assert len([*entities, *found_in(text, entities)]) <= 100


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_telegram_takes_every_page_and_no_claim_is_lost(data: st.DataObject) -> None:
    numbers = iter(range(1, 1000))
    sections = tuple(
        (name, tuple(entry(next(numbers), data.draw(hostile)) for _ in range(data.draw(st.integers(1, 25)))))
        for name in data.draw(st.lists(st.sampled_from(["review", "overdue", "untaken"]), unique=True))
    )
    closed = tuple(
        settled(next(numbers), data.draw(hostile), data.draw(hostile))
        for _ in range(data.draw(st.integers(0, 25)))
    )
    new = tuple(entry(next(numbers), data.draw(hostile)) for _ in range(data.draw(st.integers(0, 25))))
    missed = tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(data.draw(st.integers(0, 20))))
    load = tuple((data.draw(hostile), 3) for _ in range(data.draw(st.integers(0, 15))))
    desk = data.draw(hostile)
    given_ = facts(sections=sections, closed=closed, new=new, missed=missed, load=load, desk=desk, late=True)
    pages = digest_pages(Texts("en"), given_, bot="desk_bot")
    shown: list[int] = []
    for n in range(len(pages)):
        message, claims = digest_message(Texts("en"), given_, n, bot="desk_bot")
        text, entities = parse(str(message.html))
        assert len(text.encode("utf-16-le")) // 2 <= 4096
        assert len([*entities, *found_in(text, entities)]) <= 100
        assert len(claims) <= MOST_ENTRIES
        assert sum(map(len, message.keyboard)) <= 100
        shown += claims
    assert shown == [
        *(one.id for _, entries in sections for one in entries),
        *(one.id for one in closed),
        *(one.id for one in new),
    ]


@pytest.mark.parametrize("page", [-1, 5, 9999])
def test_a_page_that_is_not_there_is_the_nearest(page: int) -> None:
    message, _ = digest_message(Texts("en"), facts(), page, bot="desk_bot")
    assert "Nothing is unfinished" in message.html


def test_a_name_of_the_other_direction_keeps_its_own_number() -> None:
    given = facts(unfinished=4, load=(("Ben", 2), ("سمر", 1), ("Ana", 1)))
    message, _ = digest_message(Texts("en"), given, 0, bot="desk_bot")
    assert "Who has how many: Ben 2, \u2068سمر\u2069 1, Ana 1" in str(message.html)
