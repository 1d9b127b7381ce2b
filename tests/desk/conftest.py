"""A desk as most tests need it: open, joined, everybody reachable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, labels, text_of
from tests.servers import Databases


@dataclass
class Newsroom:
    """A group with a desk: Caro leads, Ana and Ben check, Dan is a stranger who has pressed Start."""

    telegram: Telegram
    bot: Bot
    group: int

    def claim(self, text: str, person: int = ANA) -> dict[str, Any]:
        """Queues a claim in the group and returns its card."""
        self.telegram.say(person, f"/claim {text}", self.group)
        return self.card(text[:40], "Take")

    def card(self, words: str, button: str | None = None) -> dict[str, Any]:
        return self.telegram.wait_for(self.group, words, button=button)

    def taken(self, text: str, person: int = ANA) -> dict[str, Any]:
        """A claim that this person has."""
        card = self.claim(text, person)
        self.telegram.press(person, card, "Take")
        return self.telegram.wait_for(self.group, "Assignee", button="Verdict")

    def reply(self, person: int, message: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
        return self.telegram.say(person, text, message["chat"]["id"], reply_to=message["message_id"], **more)

    def in_group(self) -> list[str]:
        """The texts of the bot's messages in the group."""
        return [text_of(message) for message in self.telegram.from_bot(self.group)]

    def settle(self) -> None:
        """Waits until everything that is due now has been done and sent."""
        self.bot.settle()

    def new_in_group(self, since: int) -> int:
        """How many new messages the bot sent to the group since that line of the ledger."""
        return sum(
            line["kind"] == "call"
            and line.get("chat") == self.group
            and line["method"].startswith("send")
            and bool(line.get("ok"))
            for line in self.telegram.ledger(since)
        )

    def quiet(self, person: int, words: str) -> None:
        """Waits until everything is done and checks that the person's chat does not hold these words."""
        self.settle()
        assert not [m for m in self.telegram.from_bot(person) if words in text_of(m)]


def open_newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    group = telegram.group()
    telegram.start(ANA, BEN, CARO, DAN)
    telegram.say(CARO, "/setup", group)
    opened = telegram.wait_for(group, "desk is open", button="Join")
    assert "Join" in labels(opened)
    telegram.press(ANA, opened, "Join")
    telegram.press(BEN, opened, "Join")
    return Newsroom(telegram, bot, group)


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Iterator[Newsroom]:
    yield open_newsroom(telegram, bot)
    lines = telegram.ledger()
    pressed = sum(line["kind"] == "delivered" and line["type"] == "callback_query" for line in lines)
    answers = sum(line["kind"] == "call" and line["method"] == "answerCallbackQuery" for line in lines)
    assert answers <= pressed, "a press was answered twice: which answer a person reads is luck"


@pytest.fixture(scope="module")
def module_bot(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """One running bot for all tests of a module."""
    telegram = Telegram()
    folder = tmp_path_factory.mktemp("desk")
    with databases.new(folder) as url:
        bot = Bot(telegram, url, folder).start()
        try:
            yield bot
        finally:
            bot.stop()
            telegram.close()


@pytest.fixture(scope="module")
def shared_newsroom(module_bot: Bot) -> Newsroom:
    """One newsroom with one open claim for all tests of a module that change nothing."""
    room = open_newsroom(module_bot.telegram, module_bot)
    room.claim("The dam above the town has a crack of 30 metres")
    return room
