"""The queue, the card's one place in a chat, and merging: what stands once stands once."""

from sqlalchemy import create_engine, text

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, labels, text_of

DAM = "The dam above the town has a crack of 30 metres"


def test_one_live_card_and_words_without_the_command(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    first = newsroom.claim(DAM)
    telegram.say(BEN, "/show 1", newsroom.group)
    newsroom.settle()
    cards = [message for message in telegram.from_bot(newsroom.group) if "Take" in labels(message)]
    assert [message["message_id"] > first["message_id"] for message in cards] == [True]
    earlier = newsroom.card("#1 stands further down")
    assert earlier["message_id"] == first["message_id"]
    assert not labels(earlier)
    # A reply to the earlier one still speaks about the claim.
    newsroom.reply(ANA, earlier, "False: it is a shadow https://example.org/dam")
    newsroom.card("says Ana", "Agree")
    telegram.say(CARO, "/claim The mayor resigned on Sunday")
    newsroom.card("The mayor resigned")
    newsroom.settle()
    engine = create_engine(newsroom.bot.env["DATABASE_URL"])
    with engine.connect() as connection:
        seen = connection.execute(text("SELECT text FROM appearance ORDER BY id")).scalars().all()
    engine.dispose()
    assert seen == [DAM, "The mayor resigned on Sunday"]
    # What is said about a question of one's own is nobody else's matter.
    before = len(telegram.from_bot(newsroom.group))
    telegram.say(ANA, "/verdict 2 False", newsroom.group)
    newsroom.card("Why False?")
    telegram.say(ANA, "/cancel", newsroom.group)
    telegram.wait_for(ANA, "Good, I ask no more.")
    newsroom.settle()
    assert len(telegram.from_bot(newsroom.group)) == before + 1


def test_a_persons_list_stays_theirs_when_another_turns_its_page(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    for number in range(1, 11):
        newsroom.claim(f"Tunnel number {number} under the river has been flooded since Monday")
        telegram.say(ANA, f"/take {number}", newsroom.group)
    newsroom.settle()
    telegram.say(ANA, "/queue mine", newsroom.group)
    telegram.press(BEN, newsroom.card("Mine · 10", "›"), "›")
    newsroom.card("Mine · 10 · page 2 of 2", "‹")


def test_merging_and_un_merging(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(DAM)
    newsroom.claim("A crack runs through the dam above the town", BEN)
    newsroom.claim("The port of Karst has been closed since Friday")
    for words, answer in (
        ("/merge 2", "like /merge 2 1"),
        ("/merge 2 2", "cannot be merged into itself"),
        ("/merge 2 9", "There is no claim #9"),
        ("/unmerge 2", "#2 is not merged into another claim"),
    ):
        telegram.say(ANA, words)
        telegram.wait_for(ANA, answer)
    telegram.say(ANA, "/merge 2 1", newsroom.group)
    newsroom.card("Merged into #1")
    newsroom.card("brought by 2 people")
    telegram.say(BEN, "/take 2")
    telegram.wait_for(BEN, "/unmerge 2")
    telegram.say(BEN, "/unmerge 2", newsroom.group)
    newsroom.card("A crack runs through", "Take")
    newsroom.settle()
    assert not [words for words in newsroom.in_group() if "brought by" in words]
    telegram.say(ANA, "/merge 3 1")
    # The reference by which a reply to it is understood, should its id be lost.
    assert "start=c3" in str(telegram.wait_for(ANA, "#3 is part of #1 now"))
    telegram.say(ANA, "/undo")
    telegram.wait_for(ANA, "Taken back: #3")
    newsroom.card("The port of Karst", "Take")
    telegram.say(CARO, "/history 3")
    assert "merged" in text_of(telegram.wait_for(CARO, "undone"))
