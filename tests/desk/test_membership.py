"""Opening desks, belonging to several, and leaving: what a person may see and what becomes of their work."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, text_of


def test_a_desk_of_ones_own_beside_the_teams(newsroom: Newsroom) -> None:
    """Ana checks in the newsroom and opens a desk of her own: it is hers from then on, and opened once."""
    telegram = newsroom.telegram
    telegram.say(ANA, "/setup")
    opened = telegram.wait_for(ANA, "Your desk is open")
    assert "private messages are for it" in text_of(opened)
    telegram.say(ANA, "/setup")
    telegram.wait_for(ANA, "My desk: settings")
    telegram.say(ANA, "/claim The mayor resigned on Sunday")
    telegram.wait_for(ANA, "The mayor resigned", button="Take")
    newsroom.settle()
    assert not [words for words in newsroom.in_group() if "mayor" in words]


def test_a_stranger_learns_of_no_claim_whether_it_exists(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim("The dam above the town has a crack of 30 metres")
    answers = []
    for number in (1, 999):
        before = len(telegram.from_bot(DAN))
        telegram.follow(DAN, f"https://t.me/desk_bot?start=c{number}")
        newsroom.settle()
        answers.append([text_of(message) for message in telegram.from_bot(DAN)[before:]])
    assert answers[0] == answers[1] != []
    alerts = []
    for number in (1, 999):
        made = telegram.post(
            "press",
            chat=newsroom.group,
            message_id=card["message_id"],
            **{"from": DAN},
            data=f"take:c{number}",
            forge=True,
        )
        alerts.append(telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["text"])
    assert alerts[0] == alerts[1] != ""


def test_whoever_leaves_gives_their_claims_back(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim("The dam above the town has a crack of 30 metres")
    newsroom.claim("The mayor resigned on Sunday after eleven years")
    newsroom.claim("The port of Karst has been closed since Friday")
    for number, person in ((1, ANA), (2, ANA), (3, BEN)):
        telegram.say(person, f"/take {number}", newsroom.group)
    telegram.say(ANA, "/verdict 2 False: she has not https://example.org/a")
    newsroom.card("False, says Ana", "Agree")
    telegram.post(f"chats/{newsroom.group}/members", user=ANA, status="left")
    newsroom.settle()
    cards = {text.split(" ")[1]: text for text in newsroom.in_group() if text[:1] in "⚪🟡🟣"}
    assert "Open" in cards["#1"]
    assert "Open" in cards["#2"]
    assert "Verdict" not in cards["#2"]
    assert "Assignee: Ben" in cards["#3"]
    telegram.say(BEN, "/take 1", newsroom.group)
    newsroom.card("The dam above the town", "Verdict")
    telegram.say(CARO, "/history 1")
    telegram.wait_for(CARO, "released")


def test_a_group_without_a_desk_is_greeted_once(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    group = telegram.group("Quiet room", admin=False)
    telegram.wait_for(group, "opens it here with /setup")
    telegram.post(f"chats/{group}/bot", status="administrator", by=CARO)
    newsroom.settle()
    assert len(telegram.from_bot(group)) == 1
    # Telegram does not answer: an administrator is not told that they are none.
    telegram.post("faults", method="getChatAdministrators", kind="400", count=1, description="Bad Request")
    telegram.say(CARO, "/setup", group)
    telegram.wait_for(CARO, "Telegram did not answer")
    telegram.say(CARO, "/setup", group)
    opened = telegram.wait_for(group, "desk is open")
    # Chatter under what the bot said about no claim is left alone; a member is answered in private.
    newsroom.settle()
    before = len(telegram.from_bot(group)), len(telegram.from_bot(DAN))
    telegram.post(f"chats/{group}/members", user=DAN, status="member")
    for person in (DAN, CARO):
        newsroom.reply(person, opened, "thank you!")
    telegram.wait_for(CARO, "That message is not about a claim")
    newsroom.settle()
    assert (len(telegram.from_bot(group)), len(telegram.from_bot(DAN))) == before
