"""The scale, sign-off and evidence rule of a desk, by buttons and by command; old verdicts keep their words."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The dam at Karst broke on Monday"


def test_a_scale_of_ones_own_and_an_old_verdict(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "Mixture: half of it stands https://example.org/a")
    telegram.press(BEN, newsroom.card("says Ana", "Agree"), "Agree")
    newsroom.card("Closed: Mixture")

    telegram.say(CARO, "/settings", newsroom.group)
    shown = telegram.wait_for(CARO, "settings, and how to change each", button="Rating scale")
    telegram.press(CARO, shown, "Rating scale")
    page = telegram.wait_for(CARO, "version 1:", button="✎ Mixture")
    telegram.press(CARO, page, "✎ Mixture")
    one = telegram.wait_for(CARO, "What about the rating Mixture?", button="Rename")
    telegram.press(CARO, one, "Rename")
    telegram.wait_for(CARO, "What is Mixture called from now on?")
    telegram.say(CARO, "False: no")
    telegram.wait_for(CARO, "cannot be a rating's name")
    telegram.say(CARO, "Half true")
    page = telegram.wait_for(CARO, "Changed. Rating scale", button="✎ Half true")
    assert "version 2:" in text_of(page)
    telegram.press(CARO, page, "✎ Misleading")
    telegram.press(CARO, telegram.wait_for(CARO, "the rating Misleading?", button="Remove"), "Remove")
    telegram.wait_for(CARO, "version 3:", button="✎ Half true")
    telegram.say(CARO, "/settings scale add Satire news")
    page = telegram.wait_for(CARO, "version 4:", button="✎ Satire news")
    assert "✎ Misleading" not in labels(page)

    # What was closed before is shown as it was rated then; what comes now has the new words.
    telegram.say(ANA, "/show 1", newsroom.group)
    newsroom.settle()
    assert "Closed: Mixture" in text_of(newsroom.card(CLAIM))
    telegram.say(ANA, "/history 1")
    assert "Mixture" in text_of(telegram.wait_for(ANA, "History of #1"))
    second = newsroom.claim("Fighters from Syria have signed up")
    newsroom.reply(BEN, second, "Half true: half of them did https://example.org/b")
    newsroom.card("Half true, says Ben", "Agree")
    newsroom.reply(BEN, second, "Misleading: so it is https://example.org/b")
    newsroom.card("1 note", "Agree")


def test_sign_off_and_evidence_by_a_press(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(CARO, "/settings")
    shown = telegram.wait_for(CARO, "settings, and how to change each", button="Evidence: not required")
    telegram.press(CARO, shown, "Evidence: not required")
    shown = telegram.wait_for(CARO, "Verdicts need evidence: off", button="Evidence: required")
    telegram.press(CARO, shown, "Sign-off by 0")
    shown = telegram.wait_for(CARO, "sign a verdict off: 0", button="Sign-off by 2")
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: I was there")
    newsroom.card("Closed: False")


def test_only_a_lead_and_only_their_own_desk(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(ANA, "/settings scale add Half true")
    telegram.wait_for(ANA, "Only leads may do that.")
    telegram.say(DAN, "/settings scale add Half true")
    telegram.wait_for(DAN, "You belong to no desk yet")
    for person, data in ((ANA, "set:d1:scale:plain"), (DAN, "set:d1:scale"), (CARO, "set:d2:scale:plain")):
        forged = {"chat": person, "message_id": 1, "from": person, "data": data, "forge": True}
        made = telegram.post("press", **forged)
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]
    for data in ("set:d1:scale:nothing", "set:d1:rating:nothing", "set:d1:signoff:9", "set:d1:x"):
        forged = {"chat": CARO, "message_id": 1, "from": CARO, "data": data, "forge": True}
        made = telegram.post("press", **forged)
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]
    assert newsroom.bot.ask("SELECT count(*) FROM scale") == [(1,)]
    newsroom.quiet(DAN, "Rating scale")
