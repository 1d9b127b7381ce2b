"""What happens to people and groups: blocked, thrown out, muted, demoted, grown into a supergroup, topics gone.

Whatever was meant for them waits, goes elsewhere, or ends with a reason; a lead hears of it in private.
"""

from typing import Any

import pytest

from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.looking_at_calls import calls, standing, wait_for_calls
from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, text_of

WORDS = "The tower fell on Sunday"


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    room = open_newsroom(telegram, bot)
    room.settle()
    return room


def status_of(room: Newsroom) -> str:
    """What /status tells Caro."""
    since = room.telegram.now()
    room.telegram.say(CARO, "/status")
    room.settle()
    (said,) = [
        line for line in calls(room.telegram, "sendMessage", CARO, ": status", since=since) if line["ok"]
    ]
    return str(said["text"])


def test_whoever_blocks_the_bot_gets_everything_on_return(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.taken(WORDS, ANA)
    telegram.say(ANA, "/verdict 1 False: nobody else has it https://example.org/1")
    newsroom.card("Ana", "Agree")
    newsroom.settle()
    telegram.post("block", **{"from": ANA}, blocked=True)
    telegram.say(CARO, "/changes 1 which tower?")
    newsroom.settle()
    assert "Ana (1 message waits): has not pressed Start, or has blocked me" in status_of(newsroom)
    telegram.post("block", **{"from": ANA}, blocked=False)
    telegram.wait_for(ANA, "which tower?")
    newsroom.settle()
    assert standing(telegram, ANA, "which tower?") == 1
    assert "Ana" not in status_of(newsroom)


def test_who_blocked_it_unnoticed_shows_by_the_refusal(newsroom: Newsroom) -> None:
    """The update about the block is not here yet when a message is refused."""
    telegram = newsroom.telegram
    telegram.post(
        "faults",
        kind="403",
        method="sendMessage",
        chat=ANA,
        description="Forbidden: bot was blocked by the user",
    )
    telegram.say(ANA, "/mine", newsroom.group)
    newsroom.settle()
    assert "Ana (1 message waits)" in status_of(newsroom)
    telegram.start(ANA)
    newsroom.settle()
    assert len([line for line in calls(telegram, "sendMessage", ANA) if line["ok"]]) >= 2
    assert not newsroom.bot.ask("SELECT id FROM outbox WHERE status NOT IN ('sent', 'cancelled')")


def test_a_person_who_never_pressed_start(newsroom: Newsroom) -> None:
    """Written to by nobody: what is for them waits, and comes when they start the bot."""
    telegram = newsroom.telegram
    telegram.post("users", id=106, first_name="Finn", language_code="en")
    telegram.post(f"chats/{newsroom.group}/members", user=106, status="member")
    telegram.say(106, "/join", newsroom.group)
    newsroom.card("Finn")
    telegram.say(106, f"/claim {WORDS}", newsroom.group)
    newsroom.card(WORDS, "Take")
    telegram.say(ANA, "/verdict 1 False: nobody else has it https://example.org/1")
    newsroom.card("In review", "Agree")
    telegram.say(BEN, "/agree 1")
    newsroom.card("Closed")
    newsroom.settle()
    assert not calls(telegram, "sendMessage", 106), "nobody is written to who never started the bot"
    assert "Finn (1 message waits)" in status_of(newsroom)
    telegram.start(106)
    telegram.wait_for(106, "False")


def kick(room: Newsroom, status: str = "kicked") -> None:
    room.telegram.post(f"chats/{room.group}/bot", status=status, by=CARO)


@pytest.mark.parametrize("told", [True, False], ids=["by the update", "by the refusal"])
def test_thrown_out_of_the_group_and_back(newsroom: Newsroom, told: bool) -> None:
    telegram = newsroom.telegram
    if told:
        kick(newsroom)
    else:
        telegram.post(
            "faults",
            kind="403",
            method="sendMessage",
            chat=newsroom.group,
            description="Forbidden: bot was kicked from the supergroup chat",
            count=2,
        )
    for words in (WORDS, "The bridge was closed on Monday, the mayor said"):
        telegram.say(ANA, words)
    telegram.wait_for(ANA, "Queued #2")
    news = telegram.wait_for(CARO, "I was removed from the group of Newsroom")
    assert "put me back and it is sent" in text_of(news)
    newsroom.settle()
    assert standing(telegram, CARO, "I was removed") == 1
    assert not standing(telegram, ANA, "I was removed")
    assert not standing(telegram, DAN, "I was removed")
    said = status_of(newsroom)
    assert "Waits for the group" in said
    assert "2 messages wait: I am not in the group any more. Put me back." in said

    if told:
        kick(newsroom, "administrator")
    else:
        # Nobody told us of the return either: an hour later one message is tried.
        telegram.advance(hours=1, seconds=1)
    newsroom.card(WORDS, "Take")
    newsroom.card("The bridge was closed", "Take")
    newsroom.settle()
    assert standing(telegram, newsroom.group, WORDS) == 1
    assert "Waits for the group" not in status_of(newsroom)
    assert newsroom.bot.ask("SELECT paused_at FROM desk") == [(None,)]


def test_muted_in_the_group(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    refused = "Bad Request: not enough rights to send text messages to the chat"
    telegram.post(
        "faults", kind="400", method="sendMessage", chat=newsroom.group, description=refused, count=2
    )
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    news = telegram.wait_for(CARO, "I may not write in the group of Newsroom")
    assert "within the hour" in text_of(news)
    assert "1 message waits: I may not write in the group. Give me the right" in status_of(newsroom)
    telegram.advance(hours=1, seconds=1)
    newsroom.settle()
    assert not standing(telegram, newsroom.group, WORDS), "it was refused once more"
    telegram.advance(hours=1, seconds=1)
    newsroom.card(WORDS, "Take")
    newsroom.settle()
    assert standing(telegram, CARO, "I may not write in the group of") == 1


def test_losing_administrator_rights_is_told_and_the_desk_works_on(newsroom: Newsroom) -> None:
    newsroom.telegram.post(f"chats/{newsroom.group}/bot", status="member", by=CARO)
    newsroom.telegram.wait_for(CARO, "I am no longer an administrator of the group of Newsroom")
    newsroom.telegram.press(BEN, newsroom.claim(WORDS), "Take")
    newsroom.card("Assignee: Ben")


def small_newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    """The same desk in a basic group."""
    group = telegram.post("chats", type="group", title="Newsroom", members=[ANA, BEN, CARO], admins=[CARO])[
        "id"
    ]
    telegram.post(f"chats/{group}/bot", status="administrator", by=CARO)
    telegram.start(ANA, BEN, CARO)
    telegram.say(CARO, "/setup", group)
    opened = telegram.wait_for(group, "desk is open", button="Join")
    for person in (ANA, BEN):
        telegram.press(person, opened, "Join")
    room = Newsroom(telegram, bot, int(group))
    room.settle()
    return room


@pytest.mark.parametrize("first", ["error", "update", "at once"])
def test_a_group_grows_into_a_supergroup(telegram: Telegram, bot: Bot, first: str) -> None:
    """The refusal and the service message come in either order; the desk moves once, nothing is lost, and no
    number of the old group is taken for one of the new group's."""
    old = small_newsroom(telegram, bot)
    card = old.claim(WORDS)
    telegram.say(ANA, "/take 1")
    old.card("Assignee: Ana")
    telegram.say(ANA, "/verdict 1 False: nobody else has it https://example.org/1")
    review = old.card("Ana", "Agree")
    old.settle()
    if first == "error":
        # A message for the group waits for its second attempt while the group grows.
        telegram.post("faults", kind="500", method="sendMessage", chat=old.group)
        telegram.say(ANA, "The bridge was closed on Monday, the mayor said")
        wait_for_calls(telegram, 1, "sendMessage", old.group, "The bridge")
        telegram.post("faults", kind="500", method="getUpdates", count=2)
        moved = telegram.post(f"chats/{old.group}/migrate")
    elif first == "update":
        moved = telegram.post(f"chats/{old.group}/migrate")
        telegram.settle()
        telegram.say(ANA, "The bridge was closed on Monday, the mayor said")
    else:
        telegram.say(ANA, "The bridge was closed on Monday, the mayor said")
        moved = telegram.post(f"chats/{old.group}/migrate")
    room = Newsroom(telegram, bot, int(moved["id"]))
    room.card("The bridge was closed", "Take")
    room.settle()
    assert bot.ask("SELECT chat_id, paused_at FROM desk") == [(room.group, None)]
    assert standing(telegram, room.group, "The bridge was closed") == 1
    assert not bot.ask("SELECT id FROM outbox WHERE status NOT IN ('sent', 'cancelled')")

    # An edit of a message of the old group is taken back with a reason; the new group gets a card on demand.
    telegram.say(BEN, "/agree 1")
    telegram.wait_for(BEN, "You agreed to the verdict on #1")
    room.settle()
    assert not bot.ask("SELECT id FROM outbox WHERE status NOT IN ('sent', 'cancelled')")
    telegram.say(BEN, "/show 1", room.group)
    room.card(WORDS, "History")
    room.settle()

    # The numbers of the new group begin afresh: some member's message has the number of the old card.
    for _ in range(max(card["message_id"], review["message_id"])):
        said = telegram.say(BEN, "Is anybody there?", room.group)
        if said["message_id"] == card["message_id"]:
            break
    since = telegram.now()
    telegram.say(ANA, "True: I saw it https://example.org/2", room.group, reply_to=said["message_id"])
    room.settle()
    assert not calls(telegram, "sendMessage", room.group, since=since)
    assert bot.ask("SELECT count(*) FROM verdict WHERE rating = 'true'") == [(0,)]


def forum(telegram: Telegram, bot: Bot) -> tuple[Newsroom, int]:
    """A desk in a topic of a forum."""
    group = telegram.post(
        "chats", type="supergroup", title="Newsroom", members=[ANA, BEN, CARO], admins=[CARO], is_forum=True
    )["id"]
    telegram.post(f"chats/{group}/bot", status="administrator", by=CARO, rights={"can_manage_topics": False})
    thread = telegram.post(f"chats/{group}/topics", name="Checks", by=CARO)["message_thread_id"]
    telegram.start(ANA, BEN, CARO)
    telegram.say(CARO, "/setup", group, thread=thread)
    telegram.press(ANA, telegram.wait_for(group, "desk is open", button="Join"), "Join")
    room = Newsroom(telegram, bot, int(group))
    room.settle()
    return room, int(thread)


@pytest.mark.parametrize("change", [{"deleted": True}, {"closed": True}], ids=["deleted", "closed"])
def test_a_topic_is_gone_and_the_desk_goes_on_in_general(
    telegram: Telegram, bot: Bot, change: dict[str, Any]
) -> None:
    room, thread = forum(telegram, bot)
    telegram.say(ANA, f"/claim {WORDS}", room.group, thread=thread)
    room.card(WORDS, "Take")
    telegram.post(f"chats/{room.group}/topics/{thread}", by=CARO, **change)
    telegram.say(ANA, "The bridge was closed on Monday, the mayor said")
    card = room.card("The bridge was closed", "Take")
    assert "message_thread_id" not in card
    room.settle()
    assert bot.ask("SELECT topic_id, paused_at FROM desk") == [(0, None)]
    assert len(calls(telegram, "sendMessage", room.group, "The bridge was closed")) == 2, (
        "once refused, once sent"
    )
    telegram.press(ANA, card, "Take")
    room.card("Assignee: Ana")
    # The card that went with the topic comes anew where the desk is now.
    telegram.say(ANA, "/show 1", room.group)
    shown = [m for m in telegram.from_bot(room.group) if WORDS in text_of(m) and "message_thread_id" not in m]
    telegram.wait_for(room.group, WORDS)
    room.settle()
    assert bot.ask("SELECT DISTINCT topic_id FROM card") == [(0,)]
    assert not bot.ask("SELECT id FROM outbox WHERE status NOT IN ('sent', 'cancelled')")
    assert shown is not None


def test_a_topic_is_gone_and_general_is_another_desks(telegram: Telegram, bot: Bot) -> None:
    """Nothing crosses from desk to desk: it waits, and the lead hears why."""
    room, thread = forum(telegram, bot)
    telegram.say(CARO, "/setup", room.group)
    room.settle()
    telegram.post(f"chats/{room.group}/topics/{thread}", by=CARO, closed=True)
    telegram.say(ANA, WORDS)
    telegram.wait_for(CARO, "General belongs to another desk")
    room.settle()
    assert not standing(telegram, room.group, WORDS)
    telegram.post(f"chats/{room.group}/topics/{thread}", by=CARO, closed=False)
    telegram.advance(hours=1, seconds=1)
    card = room.card(WORDS, "Take")
    assert card["message_thread_id"] == thread
