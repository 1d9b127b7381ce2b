"""SQLite: one connection writes, another only reads, and a file beside it says that one bot runs.

SQLite before 3.51.3 can corrupt a WAL file when two connections write or checkpoint at the same instant.
"""

import fcntl
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from storage.files import beside, give_like, open_read_only, open_still
from storage.refused import DatabaseRefused, SomebodyElseRuns

LOCK = ".lock"
"""The ending of the file beside a SQLite file that one running bot holds locked."""
LOCK_WAIT = 4
"""Seconds to wait for a file that another program holds; a stop has to end within ten."""
WAL_KEPT = 16 * 1024 * 1024
"""Bytes that the WAL may keep on the disk when it begins anew. SQLite folds it into the file every 1,000 pages."""
READER_CACHE = 512
"""KiB of pages that the reading connection keeps; SQLite's own measure is 2,000."""


def sqlite_path(url: URL) -> Path | None:
    """The file that a SQLite URL names; None for another database or one in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def open_engines(url: URL, *, still: bool) -> tuple[Engine, Engine]:
    """The engine that writes and the one that only reads. `still`: of a file that nobody has open. Raises
    DatabaseRefused."""
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


def fold(engine: Engine) -> bool:
    """Folds the WAL into its file and empties it; False where somebody reads just now."""
    with engine.connect() as connection:
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


class FileLock:
    """The lock beside a SQLite file, which the one bot on it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: IO[bytes] | None = None

    def take(self) -> None:
        """Makes this process the one bot; raises SomebodyElseRuns if there is one."""
        handle = _open_lock(self._path)
        # Twice: `secondsource check` holds the lock for an instant when it looks whether a bot runs.
        if not _take(handle, fcntl.LOCK_EX):
            time.sleep(0.2)
            if not _take(handle, fcntl.LOCK_EX):
                handle.close()
                raise SomebodyElseRuns(
                    f"Another bot is running on {self._path}: stop it first, or set DATABASE_URL to another"
                    " file."
                )
        self._held = handle

    def is_held(self) -> bool:
        """Whether a bot holds it now. Leaves no trace."""
        try:
            with beside(self._path, LOCK).open("rb") as handle:
                return not _take(handle, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False

    def give_back(self) -> None:
        """Another bot may take it."""
        if self._held is not None:
            self._held.close()
            self._held = None


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
