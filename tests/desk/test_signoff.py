"""Sign-off by two: nobody counts twice, a lead's agreement ends a dispute and counts as one."""

import pytest

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The dam at Karst broke on Monday"
FALSE = "False: no such dam https://example.org/a"
FAY = 201


@pytest.fixture
def two(newsroom: Newsroom) -> Newsroom:
    """Two others must agree; Fay checks too. Ana's verdict waits."""
    telegram = newsroom.telegram
    telegram.post("users", id=FAY, first_name="Fay", language_code="en")
    telegram.post(f"chats/{newsroom.group}/members", user=FAY, status="member")
    telegram.start(FAY)
    telegram.say(FAY, "/join", newsroom.group)
    telegram.say(CARO, "/settings signoff 2")
    telegram.wait_for(CARO, "must sign a verdict off: 2")
    newsroom.reply(ANA, newsroom.taken(CLAIM), FALSE)
    newsroom.card("Waits for sign-off: 0 of 2.", "Agree")
    return newsroom


def test_two_others_and_nobody_twice(two: Newsroom) -> None:
    telegram = two.telegram
    review = two.card("Waits for sign-off: 0 of 2.", "Agree")
    assert telegram.press(ANA, review, "Agree")["text"].startswith("The verdict on #1 is your own.")
    telegram.press(BEN, review, "Agree")
    review = two.card("Waits for sign-off: 1 of 2.", "Agree")
    assert telegram.press(BEN, review, "Agree")["text"].startswith("You have agreed to this verdict already.")
    telegram.say(DAN, "/agree 1")
    telegram.wait_for(DAN, "You belong to no desk yet")
    two.settle()
    two.card("Sign-off: 1 of 2 (Ben)")
    telegram.press(FAY, review, "Agree")
    assert "Signed off by Ben and Fay" in text_of(two.card("Closed: False", "Correct"))
    settled = two.card("✔ Signed off by Ben and Fay.")
    assert (settled["message_id"], labels(settled)) == (review["message_id"], [])


def test_a_press_in_the_instant_before_the_bot_knows_its_message_is_counted_there(two: Newsroom) -> None:
    """Telegram shows a message before the bot has heard that it was accepted."""
    review = two.card("Waits for sign-off: 0 of 2.", "Agree")
    two.settle()
    two.bot.tell(
        "UPDATE outbox SET status = 'leased' WHERE purpose = 'review'",
        "DELETE FROM sent_message WHERE purpose = 'review'",
    )
    two.telegram.press(BEN, review, "Agree")
    counted = two.card("Waits for sign-off: 1 of 2.", "Agree")
    assert counted["message_id"] == review["message_id"]


def test_who_asked_for_changes_is_said_and_a_disagreement_keeps_its_qualifiers(two: Newsroom) -> None:
    telegram = two.telegram
    telegram.say(FAY, "/disagree 1 Mixture (Nonsense): half of it stands", two.group)
    telegram.wait_for(FAY, '"Nonsense" is no qualifier of this desk. Use one of: Missing context, Altered')
    telegram.say(FAY, "/disagree 1 Mixture (Satire): half of it stands", two.group)
    two.card("Fay disagrees: Mixture (Satire). half of it stands")
    telegram.say(FAY, "/history 1")
    assert "Fay: Mixture (Satire). half of it stands" in text_of(telegram.wait_for(FAY, "History of #1"))
    telegram.say(BEN, "/changes 1 the date is wrong", two.group)
    two.card("Ben asks for changes: the date is wrong")
    for person in (FAY, CARO):
        telegram.say(person, "/agree 1")
        telegram.wait_for(person, "Ben asked for changes to the verdict on #1. Wait for the new version")
    # A rating with a qualifier that there is not is asked about, and what was typed is kept.
    card = two.card("Taken", "Verdict")
    two.reply(ANA, card, "False (Nonsense, Altered): it is of 2016 https://example.org/a")
    asked = two.card('"Nonsense" is no qualifier of this desk', "No, it is a note")
    assert "Did you mean False, with that as part of the reason?" in text_of(asked)
    telegram.press(ANA, asked, "False")
    assert "(Nonsense, Altered): it is of 2016" in text_of(two.card("False, says Ana", "Agree"))
    two.quiet(DAN, "#1")


def test_a_lead_ends_a_dispute_and_one_more_is_waited_for(two: Newsroom) -> None:
    telegram = two.telegram
    telegram.say(BEN, "/disagree 1 Mixture: half of it stands", two.group)
    two.card("In review · disputed")
    telegram.say(CARO, "/agree 1 the list names nobody", two.group)
    review = two.card("Waits for sign-off: 1 of 2.", "Agree")
    shown = text_of(review)
    assert "Ben disagrees: Mixture. half of it stands" in shown
    assert "Caro agrees: the list names nobody" in shown
    two.settle()
    card = text_of(two.card("Sign-off: 1 of 2 (Caro)"))
    assert "disputed" not in card
    telegram.press(FAY, review, "Agree")
    closed = two.card("Closed: False", "Correct")
    assert "Signed off by Caro and Fay" in text_of(closed)
    # Whoever disagreed hears how it ended, and why.
    assert "the list names nobody" in text_of(telegram.wait_for(BEN, "#1 is closed: False"))
    two.quiet(DAN, "#1")


def test_where_one_is_enough_since_whoever_agreed_closes_it_by_saying_so_again(two: Newsroom) -> None:
    telegram = two.telegram
    telegram.press(BEN, two.card("Waits for sign-off: 0 of 2.", "Agree"), "Agree")
    review = two.card("Waits for sign-off: 1 of 2.", "Agree")
    telegram.say(CARO, "/settings signoff 1")
    telegram.wait_for(CARO, "must sign a verdict off: 1")
    assert telegram.press(ANA, review, "Agree")["show_alert"]
    telegram.press(BEN, review, "Agree")
    closed = two.card("Closed: False", "Correct")
    assert "Signed off by Ben" in text_of(closed)
    assert "Ben and Ben" not in text_of(closed)
    assert labels(closed) == ["Correct", "History"]
