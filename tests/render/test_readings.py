"""What was found fits one message of Telegram's, however much was found."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from bot.render.lists import queued_list
from bot.render.messages import Message
from bot.render.readings import PAGE, reading_message, reading_queued
from bot.rules.pasting import length
from bot.texts import Texts
from storage.facts.entries import QueueEntry
from storage.vocabulary import Priority, State

T = Texts("en")


def pick(text: str, claimant: str | None) -> dict[str, Any]:
    reasons = [
        {"key": key, "words": text[:80]} for key in ("unverified", "hedge", "figure", "harm", "dispute")
    ]
    return {
        "text": text,
        "sentence": text,
        "claimant": claimant,
        "reasons": reasons,
        "chosen": True,
        "start": 0,
    }


def entry(number: int, text: str) -> QueueEntry:
    return QueueEntry(
        id=10**17 + number,
        number=number,
        text=text,
        state=State.OPEN,
        priority=Priority.NORMAL,
        due_at=None,
        assignee=None,
        assignee_id=None,
        disputed=False,
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        demand=1,
    )


def check_fits(message: Message) -> None:
    """Bot API: 4,096 characters, 100 entities, 100 buttons of at most 64 bytes of data, 8 in a row."""
    assert length(unescape(str(message.html.striptags()))) <= 4096
    assert str(message.html).count("</") <= 100
    assert sum(map(len, message.keyboard)) <= 100
    assert all(len(row) <= 8 for row in message.keyboard)
    assert all(len((button.data or "").encode()) <= 64 for row in message.keyboard for button in row)


HOSTILE = ["word " * 600, "😀" * 2000, "\u202e" * 3000, "<b>&amp;" * 700, "я" * 4000]


@pytest.mark.parametrize("text", HOSTILE, ids=["words", "emoji", "bidi", "markup", "no-spaces"])
@pytest.mark.parametrize("count", [1, 10, 11, 50])
def test_every_page_fits(text: str, count: int) -> None:
    picks = [pick(text, text) for _ in range(count)]
    for page in range(-(-count // PAGE) + 1):
        check_fits(reading_message(T, 10**17, text, picks, desk=text, page=page))
    entries = [entry(number, text) for number in range(1, count + 1)]
    check_fits(reading_queued(T, text, entries, entries[:40], desk=text, bot="desk_bot"))
    check_fits(queued_list(T, entries, bot="desk_bot"))


def test_one_page_as_its_reader_sees_it() -> None:
    found = {
        "text": "At least 150 Syrians have arrived.",
        "sentence": "",
        "claimant": "The Guardian",
        "reasons": [{"key": "attribution", "words": "according to"}, {"key": "figure", "words": "150"}],
        "chosen": False,
        "start": 0,
    }
    message = reading_message(T, 5, "Moscow <draws>", [found, {**found, "chosen": True}], desk="Newsroom")
    assert str(message.html).split("\n")[:5] == [
        "<b>Moscow &lt;draws&gt;</b>",
        "2 sentences to check, for <b>Newsroom</b>, most in need of checking first."
        " Tap the numbers to choose, then queue.",
        "",
        "<b>1.</b> At least 150 Syrians have arrived.",
        "<i>Claimant: The Guardian · somebody&#39;s word (“according to”); gives a figure (“150”)</i>",
    ]
    assert labels(message) == [["1", "✓ 2"], ["Queue 1 claim", "As one claim"]]
    # Nothing chosen: there is nothing to queue.
    assert labels(reading_message(T, 5, None, [found], desk="Newsroom")) == [["1"], ["As one claim"]]


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.keyboard]
