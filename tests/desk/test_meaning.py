"""A claim in wholly other words, for a newsroom that has a model of meanings and for one that has none."""

from pathlib import Path

from tests.desk.conftest import Newsroom
from tests.meanings import SAME, make_model
from tests.people import ANA, BEN, DAN, labels, text_of

RESIGNED, QUIT = (
    "The mayor resigned, with 40,000 fighters watching",
    "Town head quit before a crowd of 14,000",
)


def test_other_words_are_recognised_by_a_model_and_only_by_one(newsroom: Newsroom, tmp_path: Path) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    newsroom.claim(RESIGNED)
    telegram.say(BEN, "The bridge is closed since Monday")
    newsroom.card("#2", "Take")
    telegram.say(BEN, QUIT)
    assert "Same" not in labels(newsroom.card("#3", "Take"))
    assert not bot.ask("SELECT 1 FROM claim_vector")

    # The model is set; it reads what is there already.
    bot.stop()
    bot.env |= {"SEMANTIC_MODEL": str(make_model(tmp_path / "model")), "SEMANTIC_LIKELY": "0.75"}
    bot.start()
    newsroom.settle()
    assert bot.ask("SELECT claim_id FROM claim_vector ORDER BY claim_id") == [(1,), (2,), (3,)]
    telegram.say(ANA, "Mayor quit", newsroom.group)  # no command: nobody reads it
    telegram.say(DAN, QUIT)
    telegram.wait_for(DAN, "You belong to no desk yet")
    telegram.say(BEN, "A head resigned: 9,000 saw it")
    card = newsroom.card("A head resigned", "Same")
    said = text_of(card)
    assert "Same as #1? The mayor" in said or "Same as #3? Town head" in said
    assert "Alike in meaning" in said
    assert "not the same figures" in said
    telegram.say(BEN, "The crossing is shut")
    card = newsroom.card("The crossing is shut", "Same")
    assert "Same as #2? The bridge" in text_of(card)
    telegram.press(ANA, card, "Same")
    newsroom.card("Merged into #2")
    telegram.say(BEN, "It rained over the harbour on Monday")
    assert "Same" not in labels(newsroom.card("It rained", "Take"))

    # Another model reads all of it anew.
    ((before,),) = bot.ask("SELECT DISTINCT model FROM claim_vector")
    bot.stop()
    bot.env["SEMANTIC_MODEL"] = str(make_model(tmp_path / "other", (*SAME[1:], SAME[0])))
    bot.start()
    newsroom.settle()
    ((after, many),) = bot.ask("SELECT model, count(*) FROM claim_vector GROUP BY model")
    assert after != before
    assert many == 6


def test_with_a_desk_of_one_goes_what_a_model_made_of_its_claims(newsroom: Newsroom, tmp_path: Path) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    bot.stop()
    bot.env["SEMANTIC_MODEL"] = str(make_model(tmp_path / "model"))
    bot.start()
    newsroom.claim(RESIGNED)
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "desk")
    newsroom.settle()
    telegram.say(DAN, f"/claim {QUIT}")
    telegram.wait_for(DAN, "Town head quit", button="Take")
    assert bot.ask("SELECT count(*) FROM claim_vector") == [(2,)]
    telegram.say(DAN, "/forget")
    asked = telegram.wait_for(DAN, "forget", button="Forget me")
    telegram.press(DAN, asked, "Forget me")
    newsroom.settle()
    assert bot.ask("SELECT claim_id FROM claim_vector") == [(1,)]
