"""A desk as a file: a spreadsheet that is safe to open, ClaimReview, and `/export` in the chat."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.exports.claimreview import publishable, review
from bot.exports.spreadsheet import safe
from bot.exports.writing import lines_of
from bot.makers.exports import read_export
from storage.cases import cases_of_desk
from storage.database import Database
from storage.desks import Desk, Person
from storage.outbox import Kind, Outbox
from storage.schema import migrate
from tests.desk.conftest import Newsroom, open_newsroom
from tests.handlers.scene import NOW, PEOPLE, SECRET, set_the_scene
from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, text_of


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    return open_newsroom(telegram, bot)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    migrate(database)
    with Session(database.engine) as session:
        set_the_scene(session)
        session.commit()
        yield session
        session.rollback()
    database.close()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("  =1", "'  =1"),
        ("40,000 fighters", "40,000 fighters"),
        ("a = b", "a = b"),
        ("", ""),
        ("a\x00b", "ab"),
        ("＝1+1", "'＝1+1"),
        ("\n", "'\n"),
        # What nobody sees before it.
        ("\u200b=1", "'\u200b=1"),
        ("\u202e =1", "'\u202e =1"),
        ("\ufeff\u00a0@A1", "'\ufeff\u00a0@A1"),
        # A spreadsheet that divides at semicolons, or a line in the middle of a cell.
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a; =1+1", "a; '=1+1"),
        ("a\n-1", "a\n'-1"),
        ("a\r\n\t=1", "a\r\n\t'=1"),
        ("a; b - c", "a; b - c"),
        ('say "no"; 5 + 5', 'say "no"; 5 + 5'),
    ],
)
def test_no_cell_is_a_formula(typed: str, written: str) -> None:
    assert safe(typed) == written


def test_a_cell_of_nothing_visible_takes_no_time() -> None:
    assert safe("a" + "\n\u200b;" * 200_000 + "b").endswith("\u200b;b")


def test_the_scene_as_a_spreadsheet_and_as_claimreview(session: Session) -> None:
    desk = session.get_one(Desk, 1)
    written = "".join(lines_of(session, [desk], "csv"))
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [row["state"] for row in rows] == [
        *("open", "taken", "in review", "in review", "closed", "declined", "merged")
    ]
    closed = rows[4]
    assert (closed["rating"], closed["rationale"], closed["evidence"]) == (
        "False",
        "because",
        "https://example.org/z",
    )
    assert "timbuktu" not in written
    assert not [name for name in PEOPLE if name in written]

    found = json.loads("".join(lines_of(session, [session.get_one(Desk, 1)], "claimreview")))
    assert found["@context"] == "https://schema.org"
    (review,) = found["@graph"]
    assert review == {
        "@type": "ClaimReview",
        "claimReviewed": closed["claim"],
        "itemReviewed": {"@type": "Claim", "text": closed["claim"]},
        "author": {"@type": "Organization", "name": "Newsroom"},
        "datePublished": "2026-11-23",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "False",
            "ratingValue": 1,
            "worstRating": 1,
            "bestRating": 5,
        },
        "reviewBody": "because",
        "citation": ["https://example.org/z"],
    }


def test_claimreview_speaks_as_the_desk_does(session: Session) -> None:
    """Readers of a Ukrainian newsroom are shown its own word, and the date that it was there."""
    desk = session.get_one(Desk, 1)
    desk.settings = {**desk.settings, "language": "uk", "timezone": "Pacific/Kiritimati"}
    (case,) = [case for case in cases_of_desk(session, 1) if publishable(case)]
    assert case.verdict is not None
    case.verdict.qualifiers = ["missing_context", "altered"]
    made = review(desk, case)
    assert made["reviewRating"]["alternateName"] == "Неправда (Бракує контексту, Змінено)"
    assert made["reviewRating"]["ratingValue"] == 1
    closed_at = case.claim.closed_at
    assert closed_at is not None
    assert made["datePublished"] == closed_at.astimezone(ZoneInfo("Pacific/Kiritimati")).date().isoformat()
    assert made["datePublished"] != closed_at.date().isoformat()


@pytest.mark.parametrize("who", PEOPLE)
def test_only_a_lead_is_sent_it_and_only_what_telegram_takes(session: Session, who: str) -> None:
    person = session.get_one(Person, list(PEOPLE).index(who) + 1)
    assert person.name == who
    row = Outbox(
        desk_id=1,
        chat_id=PEOPLE[who][0],
        recipient_id=person.id,
        kind=Kind.SEND,
        purpose="export",
        payload={"format": "jsonl"},
        rank=0,
        not_before=NOW,
        created_at=NOW,
    )
    made = read_export(session, row, NOW)
    if who != "Caro":
        assert made is None
        return
    assert made is not None
    assert made.content is not None
    assert SECRET in made.content.decode()
    assert made.name == "desk-1-2026-11-23.jsonl"
    small = read_export(session, row, NOW, most=1000)
    assert small is not None
    assert small.content is None
    assert "secondsource export --format jsonl --desk 1" in small.words
    row.chat_id = -1001
    assert read_export(session, row, NOW) is None


def documents(telegram: Telegram, chat: int) -> list[dict[str, Any]]:
    return [message for message in telegram.from_bot(chat) if "document" in message]


def test_a_lead_asks_in_the_group_and_has_it_in_private_also_after_a_kill(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    telegram.say(CARO, "/export csv")
    telegram.wait_for(CARO, "This desk has no claims yet")
    newsroom.claim("=HYPERLINK is how the letter about the dam begins")
    telegram.say(ANA, "/source 1 protected confirms Deep Throat https://leak.example/a")
    newsroom.settle()
    telegram.say(CARO, "/export xlsx")
    telegram.wait_for(CARO, "Choose a format: csv, jsonl, claimreview")
    telegram.say(CARO, "/export claimreview")
    telegram.wait_for(CARO, "No claim is closed yet")
    for person in (ANA, DAN):
        telegram.say(person, "/export csv")
    telegram.wait_for(ANA, "Only leads may do that")
    telegram.wait_for(DAN, "You belong to no desk yet")

    telegram.say(CARO, "/export CSV", newsroom.group)
    (sheet,) = [telegram.wait_for(CARO, "Who submitted a claim is not in it")]
    assert sheet["document"]["file_name"] == "desk-1-2026-11-23.csv"
    telegram.say(CARO, "/export jsonl")
    bot.telegram.settle()
    bot.kill()
    bot.start()
    # What nobody knows the fate of is tried again after a while.
    telegram.advance(minutes=1)
    newsroom.settle()
    names = [message["document"]["file_name"] for message in documents(telegram, CARO)]
    assert names[-1] == "desk-1-2026-11-23.jsonl"
    assert not [chat for chat in (newsroom.group, ANA, BEN, DAN) if documents(telegram, chat)]
    contents = [content_of(telegram, message) for message in documents(telegram, CARO)]
    assert "'=HYPERLINK" in contents[0]
    for content in contents:
        assert "Deep Throat" not in content
        assert "leak.example" not in content
    assert bot.ask("SELECT count(*) FROM event WHERE deed = 'export'") == [(2,)]
    assert all("@" not in text_of(message) for message in documents(telegram, CARO))


def content_of(telegram: Telegram, message: dict[str, Any]) -> str:
    answer = telegram.http.get(f"/control/files/{message['document']['file_id']}")
    assert answer.status_code == 200, answer.text
    return answer.content.decode()
