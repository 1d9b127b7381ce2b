"""The first who is free signs off, or whom the author or a lead chooses; anybody else with the right still may."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The dam at Karst broke on Monday"


def test_the_author_chooses_and_the_chosen_one_is_asked_in_private(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.taken(CLAIM)
    telegram.say(ANA, "/verdict 1 False: it stands https://example.org/a")
    recorded = telegram.wait_for(ANA, "Your verdict on #1", button="Choose reviewer")
    newsroom.card("says Ana", "Agree")
    telegram.press(ANA, recorded, "Choose reviewer")
    choice = telegram.wait_for(ANA, "Who should sign #1 off?")
    assert labels(choice) == ["Caro", "Ben"]
    since = telegram.now()
    assert telegram.press(ANA, choice, "Ben")["text"] == "Ben is asked to sign #1 off."
    asked = telegram.wait_for(BEN, "Ben is asked to sign it off.", button="Ask for changes")
    newsroom.card("Ben is asked to sign it off.")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 0
    assert not [m for m in telegram.from_bot(CARO) if "says Ana" in text_of(m)]

    # A newer version goes to the same person, and not to the group.
    telegram.follow(BEN, telegram.press(BEN, asked, "Ask for changes").get("url") or "")
    telegram.wait_for(BEN, "What should change")
    telegram.say(BEN, "the date")
    since = telegram.now()
    telegram.say(ANA, "/verdict 1 False: it stood on Tuesday https://example.org/a")
    newer = telegram.wait_for(BEN, "it stood on Tuesday", button="Agree")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 0
    # Anybody else still may.
    telegram.say(CARO, "/agree 1", newsroom.group)
    newsroom.card("Closed: False")
    newsroom.settle()
    settled = next(m for m in telegram.from_bot(BEN) if m["message_id"] == newer["message_id"])
    assert "Signed off by Caro" in text_of(settled)
    assert labels(settled) == []


def ben_is_chosen(newsroom: Newsroom) -> None:
    """Ana has given a verdict, and Caro would like Ben to sign it off."""
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: it stands https://example.org/a")
    newsroom.card("says Ana", "Agree")
    telegram.say(CARO, "/start more-c1")
    more = telegram.wait_for(CARO, "What would you like to do", button="Choose reviewer")
    telegram.press(CARO, more, "Choose reviewer")
    telegram.press(CARO, telegram.wait_for(CARO, "Who should sign #1 off?"), "Ben")


def test_the_chosen_one_is_reminded(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(CARO, "/settings quiet off")
    telegram.wait_for(CARO, "Changed.")
    ben_is_chosen(newsroom)
    telegram.wait_for(BEN, "Ben is asked to sign it off.")
    ((reviewer,),) = newsroom.bot.ask(
        "SELECT p.name FROM claim c JOIN member m ON m.id = c.reviewer_id JOIN person p ON p.id = m.person_id"
    )
    assert reviewer == "Ben"
    newsroom.settle()
    before = len(telegram.from_bot(BEN))
    since = telegram.now()
    telegram.advance(hours=8, minutes=1)
    newsroom.settle()
    telegram.wait_for(BEN, "#1", button="On it")
    assert len(telegram.from_bot(BEN)) == before + 1
    assert newsroom.new_in_group(since) == 0


def test_the_chosen_one_leaves(newsroom: Newsroom) -> None:
    """The claim does not wait for somebody who is gone, be they forgotten or only no checker any more."""
    telegram = newsroom.telegram
    ben_is_chosen(newsroom)
    newsroom.settle()
    assert "Ben is asked to sign it off." in text_of(newsroom.card("In review", "More"))
    telegram.say(BEN, "/forget yes")
    telegram.wait_for(BEN, "You are forgotten")
    newsroom.settle()
    assert "asked to sign it off" not in text_of(newsroom.card("In review", "More"))
    assert newsroom.bot.ask("SELECT state, reviewer_id FROM claim") == [("in review", None)]
    telegram.say(CARO, "/history 1")
    assert "the chosen reviewer left" in text_of(telegram.wait_for(CARO, "History of #1"))
    # The group is reminded, as if nobody had been chosen.
    telegram.say(CARO, "/settings quiet off")
    telegram.wait_for(CARO, "Changed.")
    telegram.advance(hours=8, minutes=1)
    newsroom.card("waits", "On it")


def test_not_the_author_nor_a_stranger_nor_by_anybody(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: it stands https://example.org/a")
    newsroom.card("says Ana", "Agree")
    ids = dict(newsroom.bot.ask("SELECT p.name, m.id FROM member m JOIN person p ON p.id = m.person_id"))
    refused = [
        (CARO, f"reviewer:c1:m{ids['Ana']}", "nobody signs off their own"),
        (CARO, "reviewer:c1:m999", "I find nobody"),
        (BEN, f"reviewer:c1:m{ids['Ben']}", "Only the person who has this claim"),
        (DAN, f"reviewer:c1:m{ids['Ben']}", "You are not a member"),
    ]
    for person, data, says in refused:
        forged = {"chat": person, "message_id": 1, "from": person, "data": data, "forge": True}
        made = telegram.post("press", **forged)
        assert says in telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["text"]
    assert newsroom.bot.ask("SELECT reviewer_id FROM claim") == [(None,)]
    newsroom.quiet(DAN, "Karst")


def test_whoever_is_muted_is_not_offered(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: it stands https://example.org/a")
    newsroom.card("says Ana", "Agree")
    telegram.say(CARO, "/start more-c1")
    more = telegram.wait_for(CARO, "What would you like to do", button="Choose reviewer")
    telegram.say(CARO, "/mute @ben_checks")
    telegram.wait_for(CARO, "muted")
    telegram.press(CARO, more, "Choose reviewer")
    newsroom.settle()
    assert not [one for one in telegram.from_bot(CARO) if "Ben" in labels(one)]
