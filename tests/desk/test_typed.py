"""What checkers type where buttons were offered, and what they say when they think better of it."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The dam at Karst broke on Monday"


def test_ratings_are_pressed_or_typed_and_nothing_typed_becomes_a_claim(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(CARO, "/settings signoff 2")
    telegram.wait_for(CARO, "Changed.")
    card = newsroom.taken(CLAIM)
    telegram.follow(ANA, telegram.press(ANA, card, "Verdict")["url"])
    telegram.wait_for(ANA, "How do you rate #1?")
    telegram.say(ANA, "False (Altered): it stands https://example.org/a")
    first = newsroom.card("False (Altered), says Ana", "Agree")
    newsroom.settle()
    # A newer version: the message before it asks for nothing any more.
    newsroom.reply(ANA, first, "False (Altered, Satire): it stands still https://example.org/b")
    newsroom.settle()
    newer = newsroom.card("says Ana", "Agree")
    assert "it stands still" in text_of(newer)
    gone = newsroom.card("A newer version took its place")
    assert (gone["message_id"], labels(gone)) == (first["message_id"], [])

    # Ben agrees and thinks better of it; he types the rating where buttons offer it.
    telegram.press(BEN, newer, "Agree")
    newsroom.card("Waits for sign-off: 1 of 2")
    telegram.follow(BEN, telegram.press(BEN, newer, "Disagree")["url"])
    telegram.wait_for(BEN, "How do you rate #1?", button="Mixture")
    telegram.say(BEN, "Mixture: a part of it stands")
    telegram.wait_for(CARO, "#1 is disputed", button="Overrule")
    newsroom.card("Ben disagrees: Mixture")
    telegram.say(CARO, "/agree 1 the list names it", newsroom.group)
    newsroom.card("Caro agrees: the list names it")
    telegram.say(BEN, "#1 False (Altered): it is false https://example.org/d")
    newsroom.card("Ben says: False (Altered)")
    telegram.say(BEN, "/agree 1")
    newsroom.card("Closed: False (Altered, Satire)", "Correct")

    # The kinds are offered in private; the rating is typed there, then the reason.
    telegram.say(ANA, "/correct 1", newsroom.group)
    telegram.press(ANA, telegram.wait_for(ANA, "What kind of correction"), "Rating change")
    telegram.wait_for(ANA, "Which rating holds for #1 now?")
    telegram.say(DAN, "Mixture")
    telegram.say(ANA, "Mixture (Missing context)")
    telegram.wait_for(ANA, "write the reason")
    telegram.say(ANA, "a part of it fell")
    newsroom.card("Correction to #1: False (Altered, Satire) → Mixture (Missing context)")
    telegram.say(CARO, "/correct 1 minor it was on Sunday", newsroom.group)
    newsroom.card("Minor correction to #1, which stays Mixture (Missing context)")

    telegram.say(ANA, "/history 1", newsroom.group)
    history = text_of(telegram.wait_for(ANA, "History of #1"))
    assert "verdict · Ana: False (Altered). it stands https://example.org/a" in history
    assert "corrected · Ana: Mixture (Missing context). rating change" in history
    assert newsroom.bot.ask("SELECT count(*) FROM claim") == [(1,)]
    newsroom.quiet(DAN, "#1")


def test_history_says_to_whom_and_until_when(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim(CLAIM)
    telegram.say(CARO, "/assign 1 @ben_checks", newsroom.group)
    telegram.say(CARO, "/due 1 tomorrow 9:00", newsroom.group)
    newsroom.card("Assignee: Ben")
    telegram.say(CARO, "/priority 1", newsroom.group)
    telegram.wait_for(CARO, "Say how urgent it is, like /priority 1 urgent.")
    newsroom.reply(BEN, card, "False")
    newsroom.card("Why False?")
    # A question that was asked in the group is called off from anywhere.
    telegram.say(BEN, "/cancel")
    telegram.wait_for(BEN, "Good, I ask no more.")
    telegram.say(BEN, "/history 1")
    history = text_of(telegram.wait_for(BEN, "History of #1"))
    assert "assigned · Caro: Ben" in history
    assert "due time set · Caro: 24 Nov 2026, 09:00" in history
    newsroom.quiet(DAN, "History of")
