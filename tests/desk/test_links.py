"""A link is read for claims: in private and by /claim, with what cannot be read said and its text asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import Newsroom
from tests.desk.test_forget import traces
from tests.outlets import Outlet, article, open_outlet
from tests.people import ANA, BEN, CARO, DAN, EVE, Bot, Telegram, keyboard, labels, text_of

DAM = (
    "The dam above Orvell has a crack of 30 metres, an engineer who asked not to be named said on Monday.",
    "A monitor in the capital said that 40,000 fighters had signed up; the number has not been verified.",
    "The mayor reportedly left the town before the night, which could not be independently confirmed.",
    "Rain is expected in the valley.",
)
DATED = '<meta property="article:published_time" content="2026-02-28T10:00:00Z">'


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    with open_outlet() as outlet:
        yield outlet


@pytest.fixture
def bot(telegram: Telegram, tmp_path: Path, database_url: str, outlet: Outlet) -> Iterator[Bot]:
    """A bot that may open the tests' own outlet, and nothing else on this machine."""
    bot = Bot(telegram, database_url, tmp_path)
    bot.env |= {"FETCH_LINKS": "on", "FETCH_ALLOW": outlet.host}
    bot.start()
    try:
        yield bot
    finally:
        bot.stop()


def queue_button(message: dict[str, Any]) -> str:
    return next(label for label in labels(message) if label.startswith("Queue "))


def test_a_link_is_read_and_its_claims_are_queued_with_it(newsroom: Newsroom, outlet: Outlet) -> None:
    telegram = newsroom.telegram
    link = outlet.put("/dam", article("Dam cracks above Orvell", *DAM, head=DATED))
    telegram.say(ANA, f"{link}?utm_source=x")
    found = telegram.wait_for(ANA, "to check", button="As one claim")
    assert text_of(found).startswith("Dam cracks above Orvell\n127.0.0.1 · ")
    assert "28 February 2026" in text_of(found).splitlines()[1]
    assert "40,000" in text_of(found)
    assert "already" not in text_of(found)
    telegram.press(ANA, found, queue_button(found))
    newsroom.settle()
    numbers = [line for line in newsroom.in_group() if "#1" in line]
    assert numbers

    # The same article by another way and another person: no second claim, one appearance, and it says so.
    outlet.move("/s/1", "/dam?fbclid=2")
    telegram.say(BEN, f"/claim {outlet.link('/s/1')}", newsroom.group)
    again = telegram.wait_for(BEN, "to check", button="As one claim")
    assert "From this article already: #1" in text_of(again)
    telegram.press(BEN, again, queue_button(again))
    telegram.wait_for(BEN, "Here already, noted as seen again: #1")
    telegram.say(CARO, "/show 1", newsroom.group)
    card = newsroom.card("brought by 2 people", "Take")
    assert text_of(card).count("Dam cracks above Orvell") == 1
    assert len(newsroom.bot.ask("SELECT id FROM appearance WHERE claim_id = 1")) == 2

    telegram.say(DAN, link)
    telegram.wait_for(DAN, "You belong to no desk yet")
    newsroom.quiet(DAN, "Orvell")
    assert len([path for path, _ in outlet.asked if path.startswith("/dam")]) == 2


def test_what_cannot_be_read_says_why_and_its_text_is_taken_instead(
    newsroom: Newsroom, outlet: Outlet
) -> None:
    telegram = newsroom.telegram
    for path, kind, content, status, why in (
        ("/none", "text/html", b"", 404, "There is no page at that link"),
        ("/file.pdf", "application/pdf", b"%PDF-1.7 /Encrypt 5 0 R", 200, "a PDF, which I cannot read"),
        ("/paid", "text/html", article("Dam", "Sign in.").encode(), 200, "no article on that page"),
    ):
        telegram.say(ANA, outlet.put(path, content, kind, status))
        refused = telegram.wait_for(ANA, why, button="Queue the link")
        assert "aste" in text_of(refused), why
    inside = outlet.link("/").replace("127.0.0.1", "localhost")
    telegram.say(ANA, inside)
    telegram.wait_for(ANA, "closed network", button="Queue the link")

    # What follows is the text of the last of them; a reply names another.
    telegram.say(ANA, "\n".join(("Dam cracks above Orvell", *DAM)))
    found = telegram.wait_for(ANA, "to check", button="As one claim")
    assert "localhost" in text_of(found)
    telegram.say(ANA, DAM[1], reply_to=refused["message_id"])
    short = telegram.wait_for(ANA, "1 sentence to check", button="As one claim")
    assert keyboard(short)
    telegram.press(ANA, short, "Queue 1 claim")
    card = newsroom.card("40,000 fighters", "Take")
    assert "Seen: 127.0.0.1" in text_of(card)

    # The link alone, for whoever wants it so.
    telegram.say(BEN, outlet.link("/none"))
    unread = telegram.wait_for(BEN, "There is no page", button="Queue the link")
    telegram.press(BEN, unread, "Queue the link")
    newsroom.card("/none", "Take")
    newsroom.quiet(DAN, "Dam")


def test_in_a_group_the_person_reads_in_private_or_the_article_is_one_claim(
    newsroom: Newsroom, outlet: Outlet
) -> None:
    telegram = newsroom.telegram
    link = outlet.put("/dam", article("Dam cracks above Orvell", *DAM))
    telegram.post("users", id=EVE, first_name="Eve", language_code="en")
    telegram.post(f"chats/{newsroom.group}/members", user=EVE, status="member")
    posted = telegram.say(EVE, link, newsroom.group)
    newsroom.settle()
    assert not outlet.asked, "what nobody gives the desk is dropped unread"

    telegram.say(ANA, "/claim", newsroom.group, reply_to=posted["message_id"])
    telegram.wait_for(ANA, "to check", button="As one claim")
    assert not [line for line in newsroom.in_group() if "Orvell" in line]

    opened = telegram.wait_for(newsroom.group, "desk is open", button="Join")
    telegram.press(EVE, opened, "Join")
    telegram.say(EVE, f"/claim {link}", newsroom.group)
    card = newsroom.card("Dam cracks above Orvell", "Take")
    assert "Seen: Dam cracks above Orvell" in text_of(card)
    newsroom.quiet(DAN, "Dam")


def test_a_link_that_leads_nowhere_holds_up_nobody(newsroom: Newsroom, outlet: Outlet) -> None:
    """Ana waits for a server that does not answer; everybody else goes on, and a stop waits for nothing."""
    telegram = newsroom.telegram
    for number in range(6):
        telegram.say(ANA, outlet.link(f"/hangs/{number}"))
    telegram.say(BEN, outlet.put("/dam", article("Dam cracks above Orvell", *DAM)))
    telegram.wait_for(BEN, "to check", button="As one claim")
    newsroom.claim("The bridge of Karsa was blown up", CARO)
    assert len([path for path, _ in outlet.asked if path.startswith("/hangs")]) == 1
    outlet.hanging.set()
    telegram.wait_for(ANA, "There is no page at that link")


def test_the_password_in_a_link_is_kept_nowhere(newsroom: Newsroom, outlet: Outlet) -> None:
    telegram = newsroom.telegram

    def opened(path: str) -> str:
        return outlet.link(path).replace("//", "//ana:hunter2@")

    outlet.put("/dam", article("Dam cracks above Orvell", *DAM))
    telegram.say(ANA, opened("/dam"))
    found = telegram.wait_for(ANA, "to check", button="As one claim")
    telegram.press(ANA, found, "As one claim")
    card = newsroom.card("Dam cracks above Orvell", "Take")
    telegram.say(ANA, f"/claim The tower fell, says {opened('/tower')}", newsroom.group)
    newsroom.card("The tower fell", "Take")
    telegram.say(BEN, f"/source 1 confirms {opened('/wire')}")
    telegram.say(BEN, f"/verdict 1 False: see {opened('/proof')}")
    newsroom.reply(BEN, card, f"Noted: {opened('/note')}")
    newsroom.card("says Ben", "Agree")
    newsroom.settle()
    assert newsroom.bot.ask("SELECT url FROM evidence") == [(outlet.link("/proof"),)]
    assert traces(newsroom.bot, "hunter2") == []
    sent = [line for line in telegram.ledger() if line["kind"] == "call"]
    assert "hunter2" not in str(sent)
