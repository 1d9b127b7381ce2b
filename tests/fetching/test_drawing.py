"""A chart is drawn by a process that ends: the bot keeps nothing of what draws."""

import sys
from datetime import date, timedelta

import pytest

from bot.drawing import NotDrawn, draw
from bot.render.charts import chart_words
from bot.texts import Texts
from storage.digests import ChartFacts

FACTS = ChartFacts(
    days=tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(28)),
    unfinished=tuple(range(28)),
    overdue=tuple(n // 3 for n in range(28)),
    closed=tuple(n % 4 for n in range(28)),
)


async def test_the_picture_comes_and_nothing_of_what_draws_it_stays() -> None:
    words = chart_words(Texts("en"), "Newsroom", FACTS)
    picture, caption = await draw((FACTS, words))
    assert picture.startswith(b"\x89PNG")
    assert "27 open, 9 overdue" in caption
    assert "matplotlib" not in sys.modules


async def test_no_chart_where_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.drawing.SECONDS", 0)
    with pytest.raises(NotDrawn):
        await draw((FACTS, chart_words(Texts("en"), "Newsroom", FACTS)))
