"""What the tests of the command line may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import Bot, Telegram


@pytest.fixture
def sqlite_bot(telegram: Telegram, tmp_path: Path) -> Iterator[Bot]:
    """A bot on a SQLite file of its own, not started yet: for what is about that file."""
    with Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as bot:
        yield bot
