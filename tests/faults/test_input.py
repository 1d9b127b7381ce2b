"""Whatever comes from Telegram: taken, answered or set aside, and nothing else is kept waiting by it."""

import json
from typing import Any

import pytest

from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.deadly import DEADLY, ENDLESS
from tests.hooks import in_group, press, private, stamp
from tests.people import ANA, BEN, CARO, DAN, PATIENCE, Bot, Telegram, keyboard

FIRST = 200_000_001
BIG = 2**52 - 7


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    return open_newsroom(telegram, bot)


def put(telegram: Telegram, *updates: dict[str, Any]) -> None:
    """Queues updates as they are; lone surrogates survive as escapes."""
    answer = telegram.http.post("/control/updates", content=json.dumps({"updates": updates}))
    assert answer.status_code < 300, answer.text


def set_aside(bot: Bot) -> list[int]:
    return [number for (number,) in bot.ask("SELECT update_id FROM set_aside ORDER BY update_id")]


def went_well(room: Newsroom, words: str) -> None:
    """Everything is taken, and what was said last has had its effect."""
    room.card(words, "Take")
    room.settle()
    assert not room.bot.ask("SELECT * FROM attempt")
    assert not room.bot.ask("SELECT reason FROM outbox WHERE status = 'dead'")
    assert room.bot.program is not None
    assert room.bot.program.process.poll() is None


@pytest.mark.parametrize("words", [DEADLY, ENDLESS])
def test_what_kills_or_hangs_the_process_is_set_aside_after_three_tries(
    telegram: Telegram, bot: Bot, words: str
) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    bot.stop()
    bot.module = "tests.faults.deadly"
    at = stamp(telegram)
    others = [in_group(FIRST + n, BEN, room.group, f"/claim Bridge {n} is closed", at) for n in range(12)]
    bad = in_group(FIRST + 5, ANA, room.group, f"/claim {words}", at)
    put(telegram, *others[:5], bad, *others[6:])
    died = 0
    while died < 6:
        bot.start()
        program = bot.program
        assert program is not None
        since = telegram.now()
        while program.process.poll() is None and not telegram.get("idle", timeout=0.2)["idle"]:
            telegram.http.get("/control/wait", params={"since": since, "timeout": 0.1})
        if program.process.poll() is None:
            break
        died += 1
    # The first time it ran with others, so nobody could be charged with it.
    assert 3 <= died <= 4
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    went_well(room, "The tower fell")
    assert set_aside(bot) == [FIRST + 5]
    ((raw, error),) = bot.ask("SELECT raw, error FROM set_aside")
    assert words in str(raw)
    assert error == "the process died while working on it"
    assert bot.ask("SELECT count(*) FROM claim") == [(12,)]
    telegram.say(CARO, "/status")
    telegram.wait_for(CARO, f"update {FIRST + 5}")


def test_poison_of_every_kind_is_set_aside_alone(newsroom: Newsroom) -> None:
    """Presses, edits and changes of membership as well as messages; one that does not parse in their midst."""
    telegram, bot, group = newsroom.telegram, newsroom.bot, newsroom.group
    card = newsroom.claim("The dam above the town has a crack")
    newsroom.settle()
    bot.stop()
    at = stamp(telegram)
    ana = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    chat = {"id": group, "type": "supergroup", "title": "Newsroom"}
    edited = in_group(FIRST, ANA, group, "later", at)["message"]
    pressed = press(FIRST + 2, ANA, "take:c1")["callback_query"]
    broken: list[dict[str, Any]] = [
        {"update_id": FIRST, "message": {"message_id": 1, "chat": chat, "from": ana, "text": "no date"}},
        {"update_id": FIRST + 1, "edited_message": edited | {"chat": {"id": group}}},
        {"update_id": FIRST + 2, "callback_query": {**pressed, "from": {"id": ANA}}},
        {"update_id": FIRST + 3, "chat_member": {"chat": chat, "from": ana, "date": at}},
        {"update_id": FIRST + 4, "my_chat_member": {"chat": chat, "from": ana, "date": "yesterday"}},
        {"update_id": FIRST + 5, "message": "not even an object"},
    ]
    good = [in_group(FIRST + 10 + n, BEN, group, f"/claim Bridge {n} is closed", at) for n in range(6)]
    mixed = [update for pair in zip(broken, good, strict=True) for update in pair]
    put(telegram, *sorted(mixed, key=lambda update: mixed.index(update)))
    bot.start()
    telegram.say(ANA, "/take 1", group)
    telegram.wait_for(group, "Assignee: Ana", button="Verdict")
    assert card
    telegram.say(ANA, "/claim The tower fell on Sunday", group)
    went_well(newsroom, "The tower fell")
    assert set_aside(bot) == [FIRST + n for n in range(6)]
    assert bot.ask("SELECT count(*) FROM claim") == [(8,)]


def test_what_nobody_knows_yet_is_passed_over(newsroom: Newsroom) -> None:
    telegram, group, at = newsroom.telegram, newsroom.group, stamp(newsroom.telegram)
    update = private(FIRST, ANA, "", at)
    del update["message"]["text"]
    put(
        telegram,
        {"update_id": FIRST - 1},
        update,
        {"update_id": FIRST + 1, "hologram": {"id": 1, "of": {"a": ["b", None]}}},
        {
            "update_id": FIRST + 2,
            "channel_post": {"message_id": 1, "date": at, "chat": {"id": -100, "type": "channel"}},
        },
        private(FIRST + 3, ANA, "", at),
        private(FIRST + 4, ANA, "\u200b\u200d\u2060\ufeff", at),
        private(FIRST + 5, DAN, "\u200b/help", at, hologram={"id": 1}),
        in_group(FIRST + 6, ANA, group, "/claim \u200b\u2060", at),
        private(FIRST + 7, ANA, "/help", at, reply_markup={"inline_keyboard": [[]]}, unknown=[{}]),
    )
    telegram.say(ANA, "/claim The tower fell on Sunday", group)
    went_well(newsroom, "The tower fell")
    assert set_aside(newsroom.bot) == []
    assert newsroom.bot.ask("SELECT count(*) FROM claim") == [(1,)]


def test_texts_that_no_database_keeps_as_they_are(newsroom: Newsroom) -> None:
    telegram, group, at = newsroom.telegram, newsroom.group, stamp(newsroom.telegram)
    told = [
        ("Bridge\0 one is closed", "Bridge one is closed"),
        ("Bridge \ud83d two is closed", "Bridge \ufffd two is closed"),
        ("Bridge \udc00\ud800 three is closed", "Bridge \ufffd\ufffd three is closed"),
        ("\U0001f30a" * 4000, "\U0001f30a" * 4000),
    ]
    put(
        telegram, *(in_group(FIRST + n, ANA, group, f"/claim {text}", at) for n, (text, _) in enumerate(told))
    )
    odd = in_group(FIRST + 10, BEN, group, "/claim Bridge four is closed", at)
    odd["message"]["from"] |= {"first_name": "B\0e\ud800n", "username": "be\0n", "language_code": "e\ud800"}
    odd["message"]["chat"]["title"] = "News\0room\ud800"
    put(telegram, odd, press(FIRST + 11, ANA, "take:c1\0\ud800"))
    telegram.say(ANA, "/claim The tower fell on Sunday", group)
    went_well(newsroom, "The tower fell")
    assert set_aside(newsroom.bot) == []
    kept = [text for (text,) in newsroom.bot.ask("SELECT text FROM claim ORDER BY id")]
    assert kept == [*(text for _, text in told), "Bridge four is closed", "The tower fell on Sunday"]


def test_a_poisoned_update_with_odd_characters_can_be_set_aside(newsroom: Newsroom) -> None:
    telegram, group, at = newsroom.telegram, newsroom.group, stamp(newsroom.telegram)
    newsroom.settle()
    newsroom.bot.poison("claim", "Poison")
    put(telegram, in_group(FIRST, ANA, group, "/claim Poison \0 in \ud800 the water of Karst", at))
    telegram.say(ANA, "/claim The tower fell on Sunday", group)
    went_well(newsroom, "The tower fell")
    assert set_aside(newsroom.bot) == [FIRST]


def test_ids_of_any_size(telegram: Telegram, bot: Bot) -> None:
    """Bot API: chat and user ids have at most 52 significant bits."""
    person, group = BIG, -BIG + 5
    telegram.post("users", id=person, first_name="Zoe", language_code="en", username="zoe_big")
    telegram.post("start", **{"from": person})
    at = stamp(telegram)
    claim = private(2**31 + 5, person, "/setup", at)
    claim["message"]["from"]["first_name"] = "Zoe"
    claim["message"]["message_id"] = 2**31 + 1
    put(telegram, claim)
    telegram.wait_for(person, "Your desk is open")
    telegram.say(person, "/claim The tower fell on Sunday")
    telegram.press(person, telegram.wait_for(person, "The tower", button="Take"), "Take")
    telegram.wait_for(person, "The tower", button="Verdict")
    put(telegram, in_group(2**31 + 900, person, group, "/claim Bridge is closed", at))
    bot.settle()
    assert bot.ask("SELECT telegram_id FROM person WHERE telegram_id = :id", id=person) == [(person,)]
    assert set_aside(bot) == []


def test_fifty_people_press_take_at_once(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    people = list(range(300, 350))
    opened = newsroom.card("desk is open", "Join")
    for person in people:
        telegram.post("users", id=person, first_name=f"Checker {person}", language_code="en")
        telegram.post(f"chats/{newsroom.group}/members", user=person, status="member")
        telegram.post(
            "press", chat=newsroom.group, message_id=opened["message_id"], **{"from": person}, button=[0, 0]
        )
    card = newsroom.claim("The tower fell on Sunday")
    take = keyboard(card)[0][0]["callback_data"]
    # Everybody's phone still shows Take when they press; the card may have changed by then.
    made = [
        telegram.post(
            "press",
            chat=newsroom.group,
            message_id=card["message_id"],
            **{"from": person},
            data=take,
            forge=True,
        )
        for person in people
    ]
    answers = [
        telegram.get(f"answers/{one['callback_query_id']}", timeout=PATIENCE).get("text") for one in made
    ]
    assert answers.count("You took #1.") == 1
    assert sum("is with" in (answer or "") for answer in answers) == 49, answers
    newsroom.settle()
    assert newsroom.bot.ask("SELECT count(*) FROM event WHERE deed = 'take'") == [(1,)]
