"""The digest's pages: whatever a desk holds, Telegram takes every page and no claim is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.server.entities import found_in
from bot.demo.server.html import parse
from bot.render.digests import digest_message, how_often
from bot.render.messages import Message
from bot.rules.digests import FIRST, MORE, pages
from bot.texts import Texts
from storage.digests import Counts, DigestFacts, PageFacts, Settled, Week
from storage.facts.entries import QueueEntry
from storage.facts.verdicts import EvidenceFacts, VerdictFacts
from storage.vocabulary import HowOften, Priority, State

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
H = timedelta(hours=1)
SETTLED = ("closed", "corrected")


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


def verdict(number: int, rationale: str = "a shadow") -> VerdictFacts:
    return VerdictFacts(
        id=number,
        author="Ana",
        author_id=1,
        version=1,
        rating="False",
        qualifiers=(),
        rationale=rationale,
        evidence=(EvidenceFacts("link", "https://example.org/dam", None),),
        reviews=(),
        at=NOW - H,
    )


def settled(number: int, text: str = "The dam has a crack", rationale: str = "a shadow") -> Settled:
    return Settled(1000 + number, number, text, verdict(number, rationale))


def facts(**given: object) -> DigestFacts:
    known = {
        "desk_id": 7,
        "desk": "Newsroom",
        "day": date(2026, 11, 24),
        "since": NOW - 24 * H,
        "until": NOW,
        "weekly": False,
        "late": False,
        "missed": (),
        "sections": (),
        "closed": 0,
        "corrected": 0,
        "new": 0,
        "counts": Counts(),
        "before": Counts(),
        "load": (),
        "median": None,
        "oldest": None,
    }
    return DigestFacts(**(known | given))  # type: ignore[arg-type]


Given = tuple[tuple[str, tuple[QueueEntry | Settled, ...]], ...]


def messages(
    given: Given, *, t: Texts | None = None, now: tuple[QueueEntry, ...] = (), **more: object
) -> list[Message]:
    """Every page of a digest that shows these."""
    sections = tuple((name, tuple(one.id for one in ones)) for name, ones in given)
    every = [one for _, ones in given for one in ones]
    known = facts(sections=sections, numbers={one.id: one.number for one in every}, **more)
    shown = PageFacts(
        entries={one.id: one for one in every if isinstance(one, QueueEntry)},
        settled={(name, one.id): one for name, ones in given for one in ones if isinstance(one, Settled)},
        now={one.id: one for one in now},
        ratings={one.id: verdict(one.number) for one in now if one.state is State.CLOSED},
    )
    laid = pages(sections)
    return [
        digest_message(
            t or Texts("en"), known, page, shown, page=n, of=len(laid), ref="2026-11-24", bot="desk_bot"
        )
        for n, page in enumerate(laid)
    ]


def words(message: Message) -> list[str]:
    return parse(str(message.html))[0].split("\n")


def buttons(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.keyboard]


EVERYTHING: Given = (
    ("review", (entry(3, "The bridge is closed", state=State.IN_REVIEW, assignee="Ben"),)),
    ("disputed", (entry(4, "40,000 signed up", state=State.IN_REVIEW, disputed=True, demand=3),)),
    ("overdue", (entry(5, "A <b>bold</b> claim", state=State.TAKEN, due_at=NOW - 2 * H),)),
    ("closed", (settled(1, rationale="a shadow https://example.org/dam"),)),
    ("corrected", (settled(2),)),
    ("new", (entry(6, state=State.TAKEN, assignee="Ana", priority=Priority.URGENT),)),
)


def test_every_part_in_its_order() -> None:
    (message,) = messages(
        EVERYTHING,
        late=True,
        missed=(date(2026, 11, 22), date(2026, 11, 23)),
        counts=Counts(unfinished=4, review=2, disputed=1, overdue=1),
        before=Counts(unfinished=6, review=1, disputed=1, untaken=3),
        closed=1,
        corrected=1,
        new=2,
        load=(("Ana", 2), ("Ben", 1)),
        median=3 * H,
        oldest=(1005, 5, NOW - 72 * H),
        week=Week(new=9, closed=7, corrected=1, closed_before=10),
        single=2,
    )
    assert words(message) == [
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
        "Unfinished: 4 (−2 since Mon 23 Nov, 08:00 UTC)",
        "in review 2 (+1) · disputed 1 (±0) · overdue 1 (+1) · untaken 0 (−3)",
        "Since then: 2 new, 1 closed, 1 corrected",
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
        "The last seven days: 9 new, 7 closed (−3), 1 corrected",
        "Who has how many: Ana 2, Ben 1",
        "Median time to a verdict: 3 hours",
        "Oldest: #5, 3 days",
    ]
    assert buttons(message) == [["#3", "#4", "#5"], ["Single source · 2", "How often?"]]


def test_a_line_says_what_became_of_its_claim_since() -> None:
    waiting = EVERYTHING[0][1] + EVERYTHING[1][1] + EVERYTHING[2][1] + EVERYTHING[5][1]
    six = next(one for one in waiting if isinstance(one, QueueEntry) and one.number == 6)
    now = (
        entry(3, "The bridge is closed", state=State.CLOSED),
        entry(4, "40,000 signed up", state=State.TAKEN, assignee="Ana", assignee_id=2),
        entry(5, "A <b>bold</b> claim", state=State.TAKEN, priority=Priority.URGENT, due_at=NOW + 3 * H),
        six,
        entry(1, state=State.OPEN),
    )
    (message,) = messages(EVERYTHING, now=now)
    text = words(message)
    assert text[3:6] == [
        "🟢 #3 The bridge is closed",
        "with Ben · in review · 5 hours old",
        "→ closed: False",
    ]
    assert "→ taken · with Ana" in text
    assert "→ urgent · due Tue 24 Nov, 11:00 UTC" in text
    assert text[text.index("Evidence: example.org") + 1] == "→ ⚪ open"
    assert len([line for line in text if line.startswith("→")]) == 4, "nothing of what stands as before"


def test_a_long_list_folds_on_the_first_page_and_goes_on_on_further_ones() -> None:
    first, second = messages((("untaken", tuple(entry(n) for n in range(1, 15))), ("closed", (settled(20),))))
    head, _, folded = str(first.html).partition("<blockquote expandable>")
    assert [n for n in range(1, 15) if f">#{n}<" in head] == [1, 2, 3]
    assert [n for n in range(1, 15) if f">#{n}<" in folded] == [4, 5, 6, 7, 8, 9]
    assert "Untaken</b> · 14" in str(first.html)
    assert ">#20<" in str(first.html), "a long list does not push the others off the first page"
    assert words(first)[-1] == "Page 1 of 2"
    assert "blockquote" not in second.html
    assert [n for n in range(1, 15) if f">#{n}<" in str(second.html)] == [10, 11, 12, 13, 14]
    assert buttons(second) == [["#10", "#11", "#12", "#13"], ["#14"], ["‹"], ["How often?"]]
    assert "Unfinished" not in str(second.html)


def test_which_page_it_is_stands_in_the_language_of_the_reader() -> None:
    first, _ = messages((("untaken", tuple(entry(n) for n in range(1, 15))),), t=Texts("uk"))
    assert words(first)[-1] == "Сторінка 1 з 2"


hostile = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        ["#b " * 66, "@a #b /c $USD x.org a@b.org " * 8, "<b>&amp;" * 30, "\u202e\u2066" * 60, "😀" * 190]
    ),
)


def test_words_that_telegram_makes_links_of_are_counted() -> None:
    dense = "#b " * 66
    for message in messages(
        (("closed", tuple(settled(n, dense, dense) for n in range(1, 14))),),
        load=((dense, 2),) * 12,
        desk=dense,
        late=True,
    ):
        text, entities = parse(str(message.html))
        assert len([*entities, *found_in(text, entities)]) <= 100


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_telegram_takes_every_page_and_no_claim_is_lost(data: st.DataObject) -> None:
    numbers = iter(range(1, 1000))

    def some(make: object, least: int) -> tuple[QueueEntry | Settled, ...]:
        return tuple(
            make(next(numbers), data.draw(hostile))  # type: ignore[operator]
            for _ in range(data.draw(st.integers(least, 25)))
        )

    names = data.draw(st.lists(st.sampled_from(["review", "overdue", "untaken"]), unique=True))
    given_: Given = (
        *((name, some(entry, 1)) for name in names),
        ("closed", some(settled, 1)),
        ("new", some(entry, 1)),
    )
    missed = tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(data.draw(st.integers(0, 20))))
    load = tuple((data.draw(hostile), 3) for _ in range(data.draw(st.integers(0, 15))))
    shown: list[int] = []
    for n, message in enumerate(
        messages(given_, missed=missed, load=load, desk=data.draw(hostile), late=True)
    ):
        text, entities = parse(str(message.html))
        assert len(text.encode("utf-16-le")) // 2 <= 4096
        assert len([*entities, *found_in(text, entities)]) <= 100
        links = [one for one in entities if "?start=c" in one.get("url", "")]
        assert len(links) <= (MORE if n else FIRST)
        assert sum(map(len, message.keyboard)) <= 100
        shown += [int(one["url"].partition("?start=c")[2]) for one in links]
    assert sorted(shown) == sorted(one.id for _, ones in given_ for one in ones)


def test_nothing_at_all() -> None:
    (message,) = messages(())
    assert words(message) == [
        "☀️ Newsroom · Tuesday 24 November",
        "",
        "Nothing is unfinished (±0 since Mon 23 Nov, 08:00 UTC).",
        "Since then: 0 new, 0 closed, 0 corrected",
    ]


def test_of_a_week() -> None:
    (message,) = messages((), weekly=True)
    assert words(message)[0] == "☀️ Newsroom · the week to Tuesday 24 November"


def test_a_name_of_the_other_direction_keeps_its_own_number() -> None:
    (message,) = messages((), load=(("Ben", 2), ("سمر", 1), ("Ana", 1)))
    assert "Who has how many: Ben 2, \u2068سمر\u2069 1, Ana 1" in str(message.html)


@pytest.mark.parametrize("often", list(HowOften))
def test_how_often_it_comes(often: HowOften) -> None:
    message = how_often(Texts("en"), "Newsroom", 7, often)
    chosen = {HowOften.DAILY: "✓ Daily", HowOften.WEEKLY: "✓ Weekly", HowOften.OFF: "✓ Off"}[often]
    assert chosen in buttons(message)[0]
    assert [button.data for button in message.keyboard[0]] == [
        f"often:d7:{one.value}" for one in (HowOften.DAILY, HowOften.WEEKLY, HowOften.OFF)
    ]
