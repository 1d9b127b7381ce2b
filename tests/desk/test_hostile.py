"""What people may send by mistake or in bad faith: nobody learns, loses or breaks anything by it."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.app import COMMANDS, PRESSES
from tests.desk.conftest import Newsroom, open_newsroom
from tests.people import ANA, BEN, CARO, DAN, EVE, Bot, Telegram, labels, text_of

RLO = "\u202e"
NAME = f"<b>Ana</b> &amp; {RLO}Join [x](tg://user?id=1) https://a.example/"
HUGE = "9" * 20
"""More than 64 bits hold."""

REFERENCES = ("", "c", "c0", "c-1", f"c{HUGE}", "c٣٣٣", "r1", f"r{HUGE}:1", "d2", f"d{HUGE}")
"""Numbers of nothing, in every shape that a client may send."""
PAGES = ("d1:0001-01-01:0", "d1:9999-12-31:0", "d1:2026-02-30:0", "d1:now:9999", "all:999999", HUGE, "٣")
TAILS = (f"p{HUGE}", "p1:yes", "p٣:no", f"t{HUGE}", "t2", f"v{HUGE}:x", "<b>:v1", "")
"""What may follow a claim that there is, in presses that need more than a claim."""
NEED_MORE = {
    "meant",
    "which",
    "stance",
    "rate",
    "same",
    "priority",
    "snoozed",
    "disagreewith",
    "overrulewith",
}

ARGUMENTS = (
    "",
    "\u200b\u2060",
    "٣",
    "1" * 30,
    "-1",
    f"1 {'<' * 3900}",
    f"1 False: {'&' * 3900} https://a.example",
    f"1 {'😀' * 1900}",
    f"1 {RLO}<a href='x'>\x00 \u2066",
    "1 https://[oops",
    "1 confirms https://a.example\uff03@b.example/",
    "1 @",
    "1 99999999999 weeks",
    "9999-12-31",
    '" OR NEAR(a* (',
    "c1\nmore-c1",
)


@dataclass
class Town(Newsroom):
    """A newsroom with one claim (key 1), Dan at a desk of his own with one claim (key 2), and Eve the stranger."""

    calls: int = 0
    """The ledger's line that the checks begin after."""
    lines: int = 0

    def forge(self, person: int, chat: int, message: int, data: str) -> str:
        made = self.telegram.post(
            "press", chat=chat, message_id=message, **{"from": person}, data=data, forge=True
        )
        return str(made["callback_query_id"])

    def answer(self, press: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.telegram.get(f"answers/{press}", timeout=20)
        return answer

    def nothing_broke(self) -> None:
        """No update was set aside, no message refused, and nothing failed unseen."""
        self.settle()
        assert not self.bot.ask("SELECT error, raw FROM set_aside")
        assert not self.bot.ask("SELECT purpose, reason, payload FROM outbox WHERE status = 'dead'")
        lines = self.telegram.ledger(self.calls)
        refused = [
            line
            for line in lines
            if line["kind"] == "call" and not line["ok"] and "not modified" not in line["description"]
        ]
        assert not refused
        assert self.bot.program is not None
        said = self.bot.program.lines
        assert not [line for line in said[self.lines :] if "ERROR" in line or "Traceback" in line]
        self.calls = int(lines[-1]["n"]) if lines else self.calls
        self.lines = len(said)


@pytest.fixture
def town(whole_town: Town) -> Town:
    """What these tests do in a minute is more than one person may."""
    whole_town.bot.tell("DELETE FROM sender_allowance")
    return whole_town


@pytest.fixture(scope="module")
def whole_town(module_bot: Bot) -> Town:
    telegram, bot = module_bot.telegram, module_bot
    room = open_newsroom(telegram, bot)
    telegram.post("users", id=EVE, first_name="Eve", language_code="en")
    telegram.post(f"chats/{room.group}/members", user=EVE, status="member")
    telegram.start(EVE)
    room.claim("The dam above the town has a crack of 30 metres")
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "Your desk is open")
    telegram.say(DAN, "/claim The mayor resigned on Sunday")
    telegram.wait_for(DAN, "The mayor resigned", button="Take")
    return Town(telegram, bot, room.group)


@pytest.mark.parametrize("verb", [*PRESSES, "", "nothing"])
def test_a_forged_press_is_answered_and_does_nothing(town: Town, verb: str) -> None:
    card, own = town.card("crack of 30 metres"), town.telegram.from_bot(DAN)[-1]
    since = town.telegram.now()
    data = [f"{verb}:{one}" for one in (*REFERENCES, *PAGES)]
    data += [f"{verb}:c1:{tail}" for tail in TAILS if verb in NEED_MORE]
    presses = {(one, ANA): town.forge(ANA, town.group, card["message_id"], one) for one in data}
    if verb != "join":
        of_eve = (verb, f"{verb}:c{HUGE}", f"{verb}:c1:p{HUGE}", f"{verb}:c1:t{HUGE}")
        presses |= {(one, EVE): town.forge(EVE, town.group, card["message_id"], one) for one in of_eve}
    known = {
        (person, chat, key): town.forge(person, chat, message, f"{verb}:c{key}:v1")
        for person, chat, message, keys in (
            (EVE, town.group, card["message_id"], (1, 2, 99)),
            (EVE, EVE, 1, (1, 2, 99)),
            (DAN, DAN, own["message_id"], (1, 99)),
            (ANA, town.group, card["message_id"], (2, 99)),
        )
        for key in keys
        if verb != "join"
    }
    answers = {which: town.answer(press) for which, press in presses.items()}
    assert not [which for which, answer in answers.items() if not answer["answered"]]
    assert not [which for which, answer in answers.items() if len(answer["text"] or "") > 200]
    said: dict[tuple[int, int], set[tuple[Any, ...]]] = {}
    for (person, chat, _), press in known.items():
        answer = town.answer(press)
        assert answer["answered"]
        said.setdefault((person, chat), set()).add((answer["text"], answer["url"]))
    assert not [which for which, heard in said.items() if len(heard) > 1], said
    assert not [one for (one, person), answer in answers.items() if person == EVE and not answer["text"]]
    town.nothing_broke()
    assert town.new_in_group(since) == 0
    assert text_of(town.card("crack of 30 metres")) == text_of(card)


@pytest.mark.parametrize("command", sorted({*COMMANDS, "nothing"} - {"join"}))
def test_a_command_with_odd_words_gets_a_sentence(town: Town, command: str) -> None:
    for words in ARGUMENTS:
        town.telegram.say(CARO, f"/{command} {words}")
    for words in ("", "1", "c1"):
        town.telegram.say(EVE, f"/{command} {words}", town.group)
        town.telegram.say(DAN, f"/{command} {words}")
    town.settle()
    town.nothing_broke()
    for chat in (EVE, DAN):
        assert not [m for m in town.telegram.from_bot(chat) if "crack of 30" in text_of(m)]


@dataclass
class Crowd:
    room: Newsroom
    people: list[int] = field(default_factory=list)


@pytest.fixture
def crowd(newsroom: Newsroom) -> Crowd:
    """Twenty more checkers."""
    people = list(range(200, 220))
    opened = newsroom.card("desk is open", "Join")
    for person in people:
        newsroom.telegram.post("users", id=person, first_name=f"{NAME} {person}", language_code="en")
        newsroom.telegram.post(f"chats/{newsroom.group}/members", user=person, status="member")
        newsroom.telegram.start(person)
        newsroom.telegram.press(person, opened, "Join")
    return Crowd(newsroom, people)


def at_once(room: Newsroom, presses: list[tuple[int, dict[str, Any], str]]) -> list[dict[str, Any]]:
    """Presses, one right after the other, and then the answers to all."""
    made = [
        room.telegram.post(
            "press",
            chat=message["chat"]["id"],
            message_id=message["message_id"],
            **{"from": person},
            data=data,
            forge=True,
        )
        for person, message, data in presses
    ]
    return [room.telegram.get(f"answers/{one['callback_query_id']}", timeout=20) for one in made]


def broken(room: Newsroom) -> list[Any]:
    room.settle()
    return [
        *room.bot.ask("SELECT error FROM set_aside"),
        *room.bot.ask("SELECT purpose, reason FROM outbox WHERE status = 'dead'"),
    ]


def test_one_of_twenty_gets_the_claim_and_all_may_disagree(crowd: Crowd) -> None:
    room = crowd.room
    card = room.claim("The bridge at Karst has been closed since Monday")
    answers = at_once(room, [(person, card, "take:c1") for person in crowd.people])
    assert [answer["text"] for answer in answers].count("You took #1.") == 1
    assert sum("is with" in answer["text"] for answer in answers) == len(crowd.people) - 1
    assert all(len(answer["text"]) <= 200 for answer in answers)
    # What stays of all their words still fits one message.
    room.reply(ANA, card, f"False: {'no such thing & ' * 200} https://a.example/x")
    review = room.card("says Ana", "Agree")
    for person in crowd.people:
        room.telegram.say(person, f"/disagree 1 Mixture: {'<half>& ' * 480}", room.group)
    room.card("disputed")
    assert not broken(room)
    answers = at_once(room, [(person, review, "agree:c1:v1") for person in crowd.people[:3]])
    assert all(answer["answered"] for answer in answers)
    assert not broken(room)


HOSTILE = (
    f"</blockquote><b>{RLO}&lt;<a href='javascript:1'>x</a> \u2066\u2069 /take_1 @dan_checks",
    "https://[oops and https://[::1 and https://a.example\uff03@b.example/",
    "&" * 3900,
    "😀" * 1900,
    "\u0600" * 200 + " مرحبا <i>",
)


def test_hostile_words_stay_words_everywhere(newsroom: Newsroom) -> None:
    telegram, group = newsroom.telegram, newsroom.group
    for number, words in enumerate(HOSTILE, 1):
        telegram.say(ANA, f"/claim {words}", group)
        telegram.say(ANA, f"/verdict {number} False: {words} https://a.example/{number}"[:4090], group)
        telegram.say(ANA, f"/source {number} confirms {words}", group)
        telegram.say(BEN, f"/changes {number} {words}", group)
        telegram.say(CARO, f"/history {number}")
        telegram.say(CARO, f"/show {number}")
        telegram.say(CARO, f"/find {words}"[:4090])
        telegram.say(CARO, f"/decline {number} {words}", group)
    telegram.say(CARO, "/queue")
    telegram.say(CARO, "/digest")
    assert not broken(newsroom)
    for chat in (group, ANA, CARO):
        assert not [m for m in telegram.from_bot(chat) if RLO in text_of(m)]
    assert not [line for line in telegram.ledger() if "t parse" in str(line.get("description"))]


def test_pages_are_not_turned_on_a_card(newsroom: Newsroom) -> None:
    card = newsroom.claim("The bridge at Karst has been closed since Monday")
    newsroom.telegram.say(CARO, "/settings digest-group on", newsroom.group)
    newsroom.settle()
    answers = at_once(
        newsroom, [(ANA, card, "page:all:0"), (CARO, card, "digest:d1:now:0"), (ANA, card, "found:0")]
    )
    newsroom.settle()
    assert [answer["show_alert"] for answer in answers] == [True] * 3
    assert text_of(newsroom.card("Karst", "Take")) == text_of(card)


def test_a_question_about_what_is_over_is_over(newsroom: Newsroom) -> None:
    """Ben is asked what should change; meanwhile the claim is closed. His next message is no answer any more."""
    telegram = newsroom.telegram
    card = newsroom.taken("The bridge at Karst has been closed since Monday")
    newsroom.reply(ANA, card, "False: it is open https://a.example/x")
    review = newsroom.card("says Ana", "Ask for changes")
    telegram.follow(BEN, telegram.press(BEN, review, "Ask for changes")["url"])
    telegram.wait_for(BEN, "What should change")
    telegram.press(CARO, review, "Agree")
    newsroom.card("Closed: False")
    telegram.say(BEN, "the date is wrong")
    telegram.wait_for(BEN, "#1 is closed")
    telegram.say(BEN, "/claim is not needed here", forward={"type": "channel", "title": "Karst News"})
    telegram.say(BEN, "The tower of Karst fell on Sunday", forward={"type": "channel", "title": "Karst News"})
    telegram.wait_for(BEN, "Queued #")


def test_a_reason_without_words_is_none(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim("The bridge at Karst has been closed since Monday")
    telegram.say(BEN, "/start more-c1")
    telegram.press(
        BEN, telegram.wait_for(BEN, "What would you like to do with #1", button="Decline"), "Decline"
    )
    telegram.wait_for(BEN, "Why is #1 declined?")
    telegram.post("messages", chat=BEN, **{"from": BEN}, media={"kind": "photo"})
    telegram.wait_for(BEN, "Say why")
    newsroom.settle()
    assert "Declined" not in text_of(newsroom.card("Karst"))
    telegram.say(BEN, "an opinion")
    newsroom.card("Declined")


def test_whoever_has_left_gets_and_does_nothing_more(newsroom: Newsroom) -> None:
    telegram, group = newsroom.telegram, newsroom.group
    telegram.say(BEN, "/claim The bridge at Karst has been closed since Monday")
    own = telegram.wait_for(BEN, "Queued #1", button="#1")
    telegram.say(BEN, "/show 1")
    private = telegram.wait_for(BEN, "bridge at Karst", button="Take")
    card = newsroom.card("bridge at Karst", "Take")
    telegram.post(f"chats/{group}/members", user=BEN, status="kicked", by=CARO)
    newsroom.settle()
    heard = len(telegram.from_bot(BEN))
    answers = at_once(
        newsroom, [(BEN, private, "take:c1"), (BEN, own, "undo:c1"), (BEN, private, "take:c99")]
    )
    assert {answer["text"] for answer in answers} == {answers[0]["text"]}
    telegram.press(ANA, card, "Take")
    newsroom.reply(ANA, card, "False: it is open https://a.example/x")
    telegram.press(CARO, newsroom.card("says Ana", "Agree"), "Agree")
    newsroom.card("Closed: False")
    newsroom.settle()
    assert len(telegram.from_bot(BEN)) == heard
    assert not [words for words in newsroom.in_group() if "Ben" in words]


def test_topics_keep_their_desks_apart(telegram: Telegram, bot: Bot) -> None:
    chat = telegram.post(
        "chats", type="supergroup", title="Forum", is_forum=True, members=[ANA, BEN, CARO, DAN], admins=[CARO]
    )["id"]
    telegram.post(f"chats/{chat}/bot", status="administrator", by=CARO)
    one, two = (
        telegram.post(f"chats/{chat}/topics", name=name, by=CARO)["message_thread_id"]
        for name in ("One", "Two")
    )
    telegram.start(ANA, CARO, DAN)
    for thread in (one, two, None):
        telegram.say(CARO, "/setup", chat, **({"thread": thread} if thread else {}))
    bot.settle()
    opened = [message for message in telegram.from_bot(chat) if "desk is open" in text_of(message)]
    opened.sort(key=lambda message: message.get("message_thread_id") or 99)
    assert [message.get("message_thread_id") for message in opened] == [one, two, None]
    telegram.press(ANA, opened[0], "Join")
    telegram.press(DAN, opened[1], "Join")
    telegram.say(ANA, "/claim The dam has a crack of 30 metres", chat, thread=one)
    card = telegram.wait_for(chat, "crack of 30", button="Take")
    assert card["message_thread_id"] == one
    since = telegram.now()
    for thread in (two, None):
        telegram.say(DAN, "/take 1", chat, **({"thread": thread} if thread else {}))
        telegram.say(DAN, "/queue", chat, **({"thread": thread} if thread else {}))
    telegram.say(DAN, "/start c1")
    telegram.say(DAN, "/show 1")
    telegram.say(DAN, "/find crack")
    telegram.say(DAN, "False: it is whole https://a.example/x", chat, reply_to=card["message_id"], thread=one)
    room = Newsroom(telegram, bot, chat)
    general = [m for m in telegram.from_bot(chat) if not m.get("message_thread_id")]
    answers = at_once(
        room, [(DAN, card, "take:c1"), (DAN, opened[1], "take:c1"), (CARO, general[0], "agree:c1:v1")]
    )
    assert [answer["show_alert"] for answer in answers] == [True] * 3
    bot.settle()
    assert not broken(room)
    calls = [
        line
        for line in telegram.ledger(since)
        if line["kind"] == "call" and "crack of" in str(line.get("text"))
    ]
    assert not calls
    assert "Open" in text_of(telegram.wait_for(chat, "crack of 30", button="Take"))


def test_setup_said_again_shows_the_desk(newsroom: Newsroom) -> None:
    """Also in private, to a person of several desks."""
    telegram = newsroom.telegram
    telegram.say(ANA, "/setup")
    telegram.wait_for(ANA, "Your desk is open")
    telegram.say(ANA, "/setup")
    telegram.wait_for(ANA, "My desk: settings")
    assert not broken(newsroom)
    made = at_once(
        newsroom,
        [(ANA, newsroom.card("desk is open"), "desks"), (ANA, newsroom.card("desk is open"), "desk:d1")],
    )
    assert [answer["show_alert"] for answer in made] == [True, True]
    telegram.say(ANA, "/cancel", newsroom.group)
    telegram.wait_for(ANA, "I am not waiting")


def test_claims_of_two_desks_are_never_one(newsroom: Newsroom) -> None:
    """Not even for a person of both, who has the keys of both claims."""
    telegram = newsroom.telegram
    telegram.say(ANA, "/setup")
    telegram.wait_for(ANA, "Your desk is open")
    newsroom.claim("The bridge at Karst has been closed since Monday")
    choice = at_once(newsroom, [(ANA, telegram.from_bot(ANA)[-1], "desk:d2")])
    assert choice[0]["answered"]
    telegram.say(ANA, "/claim The mayor resigned on Sunday")
    own = telegram.wait_for(ANA, "The mayor resigned", button="Take")
    made = at_once(newsroom, [(ANA, own, "same:c2:t1"), (ANA, own, "same:c1:t2")])
    assert [answer["show_alert"] for answer in made] == [True, True]
    assert not broken(newsroom)
    assert "Merged" not in text_of(newsroom.card("bridge at Karst"))


def test_two_at_once(newsroom: Newsroom) -> None:
    """Two verdicts, a review of a version that is amended meanwhile, and everything pressed twice."""
    telegram = newsroom.telegram
    card = newsroom.taken("The bridge at Karst has been closed since Monday")
    since = telegram.now()
    said = newsroom.reply(ANA, card, "False: it is open https://a.example/x")
    newsroom.reply(BEN, card, "True: it is closed https://a.example/y")
    newsroom.settle()
    assert 1 <= newsroom.new_in_group(since) <= 2
    review = newsroom.card("False, says Ana", "Agree")
    telegram.post(
        "messages/edit",
        chat=newsroom.group,
        message_id=said["message_id"],
        **{"from": ANA},
        text="Mixture: one lane is open https://a.example/x",
    )
    late = at_once(newsroom, [(CARO, review, "agree:c1:v1")])
    assert "changed" in late[0]["text"]
    amended = newsroom.card("Mixture, says Ana", "Agree")
    agree = next(b["callback_data"] for row in amended["reply_markup"]["inline_keyboard"] for b in row)
    twice = at_once(newsroom, [(CARO, amended, agree), (CARO, amended, agree), (BEN, amended, agree)])
    assert [answer["show_alert"] for answer in twice] == [False, True, True]
    undone = at_once(newsroom, [(ANA, amended, "undo:c1"), (ANA, amended, "undo:c1")])
    assert [answer["show_alert"] for answer in undone] == [True, True]
    assert not broken(newsroom)
    newsroom.card("Closed: Mixture")


def test_groups_live_on(telegram: Telegram, bot: Bot) -> None:
    """A group becomes a supergroup, the bot is put out and taken back, people write as the group."""
    chat = telegram.post("chats", type="group", title="Old", members=[ANA, BEN, CARO], admins=[CARO])["id"]
    telegram.post(f"chats/{chat}/bot", status="member", by=CARO)
    telegram.start(ANA, CARO)
    telegram.say(CARO, "/setup", chat)
    telegram.press(ANA, telegram.wait_for(chat, "desk is open", button="Join"), "Join")
    telegram.say(ANA, "/claim The dam has a crack of 30 metres", chat)
    telegram.wait_for(chat, "crack of 30", button="Take")
    moved = telegram.post(f"chats/{chat}/migrate")
    new = int(moved.get("id") or moved.get("migrate_to_chat_id"))
    telegram.say(ANA, "/take 1", new)
    telegram.say(ANA, "/show 1", new)
    card = telegram.wait_for(new, "crack of 30", button="Verdict")
    telegram.post(f"chats/{new}/bot", status="kicked", by=CARO)
    bot.settle()
    telegram.post(f"chats/{new}/bot", status="administrator", by=CARO)
    for words in ("/setup", "/join", "/take 1", "False: it is whole https://a.example/x"):
        telegram.say(CARO, words, new, anonymous=True, reply_to=card["message_id"])
    telegram.say(ANA, "/show 1", new)
    assert not broken(Newsroom(telegram, bot, new))
    assert "Verdict" in labels(telegram.wait_for(new, "crack of 30", button="Verdict"))
