"""Messages of the bot that are gone, too old or stale: a claim always has a card that works."""

import pytest

from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.looking_at_calls import calls, standing, wait_for_calls
from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, text_of

WORDS = "The tower fell on Sunday"


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    room = open_newsroom(telegram, bot)
    room.settle()
    return room


def pointer(room: Newsroom) -> int:
    """Which message the desk holds for the group's card of the claim."""
    ((number,),) = room.bot.ask(
        "SELECT message_id FROM card JOIN claim ON claim.id = card.claim_id"
        " WHERE card.chat_id = :chat AND claim.text = :words",
        chat=room.group,
        words=WORDS,
    )
    return int(number)


@pytest.mark.parametrize("why", ["deleted", "too old", "not ours"])
def test_a_card_that_cannot_be_edited_is_shown_anew(newsroom: Newsroom, why: str) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim(WORDS)
    if why == "deleted":
        telegram.post("messages/delete", chat=newsroom.group, message_id=card["message_id"], **{"from": CARO})
    else:
        refusal = {"too old": "message can't be edited", "not ours": "MESSAGE_ID_INVALID"}[why]
        telegram.post("faults", kind="400", method="editMessageText", description=f"Bad Request: {refusal}")
    telegram.say(BEN, "/take 1")
    anew = newsroom.card("Assignee: Ben", "Release")
    newsroom.settle()
    assert anew["message_id"] != card["message_id"]
    assert pointer(newsroom) == anew["message_id"]
    telegram.press(BEN, anew, "Release")
    telegram.wait_for(newsroom.group, "Open", button="Take")
    newsroom.settle()
    assert pointer(newsroom) == anew["message_id"], "it is edited from now on"
    assert len([line for line in calls(telegram, "sendMessage", newsroom.group, WORDS) if line["ok"]]) == 2
    assert not newsroom.bot.ask("SELECT id FROM outbox WHERE status = 'dead'")


def test_another_message_that_is_gone_is_said_anew(newsroom: Newsroom) -> None:
    """The question for a sign-off was deleted; what came of it is said all the same."""
    telegram = newsroom.telegram
    newsroom.taken(WORDS, ANA)
    telegram.say(ANA, "/verdict 1 False: nobody else has it https://example.org/1")
    newsroom.settle()
    ((review,),) = newsroom.bot.ask("SELECT message_id FROM sent_message WHERE purpose = 'review'")
    telegram.post("messages/delete", chat=newsroom.group, message_id=review, **{"from": CARO})
    telegram.say(BEN, "/agree 1")
    newsroom.settle()
    assert not newsroom.bot.ask("SELECT reason FROM outbox WHERE status = 'dead'")
    assert newsroom.bot.ask("SELECT count(*) FROM outbox WHERE kind = 'edit' AND status = 'sent'") == [(1,)]


@pytest.mark.parametrize("kind", ["deleted", "refused"])
def test_what_cannot_be_tidied_away_troubles_nobody(newsroom: Newsroom, kind: str) -> None:
    """An earlier card that cannot be shortened is only noted in the log."""
    telegram = newsroom.telegram
    card = newsroom.claim(WORDS)
    newsroom.settle()
    if kind == "deleted":
        telegram.post("messages/delete", chat=newsroom.group, message_id=card["message_id"], **{"from": CARO})
    else:
        telegram.post(
            "faults", kind="400", method="editMessageText", description="Bad Request: message can't be edited"
        )
    telegram.say(ANA, "/show 1", newsroom.group)
    newsroom.settle()
    assert newsroom.bot.program is not None
    newsroom.bot.program.wait_for("an earlier message could not be changed")
    assert not newsroom.bot.ask("SELECT reason FROM outbox WHERE status = 'dead'")
    assert pointer(newsroom) != card["message_id"]


def test_a_press_on_a_stale_card_changes_nothing_and_shows_how_it_stands(newsroom: Newsroom) -> None:
    """The phone still shows Take when Ben has it."""
    telegram = newsroom.telegram
    card = newsroom.claim(WORDS)
    telegram.press(BEN, card, "Take")
    newsroom.card("Assignee: Ben", "Release")
    stale = {"button": None, "data": card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]}
    made = telegram.post(
        "press",
        chat=newsroom.group,
        message_id=card["message_id"],
        data=stale["data"],
        forge=True,
        **{"from": ANA},
    )
    answer = telegram.get(f"answers/{made['callback_query_id']}", timeout=20)
    assert "Ben" in answer["text"]
    newsroom.settle()
    assert newsroom.bot.ask("SELECT count(*) FROM event WHERE deed = 'take'") == [(1,)]
    assert "Assignee: Ben" in text_of(newsroom.card(WORDS))


def test_a_reply_to_a_copy_whose_number_nobody_recorded(newsroom: Newsroom) -> None:
    """Telegram accepted twice; the first copy's number was lost with its answer. Its button, and a reply to it,
    mean the same claim all the same; a stranger's reply does not."""
    telegram = newsroom.telegram
    newsroom.taken("The bridge was closed on Monday", BEN)
    telegram.post("faults", kind="reset_after", method="sendMessage", chat=newsroom.group)
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    wait_for_calls(telegram, 2, "sendMessage", newsroom.group, WORDS)
    newsroom.settle()
    copies = [m for m in telegram.from_bot(newsroom.group) if WORDS in text_of(m)]
    assert len(copies) == 2
    known = pointer(newsroom)
    (lost,) = [m for m in copies if m["message_id"] != known]
    assert not newsroom.bot.ask(
        "SELECT id FROM sent_message WHERE chat_id = :chat AND message_id = :id",
        chat=newsroom.group,
        id=lost["message_id"],
    )
    newsroom.reply(ANA, lost, "False: nobody else has it https://example.org/1")
    newsroom.card("Verdict: False by Ana")
    newsroom.settle()
    assert newsroom.bot.ask("SELECT claim.text FROM verdict JOIN claim ON claim.id = verdict.claim_id") == [
        (WORDS,)
    ]
    telegram.post(f"chats/{newsroom.group}/members", user=DAN, status="member")
    newsroom.reply(DAN, lost, "True: I saw it https://example.org/2")
    newsroom.settle()
    assert newsroom.bot.ask("SELECT count(*) FROM verdict") == [(1,)]
    assert standing(telegram, newsroom.group, "stands further down") <= 1
