"""The chart before a digest is a courtesy: whatever becomes of the process that draws, the digest comes, and once."""

import os
from pathlib import Path

import pytest

from tests.desk.clock import at, ever_sent, set_clock, standing
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, HERE, START, Bot, text_of

SUN = "☀️"
BROKEN = """
import os, pathlib
hangs = pathlib.Path(__file__).parent / "hangs"
if hangs.exists():
    hangs.read_bytes()
os._exit(1)
"""
"""Stands for a library that hangs, or kills the process that loads it."""


@pytest.fixture
def library(bot: Bot, tmp_path: Path) -> Path:
    """Where what draws is broken: it hangs until the pipe called so, which it reads, is closed."""
    folder = tmp_path / "broken" / "matplotlib"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(BROKEN)
    os.mkfifo(folder / "hangs")
    bot.stop()
    bot.env["PYTHONPATH"] = f"{folder.parent}:{HERE}"
    bot.start()
    return folder


def test_it_comes_without_a_chart_and_once(library: Path, newsroom: Newsroom) -> None:
    """Killed while the one that draws hangs, then with one that dies at once, each morning."""
    newsroom.claim("The dam above the town has a crack")
    newsroom.settle()
    set_clock(newsroom.telegram, START.replace(day=24, hour=8, minute=1))
    with (library / "hangs").open("wb"):  # as soon as it reads
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
