"""Databases for tests: SQLite files, and a PostgreSQL server that the tests start themselves on loopback."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Self
from uuid import uuid4

from sqlalchemy import create_engine, text


def find_postgresql() -> Path | None:
    """The folder of PostgreSQL's programs: on the PATH, or where Debian keeps them."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    return installed[-1].parent if installed else None


class PostgreSQL:
    """A server in a folder of its own, started on entering, stopped and removed on leaving.

    Not in pytest's folder: every run of pytest closes that to other users, the server's among them.
    """

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(mkdtemp(prefix="second-source-postgresql-"))
        self.data = self.folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        # The server refuses to run as root; Debian's package brings a user for it.
        self.user = "postgres" if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://desk@127.0.0.1:{self.port}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=self.user,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    @contextmanager
    def new(self) -> Iterator[str]:
        """The URL of an empty database, dropped afterwards."""
        name = f"desk_{uuid4().hex}"
        engine = create_engine(f"{self.url}/postgres", isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield f"{self.url}/{name}"
        finally:
            with engine.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
            engine.dispose()

    def __enter__(self) -> Self:
        if self.user is not None:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self._run("initdb", "-D", str(self.data), "-U", "desk", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        return self

    def start(self) -> None:
        """Starts the server in its folder, where it is not running."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self.data), "-o", options, "-w", "-l", str(self.folder / "log"), "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        """Stops it: `fast` cuts every connection, `immediate` is what a power cut does."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)


@dataclass(frozen=True, slots=True)
class Databases:
    """New databases of one kind."""

    kind: str
    server: PostgreSQL | None

    @contextmanager
    def new(self, folder: Path) -> Iterator[str]:
        """The URL of an empty database: a file in this folder, or a database of the server."""
        if self.server is None:
            yield f"sqlite:///{folder / 'desk.db'}"
        else:
            with self.server.new() as url:
                yield url
