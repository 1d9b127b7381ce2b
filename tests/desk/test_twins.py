"""The same claim again: an exact repeat adds an appearance, a likely one is shown, never merged by itself."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, DAN, labels, text_of

CLAIM = "40,000 Syrian fighters have signed up with Russian forces"


def test_an_exact_repeat_adds_an_appearance_and_says_so(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.say(BEN, "40000 SYRIAN fighters have signed up with Russian forces!")
    said = telegram.wait_for(BEN, "That is #1 already", button="Open #1")
    assert "It stands at: Open." in text_of(said)
    assert "Reopen" not in labels(said)
    assert "brought by 2 people" in text_of(newsroom.card("brought by 2 people"))

    telegram.say(ANA, "/decline 1 an opinion")
    newsroom.card("Declined")
    telegram.say(BEN, CLAIM)
    said = telegram.wait_for(BEN, "It stands at: Declined", button="New claim, it is another event")
    assert "Reopen" in labels(said)
    assert telegram.press(BEN, said, "New claim, it is another event")["text"] == "Queued as #2."
    newsroom.card("#2", "Take")
    assert telegram.press(BEN, said, "New claim, it is another event")["text"].startswith(
        "#2 with these words"
    )
    forged = {"chat": DAN, "message_id": 1, "from": DAN, "data": "anew:c1", "forge": True}
    made = telegram.post("press", **forged)
    assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]
    newsroom.settle()
    assert len(newsroom.in_group()) == 4


def test_another_figure_is_shown_as_a_likely_twin_with_what_differs(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.say(BEN, CLAIM.replace("40,000", "14,000"))
    card = newsroom.card("14,000", "Same")
    assert "Same as #1? 40,000 Syrian fighters" in text_of(card)
    assert "not the same figures" in text_of(card)
    assert telegram.press(ANA, card, "Different")["text"] == "#2 stays a claim of its own."
    newsroom.settle()
    assert "Same" not in labels(newsroom.card("14,000", "Take"))

    telegram.say(BEN, "Some 40,000 fighters from Syria have signed up with Russian forces")
    card = newsroom.card("Some 40,000", "Same")
    telegram.press(ANA, card, "Same")
    merged = newsroom.card("Merged into #")
    assert "Some 40,000" in text_of(merged)
    telegram.say(ANA, "Some 40,000 fighters from Syria have signed up with Russian forces")
    assert "Some" not in text_of(telegram.wait_for(ANA, "That is #1 already"))
