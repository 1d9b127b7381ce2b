"""The article is taken out of a page by a process that may die of it, and is told nothing that it need not know."""

import pytest

from bot.extracting import extract
from bot.fetching import Page
from tests.outlets import article

DAM = (
    "The dam above Orvell has a crack of 30 metres, an engineer who asked not to be named said on Monday.",
    "A monitor in the capital said that 40,000 fighters had signed up; nobody has verified that number so far.",
    "Міністерство повідомило, що мешканцям трьох сіл нижче за течією наказали залишити домівки до ночі.",
)


async def test_an_article_and_what_is_none() -> None:
    page = Page("https://wire.example/dam", "text/html; charset=utf-8", article("Dam", *DAM).encode())
    found = await extract(page, seconds=60)
    assert (found["title"], found["text"].split("\n\n")) == ("Dam", list(DAM))
    empty = await extract(Page("https://wire.example/dam", "text/html", b"<p>x</p>"), seconds=60)
    assert empty == {"failure": "LinkEmpty", "values": {}}


async def test_a_page_made_to_harm_costs_one_small_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two megabytes of open tags keep the parser busy for most of a minute."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:NOT-FOR-THE-CHILD")
    hostile = Page("https://wire.example/dam", "text/html", b"<a href=x>" * 200_000)
    assert await extract(hostile, seconds=2) == {"failure": "LinkTooHard"}
