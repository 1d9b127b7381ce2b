"""An edited reply amends its verdict until somebody acts on it; whoever edits in vain is told so."""

from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The dam at Karst broke on Monday"
FALSE = "False: no such dam https://example.org/a"


def edit(room: Newsroom, person: int, said: dict[str, Any], words: str) -> None:
    room.telegram.post(
        "messages/edit",
        chat=said["chat"]["id"],
        message_id=said["message_id"],
        **{"from": person},
        text=words,
    )


def verdicts(room: Newsroom) -> list[tuple[Any, ...]]:
    room.settle()
    return room.bot.ask("SELECT rating, rationale FROM verdict ORDER BY id")


def test_one_that_says_nothing_new_or_comes_too_late_changes_nothing(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    said = newsroom.reply(ANA, card, FALSE)
    review = newsroom.card("says Ana", "Agree")
    # A blank, and the same link once more: the same verdict.
    edit(newsroom, ANA, said, "False:  no such dam https://example.org/a")
    assert len(verdicts(newsroom)) == 1
    assert not [m for m in telegram.from_bot(ANA) if "Your edit" in text_of(m)]
    for words in ("I am not so sure", "Flase: no such dam https://example.org/a", "False", "Mixture: half"):
        edit(newsroom, ANA, said, words)
        assert len(verdicts(newsroom)) == 1
    told = [text_of(m) for m in telegram.from_bot(ANA) if "Your edit is no verdict" in text_of(m)]
    assert len(told) == 4
    # Two edits in a row: one message still asks for sign-off, and to the newest words.
    since = telegram.now()
    edit(newsroom, ANA, said, "Mixture: half of it https://example.org/a")
    edit(newsroom, ANA, said, "Mixture: a third of it https://example.org/a")
    assert [rating for rating, _ in verdicts(newsroom)] == ["false", "mixture", "mixture"]
    asked = newsroom.card("a third of it", "Agree")
    assert asked["message_id"] == review["message_id"]
    assert newsroom.new_in_group(since) == 0
    # The last of them taken back, the one before it stands; it can be edited again.
    telegram.say(ANA, "/undo")
    newsroom.card("half of it", "Agree")
    edit(newsroom, ANA, said, "Mostly false: a third of it https://example.org/a")
    asked = newsroom.card("Mostly false, says Ana", "Agree")
    assert "took this verdict back" not in text_of(asked)
    telegram.press(BEN, asked, "Agree")
    newsroom.card("Closed: Mostly false", "History")
    edit(newsroom, ANA, said, "True: it broke https://example.org/a")
    telegram.wait_for(ANA, "Your edit changes nothing: somebody has acted on your verdict on #1.")
    assert len(verdicts(newsroom)) == 4
    newsroom.card("Closed: Mostly false", "History")
    newsroom.quiet(DAN, "edit")


def test_a_verdict_beside_the_first_is_amended_too(newsroom: Newsroom) -> None:
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, FALSE)
    newsroom.card("says Ana", "Agree")
    said = newsroom.reply(BEN, card, "Mixture: half of it https://example.org/b")
    newsroom.card("Ben says: Mixture")
    edit(newsroom, BEN, said, "Misleading (altered): an old picture https://example.org/b")
    shown = text_of(newsroom.card("Ben says: Misleading (Altered)"))
    assert "Verdict: False by Ana" in shown
    assert "Mixture" not in shown


def test_without_sign_off_as_long_as_it_can_be_undone(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(CARO, "/settings signoff 0")
    telegram.wait_for(CARO, "must sign a verdict off: 0")
    telegram.say(BEN, f"/claim {CLAIM}", newsroom.group)
    newsroom.card(CLAIM, "Take")
    telegram.follow(ANA, "https://t.me/desk_bot?start=c1")
    said = newsroom.reply(ANA, telegram.wait_for(ANA, CLAIM, button="Take"), FALSE)
    told = telegram.wait_for(ANA, "#1 is closed: False.", button="Undo")
    edit(newsroom, ANA, said, "Mixture: half of it https://example.org/a")
    newsroom.card("Closed: Mixture", "Correct")
    # The line of before says so too.
    again = telegram.wait_for(ANA, "#1 is closed: Mixture.", button="Undo")
    assert again["message_id"] == told["message_id"]
    # Taken back, what was said first stands again, and once undoing is over the submitter hears of that.
    telegram.press(ANA, again, "Undo")
    newsroom.card("Closed: False", "Correct")
    newsroom.quiet(BEN, "is closed")
    telegram.advance(minutes=3)
    telegram.wait_for(BEN, "#1 is closed: False")
    edit(newsroom, ANA, said, "True: it broke https://example.org/a")
    telegram.wait_for(ANA, "Your edit changes nothing")
    assert len(verdicts(newsroom)) == 2
    assert "Correct" in labels(newsroom.card("Closed: False"))
    assert sum("is closed" in text_of(message) for message in telegram.from_bot(BEN)) == 1


def test_after_undo_the_edited_reply_states_a_verdict_anew(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    said = newsroom.reply(ANA, newsroom.taken(CLAIM), FALSE)
    newsroom.card("says Ana", "Agree")
    telegram.say(ANA, "/undo")
    newsroom.card("took this verdict back")
    edit(newsroom, ANA, said, "Mixture: half of it https://example.org/a")
    newsroom.card("Mixture, says Ana", "Agree")


def test_what_is_no_evidence_is_said_and_not_kept(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: no such dam")
    asked = newsroom.card("A verdict needs evidence")
    for words in ("the water board told me", "ftp://files.example/dam", "https://[oops"):
        newsroom.reply(ANA, asked, words)
        newsroom.settle()
    told = [m for m in telegram.from_bot(ANA) if "I see no link, file or forwarded post" in text_of(m)]
    assert len(told) == 3
    assert not verdicts(newsroom)
    post = {"type": "channel", "title": "Water Board", "username": "waterboard", "message_id": 7}
    newsroom.reply(ANA, asked, "The dam stands", forward=post)
    review = text_of(newsroom.card("says Ana", "Agree"))
    assert "no such dam" in review
    assert "the water board told me" not in review
