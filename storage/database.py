"""The one database: how it is opened, who may write, and on which thread.

SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same
instant, so there is one writing connection, on one thread. A second thread with a read-only connection
serves what only looks: what is to be sent next, which errands wait, exports. PostgreSQL is used the same way,
so that the connection that writes can hold the lock of the one bot.
"""

import asyncio
import fcntl
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import IO, Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from storage.files import beside, give_like, open_read_only, open_still, says_damaged, why_of
from storage.postgresql import LOCK_KEY, SOMEBODY_ELSE, OneWriter, open_reader
from storage.refused import DatabaseDamaged as DatabaseDamaged
from storage.refused import DatabaseRefused as DatabaseRefused
from storage.refused import SomebodyElseRuns as SomebodyElseRuns

T = TypeVar("T")

LOCK = ".lock"
"""The ending of the file beside a SQLite file that one running bot holds locked."""
LOCK_WAIT = 4
"""Seconds to wait for a file that another program holds; a stop has to end within ten."""
WAL_KEPT = 16 * 1024 * 1024
"""Bytes that the WAL may keep on the disk when it begins anew. SQLite folds it into the file every 1,000 pages."""
READER_CACHE = 512
"""KiB of pages that the reading connection keeps; SQLite's own measure is 2,000."""


class Database:
    """An opened database. `write` and `read` run a function with a session on the right thread."""

    def __init__(self, url: str, *, still: bool = False) -> None:
        """`still`: to look at a file that nobody has open, leaving nothing beside it. Opens nothing yet."""
        self.url = parse_url(url)
        self._one = OneWriter(self.url) if self.url.get_backend_name() == "postgresql" else None
        if self._one is not None:
            self.engine, self._readers = self._one.engine(), open_reader(self.url)
        else:
            self.engine, self._readers = _open(self.url, still)
        # A session is bound to its thread: one thread writes, another reads.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="database-writes")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="database-reads")
        self._turn = asyncio.Lock()
        self._lock: IO[bytes] | None = None
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
            return await self._on_writing_thread(self._fold_now)

    def _fold_now(self) -> bool:
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            if not isinstance(driver, sqlite3.Connection):
                return True
            # Whoever presses a button waits for no reader.
            driver.execute("PRAGMA busy_timeout=0")
            try:
                (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                driver.execute(f"PRAGMA busy_timeout={LOCK_WAIT * 1000}")
            return not busy

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
        if self.path is not None:
            handle = _open_lock(self.path)
            # Twice: `secondsource check` holds the lock for an instant when it looks whether a bot runs.
            if not _take(handle, fcntl.LOCK_EX):
                time.sleep(0.2)
                if not _take(handle, fcntl.LOCK_EX):
                    handle.close()
                    raise SomebodyElseRuns(
                        f"Another bot is running on {self.path}: stop it first, or set DATABASE_URL to another"
                        " file."
                    )
            self._lock = handle
        elif self._one is not None:
            self._one.take_lock(self.engine)

    def somebody_runs(self) -> bool:
        """Whether a bot holds the lock now. Leaves no trace."""
        if self.path is not None:
            try:
                with beside(self.path, LOCK).open("rb") as handle:
                    return not _take(handle, fcntl.LOCK_SH)
            except FileNotFoundError:
                return False
        with self._readers.connect() as connection:
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


def sqlite_path(url: URL) -> Path | None:
    """The file that a SQLite URL names; None for another database or one in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _open_lock(path: Path) -> IO[bytes]:
    lock = beside(path, LOCK)
    try:
        made = not lock.exists()
        handle = lock.open("ab")
    except OSError as error:
        raise DatabaseRefused(
            f"The file {lock} cannot be opened ({error.strerror}): it and its folder must belong to whoever runs"
            " the bot."
        ) from None
    if made:
        give_like(lock, path if path.exists() else path.parent)
    return handle


def _take(handle: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _open(url: URL, still: bool) -> tuple[Engine, Engine]:
    path = sqlite_path(url)
    if path is None:
        writer = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        _care_for(writer, immediate=True)
        return writer, writer
    if not path.parent.is_dir():
        raise DatabaseRefused(
            f"The folder {path.parent} does not exist: make it, or set DATABASE_URL to another place."
        )
    writer = create_engine(
        url, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": LOCK_WAIT}
    )
    _care_for(writer, immediate=True)
    reader = create_engine(
        "sqlite://",
        creator=partial(open_still if still else open_read_only, path),
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
            # While somebody reads for long the WAL grows; afterwards it gives the room back.
            connection.execute(f"PRAGMA journal_size_limit={WAL_KEPT}")
        else:
            connection.execute("PRAGMA query_only=ON")
            # A digest reads the desk once from end to end: pages kept for it would lie in memory all day, and the
            # operating system keeps them anyway.
            connection.execute(f"PRAGMA cache_size=-{READER_CACHE}")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


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
