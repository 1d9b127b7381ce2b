"""The same claim again: an exact repeat adds an appearance, a likely one is shown, never merged by itself."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

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


def test_a_claim_in_another_script_is_recognised_by_names_figures_and_days(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim("Drones struck the Kherson children's hospital on 12 November, 7 people were killed", ANA)
    telegram.say(
        BEN, "/claim Дрони влучили в дитячу лікарню в Херсоні 12 листопада, загинули 7 людей", newsroom.group
    )
    card = text_of(newsroom.card("Дрони", "Same"))
    assert "Same as #1? Drones struck the Kherson" in card
    assert "In both: Дрони, Херсоні, 7, 12 листопада" in card
    newsroom.claim("Зеленский заявил, что под Бахмутом окружены 40 тысяч солдат", CARO)
    telegram.say(DAN, "Zelensky says 40,000 soldiers are surrounded near Bakhmut")
    newsroom.settle()
    assert not any("#3" in text_of(message) for message in telegram.messages(DAN))
    telegram.say(BEN, "/claim Zelensky says 40,000 soldiers are surrounded near Bakhmut", newsroom.group)
    card = text_of(newsroom.card("Zelensky says", "Same"))
    assert "Same as #3? Зеленский заявил" in card
    assert "In both: Zelensky, Bakhmut, 40,000" in card
    newsroom.claim("Zelensky says 40,000 new homes will be built", ANA)
    assert "Same as" not in text_of(newsroom.card("new homes"))


def test_what_is_merged_is_shown_with_the_whole_and_comes_back(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim("The dam at Karst broke on Monday", ANA)
    newsroom.claim("Water from Karst floods the lower town", BEN)
    newsroom.claim("Karst is under water, the mayor says", CARO)
    telegram.say(BEN, "/source 2 reports Radio Karst https://radio.example.org/1", newsroom.group)
    newsroom.card("Radio Karst reports")
    telegram.say(ANA, "/merge 2 1", newsroom.group)
    merged = newsroom.card("Merged into #1", "Open #1")
    newsroom.settle()
    whole = text_of(newsroom.card("The dam at Karst"))
    assert "Radio Karst reports" in whole
    assert "brought by 2 people" in whole
    # What was merged into a part belongs to the whole as well.
    telegram.say(ANA, "/merge 1 3", newsroom.group)
    newsroom.card("Merged into #3")
    newsroom.settle()
    whole = text_of(newsroom.card("the mayor says"))
    assert "Radio Karst reports" in whole
    assert "brought by 3 people" in whole
    # The same words again still count, where they belong.
    telegram.say(CARO, "Water from Karst floods the lower town")
    telegram.wait_for(CARO, "That is #3 already")

    telegram.say(ANA, "/unmerge 2", newsroom.group)
    newsroom.settle()
    part = text_of(newsroom.card("floods the lower town", "Take"))
    assert "Radio Karst reports" in part
    assert "brought by 2 people" in part
    whole = text_of(newsroom.card("the mayor says"))
    assert "Radio Karst" not in whole
    assert "brought by 2 people" in whole
    assert merged["message_id"] == newsroom.card("floods the lower town")["message_id"]
    telegram.say(ANA, "/history 3")
    assert "merged · Ana: #1 is the part" in text_of(telegram.wait_for(ANA, "History of #3"))


def test_neither_into_itself_nor_in_a_circle(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim("The dam at Karst broke on Monday")
    newsroom.claim("Fighters from Syria have signed up")
    telegram.say(ANA, "/merge 1 1")
    telegram.wait_for(ANA, "A claim cannot be merged into itself.")
    telegram.say(ANA, "/merge 1 2")
    telegram.wait_for(ANA, "#1 is part of #2 now.")
    telegram.say(ANA, "/merge 2 1")
    telegram.wait_for(ANA, "#1 is part of #2 already, so it cannot go the other way too.")
    telegram.say(ANA, "/merge 1 2")
    telegram.wait_for(ANA, "#1 was merged into another claim.")
    telegram.say(DAN, "/unmerge 1")
    telegram.wait_for(DAN, "You belong to no desk yet")
    telegram.say(ANA, "/unmerge 1")
    telegram.wait_for(ANA, "#1 is a claim of its own again.")
    telegram.say(ANA, "/unmerge 1")
    telegram.wait_for(ANA, "#1 is not merged into another claim.")
    ((merges,),) = newsroom.bot.ask("SELECT count(*) FROM event WHERE deed = 'merge'")
    assert merges == 2


def test_whoever_had_a_claim_is_told_that_another_has_it(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.taken(CLAIM, ANA)
    telegram.say(CARO, "/assign 1 Ben", newsroom.group)
    telegram.wait_for(BEN, "Caro gave you #1.")
    told = telegram.wait_for(ANA, "Caro gave #1 to Ben: it is no longer yours.")
    assert "40,000 Syrian fighters" in text_of(told)
    newsroom.quiet(DAN, "#1")
    newsroom.quiet(CARO, "no longer yours")
