"""A search finds the same claims in the same order on SQLite and on PostgreSQL."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.actions.claims import Brought, FileBrought, add_note, queue_claim
from bot.actions.desks import open_desk
from bot.actions.finding import find_claims
from storage.database import Database
from storage.desks import Person
from storage.schema import migrate
from storage.search import rarity
from storage.twins import propose
from storage.words import words
from tests.servers import Databases, PostgreSQL

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = {
    "en": ("bridge", "dam", "mayor", "fighters", "harbour", "drones", "school", "river", "police", "border"),
    "ar": ("الجسر", "السد", "رئيس", "مقاتلين", "ميناء", "طائرات", "مدرسة", "نهر", "شرطة", "حدود", "دبابات"),
    "uk": ("міст", "гребля", "мер", "бійці", "порт", "дрони", "школа", "річка", "поліція", "кордон", "танки"),
    "ru": (
        "мост",
        "плотина",
        "мэр",
        "бойцы",
        "порт",
        "дроны",
        "школа",
        "река",
        "полиция",
        "граница",
        "танки",
    ),
    "ja": ("橋", "ダム", "市長", "戦闘員", "港", "学校", "川", "警察", "国境", "戦車"),
}
CLAIMS = 500
ENDLESS = ["".join(random.Random(length).choices("bcdfghklmn", k=length)) for length in (200, 201, 3000)]
"""Words that no key of an index holds whole, or just so."""


def fill(database: Database) -> int:
    """The same few hundred claims and notes, whichever the database."""
    chance = random.Random(20261123)
    migrate(database)
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        person = Person(telegram_id=5, name="Ana")
        session.add(person)
        session.flush()
        desk, lead = open_desk(
            session, chat_id=-5, topic_id=0, title="Newsroom", private=False, person=person, now=NOW
        )
        for number in range(CLAIMS):
            language = chance.choice(list(WORDS))
            # Few words, so that many claims share many of them and the order is hard to get right.
            said = "".join if language == "ja" else " ".join
            told = said(chance.choices(WORDS[language], k=chance.randrange(2, 7)))
            at = NOW + timedelta(minutes=chance.randrange(100))
            link = f"https://www.wire.example/{number % 9}" if number % 5 == 0 else None
            name = f"report_{number % 9}.pdf" if number % 11 == 0 else None
            files = (FileBrought("document", str(number), str(number), name),) if name else ()
            brought = Brought(f"{told} {number % 90}", url=link, files=files)
            claim = queue_claim(session, desk, brought, lead, at, apart=True).claim
            if number % 7 == 0:
                add_note(session, claim, said(chance.choices(WORDS[language], k=4)), lead, at)
        for word in ENDLESS:
            queue_claim(session, desk, Brought(f"The bridge at {word}"), lead, NOW, apart=True)
        return desk.id


@pytest.fixture(scope="module")
def both(
    postgresql_server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Session, int]]]:
    folder: Path = tmp_path_factory.mktemp("order")
    with ExitStack() as stack:
        opened = []
        for kind, server in (("sqlite", None), ("postgresql", postgresql_server)):
            url = stack.enter_context(Databases(kind, server).new(folder))
            database = stack.enter_context(Database(url))
            desk_id = fill(database)
            opened.append((stack.enter_context(Session(database.reading)), desk_id))
        yield opened


def questions() -> list[str]:
    chance = random.Random(7)
    asked = []
    for known in WORDS.values():
        asked += [" ".join(chance.sample(known, count)) for count in (1, 1, 2, 2, 3, 5)]
    slips = [
        "brigde",
        "harbuor",
        "fightr",
        "طايرات",
        "міистр",
        "границв",
        "br",
        "scho",
        "xbridge",
        "river polixe",
    ]
    links = [f"wire.example/{number}" for number in (1, 3, 7)]
    links += ["https://m.wire.example/2?utm_source=x", "wire.example", "report_4.pdf", "日本NATO", "nato"]
    return [
        *asked,
        *slips,
        *links,
        *ENDLESS,
        "17",
        "bridge 17",
        "мост bridge الجسر",
        "橋",
        "#17",
        "nothing of that",
    ]


HOSTILE = {
    "quotes": "'" * 500,
    "double quotes": '"' * 500,
    "wildcards": "%_%",
    "backslashes": "\\" * 500,
    "operators": "OR AND NOT NEAR(",
    "full-text query": "bridge:* & !(a <-> b) | text:c",
    "statement": "bridge' OR '1'='1' --",
    "parameters": "$1 :a ? {} %s",
    "right to left": "\u202ebridge\u202c \u200fdam",
    "invisible": "\u200b\ufeff",
    "emoji": "👨\u200d👩\u200d👧 bridge",
    "marks": "e\u0301" * 250,
    "endless": "я" * 500,
    "no page": "https://example.org/%00'",
    "blank": " \n\t",
}


@pytest.mark.parametrize("wanted", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_are_words_on_both(both: list[tuple[Session, int]], wanted: str) -> None:
    numbers = [[hit.claim.number for hit in find_claims(session, desk, wanted)] for session, desk in both]
    assert numbers[0] == numbers[1]
    assert not ("bridge" in wanted and "a <->" not in wanted) or numbers[0]


@pytest.mark.parametrize("wanted", questions())
def test_the_same_order(both: list[tuple[Session, int]], wanted: str) -> None:
    numbers = [[hit.claim.number for hit in find_claims(session, desk, wanted)] for session, desk in both]
    assert numbers[0] == numbers[1]
    proposed = [
        propose(session, desk, rarity(session, desk, words(wanted)), among=CLAIMS) for session, desk in both
    ]
    assert proposed[0] == proposed[1]


def test_twins_are_proposed_from_the_desk_alone(both: list[tuple[Session, int]]) -> None:
    for session, desk in both:
        asked = rarity(session, desk, words("the mayor and the bridge"))
        found = propose(session, desk, asked, among=CLAIMS)
        assert found
        assert all({"mayor", "bridg"} & set(one.stems) for one in found)
        first = found[0].claim_id
        assert first not in {one.claim_id for one in propose(session, desk, asked, among=CLAIMS, but=[first])}
        assert not propose(session, desk + 1, asked, among=CLAIMS)


def test_most_questions_find_something(both: list[tuple[Session, int]]) -> None:
    session, desk = both[0]
    assert sum(bool(find_claims(session, desk, wanted)) for wanted in questions()) > 25
