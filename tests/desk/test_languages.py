"""Who reads what in which language: the group its desk's, everybody in private and on buttons their own."""

from bot.texts import Texts, languages, native_name
from tests.desk.conftest import Newsroom
from tests.people import ANA, CARO, DAN, labels, text_of

OLHA = 201
UK, AR = Texts("uk"), Texts("ar")


def test_the_groups_language_and_everybodys_own(newsroom: Newsroom) -> None:
    telegram, group = newsroom.telegram, newsroom.group
    telegram.post("users", id=OLHA, first_name="Olha", language_code="uk")
    telegram.post(f"chats/{group}/members", user=OLHA, status="member")
    telegram.start(OLHA)
    assert UK.plain("You") in text_of(telegram.wait_for(OLHA, "/join"))

    # In an English group the alert of her press is hers alone, so it is in her language; the card is not.
    card = newsroom.claim("The dam above the town has a crack")
    refused = telegram.press(OLHA, card, "Take")
    assert refused["text"] == UK.plain(
        "You are not a member of this desk. Send /join in its group to become a checker."
    )
    telegram.say(OLHA, "/join", group)
    newsroom.card("Olha is a checker now")
    assert telegram.press(OLHA, card, "Take")["text"] == UK.plain("You took #{number}.", number=1)
    newsroom.card("Assignee: Olha", "Verdict")

    # Ana chooses Arabic by its name on a button; a stranger to all desks may choose too.
    telegram.say(ANA, "/language")
    asked = telegram.wait_for(ANA, "Which language", button="Українська")
    assert {label.removeprefix("✓ ") for label in labels(asked)} == set(map(native_name, languages()))
    assert "✓ English" in labels(asked)
    telegram.press(ANA, asked, "العربية")
    telegram.wait_for(ANA, AR.plain("I speak English with you now."))
    telegram.say(ANA, "/mine")
    telegram.wait_for(ANA, AR.plain("You have taken nothing. Send /queue untaken to see what is free."))
    telegram.say(DAN, "/language Ukrainian")
    telegram.wait_for(DAN, UK.plain("I speak English with you now."))
    telegram.say(DAN, "/language tlh")
    telegram.wait_for(
        DAN,
        UK.plain('I do not speak "{words}" yet. Choose one of: {languages}.', words="tlh", languages="…")[
            :20
        ],
    )

    # The lead changes the desk's: the group reads Arabic, Olha still Ukrainian, Caro English.
    telegram.say(CARO, "/settings language Arabic", group)
    telegram.wait_for(CARO, "Changed.")
    telegram.say(ANA, "/claim The bridge is closed", group)
    newsroom.card("The bridge is closed", AR.plain("Take"))
    telegram.say(OLHA, "/show 1")
    telegram.wait_for(OLHA, UK.plain("Taken"), button=UK.plain("Verdict"))
    telegram.say(CARO, "/show 1")
    telegram.wait_for(CARO, "Assignee: ", button="Verdict")


def test_the_menus_are_published_in_every_language(newsroom: Newsroom) -> None:
    """For private chats and for groups each; the default has no code, it is for whoever speaks none of ours."""
    newsroom.settle()
    calls = [
        line
        for line in newsroom.telegram.ledger()
        if line.get("method") == "setMyCommands" and line.get("ok")
    ]
    assert len(calls) == 2 * len(languages())
