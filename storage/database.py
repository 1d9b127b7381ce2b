"""The one database: how it is opened, who may write, and on which thread.

SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same
instant, so there is one writing connection, on one thread. A second thread with a read-only connection
serves what only looks: what is to be sent next, which errands wait, exports.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import IO, Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

T = TypeVar("T")

LOCK_KEY = 0x5EC0_4D50
"""The PostgreSQL advisory lock that one running bot holds."""


class DatabaseRefused(Exception):
    """The database cannot be used as it is. The message is one sentence that says how to mend it."""


class SomebodyElseRuns(DatabaseRefused):
    """Another bot runs on this database."""


class Database:
    """An opened database. `write` and `read` run a function with a session on the right thread."""

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.engine, self._readers = _open(self.url)
        # A session is bound to its thread: one thread writes, another reads.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="database-writes")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="database-reads")
        self._turn = asyncio.Lock()
        self._lock: IO[bytes] | Connection | None = None
        self.took: Callable[[float], None] = lambda _seconds: None
        """Is told how many seconds each writing transaction took, from its begin to its end."""

    @property
    def path(self) -> Path | None:
        """The SQLite file, if it is one."""
        return sqlite_path(self.url)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Runs `work` in one transaction: committed when it returns, undone when it raises."""
        async with self._turn:
            began = perf_counter()
            try:
                return await asyncio.get_running_loop().run_in_executor(self._writing, self.write_now, work)
            finally:
                self.took(perf_counter() - began)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """The same on the calling thread: for start-up, tools and tests."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """One transaction in several steps, nothing of anybody else's between them."""
        async with self._turn:
            began = perf_counter()
            loop = asyncio.get_running_loop()
            session = Session(self.engine, expire_on_commit=False)
            transaction = Transaction(self._writing, session)
            try:
                yield transaction
                await loop.run_in_executor(self._writing, session.commit)
            finally:
                # Undoes what was not committed.
                await loop.run_in_executor(self._writing, session.close)
                self.took(perf_counter() - began)

    @property
    def reading(self) -> Engine:
        """The engine that cannot change anything."""
        return self._readers

    async def read(self, work: Callable[[Session], T]) -> T:
        """Runs `work` on the reading thread; it cannot change anything."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self.read_now, work)

    def read_now(self, work: Callable[[Session], T]) -> T:
        """The same on the calling thread."""
        with Session(self._readers) as session:
            return work(session)

    def lock(self) -> None:
        """Makes this process the one bot on the database; raises SomebodyElseRuns if there is one."""
        if self.path is not None:
            handle = self.path.with_name(self.path.name + ".lock").open("ab")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.close()
                raise SomebodyElseRuns(
                    f"Another bot is running on {self.path}: stop it first, or set DATABASE_URL to another file."
                ) from None
            self._lock = handle
        elif self.url.get_backend_name() == "postgresql":
            connection = self.engine.connect()
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}):
                connection.close()
                raise SomebodyElseRuns(
                    "Another bot is running on this PostgreSQL database: stop it first, or set DATABASE_URL"
                    " to another one."
                )
            connection.commit()
            self._lock = connection

    def close(self) -> None:
        """Waits for what is under way, then closes every connection and gives the lock back."""
        self._writing.shutdown()
        self._reading.shutdown()
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        # The writer last: SQLite folds the WAL into the file when its last connection may write.
        self._readers.dispose()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Transaction:
    """A transaction under way. `run` does one step of it on the writing thread."""

    def __init__(self, thread: ThreadPoolExecutor, session: Session) -> None:
        self._thread = thread
        self._session = session

    async def run(self, work: Callable[[Session], T]) -> T:
        """Runs one step."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._session)


def parse_url(url: str) -> URL:
    """DATABASE_URL as SQLAlchemy understands it; raises DatabaseRefused for what it does not."""
    try:
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        raise DatabaseRefused(
            "DATABASE_URL is not understood: write it like sqlite:////data/second-source.db or"
            " postgresql+psycopg://user:password@host/name (and install second-source[postgres])."
        ) from None
    return parsed


def sqlite_path(url: URL) -> Path | None:
    """The file that a SQLite URL names; None for another database or one in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _open(url: URL) -> tuple[Engine, Engine]:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True)
        return engine, engine.execution_options(postgresql_readonly=True)
    path = sqlite_path(url)
    if path is None:
        writer = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        _care_for(writer, immediate=True)
        return writer, writer
    if not path.parent.is_dir():
        raise DatabaseRefused(
            f"The folder {path.parent} does not exist: make it, or set DATABASE_URL to another place."
        )
    writer = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": 5})
    _care_for(writer, immediate=True)
    reader = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5, check_same_thread=False
        ),
        poolclass=StaticPool,
    )
    _care_for(reader, immediate=False)
    return writer, reader


def _care_for(engine: Engine, *, immediate: bool) -> None:
    """Sets what SQLite needs on each connection and begins transactions ourselves."""

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        # pysqlite's own way of beginning hides savepoints and deferred reads that upgrade (and fail).
        connection.isolation_level = None
        if immediate:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
        else:
            connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def open_database(url: str) -> Database:
    """Opens the database; raises DatabaseRefused with a sentence if it cannot be read or written."""
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseError as error:
        database.close()
        where = database.path or database.url.render_as_string(hide_password=True)
        raise DatabaseRefused(
            f"The database {where} cannot be opened for writing ({error.orig}): check that it exists, that its"
            " folder may be written to, and DATABASE_URL."
        ) from None
    return database
