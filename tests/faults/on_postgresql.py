"""A bot on a PostgreSQL server of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.hooks import open_port
from tests.people import Bot, Telegram
from tests.servers import PostgreSQL


@contextmanager
def running(telegram: Telegram, url: str, folder: Path) -> Iterator[Bot]:
    """A bot that listens."""
    bot = Bot(telegram, url, folder)
    open_port(bot)
    try:
        yield bot.start()
    finally:
        bot.stop()
        # Shown where a test fails.
        print("\n".join(bot.logs))


def health(bot: Bot) -> tuple[int, str]:
    """What `/healthz` says."""
    answer = httpx.get(f"http://{bot.env['LISTEN']}/healthz", trust_env=False, timeout=20)
    return answer.status_code, answer.text


def tell(server: PostgreSQL, statement: str) -> None:
    """Something that only the server's own administrator may say."""
    engine = create_engine(f"{server.url}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
