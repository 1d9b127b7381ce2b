"""Looking into a bot's database from outside while the bot works, dies and comes back."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from tests.people import PATIENCE, WAITING


class Look:
    """One connection that is kept, because a scene looks often. It changes nothing."""

    def __init__(self, url: str) -> None:
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.sqlite:
            file = f"file:{make_url(url).database}?mode=ro"
            self._engine = create_engine(
                "sqlite://", creator=lambda: sqlite3.connect(file, uri=True), poolclass=StaticPool
            )
        else:
            self._engine = create_engine(url)
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(text(sql), values)]

    def waiting(self, ahead: float) -> int:
        """How many things are to be done now, with the clock so many seconds ahead."""
        now: Any = datetime.now(UTC) + timedelta(seconds=ahead)
        return int(self.ask(WAITING, now=str(now.replace(tzinfo=None)) if self.sqlite else now)[0][0])

    def alone(self) -> None:
        """Waits until PostgreSQL has seen that a dead process is gone: what it had begun is settled then."""
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + PATIENCE
        while not self.sqlite and self.ask(others)[0][0]:
            assert time.monotonic() < deadline, "PostgreSQL keeps the connections of a dead process"

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()
