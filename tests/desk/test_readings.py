"""An article brought in private: what is found in it, who may choose, and what the group hears."""

import re
import tomllib
from pathlib import Path
from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, DAN, labels, text_of

ARTICLE = (Path(__file__).parents[2] / "bot/demo/article.txt").read_text(encoding="utf-8")
MARKED = tomllib.loads((Path(__file__).parents[1] / "articles/demo.toml").read_text(encoding="utf-8"))


def paste(room: Newsroom, person: int, text: str) -> list[dict[str, Any]]:
    """Pastes a text as Telegram's apps do: split where it is too long for one message."""
    made = room.telegram.say(person, text, split=True)
    return made if isinstance(made, list) else [made]


def readings(room: Newsroom, person: int) -> list[dict[str, Any]]:
    return [m for m in room.telegram.from_bot(person) if any("Queue" in label for label in labels(m))]


def queue_label(message: dict[str, Any]) -> str:
    return next(label for label in labels(message) if re.fullmatch(r"Queue \d+ claims", label))


def test_an_article_is_read_for_claims_and_queued_in_one_go(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    paste(newsroom, ANA, ARTICLE)
    found = telegram.wait_for(ANA, "to check", button="As one claim")
    entries = text_of(found).split("\n\n")[1:]
    assert "40,000" in "".join(entries[:2])
    for marked in MARKED["claim"]:
        entry = next(entry for entry in entries if marked["holds"] in entry)
        assert f"Claimant: {marked['claimant']}" in entry
    assert "the text says that it is not verified (“has not been verified”)" in entries[0]
    assert "✓ 1" in labels(found)
    assert "5" in labels(found)

    telegram.press(ANA, found, "5")
    chosen = telegram.wait_for(ANA, "to check", button="✓ 5")
    assert queue_label(chosen) == "Queue 5 claims"
    since = telegram.now()
    telegram.press(ANA, chosen, "Queue 5 claims")
    listed = newsroom.card("5 claims queued", "#3")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 1
    answer = telegram.wait_for(ANA, "Queued #1, #2, #3, #4, #5 at Newsroom", button="Undo")
    assert answer["message_id"] == found["message_id"]

    telegram.press(BEN, listed, "#4")
    card = newsroom.card(
        "nearly 7,000 civilians" if "7,000" in text_of(listed).split("#4")[1][:200] else "#4", "Take"
    )
    assert "Seen: Moscow said to draw on" in text_of(card)
    assert "Claimant: " in text_of(card)
    newsroom.quiet(DAN, "Syria")
