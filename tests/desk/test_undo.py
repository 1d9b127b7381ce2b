"""Undo: one's own last step, for two minutes, until another acts; an event, never a deletion."""

from tests.desk.conftest import Newsroom
from tests.desk.test_readings import ARTICLE, paste
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The dam of Karsa broke on Monday"
VERDICT = "False: it stands, see https://example.org/dam"


def test_a_queueing_is_undone_by_whoever_did_it(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(ANA, CLAIM)
    newsroom.card(CLAIM, "Take")
    answer = telegram.wait_for(ANA, "Queued #1", button="Undo")
    for person, says in ((BEN, "Only the person who did that"), (DAN, "You are not a member")):
        made = telegram.post(
            "press", chat=ANA, message_id=answer["message_id"], **{"from": person}, data="undo:c1", forge=True
        )
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["text"].startswith(says)
    assert telegram.press(ANA, answer, "Undo")["text"] == "Taken back: #1."
    assert "Undo" not in labels(telegram.wait_for(ANA, "Taken back: #1."))
    newsroom.card("Declined", "History")
    telegram.say(BEN, "/history 1")
    told = text_of(telegram.wait_for(BEN, "History of #1"))
    assert "undone: undone" in told
    assert "Ana" not in told


def test_it_is_too_late_once_another_has_acted(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(ANA, CLAIM)
    card = newsroom.card(CLAIM, "Take")
    first = telegram.wait_for(ANA, "Queued #1", button="Undo")
    telegram.press(BEN, card, "Take")
    assert telegram.press(ANA, first, "Undo")["text"].startswith("That can no longer be undone")
    telegram.say(BEN, "/undo")
    telegram.wait_for(BEN, "There is nothing to undo")
    telegram.say(DAN, "/undo")
    telegram.wait_for(DAN, "You belong to no desk yet")
    newsroom.settle()
    assert "Verdict" in labels(newsroom.card(CLAIM))


def test_a_verdict_is_taken_back_and_its_review_message_settled(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, VERDICT)
    review = newsroom.card("says Ana", "Agree")
    since = telegram.now()
    telegram.say(ANA, "/undo")
    telegram.wait_for(ANA, "Your verdict on #1 is taken back.")
    settled = newsroom.card("took this verdict back")
    assert settled["message_id"] == review["message_id"]
    assert "Agree" not in labels(settled)
    newsroom.card("Assignee: Ana", "Verdict")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 0
    made = telegram.post(
        "press", chat=newsroom.group, message_id=1, **{"from": BEN}, data="agree:c1:v1", forge=True
    )
    assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]

    newsroom.reply(ANA, card, VERDICT)
    review = newsroom.card("says Ana", "Agree")
    telegram.press(BEN, review, "Agree")
    newsroom.card("Closed: False", "History")
    telegram.say(ANA, "/undo")
    telegram.wait_for(ANA, "That can no longer be undone")
    assert "Undone" not in text_of(newsroom.card("Closed: False"))


def test_what_was_queued_in_one_go_is_taken_back_in_one_go(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    paste(newsroom, ANA, ARTICLE)
    found = telegram.wait_for(ANA, "to check", button="Queue 4 claims")
    telegram.press(ANA, found, "Queue 4 claims")
    answer = telegram.wait_for(ANA, "Queued #1, #2, #3, #4", button="Undo")
    telegram.say(BEN, "/take 2")
    newsroom.settle()
    assert telegram.press(ANA, answer, "Undo")["text"] == "Taken back: #1, #3 and #4."
    telegram.say(BEN, "/queue", newsroom.group)
    assert "#1 " not in text_of(newsroom.card("Queue · 1"))


def test_a_desk_of_one_has_undo_on_the_card(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "desk")
    newsroom.settle()
    telegram.say(DAN, CLAIM)
    card = telegram.wait_for(DAN, CLAIM, button="Undo")
    assert "Take" in labels(card)
    telegram.press(DAN, card, "Undo")
    telegram.wait_for(DAN, "Declined", button="History")
    assert "Undo" not in labels(telegram.wait_for(DAN, "Declined"))
    newsroom.settle()
    assert not newsroom.in_group()[2:]


def test_without_sign_off_others_hear_only_when_undo_is_over(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(CARO, "/settings signoff 0")
    telegram.wait_for(CARO, "must sign a verdict off: 0")
    telegram.say(BEN, f"/claim {CLAIM}", newsroom.group)
    card = newsroom.card(CLAIM, "Take")
    newsroom.reply(ANA, card, VERDICT)
    newsroom.card("Closed: False", "History")
    telegram.say(ANA, "/undo")
    telegram.wait_for(ANA, "Your verdict on #1 is taken back.")
    card = newsroom.card(CLAIM, "Take")
    newsroom.reply(ANA, card, VERDICT.replace("False", "True"))
    newsroom.card("Closed: True", "History")
    newsroom.quiet(BEN, "is closed")
    telegram.advance(minutes=3)
    telegram.wait_for(BEN, "#1 is closed: True")
    newsroom.settle()
    assert sum("is closed" in text_of(message) for message in telegram.from_bot(BEN)) == 1
