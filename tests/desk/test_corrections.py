"""A closed claim is corrected: typed, dated, with a reason, and told to everybody who was told before."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, HERE, PATIENCE, labels, lines_of, text_of

CLAIM = "The bridge at Karst has been closed since Monday"


def closed(room: Newsroom) -> dict[str, Any]:
    """Claim #1, queued by Caro, rated by Ana, signed off by Ben; its card."""
    card = room.claim(CLAIM, CARO)
    room.telegram.press(ANA, card, "Take")
    room.reply(ANA, room.card("Assignee"), "False: it is open https://a.example/x")
    room.telegram.press(BEN, room.card("says Ana", "Agree"), "Agree")
    return room.card("Closed: False", "Correct")


def test_another_rating_by_buttons(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = closed(newsroom)
    telegram.wait_for(CARO, "is closed: False")
    newsroom.settle()
    since = telegram.now()
    opened = telegram.press(BEN, card, "Correct")
    telegram.follow(BEN, opened["url"])
    kinds = telegram.wait_for(BEN, "What kind of correction")
    assert labels(kinds) == ["Rating change", "Minor correction", "Update", "Void"]
    telegram.press(BEN, kinds, "Rating change")
    ratings = telegram.wait_for(BEN, "Which rating holds", button="Mixture")
    telegram.press(BEN, ratings, "Mixture")
    telegram.wait_for(BEN, "write the reason")
    telegram.say(BEN, "One lane is closed https://a.example/y")
    telegram.wait_for(BEN, "is corrected")
    news = newsroom.card("Correction to #1: False → Mixture")
    assert "One lane is closed" in text_of(news)
    assert "a.example" in text_of(news)
    # The author, and Caro, who brought it and was told of the closing.
    telegram.wait_for(ANA, "Correction to #1: False → Mixture")
    telegram.wait_for(CARO, "Correction to #1: False → Mixture")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 1
    for person in (BEN, DAN):
        newsroom.quiet(person, "Correction to")
    shown = text_of(newsroom.card("Closed: Mixture"))
    assert "rating change: False → Mixture, by Ben: One lane is closed" in shown
    assert "Verdict: Mixture by Ben" in shown
    assert "Ana says" not in shown
    # The old verdict stays readable.
    telegram.say(DAN, "/history 1")
    telegram.say(ANA, "/history 1")
    history = text_of(telegram.wait_for(ANA, "History of"))
    assert "verdict · Ana: False" in history
    assert "corrected · Ben: Mixture. rating change. One lane is closed" in history
    newsroom.quiet(DAN, "History of")


def test_whoever_read_the_rating_in_a_list_is_told(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.post("users", id=201, first_name="Fay", language_code="en")
    telegram.post(f"chats/{newsroom.group}/members", user=201, status="member")
    telegram.start(201)
    telegram.say(201, "/join", newsroom.group)
    closed(newsroom)
    telegram.say(201, "/find bridge at Karst")
    telegram.wait_for(201, "False")
    telegram.say(BEN, "/correct 1 void: the photo was of another bridge")
    telegram.wait_for(201, "is withdrawn")


def test_everybody_told_is_told_again_and_of_the_next_closing_and_the_export_shows_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: it is open https://a.example/x")
    telegram.press(BEN, newsroom.card("says Ana", "Agree"), "Agree")
    card = newsroom.card("Closed: False", "Correct")
    # Caro has nothing to do with it but that she reads it in her digest; Ben has signed it off.
    telegram.say(CARO, "/digest")
    telegram.wait_for(CARO, "False")
    newsroom.settle()
    telegram.say(BEN, "/correct 1 minor it is the bridge at Karstberg")
    news = newsroom.card("Minor correction to #1, which stays False")
    assert news["reply_to_message"]["message_id"] == card["message_id"]
    for person in (ANA, CARO):
        telegram.wait_for(person, "Minor correction to #1, which stays False")
    # Opened again and closed with another rating: whoever knows the old one hears of it.
    telegram.say(BEN, "/reopen 1 a new photo")
    newsroom.card("Open", "Take")
    newsroom.reply(ANA, newsroom.card(CLAIM, "Take"), "True: it is closed https://a.example/y")
    telegram.press(BEN, newsroom.card("says Ana", "Agree"), "Agree")
    for person in (ANA, CARO):
        telegram.wait_for(person, "#1 is closed: True")
    newsroom.quiet(DAN, "#1")
    rows = exported(newsroom, tmp_path)
    (made,) = [row for row in rows if row["type"] == "correction"]
    assert (made["kind"], made["reason"]) == ("minor correction", "it is the bridge at Karstberg")
    assert made["at"].endswith("+00:00")
    assert made["verdict_id"] == next(row["id"] for row in rows if row["type"] == "verdict")


def exported(room: Newsroom, cwd: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "export", "--format", "jsonl"],
        env={**os.environ, "DATABASE_URL": room.bot.env["DATABASE_URL"], "PYTHONPATH": str(HERE)},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 3,
        check=True,
    )
    return list(lines_of(done.stdout))


def test_a_minor_correction_an_update_and_a_void_verdict(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    closed(newsroom)
    telegram.say(ANA, "/correct 1 minor: it is the bridge at Karstberg")
    newsroom.card("Minor correction to #1, which stays False")
    telegram.say(ANA, "/correct 1 update the mayor confirmed it today")
    newsroom.card("Update to #1, which stays False")
    telegram.say(BEN, "/correct 1 VOID: the photo was of another bridge")
    newsroom.card("the verdict False is withdrawn")
    card = text_of(newsroom.card("Closed: void"))
    assert "False (withdrawn) by Ana" in card
    for words in ("minor correction, by Ana", "update, by Ana", "void, by Ben: the photo"):
        assert words in card
    telegram.say(BEN, "/correct 1 update and more")
    telegram.wait_for(BEN, "is void")
    telegram.say(BEN, "/correct 1 rating change Unproven: nobody knows")
    assert "Verdict: Unproven by Ben" in text_of(newsroom.card("Closed: Unproven"))
    telegram.say(BEN, "/reopen 1 a new photo")
    newsroom.card("Open", "Take")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/correct 1", "What kind of correction"),
        ("/correct 1 nonsense because", 'no correction "nonsense"'),
        ("/correct 1 update", "write the reason"),
        ("/correct 1 rating change", "Which rating holds"),
        ("/correct 1 rating change Purple: why", "is no rating of this desk"),
        ("/correct 1 rating change False: still", "the rating which stands"),
        ("/correct 1 rating change Mixture", "Say why"),
        ("/correct 2 update new", "There is no claim #2"),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_missing_or_wrong_is_said(rated: Newsroom, words: str, answer: str) -> None:
    telegram = rated.telegram
    telegram.say(BEN, "/cancel")
    telegram.say(BEN, words)
    telegram.wait_for(BEN, answer)
    rated.settle()
    assert not rated.bot.ask("SELECT * FROM correction")
    assert "Closed: False" in text_of(rated.card("Closed"))


def test_nobody_else_corrects(rated: Newsroom) -> None:
    """Not a stranger, whatever a button's data says."""
    telegram = rated.telegram
    card = rated.card("Closed: False", "Correct")
    for data in ("correct:c1:v1", "correctas:c1:void:v1", "correctwith:c1:true:v1"):
        made = telegram.post(
            "press",
            chat=card["chat"]["id"],
            message_id=card["message_id"],
            **{"from": DAN},
            data=data,
            forge=True,
        )
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]
    telegram.say(DAN, "/correct 1 void: I want so")
    telegram.wait_for(DAN, "You belong to no desk")
    rated.settle()
    assert not rated.bot.ask("SELECT * FROM correction")


def test_an_unfinished_claim_has_nothing_to_correct(newsroom: Newsroom) -> None:
    newsroom.claim(CLAIM)
    newsroom.telegram.say(ANA, "/correct 1 update new")
    newsroom.telegram.wait_for(ANA, "nothing to correct")


@pytest.fixture(scope="module")
def rated(shared_newsroom: Newsroom) -> Newsroom:
    """A newsroom with one closed claim, of which nobody has a right to change anything here."""
    room = shared_newsroom
    card = room.card("crack of 30 metres", "Take")
    room.telegram.press(ANA, card, "Take")
    room.reply(ANA, room.card("Assignee"), "False: it is a shadow https://a.example/x")
    room.telegram.press(BEN, room.card("says Ana", "Agree"), "Agree")
    room.card("Closed: False", "Correct")
    return room
