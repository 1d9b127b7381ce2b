"""Snapshots of messages: plain-text files beside the tests, as a person sees them.

`pytest tests/render --rewrite-snapshots` writes them anew; read the difference before you commit it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.demo.server.entities import found_in
from bot.demo.server.html import parse
from bot.render.messages import Message
from tests.conftest import Snapshot

HERE = Path(__file__).parent / "snapshots"
RULE = "─" * 60

Seen = Callable[[str, Mapping[str, Message]], None]


def as_seen(message: Message) -> str:
    """The HTML, the rows of buttons, and what stands in the field of the answer."""
    rows = ["  ".join(f"[{button.text}]" for button in row) for row in message.keyboard]
    more = [f"(answer: {message.placeholder})"] if message.placeholder else []
    files = [f"({kind})" for kind, _ in message.files]
    return "\n".join([*files, str(message.html), *rows, *more])


def check_telegram_takes(message: Message) -> None:
    """By the Bot API's own limits: 4,096 characters, 100 entities, 8 buttons a row, 64 bytes of data."""
    text, entities = parse(str(message.html))
    assert 0 < len(text.encode("utf-16-le")) // 2 <= 4096
    assert len(entities) + len(found_in(text, entities)) <= 100
    assert sum(map(len, message.keyboard)) <= 100
    for row in message.keyboard:
        assert len(row) <= 8
        assert all(len((button.data or "").encode()) <= 64 for button in row)


@pytest.fixture
def seen(snapshot: Snapshot) -> Seen:
    """Compares messages, each under its title, with the file of this name, and sees that Telegram takes them."""

    def compare(name: str, messages: Mapping[str, Message]) -> None:
        for message in messages.values():
            check_telegram_takes(message)
        shown = (f"{RULE}\n{title}\n{RULE}\n{as_seen(one)}\n\n" for title, one in messages.items())
        snapshot(HERE / f"{name}.txt", "".join(shown))

    return compare
