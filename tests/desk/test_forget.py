"""`/forget`: nothing tells any more who somebody was; what they did stays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from bot.rules.origins import origin_of_private
from storage.tables import metadata
from tests.desk.conftest import Newsroom
from tests.desk.test_intake import document
from tests.desk.test_members import forged
from tests.desk.test_readings import ARTICLE, paste
from tests.people import ANA, BEN, CARO, DAN, START, Bot, labels, text_of

ZORA = 7_310_000_077
NAME, USERNAME = "Zoraida Quill", "zq_reports"
PRIVATE = ("Kassiopeia whispered", "Yggdrasil leaks", "Polyhymnia", "https://example.org/polyhymnia")
"""What she typed, and nobody else has seen."""


def _words_of_twins(bot: Bot) -> list[str]:
    file = bot.env["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'claim_index', 'row')")
        return [word for (word,) in connection.execute("SELECT term FROM temp.words")]


def everything(bot: Bot) -> Iterator[tuple[str, str]]:
    """Each row of each table as text, those of the full-text index among them."""
    if bot.sqlite:
        tables = [name for (name,) in bot.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    else:
        tables = [name for (name,) in bot.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    assert {table.name for table in metadata.sorted_tables} <= set(tables)
    for table in tables:
        if table == "claim_index" and bot.sqlite:
            # There it keeps no rows, only the words of them.
            yield from ((table, word) for word in _words_of_twins(bot))
            continue
        for row in bot.ask(f'SELECT * FROM "{table}"'):
            yield table, repr(row)


def traces(bot: Bot, *needles: str) -> list[str]:
    return [
        f"{table}: {needle}"
        for table, row in everything(bot)
        for needle in needles
        if needle.casefold() in row.casefold()
    ]


def joined(room: Newsroom) -> Newsroom:
    """Zora is a checker of the newsroom, too."""
    telegram = room.telegram
    telegram.post("users", id=ZORA, first_name=NAME, username=USERNAME, language_code="en")
    telegram.start(ZORA)
    telegram.post(f"chats/{room.group}/members", user=ZORA, status="member")
    telegram.say(ZORA, "/join", room.group)
    room.card(f"{NAME} is a checker now")
    return room


def test_nothing_tells_who_it_was(newsroom: Newsroom) -> None:
    room, telegram, bot = joined(newsroom), newsroom.telegram, newsroom.bot

    # Her work: a claim that she brought and rated, one that she has; a lead by now, she has invited somebody.
    telegram.say(ZORA, "/claim The mill burned down on Sunday")
    room.card("The mill burned", "Take")
    telegram.say(ZORA, "/verdict 1 False: it stands https://example.org/mill")
    telegram.press(BEN, room.card(f"says {NAME}", "Agree"), "Agree")
    room.card("Closed: False")
    second = room.claim("The bridge is closed since Monday")
    telegram.press(ZORA, second, "Take")
    room.card(f"Assignee: {NAME}", "Verdict")
    telegram.say(CARO, f"/members @{USERNAME} lead")
    telegram.wait_for(ZORA, "You are a lead of Newsroom now")
    telegram.say(ZORA, "/invite checker")
    telegram.wait_for(ZORA, "?start=invite-")
    telegram.say(ZORA, f"/source 2 protected confirms {PRIVATE[2]} {PRIVATE[3]}")
    telegram.wait_for(ZORA, "Source added")
    # What only she has seen: a draft, a text that was read, a reply that waits; what she chose.
    telegram.say(ZORA, "/settings my-quiet 22:00-07:00")
    paste(room, ZORA, ARTICLE.replace("Moscow", PRIVATE[1]))
    telegram.wait_for(ZORA, "to check", button="As one claim")
    telegram.say(ZORA, f"/verdict 2 False: {PRIVATE[0]}")
    telegram.wait_for(ZORA, "evidence")
    telegram.say(BEN, "A post", forward={"type": "user", "name": NAME})
    telegram.wait_for(BEN, "Queued #3")
    raw = f'{{"update_id": 1, "message": {{"from": {{"id": {ZORA}, "first_name": "{NAME}"}}, "text": "{PRIVATE[0]}"}}}}'
    bot.tell(
        "INSERT INTO set_aside (update_id, raw, error, at) VALUES (1, :raw, 'ValueError', :at)",
        raw=raw,
        at=START,
    )
    room.settle()
    for needle in (NAME, USERNAME, str(ZORA), *PRIVATE):
        assert traces(bot, needle), f"{needle} was nowhere, so nothing is shown by its absence"

    telegram.say(ZORA, "/forget")
    question = telegram.wait_for(ZORA, "Shall I forget you?", button="Forget me")
    assert "You leave Newsroom" in text_of(question)
    assert "1 claim that you have goes back" in text_of(question)
    # Copies of PostgreSQL are not the bot's: it promises nothing about them.
    of_copies = "Backups hold you for 30 days" if bot.sqlite else "Backups are made by whoever runs me"
    assert of_copies in text_of(question)
    telegram.press(ZORA, question, "Change nothing")
    telegram.wait_for(ZORA, "Nothing was changed")
    telegram.say(ZORA, "/forget")
    question = telegram.wait_for(ZORA, "Shall I forget you?", button="Forget me")
    telegram.press(ZORA, question, "Forget me")
    last = telegram.wait_for(ZORA, "You are forgotten")
    assert last["message_id"] == question["message_id"]
    assert not labels(last)

    # Work stays, without a name; what she had waits for somebody; leads hear of it, nobody else does.
    card = room.card("The bridge is closed", "Take")
    assert "Assignee" not in text_of(card)
    assert "Back in the queue: #2" in text_of(telegram.wait_for(CARO, "asked to be forgotten"))
    room.card("False by a former member")
    room.settle()
    assert not [
        one for one in room.telegram.from_bot(room.group) if NAME in text_of(one) and "Take" in labels(one)
    ]
    for person in (ANA, BEN, DAN):
        room.quiet(person, "forgotten")
    telegram.say(CARO, "/history 1")
    assert "a former member" in text_of(telegram.wait_for(CARO, "History of #1"))
    telegram.say(CARO, "/source 2")
    assert "a protected source confirms" in text_of(telegram.wait_for(CARO, "Sources of #2"))
    room.settle()
    assert traces(bot, NAME, USERNAME, str(ZORA), *PRIVATE) == []
    assert bot.ask("SELECT count(*) FROM person WHERE forgotten_at IS NOT NULL") == [(1,)]

    # What she says to others in the group is nobody's business; old buttons make nobody known.
    telegram.say(ZORA, "Good morning everybody", room.group)
    assert "old" in forged(telegram, ZORA, last, "forget:yes")
    assert "not a member" in str(telegram.press(ZORA, card, "Take").get("text"))
    room.settle()
    # How fast somebody writes is counted for a while.
    assert set(traces(bot, NAME, str(ZORA))) <= {f"sender_allowance: {ZORA}"}
    telegram.say(ZORA, "/queue")
    room.settle()
    assert "You belong to no desk yet" in text_of(telegram.from_bot(ZORA)[-1])
    assert bot.ask("SELECT count(*) FROM person WHERE telegram_id = :id", id=ZORA) == [(1,)]
    telegram.say(ZORA, "/forget yes")
    room.settle()
    assert traces(bot, NAME, str(ZORA)) == []


def test_what_others_keep_of_a_forwarded_post(newsroom: Newsroom) -> None:
    """A post of hers that others forwarded: as a claim, as a source, in questions that still wait, as an article."""
    room, telegram, bot = joined(newsroom), newsroom.telegram, newsroom.bot
    hers: dict[str, Any] = {"forward": {"type": "user", "id": ZORA, "name": NAME}}
    card = room.claim("The bridge is closed since Monday")
    room.claim("The mill burned down on Sunday")
    room.reply(ANA, card, "I saw it myself", **hers)
    telegram.press(ANA, room.card("What does a private person say", "Confirms"), "Confirms")
    telegram.say(BEN, "The tower fell on Tuesday", **hers)
    telegram.wait_for(BEN, "Queued #3")
    article = document("mine.txt", ARTICLE.encode())
    telegram.post("messages", chat=BEN, **{"from": BEN}, media=article, **hers)
    telegram.wait_for(BEN, "to check", button="As one claim")
    telegram.say(BEN, "/queue", room.group)
    room.reply(BEN, room.card("Queue · 3"), "It burned, I saw it", **hers)
    which = room.card("Which claim do you mean", "#2")
    room.reply(BEN, card, "It is closed, I was there", **hers)
    room.settle()
    stance = room.card("What does a private person say about #1", "Denies")
    counted = origin_of_private(ZORA, 1)
    kept = {trace.partition(":")[0] for trace in traces(bot, NAME, str(ZORA), counted)}
    assert {"appearance", "prompt", "reading", "source"} <= kept

    telegram.say(ZORA, "/forget yes")
    telegram.wait_for(ZORA, "You are forgotten")
    room.settle()
    assert traces(bot, NAME, str(ZORA), counted) == []
    # The questions can still be answered, and a private person is one still.
    assert "Added: a private person denies" in str(telegram.press(BEN, stance, "Denies").get("text"))
    assert "Kept for #2" in str(telegram.press(BEN, which, "#2").get("text"))
    room.card("What does a private person say about #2", "Reports")
    telegram.say(BEN, "/source 1")
    assert "a private person confirms" in text_of(telegram.wait_for(BEN, "Sources of #1"))
    assert len({origin for (origin,) in bot.ask("SELECT origin FROM source")}) == 2


def test_the_last_lead_names_another_first(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    telegram.say(CARO, "/forget")
    refusal = text_of(telegram.wait_for(CARO, "You are the only lead of Newsroom"))
    assert "/members NAME lead" in refusal
    telegram.say(CARO, "/members Ben lead")
    telegram.wait_for(BEN, "You are a lead of Newsroom now")
    telegram.say(CARO, "/forget")
    question = telegram.wait_for(CARO, "Shall I forget you?", button="Forget me")
    # Between the question and its answer the other lead went.
    telegram.say(CARO, "/members Ben checker")
    telegram.wait_for(CARO, "Ben is a checker now")
    assert "only lead of Newsroom" in str(telegram.press(CARO, question, "Forget me").get("text"))
    telegram.say(CARO, "/members Ben lead")
    telegram.wait_for(CARO, "Ben is a lead now")
    telegram.press(CARO, question, "Forget me")
    telegram.wait_for(CARO, "You are forgotten")
    newsroom.settle()
    assert traces(bot, "caro_checks") == []


def test_a_desk_of_ones_own_goes_whole(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    newsroom.claim("The tower fell on Sunday")
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "desk is open")
    telegram.say(DAN, "/claim Persimmon prices doubled in March")
    telegram.wait_for(DAN, "Persimmon", button="Take")
    telegram.say(DAN, "/verdict 1 False: Persimmon growers say so https://example.org/persimmon")
    telegram.wait_for(DAN, "Closed")
    newsroom.settle()
    telegram.say(DAN, "/forget")
    question = telegram.wait_for(DAN, "Shall I forget you?", button="Forget me")
    assert "Your own desk in this chat is erased" in text_of(question)
    assert "You leave" not in text_of(question)
    telegram.press(DAN, question, "Forget me")
    telegram.wait_for(DAN, "You are forgotten")
    newsroom.settle()
    assert traces(bot, "persimmon", "dan_checks") == []
    assert bot.ask("SELECT id FROM desk") == [(1,)]
    for table in metadata.sorted_tables:
        if "desk_id" in table.c:
            assert bot.ask(f"SELECT count(*) FROM {table.name} WHERE desk_id = 2") == [(0,)], table.name
    assert bot.ask("SELECT count(*) FROM claim") == [(1,)]


@pytest.mark.parametrize("where", ["group", "private"])
def test_a_stranger_may_be_forgotten_too(newsroom: Newsroom, where: str) -> None:
    telegram = newsroom.telegram
    telegram.post(f"chats/{newsroom.group}/members", user=DAN, status="member")
    telegram.say(DAN, "/forget", newsroom.group if where == "group" else None)
    telegram.press(DAN, telegram.wait_for(DAN, "Shall I forget you?", button="Forget me"), "Forget me")
    telegram.wait_for(DAN, "You are forgotten")
    newsroom.settle()
    assert traces(newsroom.bot, "dan_checks") == []
    assert newsroom.bot.ask("SELECT count(*) FROM member WHERE left_at IS NOT NULL") == [(0,)]
