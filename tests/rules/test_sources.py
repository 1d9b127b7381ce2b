"""Counting independent sources: what makes two of them one, whatever the order they came in."""

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.ledger import Named, Typed, read_named, read_position, read_typed, splits
from bot.rules.refusals.sources import NotALink
from bot.rules.sources import Origin, single_source, weigh
from bot.rules.spellings import spelled
from storage.vocabulary import Stance

REPORTS, REPEATS, CONFIRMS, DENIES = Stance.REPORTS, Stance.REPEATS, Stance.CONFIRMS, Stance.DENIES


@dataclass(frozen=True)
class Entry:
    id: int
    origin: str
    stance: Stance = REPORTS
    repeats_id: int | None = None
    repeats_who: str | None = None


A, B, C = "outlet:a.example", "outlet:b.example", "outlet:c.example"


@pytest.mark.parametrize(
    ("claimant", "entries", "count"),
    [
        (None, [], 0),
        ("SOHR", [], 1),
        (None, [Entry(1, A)], 1),
        (None, [Entry(1, A), Entry(2, A, CONFIRMS)], 1),
        (None, [Entry(1, A), Entry(2, B)], 2),
        ("SOHR", [Entry(1, "name:sohr")], 1),
        ("The SOHR", [Entry(1, "name:sohr")], 1),
        ("Reuters", [Entry(1, "outlet:reuters.com")], 1),
        ("SOHR", [Entry(1, A)], 2),
        # Two outlets that repeat one monitor are one.
        ("SOHR", [Entry(1, A, REPEATS, None, "SOHR"), Entry(2, B, REPEATS, None, "sohr")], 1),
        (None, [Entry(1, "name:sohr"), Entry(2, A, REPEATS, 1), Entry(3, B, REPEATS, 1)], 1),
        # A chain counts once.
        (None, [Entry(1, A), Entry(2, B, REPEATS, 1), Entry(3, C, REPEATS, 2)], 1),
        ("SOHR", [Entry(1, A, REPEATS, None, "SOHR"), Entry(2, B, REPEATS, 1), Entry(3, C)], 2),
        # Somebody outside the ledger is an origin of their own, also for two who repeat them.
        (None, [Entry(1, A), Entry(2, B, REPEATS, None, "AFP"), Entry(3, C, REPEATS, None, "AFP")], 2),
        (None, [Entry(1, "outlet:afp.com"), Entry(2, B, REPEATS, None, "AFP")], 1),
        # Whoever repeats nobody named adds nothing, but alone they still say it.
        ("SOHR", [Entry(1, A, REPEATS)], 1),
        (None, [Entry(1, A, REPEATS)], 1),
        (None, [Entry(1, A, REPEATS), Entry(2, B, REPEATS)], 1),
        (None, [Entry(1, A, REPEATS), Entry(2, B)], 1),
        (None, [Entry(1, A, REPEATS, 99)], 1),
        # Circles.
        (None, [Entry(1, A, REPEATS, 1)], 1),
        (None, [Entry(1, A, REPEATS, 2), Entry(2, B, REPEATS, 1)], 1),
        ("SOHR", [Entry(1, A, REPEATS, 2), Entry(2, B, REPEATS, 3), Entry(3, C, REPEATS, 2)], 1),
        # Who denies does not carry it, nor who repeats a denial.
        (None, [Entry(1, A, DENIES)], 0),
        ("SOHR", [Entry(1, A, DENIES), Entry(2, B, REPEATS, 1)], 1),
        (None, [Entry(1, A), Entry(2, B, DENIES)], 1),
        (None, [Entry(1, "private:1"), Entry(2, "private:1"), Entry(3, "private:2")], 2),
    ],
)
def test_counts(claimant: str | None, entries: list[Entry], count: int) -> None:
    assert len(weigh(claimant, entries).origins) == count
    assert single_source(claimant, entries) is (count == 1)


def test_each_count_says_what_it_rests_on() -> None:
    entries = [
        Entry(1, A, REPEATS, None, "SOHR"),
        Entry(2, B, REPEATS, 1),
        Entry(3, C, CONFIRMS),
        Entry(4, "name:nurse", REPEATS),
        Entry(5, "name:ministry", DENIES),
        Entry(6, "outlet:d.example", REPEATS, None, "AFP"),
    ]
    counted = weigh("SOHR", entries)
    assert counted.origins == (
        Origin("name:sohr", True, (), (1, 2)),
        Origin(C, False, (3,), ()),
        Origin("name:afp", False, (), (6,)),
    )
    assert counted.unnamed == (4,)
    assert counted.denying == (5,)


origins = st.sampled_from([A, B, "outlet:sohr.example", "name:sohr", "name:a", "channel:b", "private:1"])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    size = draw(st.integers(0, 8))
    return [
        Entry(
            number,
            draw(origins),
            draw(st.sampled_from(list(Stance))),
            draw(st.none() | st.integers(1, 9)),
            draw(st.none() | st.sampled_from(["SOHR", "AFP", "A"])),
        )
        for number in range(1, size + 1)
    ]


claimants = st.none() | st.sampled_from(["SOHR", "the A", "Somebody"])


@given(ledgers(), claimants)
def test_single_source_is_told_as_the_card_weighs_it(entries: list[Entry], claimant: str | None) -> None:
    """Long lists take shorter ways to the same answer."""
    assert single_source(claimant, entries) is (len(weigh(claimant, entries).origins) == 1)
    by_themselves = [Entry(one.id, one.origin) for one in entries]
    assert single_source(claimant, by_themselves) is (len(weigh(claimant, by_themselves).origins) == 1)


@given(claimants, ledgers(), st.randoms())
def test_the_order_of_adding_never_changes_the_count(
    claimant: str | None, entries: list[Entry], chance: Random
) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert weigh(claimant, shuffled) == weigh(claimant, entries)


@given(claimants, ledgers())
def test_never_more_than_there_are_and_everybody_stands_once(
    claimant: str | None, entries: list[Entry]
) -> None:
    counted = weigh(claimant, entries)
    assert len(counted.origins) <= len(entries) + (claimant is not None)
    stands = [id_ for origin in counted.origins for id_ in (*origin.own, *origin.repeats)]
    assert sorted([*stands, *counted.unnamed, *counted.denying]) == [entry.id for entry in entries]
    assert (not counted.origins) == (claimant is None and len(counted.denying) == len(entries))
    assert len({origin.key for origin in counted.origins}) == len(counted.origins)


@given(claimants, ledgers(), st.integers(1, 6))
def test_a_chain_of_repeats_adds_nothing(claimant: str | None, entries: list[Entry], length: int) -> None:
    grown = list(entries)
    for number in range(length):
        if grown:
            grown.append(Entry(100 + number, f"outlet:r{number}.example", REPEATS, grown[-1].id))
    assert len(weigh(claimant, grown).origins) == len(weigh(claimant, entries).origins)


@given(claimants, ledgers(), origins)
def test_who_says_it_twice_counts_once(claimant: str | None, entries: list[Entry], origin: str) -> None:
    once = [*entries, Entry(100, origin)]
    assert len(weigh(claimant, [*once, Entry(101, origin, CONFIRMS)]).origins) == len(
        weigh(claimant, once).origins
    )


STANCES = {word: Stance(key) for word, key in spelled("stances", ["ar", "uk", "ru"], list(Stance)).items()}


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("confirms https://a.example", Typed(CONFIRMS, "https://a.example", word="confirms")),
        ("CONFIRMED the mayor", Typed(CONFIRMS, "the mayor", word="CONFIRMED")),
        ("confirms: the mayor", Typed(CONFIRMS, "the mayor", word="confirms:")),
        ("repeats BBC of SOHR", Typed(REPEATS, "BBC of SOHR", word="repeats")),
        ("protected denies a nurse", Typed(DENIES, "a nurse", True, "denies")),
        ("підтвердила мерка", Typed(CONFIRMS, "мерка", word="підтвердила")),
        ("опровергает мэр", Typed(DENIES, "мэр", word="опровергает")),
        ("يؤكد العمدة", Typed(CONFIRMS, "العمدة", word="يؤكد")),
        ("confirms", Typed(CONFIRMS, "", word="confirms")),
        ("loves it", Typed(None, "loves it", word="loves")),
        ("https://a.example", Typed(None, "https://a.example", word="https://a.example")),
        ("", Typed(None, "")),
    ],
)
def test_a_source_as_it_is_typed(words: str, typed: Typed) -> None:
    assert read_typed(words, STANCES, ("protected",)) == typed


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("https://a.example/x", Named("", "https://a.example/x")),
        ("Reuters https://a.example/x", Named("Reuters", "https://a.example/x")),
        ("https://a.example/x (Reuters)", Named("(Reuters)", "https://a.example/x")),
        ("the mayor", Named("the mayor", None)),
        (f"{'word ' * 30} https://a.example/x", Named("", "https://a.example/x")),
        ("  ", None),
    ],
)
def test_who_and_where(words: str, named: Named | None) -> None:
    assert read_named(words) == named


@pytest.mark.parametrize("words", ["https://[oops", "ftp://a.example/x", "see javascript://x"])
def test_what_is_no_link(words: str) -> None:
    with pytest.raises(NotALink):
        read_named(words)


def test_ways_to_read_of() -> None:
    assert list(splits("Ministry of Health of SOHR", ("of",))) == [
        ("Ministry of Health", "SOHR"),
        ("Ministry", "Health of SOHR"),
    ]
    assert next(splits("BBC вслед за SOHR", ("за", "вслед за"))) == ("BBC", "SOHR")
    assert list(splits("of SOHR", ("of",))) == []
    assert [read_position(words) for words in ("2", "#2", "# 2", "٢", "two", "2nd")] == [
        2,
        2,
        2,
        2,
        None,
        None,
    ]
