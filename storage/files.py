"""Files that must be whole or not there at all: what a power cut, a full disk or `sudo` may do to them."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

SIDECARS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file. They belong to that file alone: beside another one they destroy it."""


def beside(path: Path, ending: str) -> Path:
    """The file next to this one whose name has this ending more."""
    return path.with_name(path.name + ending)


def remove_with_sidecars(path: Path) -> None:
    """Removes a SQLite file and what SQLite keeps beside it, where they are there."""
    for ending in ("", *SIDECARS):
        beside(path, ending).unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Makes an empty file that only its owner may read. Raises OSError, also if there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def give_like(path: Path, model: Path) -> None:
    """Gives a file that root made to whoever owns `model`: a command run with sudo locks nobody out."""
    if os.geteuid() == 0:
        found = model.stat()
        os.chown(path, found.st_uid, found.st_gid)


def put_in_place(unfinished: Path, target: Path) -> None:
    """Gives a whole file its name, in one step and for good: after a power cut it is there or it is not."""
    for path in (unfinished, target.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            if path is unfinished:
                unfinished.replace(target)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Waits until no other process of ours writes into the folder, and keeps them off meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # A file system without locks: then only two at the same moment would get into each other's way.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot change the file, which somebody else may be writing."""
    return _connect(path, "mode=ro")


def open_still(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody has open: it leaves nothing beside it, and needs no right to."""
    alone = not any(beside(path, ending).exists() for ending in SIDECARS)
    return _connect(path, "mode=ro&immutable=1" if alone else "mode=ro")


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=5, check_same_thread=False)


def says_damaged(error: BaseException | None) -> bool:
    """Whether SQLite's error says that the file is broken or is none (not that it is full, busy or away)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def why_of(error: BaseException | None) -> str:
    """The system's or the database's own words, on one line."""
    # PostgreSQL adds the statement to its words; the words alone are in its diagnosis.
    said = getattr(getattr(error, "diag", None), "message_primary", None) or getattr(error, "strerror", None)
    return " ".join(str(said or error).split())
