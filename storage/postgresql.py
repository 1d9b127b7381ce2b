"""PostgreSQL: one connection writes, and that connection itself holds the lock of the one bot.

An advisory lock of a session is gone with its connection. If a second connection held it, the first could
still write after another bot has taken the lock over. Here a transaction can only run on a connection that
has taken it: whoever reconnects takes it again first, and if another bot was faster nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import URL

from storage.refused import DatabaseRefused, SomebodyElseRuns

if TYPE_CHECKING:
    import psycopg

LOCK_KEY = 0x5EC0_4D50
"""The advisory lock that one running bot holds."""
GHOST_TRIES = 20
GHOST_WAIT = 0.25
"""Seconds between looks whether our own cut connection has let the lock go."""
ENCODING = "UTF8"
NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that vanished without a word is noticed within a minute (seconds; the last in milliseconds). What
DATABASE_URL says itself goes before (libpq, "Parameter Key Words")."""
SESSION = (
    "SET TIME ZONE 'UTC'",
    "SET datestyle = 'ISO'",
    # The same the other way round: the lock of a machine that vanished must not outlive it by hours.
    "SET tcp_keepalives_idle = 20",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    # Another program may hold a table for long; what waits for it would look as if an update hung.
    "SET lock_timeout = '4s'",
    # Compiling a statement takes longer than any of ours runs; a wrong guess of the planner's would set it off.
    "SET jit = off",
)
"""What a database or a role may have set otherwise for everybody."""

_HOLDER = """
SELECT activity.pid, activity.backend_start FROM pg_locks
JOIN pg_stat_activity activity ON activity.pid = pg_locks.pid
WHERE locktype = 'advisory' AND granted AND classid = %(high)s AND objid = %(low)s AND objsubid = 1
AND activity.datname = current_database()
"""

_Holder = tuple[Any, ...]


@dataclass(slots=True)
class OneWriter:
    """The connection that writes. From `take_lock` on it is never used without holding the lock."""

    url: URL
    _alone: bool = False
    _last: _Holder | None = None
    """Who held the lock when we did: process number and start of our connection's server process."""
    _overtaken: bool = False

    def engine(self) -> Engine:
        """An engine of this one connection."""
        network = {**NETWORK, "target_session_attrs": "read-write"}
        engine = create_engine(
            self.url,
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args=_unless_said(self.url, network),
        )

        @event.listens_for(engine, "do_connect")
        def _connect(dialect: Dialect, _record: Any, arguments: Any, options: Any) -> Any:
            if self._overtaken:
                raise SomebodyElseRuns(SOMEBODY_ELSE)
            with _prepared(dialect.connect(*arguments, **options), "READ WRITE") as connection:
                if self._alone:
                    self._take(connection)
            return connection

        return engine

    def take_lock(self, engine: Engine) -> None:
        """Makes this process the one bot on the database; raises SomebodyElseRuns if there is one."""
        self._alone = True
        engine.dispose()
        engine.connect().close()

    def _take(self, connection: psycopg.Connection[Any]) -> None:
        for _ in range(GHOST_TRIES):
            if _value(connection, "SELECT pg_try_advisory_lock(%s)", LOCK_KEY):
                pid = connection.info.backend_pid
                self._last = _row(
                    connection, "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = %s", pid
                )
                return
            holder = _row(connection, _HOLDER, {"high": LOCK_KEY >> 32, "low": LOCK_KEY & 0xFFFF_FFFF})
            if holder is not None and holder != self._last:
                break
            if holder is not None:
                # Our own connection, which the server does not know to be cut.
                _value(connection, "SELECT pg_terminate_backend(%s)", holder[0])
            _value(connection, "SELECT pg_sleep(%s)", GHOST_WAIT)
        # Said once and for ever: whatever the other bot does from now on, we write nothing more.
        self._overtaken = True
        raise SomebodyElseRuns(SOMEBODY_ELSE)


SOMEBODY_ELSE = (
    "Another bot is running on this PostgreSQL database: stop it first, or set DATABASE_URL to another one."
)


def open_reader(url: URL) -> Engine:
    """An engine that cannot change anything."""
    engine = create_engine(url, pool_pre_ping=True, connect_args=_unless_said(url, NETWORK))

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Dialect, _record: Any, arguments: Any, options: Any) -> Any:
        with _prepared(dialect.connect(*arguments, **options), "READ ONLY") as connection:
            return connection

    return engine


def is_locked(connection: Connection) -> bool:
    """Whether a bot holds the lock now."""
    # PostgreSQL shows the two halves of the 64-bit key in two columns (manual, pg_locks).
    held = connection.scalar(
        text(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND classid = :high AND objid = :low AND granted"
            " AND datname = current_database()"
        ),
        {"high": LOCK_KEY >> 32, "low": LOCK_KEY & 0xFFFF_FFFF},
    )
    return bool(held)


def _unless_said(url: URL, options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in url.query}


@contextmanager
def _prepared(connection: Any, access: str) -> Iterator[psycopg.Connection[Any]]:
    """A new connection, made ready outside any transaction; closed where that fails."""
    try:
        connection.autocommit = True
        _prepare(connection, access)
        yield connection
        connection.autocommit = False
    except BaseException:
        connection.close()
        raise


def _prepare(connection: psycopg.Connection[Any], access: str) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != ENCODING:
        raise DatabaseRefused(
            f"The PostgreSQL database {connection.info.dbname} keeps texts as {encoding}, which not every language"
            " fits into: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 and set DATABASE_URL"
            " to it."
        )
    for statement in (*SESSION, f"SET SESSION CHARACTERISTICS AS TRANSACTION {access}"):
        connection.execute(statement)


def _row(connection: psycopg.Connection[Any], statement: str, values: Any) -> _Holder | None:
    return connection.execute(statement, values if isinstance(values, dict) else (values,)).fetchone()


def _value(connection: psycopg.Connection[Any], statement: str, value: Any) -> Any:
    row = _row(connection, statement, value)
    return row[0] if row is not None else None
