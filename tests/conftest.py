"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import Bot, Telegram


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A Bot API server of its own."""
    server = Telegram()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def bot(telegram: Telegram, tmp_path: Path) -> Iterator[Bot]:
    """The running bot on a SQLite file of its own."""
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path).start()
    try:
        yield bot
    finally:
        if bot.program is not None:
            bot.program.stop()
