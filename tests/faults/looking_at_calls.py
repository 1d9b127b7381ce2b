"""What the server's ledger says of the bot's calls."""

from typing import Any

from tests.people import PATIENCE, Telegram


def calls(
    telegram: Telegram, method: str, chat: int | None = None, words: str = "", since: int = 0
) -> list[dict[str, Any]]:
    """The calls of this method, oldest first, those that failed among them."""
    return [
        line
        for line in telegram.ledger(since)
        if line["kind"] == "call"
        and line["method"] == method
        and (chat is None or line.get("chat") == chat)
        and words in (line.get("text") or "")
    ]


def wait_for_calls(
    telegram: Telegram, count: int, method: str, chat: int | None = None, words: str = ""
) -> None:
    """Waits until the server has seen so many of them."""
    while len(calls(telegram, method, chat, words)) < count:
        seen = telegram.now()
        if len(calls(telegram, method, chat, words)) >= count:
            return
        new = telegram.http.get("/control/wait", params={"since": seen, "timeout": PATIENCE})
        assert new.json(), f"only {calls(telegram, method, chat, words)} of {count}"


def standing(telegram: Telegram, chat: int, words: str) -> int:
    """How many of the bot's messages in the chat hold these words now."""
    return sum(words in (m.get("text") or "") for m in telegram.from_bot(chat))
