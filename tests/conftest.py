"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from tests.people import Bot, Telegram
from tests.servers import PostgreSQL, find_postgresql


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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server of our own; skips where the program is absent, but never in CI."""
    folder = find_postgresql()
    if folder is None:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with PostgreSQL(folder) as server:
        yield server.url


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database of its own."""
    name = f"desk_{uuid4().hex}"
    engine = create_engine(f"{postgresql_server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield f"{postgresql_server}/{name}"
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()
