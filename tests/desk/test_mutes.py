"""Muted by a lead: one sentence, and nothing that they send has an effect, until a lead takes it back."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

SENTENCE = "A lead of Newsroom has muted you"


def told(newsroom: Newsroom, person: int) -> int:
    return sum(SENTENCE in text_of(message) for message in newsroom.telegram.from_bot(person))


def test_what_a_muted_person_has_and_a_desk_of_their_own(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.taken("The dam above the town has a crack of 30 metres", BEN)
    telegram.say(CARO, "/mute Ben")
    assert "1 claim is still theirs" in text_of(telegram.wait_for(CARO, "Ben is muted"))
    # He could not answer a reminder: the group has it.
    telegram.say(CARO, "/settings quiet off")
    telegram.advance(hours=24, minutes=5)
    assert "with Ben for 24 hours" in text_of(newsroom.card("1 claim waits", "On it"))
    newsroom.quiet(BEN, "claim waits")
    # Nobody is made to wait for him.
    telegram.say(CARO, "/assign 1")
    assert labels(telegram.wait_for(CARO, "Who should have #1?")) == ["Caro", "Ana"]
    telegram.say(CARO, "/assign 1 Ana")
    newsroom.card("Assignee: Ana", "Verdict")
    telegram.say(CARO, "/assign 1 Ben")
    telegram.wait_for(CARO, "Ben is muted here, and could do nothing about it")
    # What a lead of one desk decides does not reach another.
    telegram.say(BEN, "/setup")
    telegram.wait_for(BEN, "Your desk is open")
    telegram.say(BEN, "/claim The tower fell on Sunday")
    telegram.wait_for(BEN, "The tower fell", button="Take")
    assert newsroom.bot.ask("SELECT count(*) FROM claim WHERE desk_id = 1") == [(1,)]


def test_a_name_like_a_members(newsroom: Newsroom) -> None:
    """Whoever is muted may call themselves as they like: a member of that name is still found."""
    telegram = newsroom.telegram
    telegram.post("users", id=106, first_name="Ben", language_code="en")
    telegram.post(f"chats/{newsroom.group}/members", user=106, status="member")
    newsroom.reply(CARO, telegram.say(106, "Buy my coins", newsroom.group), "/mute")
    telegram.wait_for(CARO, "Ben is muted")
    telegram.say(CARO, "/mute Ben")
    newsroom.settle()
    muted = "SELECT p.telegram_id FROM mute m JOIN person p ON p.id = m.person_id ORDER BY m.id"
    assert newsroom.bot.ask(muted) == [(106,), (BEN,)]
    telegram.say(CARO, "/unmute Ben")
    telegram.wait_for(CARO, "Several people at this desk are called Ben")
    telegram.say(CARO, "/unmute @ben_checks")
    telegram.wait_for(CARO, "Ben is heard again")
    assert newsroom.bot.ask(muted) == [(106,)]


def test_a_member_and_a_stranger_are_muted_and_heard_again(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    card = newsroom.claim("The dam above the town has a crack of 30 metres")
    telegram.say(ANA, "/mute Ben")
    telegram.wait_for(ANA, "Only leads may do that")
    telegram.say(CARO, "/mute")
    telegram.wait_for(CARO, "Say whom: /mute @who")
    # A stranger who has only written to the bot is nobody that a lead could learn of.
    telegram.say(CARO, "/mute @dan_checks")
    telegram.wait_for(CARO, "I find nobody called @dan_checks at this desk")
    telegram.say(CARO, "/mute Caro")
    telegram.wait_for(CARO, "Caro leads this desk")

    # By her command, in reply to what a member said in the group; whatever he tries then does nothing.
    said = telegram.say(BEN, "Good morning", newsroom.group)
    newsroom.reply(CARO, said, "/mute")
    telegram.wait_for(CARO, "Ben is muted: what they send to Newsroom has no effect")
    assert SENTENCE in str(telegram.press(BEN, card, "Take").get("text"))
    newsroom.reply(BEN, card, "False: it is old https://example.org/a")
    for words in ("/claim The mayor resigned on Sunday", "/take 1", "/help"):
        telegram.say(BEN, words, newsroom.group)
    for words in (
        "/queue",
        "/claim The tower fell on Sunday",
        "The port of Karst has been closed since Friday",
    ):
        telegram.say(BEN, words)
    newsroom.settle()
    assert told(newsroom, BEN) == 1
    assert bot.ask("SELECT count(*), min(state) FROM claim") == [(1, "open")]
    assert not [m for m in telegram.from_bot(BEN) if "crack of 30 metres" in text_of(m)]
    asked = telegram.post("inline", **{"from": BEN}, query="dam crack")
    answer = telegram.get(f"inline/{asked['inline_query_id']}", timeout=20)
    assert not answer["results"]

    # A stranger who sits in the group, too; the page of members takes it back, or the list of the muted.
    telegram.post(f"chats/{newsroom.group}/members", user=DAN, status="member")
    said = telegram.say(DAN, "/queue", newsroom.group)
    newsroom.reply(CARO, said, "/mute")
    telegram.wait_for(CARO, "Dan is muted")
    telegram.say(DAN, "/join", newsroom.group)
    telegram.wait_for(DAN, SENTENCE)
    assert bot.ask("SELECT count(*) FROM member") == [(3,)]
    telegram.say(CARO, "/members")
    page = telegram.wait_for(CARO, "Newsroom: members", button="Ben")
    assert "muted" in text_of(page)
    telegram.press(CARO, page, "Ben")
    telegram.press(CARO, telegram.wait_for(CARO, "Ben @ben_checks", button="Unmute"), "Unmute")
    telegram.wait_for(CARO, "Ben is heard again")
    telegram.say(CARO, "/unmute")
    listed = telegram.wait_for(CARO, "Newsroom: muted", button="Dan")
    assert "heard again" in str(telegram.press(CARO, listed, "Dan").get("text"))
    telegram.wait_for(CARO, "Nobody is muted")
    telegram.say(DAN, "/join", newsroom.group)
    newsroom.card("Dan is a checker")
    telegram.press(BEN, card, "Take")
    newsroom.card("Assignee: Ben", "Verdict")
    written = bot.ask("SELECT count(*) FROM event WHERE deed = 'manage members'")
    assert written == [(4,)]
