"""A chart is drawn by a process that ends: the bot keeps nothing of what draws."""

import asyncio
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.drawing import Charts, NotDrawn
from bot.render.charts import chart_words
from bot.texts import Texts
from storage.digests import ChartFacts

FACTS = ChartFacts(
    days=tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(28)),
    unfinished=tuple(range(28)),
    overdue=tuple(n // 3 for n in range(28)),
    closed=tuple(n % 4 for n in range(28)),
)


async def test_the_pictures_come_and_nothing_of_what_draws_them_stays() -> None:
    """The second and the third wait for the first, and are drawn together."""
    charts = Charts(seconds=60)
    desks = ["Newsroom", "Evening", "Sports"]
    drawn = await asyncio.gather(
        *(charts.draw((FACTS, chart_words(Texts("en"), desk, FACTS))) for desk in desks)
    )
    assert [caption.partition(",")[0] for _, caption in drawn] == desks
    assert all(picture.startswith(b"\x89PNG") for picture, _ in drawn)
    assert len({picture for picture, _ in drawn}) == 3, "each has its own"
    assert "27 open, 9 overdue" in drawn[0][1]
    assert "matplotlib" not in sys.modules


async def test_no_chart_where_it_takes_too_long() -> None:
    charts = Charts(seconds=0)
    made = FACTS, chart_words(Texts("en"), "Newsroom", FACTS)
    found = await asyncio.gather(charts.draw(made), charts.draw(made), return_exceptions=True)
    assert [type(one) for one in found] == [NotDrawn, NotDrawn]


async def test_one_that_hangs_without_computing_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for something that never comes; the next chart is drawn as if nothing had been."""
    broken = tmp_path / "matplotlib.py"
    broken.write_text("import signal\nsignal.pause()\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path.cwd()}")
    charts = Charts(seconds=1)
    made = FACTS, chart_words(Texts("en"), "Newsroom", FACTS)
    with pytest.raises(NotDrawn):
        await charts.draw(made)
    broken.unlink()
    picture, _ = await Charts(seconds=60).draw(made)
    assert picture.startswith(b"\x89PNG")
