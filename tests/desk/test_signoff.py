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
