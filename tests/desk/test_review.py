"""Disputes, overruling and verdicts beside the first: what closes a claim, and who is told what."""

import base64
from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, labels, text_of

CLAIM = "40,000 Syrian fighters have signed up with Russian forces"
FALSE = "False: no such list https://example.org/a"


def picture(newsroom: Newsroom, person: int, byte: int, **more: Any) -> None:
    """A photo, to the bot in private where no chat is named."""
    media = {"kind": "photo", "content_base64": base64.b64encode(bytes([byte] * 40)).decode()}
    newsroom.telegram.post("messages", **{"chat": person, "from": person, "media": media, **more})


def test_overruling_closes_with_the_leads_own_rating(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, FALSE)
    newsroom.card("says Ana", "Agree")
    telegram.say(
        CARO, "/overrule 1 Mixture (Altered): a list of 300 stands https://example.org/b", newsroom.group
    )
    closed = newsroom.card("Closed: Mixture (Altered)")
    shown = text_of(closed)
    assert "Verdict: Mixture (Altered) by Caro · overruled" in shown
    assert "a list of 300 stands" in shown
    assert "Evidence: example.org" in shown
    assert "Ana says: False" in shown
    assert "Signed off" not in shown
    settled = newsroom.card("Overruled by Caro")
    assert "Mixture" in text_of(settled)
    assert not labels(settled)
    telegram.wait_for(ANA, "Caro overruled the verdict on #1: Mixture (Altered)")
    # Nothing that does not work is offered under what is closed.
    assert labels(closed) == ["Correct", "History"]
    telegram.say(CARO, "/digest")
    assert "Mixture (Altered)" in text_of(telegram.wait_for(CARO, "· overruled"))
    telegram.say(ANA, "/take 1")
    refusal = text_of(telegram.wait_for(ANA, "#1 is closed."))
    assert "/correct 1" in refusal


def test_a_leads_agreement_settles_a_dispute_and_a_checkers_does_not(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.post("users", id=201, first_name="Fay", language_code="en")
    telegram.post(f"chats/{newsroom.group}/members", user=201, status="member")
    telegram.say(201, "/join", newsroom.group)
    newsroom.card("Fay is a checker now")
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, FALSE)
    newsroom.card("says Ana", "Disagree")
    telegram.say(BEN, "/disagree 1 Mixture: half of it stands", newsroom.group)
    told = telegram.wait_for(CARO, "is disputed", button="Agree")
    newsroom.settle()
    telegram.say(201, "/agree 1")
    telegram.wait_for(201, "You agreed to the verdict")
    newsroom.settle()
    newsroom.card("In review · disputed")
    for person in (ANA, CARO):
        assert sum("is disputed" in text_of(m) for m in telegram.from_bot(person)) == 1
    # In the group it is asked in private; a command without a reason says so.
    opened = telegram.press(CARO, newsroom.card("says Ana", "Agree"), "Agree")
    assert opened["url"].endswith("start=agree-c1-v1")
    telegram.say(CARO, "/agree 1", newsroom.group)
    telegram.wait_for(CARO, "Say why, like /agree 1")
    telegram.press(CARO, told, "Agree")
    telegram.wait_for(CARO, "Why does Ana's verdict on #1 stand?")
    telegram.say(CARO, "/agree 1 the list names nobody", newsroom.group)
    closed = text_of(newsroom.card("Closed: False"))
    assert "disputed" not in closed
    assert "Signed off by Fay and Caro" in closed
    telegram.wait_for(ANA, "is closed: False")


def test_a_second_verdict_stands_beside_and_is_not_offered_for_sign_off(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, FALSE)
    newsroom.card("says Ana", "Agree")
    newsroom.settle()
    since = telegram.now()
    telegram.say(BEN, "/verdict 1 Mixture: half of it https://example.org/half")
    telegram.wait_for(BEN, "It stands beside Ana's")
    newsroom.card("Ben says: Mixture")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 0
    telegram.press(CARO, newsroom.card("says Ana", "Agree"), "Agree")
    newsroom.card("Closed: False")


def test_a_refused_answer_ends_its_question_and_a_missing_reason_does_not(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.follow(ANA, "https://t.me/desk_bot?start=more-c1")
    telegram.press(ANA, telegram.wait_for(ANA, "What would you like to do", button="Decline"), "Decline")
    why = telegram.wait_for(ANA, "Write the reason")
    assert "start=c1" in str(why)
    # A picture without words is no reason; the question stays.
    picture(newsroom, ANA, 1, reply_to=why["message_id"])
    telegram.wait_for(ANA, "Say why, like /decline 1")
    telegram.say(BEN, "/decline 1 an opinion", newsroom.group)
    assert "Declined: an opinion" in text_of(newsroom.card("Declined"))
    for part in range(3):
        caption = {"caption": "it is a matter of taste"} if part == 0 else {}
        picture(newsroom, ANA, part, media_group_id="taste", **caption)
    telegram.wait_for(ANA, "#1 was declined. Send /reopen 1")
    newsroom.settle()
    assert not [words for words in newsroom.in_group() if "#2" in words]
    # The question is over: what comes next is something new.
    telegram.say(ANA, "The bridge at Karst was closed on Monday, the mayor said")
    newsroom.card("The bridge at Karst")


def test_an_album_as_evidence_is_one_answer(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    telegram.say(ANA, "/verdict 1 False: the pictures show another town")
    telegram.wait_for(ANA, "A verdict needs evidence")
    for part in range(3):
        picture(newsroom, ANA, part, media_group_id="evidence")
    newsroom.card("says Ana", "Agree")
    # As a reply to the card too.
    in_group = {"chat": newsroom.group, "reply_to": card["message_id"], "media_group_id": "beside"}
    for part, words in enumerate(({"caption": "Mixture: one of them is ours"}, {}, {}), start=3):
        picture(newsroom, BEN, part, **in_group, **words)
    newsroom.card("Ben says: Mixture")
    newsroom.settle()
    shown = text_of(newsroom.card("Ben says: Mixture"))
    assert "6 files" in shown
    assert "note" not in shown
    telegram.say(ANA, "/queue", newsroom.group)
    assert "#2" not in text_of(newsroom.card("Queue · 1"))


def test_an_edited_reply_in_private_amends_at_whichever_desk_it_was_said(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.taken(CLAIM)
    telegram.follow(ANA, "https://t.me/desk_bot?start=c1")
    card = telegram.wait_for(ANA, "Assignee: Ana", button="Verdict")
    said = newsroom.reply(ANA, card, FALSE)
    newsroom.card("False, says Ana", "Agree")
    telegram.say(ANA, "/setup")
    telegram.wait_for(ANA, "private messages are for it")
    telegram.post(
        "messages/edit",
        chat=ANA,
        message_id=said["message_id"],
        **{"from": ANA},
        text="Mixture: a list of 300 https://example.org/a",
    )
    newsroom.card("Mixture, says Ana", "Agree")
