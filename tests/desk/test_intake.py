"""What people bring in private: forwards, media, links, texts, files, albums and pastes in parts."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.desk.conftest import Newsroom
from tests.desk.test_readings import paste, readings
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

SENTENCE = "Ministry number {n} said on Monday that at least {n} people were killed in the flood of Karsa."


def document(name: str, content: bytes, mime_type: str = "text/plain") -> dict[str, Any]:
    return {
        "kind": "document",
        "file_name": name,
        "mime_type": mime_type,
        "content_base64": base64.b64encode(content).decode(),
    }


def heard(room: Newsroom) -> list[str]:
    """What the group was told after the desk was opened."""
    return room.in_group()[2:]


def test_forwards_media_and_links_are_queued_at_once_with_undo(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    channel = {"type": "channel", "title": "Front News", "username": "front_news", "message_id": 7}
    telegram.say(ANA, "Bridge of Karsa blown up, forty dead", forward=channel)
    card = newsroom.card("Bridge of Karsa", "Take")
    assert "forwarded from Front News (claimed)" in text_of(card)
    answer = telegram.wait_for(ANA, "Queued #1 at Newsroom", button="Undo")
    assert "Open" not in text_of(answer)

    telegram.say(BEN, "The mayor fled to Orvell", forward={"type": "user", "name": "Zoe Private"})
    card = newsroom.card("The mayor fled", "Take")
    assert "forwarded from a private person (claimed)" in text_of(card)
    assert "Zoe" not in text_of(card)

    telegram.post("messages", chat=ANA, **{"from": ANA}, media={"kind": "photo"})
    assert "1 file" in text_of(newsroom.card("Photo without words", "Take"))

    telegram.say(ANA, "https://example.org/article/12")
    assert "Seen: example.org" in text_of(newsroom.card("https://example.org/article/12", "Take"))
    newsroom.settle()
    assert len(heard(newsroom)) == 4

    telegram.say(DAN, "Dan says that 500 people were killed", forward=channel)
    telegram.wait_for(DAN, "You belong to no desk yet")
    telegram.post("messages", chat=DAN, **{"from": DAN}, media=document("a.txt", b"Ten people were killed."))
    newsroom.settle()
    assert not any("Dan says" in text for text in newsroom.in_group())
    assert len(heard(newsroom)) == 4


def test_a_text_is_queued_listed_or_asked_about(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(ANA, "According to the city council, 300 houses were destroyed in Orvell.")
    card = newsroom.card("300 houses", "Take")
    assert "Claimant: the city council" in text_of(card)
    telegram.wait_for(ANA, "Queued #1", button="Undo")

    telegram.say(ANA, "The dam broke on Monday. The army says that 12 villages are under water.")
    listed = telegram.wait_for(ANA, "2 sentences to check", button="As one claim")
    assert "12 villages" in text_of(listed)

    telegram.say(ANA, "hello, what do you think?")
    asked = telegram.wait_for(ANA, "no statement there", button="Queue it anyway")
    telegram.press(ANA, asked, "Queue it anyway")
    newsroom.card("hello, what do you think?", "Take")
    forged = {"chat": ANA, "message_id": asked["message_id"], "from": ANA, "data": "whole:r2", "forge": True}
    again = telegram.post("press", **forged)
    assert (
        telegram.get(f"answers/{again['callback_query_id']}", timeout=20)["text"]
        == "This was queued already."
    )

    help_ = telegram.say(BEN, "/help")
    shown = telegram.wait_for(BEN, "verification desk")
    telegram.say(BEN, "False: it is from 2016 https://example.org", reply_to=shown["message_id"])
    telegram.wait_for(BEN, "That message is not about a claim")
    assert help_["message_id"]
    newsroom.settle()
    assert len(heard(newsroom)) == 2


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)], ids=["words-first", "words-last"])
def test_an_album_is_one_submission(newsroom: Newsroom, order: tuple[int, ...]) -> None:
    telegram = newsroom.telegram
    since = telegram.now()
    for place in order:
        words = {"caption": "Three pictures of the burnt market"} if place == 0 else {}
        media = {"kind": "photo", "content_base64": base64.b64encode(bytes([place] * 40)).decode()}
        telegram.post("messages", chat=ANA, **{"from": ANA}, media=media, media_group_id="77", **words)
    card = newsroom.card("Three pictures of the burnt market", "Take")
    newsroom.settle()
    card = newsroom.card("Three pictures of the burnt market", "Take")
    assert "3 files" in text_of(card)
    assert newsroom.new_in_group(since) == 1
    assert sum("Queued #" in text_of(message) for message in telegram.from_bot(ANA)) == 1


def test_a_paste_in_thirteen_parts_makes_one_answer_also_after_a_kill(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    text = " ".join(SENTENCE.format(n=n) for n in range(3, 600))[:50_000]
    parts = paste(newsroom, ANA, text)
    assert len(parts) == 13
    bot.kill()
    bot.start()
    telegram.wait_for(ANA, "to check", button="As one claim")
    telegram.advance(seconds=30)
    newsroom.settle()
    found = readings(newsroom, ANA)
    assert len(found) == 1
    assert "50 sentences to check" in text_of(found[0])
    assert len(text_of(found[0])) <= 4096

    telegram.press(ANA, found[0], "40 more")
    page = telegram.wait_for(ANA, "to check", button="‹")
    assert "✓ 11" in labels(page) or "11" in labels(page)
    # Somebody else cannot press it, nor its reader with another reading's number.
    for person, data in ((BEN, "queue:r1"), (DAN, "pick:r1:0:0"), (ANA, "queue:r999"), (ANA, "pick:r1:99:0")):
        target = {"chat": ANA, "message_id": page["message_id"]}
        made = telegram.post("press", **target, **{"from": person}, data=data, forge=True)
        answer = telegram.get(f"answers/{made['callback_query_id']}", timeout=20)
        assert answer["text"].startswith("This button is too old"), (person, data)
    newsroom.settle()
    assert not heard(newsroom)

    telegram.press(ANA, page, "As one claim")
    newsroom.card("Ministry number 3 said", "Take")


def test_a_part_that_comes_after_the_answer_joins_it(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    first = " ".join(SENTENCE.format(n=n) for n in range(3, 60))[:4000]
    began = datetime.fromisoformat(telegram.get("clock")["now"])
    telegram.say(ANA, first)
    telegram.advance(seconds=3.2)
    found = telegram.wait_for(ANA, "to check", button="As one claim")
    # The next part was sent a second after the first, however long the reading took.
    telegram.move(began + timedelta(seconds=1))
    telegram.say(
        ANA,
        "Residents allege that 9,999 people were killed in the second flood. The figure has not been verified.",
    )
    telegram.settle()
    telegram.advance(seconds=10)
    newsroom.settle()
    (message,) = readings(newsroom, ANA)
    assert (message["message_id"], message["edited"]) == (found["message_id"], 1)
    assert not heard(newsroom)


@pytest.mark.parametrize(
    ("file", "holds"),
    [
        (document("a.txt", "Влада заявила, що загинуло 300 людей.".encode("cp1251")), "загинуло 300 людей"),
        (
            document(
                "a.html",
                b"<html><title>Flood</title><script>var x = '40 died';</script><p>The army said that 12 "
                b"villages are &lt;under&gt; water.</p><p>Police said 40 people were killed.</p></html>",
                "text/html",
            ),
            "12 villages are <under> water",
        ),
        (document("piece.html", b"<p>Police said 12 villages are &lt;under&gt; water.</p>"), "<under> water"),
        (document("b.txt", bytes(range(256)) * 20), "I cannot read that file"),
        (document("c.txt", b"  \n "), "I find no text there"),
        (document("d.txt", b"x" * (1024 * 1024 + 1)), "That file is too big"),
    ],
    ids=["cyrillic-1251", "html", "piece-of-html", "binary", "blank", "too-big"],
)
def test_files(newsroom: Newsroom, file: dict[str, Any], holds: str) -> None:
    telegram = newsroom.telegram
    telegram.post("messages", chat=ANA, **{"from": ANA}, media=file)
    telegram.wait_for(ANA, holds)
    newsroom.settle()
    assert not heard(newsroom)


def test_bad_input_is_answered_and_changes_nothing(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(ANA, "a" * 4096)
    telegram.advance(seconds=4)
    telegram.wait_for(ANA, "no statement there", button="Queue it anyway")
    five_thousand = "It burns. " * 5000
    paste(newsroom, BEN, five_thousand)
    telegram.settle()
    telegram.advance(seconds=4)
    telegram.wait_for(BEN, "no statement there", button="Queue it anyway")
    newsroom.settle()
    assert len(readings(newsroom, BEN)) == 1
    telegram.say(ANA, "/claim", newsroom.group)
    telegram.say(ANA, "/show 99", newsroom.group)
    telegram.wait_for(ANA, "There is no claim #99")
    newsroom.settle()
    assert not heard(newsroom)


def test_a_person_of_two_desks_chooses_one(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    other = telegram.group("Second desk", members=(ANA, CARO))
    telegram.say(CARO, "/setup", other)
    telegram.press(ANA, telegram.wait_for(other, "desk is open", button="Join"), "Join")
    telegram.say(ANA, "The mayor of Orvell resigned on Monday.")
    asked = telegram.wait_for(ANA, "You belong to several desks", button="Second desk")
    assert "Newsroom" in labels(asked)
    telegram.press(ANA, asked, "Second desk")
    telegram.wait_for(ANA, "are for Second desk now")
    telegram.say(ANA, "The mayor of Orvell resigned on Monday.")
    telegram.wait_for(other, "The mayor of Orvell", button="Take")
    answer = telegram.wait_for(ANA, "at Second desk", button="Undo")
    telegram.press(ANA, answer, "Another desk")
    newsroom.settle()
    asked = telegram.wait_for(ANA, "You belong to several desks", button="Newsroom")
    assert asked["message_id"] > answer["message_id"]
    assert not heard(newsroom)
