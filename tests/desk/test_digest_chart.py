"""The chart before a digest is a courtesy: whatever becomes of the process that draws, the digest comes, and once."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.clock import at, ever_sent, set_clock, standing, telegram_at
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, HERE, PATIENCE, START, Bot, Telegram, text_of

SUN = "☀️"
BROKEN = """
import os, pathlib, time
here = pathlib.Path(__file__).parent
(here / "begun").touch()
while (here / "hangs").exists():
    time.sleep(0.02)
os._exit(1)
"""
"""Stands for a library that hangs, or kills the process that loads it."""


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A Bot API server at START."""
    server = telegram_at(START)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def library(bot: Bot, tmp_path: Path) -> Iterator[Path]:
    """Where what draws is broken: it hangs as long as there is a file called so."""
    folder = tmp_path / "broken" / "matplotlib"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(BROKEN)
    (folder / "hangs").touch()
    bot.stop()
    bot.env["PYTHONPATH"] = f"{folder.parent}:{HERE}"
    bot.start()
    yield folder
    (folder / "hangs").unlink(missing_ok=True)


def test_it_comes_without_a_chart_and_once(library: Path, newsroom: Newsroom) -> None:
    """Killed while the one that draws hangs, then with one that dies at once, each morning."""
    newsroom.claim("The dam above the town has a crack")
    newsroom.settle()
    set_clock(newsroom.telegram, START.replace(day=24, hour=8, minute=1))
    deadline = time.monotonic() + PATIENCE
    while not (library / "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not ever_sent(newsroom, CARO, SUN), "it waits for its chart"
    newsroom.bot.kill()
    (library / "hangs").unlink()
    newsroom.bot.start()
    newsroom.settle()
    for day in (25, 26):
        at(newsroom, day, 8, 1)
    assert len(ever_sent(newsroom, CARO, SUN)) == len(standing(newsroom, CARO, SUN)) == 3
    assert not [message for message in newsroom.telegram.from_bot(CARO) if "photo" in message]
    for person in (ANA, BEN, DAN, newsroom.group):
        assert not ever_sent(newsroom, person, SUN)
    newsroom.telegram.say(CARO, "/status")
    told = text_of(newsroom.telegram.wait_for(CARO, "Could not be sent"))
    assert told.count("chart") == 3, told
    # What is not wanted is not drawn.
    newsroom.telegram.say(CARO, "/settings digest-chart off")
    newsroom.telegram.wait_for(CARO, "Chart before the digest: off")
    at(newsroom, 27, 8, 1)
    assert len(standing(newsroom, CARO, SUN)) == 4
    assert newsroom.bot.ask("SELECT count(*) FROM outbox WHERE purpose = 'digest chart'") == [(3,)]
