"""The one database: how it is opened, who may write, and on which thread.

SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same
instant, so there is one writing connection, on one thread. A second thread with a read-only connection
serves what only looks: what is to be sent next, which errands wait, exports. PostgreSQL is used the same way,
so that the connection that writes can hold the lock of the one bot.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlmodel import Session

from storage.files import says_damaged, why_of
from storage.postgresql import SOMEBODY_ELSE, OneWriter, is_locked, open_reader
from storage.refused import DatabaseRefused, SomebodyElseRuns
from storage.sqlite import FileLock, fold, open_engines, sqlite_path

T = TypeVar("T")


class Database:
    """An opened database. `write` and `read` run a function with a session on the right thread."""

    def __init__(self, url: str, *, still: bool = False) -> None:
        """`still`: to look at a file that nobody has open, leaving nothing beside it. Opens nothing yet."""
        self.url = parse_url(url)
        self._one = OneWriter(self.url) if self.url.get_backend_name() == "postgresql" else None
        if self._one is not None:
            self.engine, self._readers = self._one.engine(), open_reader(self.url)
        else:
            self.engine, self._readers = open_engines(self.url, still=still)
        self._file_lock = FileLock(self.path) if self.path is not None else None
        # A session is bound to its thread: one thread writes, another reads.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="database-writes")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="database-reads")
        self._turn = asyncio.Lock()
        self._lost = asyncio.Event()
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
                return await self._on_writing_thread(self.write_now, work)
            finally:
                self.took(perf_counter() - began)

    async def _on_writing_thread(self, do: Callable[..., T], *values: Any) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writing, do, *values)
        except SomebodyElseRuns:
            self._lost.set()
            raise

    async def stay_alone(self) -> None:
        """Waits for ever; raises SomebodyElseRuns once another bot has taken the database over.

        On PostgreSQL the lock can be lost with its connection. Nothing is written without it.
        """
        await self._lost.wait()
        raise SomebodyElseRuns(SOMEBODY_ELSE)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """The same on the calling thread: for start-up, tools and tests."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """One transaction in several steps, nothing of anybody else's between them."""
        async with self._turn:
            began = perf_counter()
            session = Session(self.engine, expire_on_commit=False)
            try:
                yield Transaction(self._on_writing_thread, session)
                await self._on_writing_thread(session.commit)
            finally:
                # Undoes what was not committed.
                await self._on_writing_thread(session.close)
                self.took(perf_counter() - began)

    async def fold(self) -> bool:
        """Folds the WAL of a SQLite file into it and empties it, on the thread that writes: what was overwritten
        is then nowhere on the disk. False where somebody reads just now: try again."""
        async with self._turn:
            return await self._on_writing_thread(fold, self.engine)

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

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """One transaction for migrations: all of them or none. Raises DatabaseRefused.

        SQLite changes a table by making a new one and dropping the old, so foreign keys are looked at once, at
        the end (SQLite, "Making Other Kinds Of Table Schema Changes"); inside a transaction they cannot be
        switched off.
        """
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            sqlite = driver if isinstance(driver, sqlite3.Connection) else None
            try:
                if sqlite is not None:
                    sqlite.execute("PRAGMA foreign_keys=OFF")
                    # Otherwise a trigger that reads the table which has just been dropped ends it all.
                    sqlite.execute("PRAGMA legacy_alter_table=ON")
                with connection.begin():
                    yield connection
                    if sqlite is not None and (
                        loose := sqlite.execute("PRAGMA foreign_key_check").fetchone()
                    ):
                        raise DatabaseRefused(
                            f"The newest schema does not fit the database: a row of {loose[0]} would point to a row of"
                            f" {loose[2]} that is not there; nothing was changed."
                        )
            finally:
                if sqlite is not None:
                    sqlite.execute("PRAGMA legacy_alter_table=OFF")
                    sqlite.execute("PRAGMA foreign_keys=ON")

    def lock(self) -> None:
        """Makes this process the one bot on the database; raises SomebodyElseRuns if there is one."""
        if self._file_lock is not None:
            self._file_lock.take()
        elif self._one is not None:
            self._one.take_lock(self.engine)

    def somebody_runs(self) -> bool:
        """Whether a bot holds the lock now. Leaves no trace."""
        if self._file_lock is not None:
            return self._file_lock.is_held()
        with self._readers.connect() as connection:
            return is_locked(connection)

    def close(self) -> None:
        """Waits for what is under way, then closes every connection and gives the lock back."""
        self._writing.shutdown()
        self._reading.shutdown()
        if self._file_lock is not None:
            self._file_lock.give_back()
        # The writer last: SQLite folds the WAL into the file when its last connection may write.
        self._readers.dispose()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def database_fails(error: DBAPIError) -> bool:
    """Whether the database itself fails (full, locked, gone, damaged) and not what was asked of it."""
    return error.connection_invalidated or isinstance(error, OperationalError) or says_damaged(error.orig)


class Transaction:
    """A transaction under way. `run` does one step of it on the writing thread."""

    def __init__(self, on_thread: Callable[..., Awaitable[Any]], session: Session) -> None:
        self._on_thread = on_thread
        self._session = session

    async def run(self, work: Callable[[Session], T]) -> T:
        """Runs one step."""
        done: T = await self._on_thread(work, self._session)
        return done


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
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseRefused("DATABASE_URL names neither SQLite nor PostgreSQL: set it to one of them.")
    return parsed


def open_database(url: str, *, alone: bool = False) -> Database:
    """Opens the database, `alone` as the one bot on it.

    Raises DatabaseRefused with a sentence if it cannot be read or written, SomebodyElseRuns.
    """
    database = Database(url)
    try:
        if alone:
            database.lock()
        with database.engine.begin() as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseError as error:
        database.close()
        where = database.path or database.url.render_as_string(hide_password=True)
        raise DatabaseRefused(
            f"The database {where} cannot be opened for writing ({why_of(error.orig)}): check that it exists, that its"
            " folder may be written to, and DATABASE_URL."
        ) from None
    except DatabaseRefused:
        database.close()
        raise
    return database
