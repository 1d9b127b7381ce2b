"""Moving the clock of a newsroom, and seeing what that set off. Always UTC, November 2026."""

from datetime import UTC, datetime
from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import PATIENCE, Telegram, text_of


def telegram_at(moment: datetime, language: str = "en") -> Telegram:
    """A Bot API server whose clock stands at this moment before a bot looks at it."""
    server = Telegram(language)
    set_clock(server, moment)
    return server


def set_clock(telegram: Telegram, moment: datetime) -> None:
    """Moves the clock to this moment."""
    telegram.move(moment)


def at(newsroom: Newsroom, day: int, hour: int, minute: int = 0) -> None:
    """Moves the clock to this time of the month and waits until all that is due has been sent."""
    set_clock(newsroom.telegram, datetime(2026, 11, day, hour, minute, tzinfo=UTC))
    settle(newsroom)


def settle(newsroom: Newsroom) -> None:
    """Waits until nothing is due and everything is sent."""
    newsroom.settle()


def ever_sent(newsroom: Newsroom, chat: int, words: str = "⏰") -> list[str]:
    """Every message with these words that Telegram ever accepted in the chat, also those deleted since; as
    HTML."""
    return [
        line["text"]
        for line in newsroom.telegram.ledger()
        if line["kind"] == "call"
        and line.get("chat") == chat
        and line["method"] == "sendMessage"
        and line.get("ok")
        and words in (line.get("text") or "")
    ]


def standing(newsroom: Newsroom, chat: int, words: str = "⏰") -> list[dict[str, Any]]:
    """The bot's messages with these words that stand in the chat now, oldest first."""
    return [message for message in newsroom.telegram.from_bot(chat) if words in text_of(message)]


def forged(newsroom: Newsroom, person: int, message: dict[str, Any], data: str) -> dict[str, Any]:
    """A press that no phone would send: whatever the data, wherever the person is. Its answer."""
    made = newsroom.telegram.post(
        "press",
        chat=message["chat"]["id"],
        message_id=message["message_id"],
        data=data,
        forge=True,
        **{"from": person},
    )
    answer: dict[str, Any] = newsroom.telegram.get(f"answers/{made['callback_query_id']}", timeout=PATIENCE)
    return answer
