"""Who submitted a claim: leads read it in its history, in private; nobody else, and nowhere else."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, text_of


def test_only_leads_read_who_submitted_it(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    since = {chat: len(telegram.from_bot(chat)) for chat in (newsroom.group, ANA, CARO)}
    telegram.say(BEN, "/claim The mill burned down on Sunday")
    card = newsroom.card("The mill burned", "Take")
    telegram.press(ANA, card, "Take")
    newsroom.card("Assignee: Ana", "Verdict")
    for person in (ANA, BEN, CARO, DAN):
        telegram.say(person, "/show 1")
        telegram.say(person, "/queue")
    telegram.say(CARO, "/digest")
    telegram.wait_for(CARO, "☀️")
    telegram.say(ANA, "/history 1")
    assert "Ben" not in text_of(telegram.wait_for(ANA, "History of #1"))
    newsroom.settle()
    telegram.advance(hours=24)
    newsroom.settle()
    for chat, before in since.items():
        shown = [text_of(message) for message in telegram.from_bot(chat)[before:]]
        assert not [words for words in shown if "The mill" in words and "Ben" in words], chat
    telegram.say(CARO, "/history 1")
    assert "Ben" in text_of(telegram.wait_for(CARO, "History of #1"))
    newsroom.quiet(DAN, "The mill")
    assert bot.program is not None
    assert not [line for line in bot.program.lines if "The mill" in line or "Ben" in line]
