"""One thing that fails is counted, settled and named; it never stands in the way of the others."""

import base64
from datetime import UTC, datetime

import pytest

from tests.desk.conftest import Newsroom, open_newsroom
from tests.people import ANA, CARO, Bot, Telegram, text_of


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    return open_newsroom(telegram, bot)


EARLIER = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_file_that_breaks_the_parser_breaks_nothing_else(newsroom: Newsroom) -> None:
    content = base64.b64encode(b"<html><body>Hello<![foo[ world").decode()
    media = {
        "kind": "document",
        "file_name": "page.html",
        "mime_type": "text/html",
        "content_base64": content,
    }
    newsroom.telegram.post("messages", chat=ANA, **{"from": ANA}, media=media)
    newsroom.telegram.wait_for(ANA, "I cannot read that file")
    newsroom.claim("The tower fell on Sunday")
    assert newsroom.bot.program is not None
    assert newsroom.bot.program.process.poll() is None


def test_words_that_cannot_be_made_do_not_hold_up_their_chat(newsroom: Newsroom) -> None:
    newsroom.settle()
    newsroom.bot.stop()
    newsroom.bot.tell(
        "INSERT INTO outbox (desk_id, chat_id, topic_id, kind, purpose, payload, claim_ids, status, not_before,"
        " attempts, ambiguous, rank, created_at) VALUES (1, :chat, 0, 'send', 'reminder', :payload, '[]', 'pending',"
        " :at, 0, 0, 0, :at)",
        chat=newsroom.group,
        payload='{"entries": [7]}',
        at=EARLIER,
    )
    newsroom.bot.start()
    newsroom.claim("The tower fell on Sunday")
    newsroom.telegram.say(CARO, "/status")
    assert "could not be" in text_of(newsroom.telegram.wait_for(CARO, "Could not be sent"))


def test_kicked_and_back(newsroom: Newsroom) -> None:
    """What was meant for the group while the bot was out of it comes when it is back."""
    telegram = newsroom.telegram
    newsroom.claim("The tower fell on Sunday")
    telegram.say(ANA, "/take 1")
    newsroom.card("Assignee: Ana")
    telegram.post(f"chats/{newsroom.group}/bot", status="kicked", by=CARO)
    telegram.say(ANA, "The bridge over the Karst has been closed since Monday, the mayor said")
    telegram.wait_for(ANA, "Queued #2")
    newsroom.settle()
    telegram.post(f"chats/{newsroom.group}/bot", status="administrator", by=CARO)
    newsroom.card("The bridge over the Karst", "Take")


def test_group_becomes_supergroup_and_the_desk_works_on(telegram: Telegram, bot: Bot) -> None:
    group = telegram.post("chats", type="group", title="Small", members=[ANA, CARO], admins=[CARO])["id"]
    telegram.post(f"chats/{group}/bot", status="member", by=CARO)
    telegram.start(ANA, CARO)
    telegram.say(CARO, "/setup", group)
    telegram.press(ANA, telegram.wait_for(group, "desk is open", button="Join"), "Join")
    telegram.say(ANA, "/claim The tower fell on Sunday", group)
    telegram.wait_for(group, "The tower fell", button="Take")
    moved = telegram.post(f"chats/{group}/migrate")
    new = int(moved.get("id") or moved["chat_id"])
    telegram.say(ANA, "/show 1", new)
    card = telegram.wait_for(new, "The tower fell", button="Take")
    telegram.press(ANA, card, "Take")
    telegram.wait_for(new, "Assignee: Ana")


def test_an_update_that_kills_the_process_three_times_is_set_aside(telegram: Telegram, bot: Bot) -> None:
    """Three tries are counted, one for each death, before it is given up."""
    died = "INSERT INTO attempt (update_id, tries, running, at) VALUES (:id, :tries, TRUE, :at)"
    bot.stop()
    telegram.say(ANA, "/help", update_id=900_001)
    bot.tell(died, id=900_001, tries=2, at=EARLIER)
    bot.start()
    telegram.wait_for(ANA, "verification desk")
    bot.stop()
    telegram.say(ANA, "/help", update_id=900_002)
    bot.tell(died, id=900_002, tries=3, at=EARLIER)
    bot.start()
    telegram.settle()
    assert bot.ask("SELECT update_id FROM set_aside") == [(900_002,)]
