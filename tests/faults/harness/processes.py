"""The processes of a scene as its director holds them: the launcher, the Bot API server, the bot."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.people import HERE, PATIENCE, PEOPLE, TOKEN, WAITING, Telegram


class Launcher:
    """The process that has imported the bot and forks one for each start."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.harness.launcher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(HERE)},
            cwd=HERE,
        )
        self._one_at_a_time = threading.Lock()

    def ask(self, **asked: Any) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._one_at_a_time:
            self._process.stdin.write(f"{json.dumps(asked)}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        assert answer, "the launcher has ended"
        return int(json.loads(answer))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Child:
    """One process that the launcher forked."""

    launcher: Launcher
    pid: int
    log: Path
    gone: int
    """A descriptor that can be read from as soon as the process has ended."""

    @classmethod
    def start(
        cls,
        launcher: Launcher,
        program: str,
        *arguments: str,
        env: dict[str, str],
        cwd: Path,
        log: Path,
    ) -> "Child":
        pid = launcher.ask(
            do="start", program=program, arguments=arguments, env=env, cwd=str(cwd), log=str(log)
        )
        return cls(launcher, pid, log, os.pidfd_open(pid))

    def ended(self, within: float = 0.0) -> bool:
        """Whether it has ended, or ends within so many seconds."""
        return bool(select.select([self.gone], [], [], within)[0])

    def send(self, number: int) -> None:
        signal.pidfd_send_signal(self.gone, number)

    def code(self) -> int:
        """What it ended with, once: negative for a signal."""
        assert self.ended(PATIENCE), f"process {self.pid} does not end"
        os.close(self.gone)
        return self.launcher.ask(do="wait", pid=self.pid)

    def wait_for(self, words: str) -> str:
        """The first line of its output that holds these words."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            written = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
            for line in written.splitlines():
                if words in line:
                    return line
            assert not self.ended(0.01), f"it ended:\n{written}"
        raise AssertionError(f"no line with {words!r} in {self.log}")


class Town(Telegram):
    """The Bot API server of one scene, forked from the launcher."""

    def __init__(self, launcher: Launcher, folder: Path) -> None:
        self._child = Child.start(
            launcher,
            "server",
            *("--token", TOKEN, "--username", "desk_bot"),
            env={},
            cwd=folder,
            log=folder / "server.log",
        )
        self.url = self._child.wait_for("listening on").split("listening on ")[1].strip()
        self._newest = 0
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)
        for person, name in PEOPLE.items():
            self.post(
                "users", id=person, first_name=name, language_code="en", username=f"{name.lower()}_checks"
            )

    def close(self) -> None:
        self.http.close()
        self._child.send(signal.SIGTERM)
        self._child.code()

    def idle(self) -> bool:
        """Whether every update is acknowledged."""
        return bool(self.get("idle", timeout=0)["idle"])


class Look:
    """Looks into the database from outside and changes nothing."""

    def __init__(self, url: str) -> None:
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        if self.sqlite:
            self._connection.execute(text("PRAGMA query_only=ON"))

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(text(sql), values)]

    def waiting(self, ahead: float) -> int:
        """How many things are to be done now, with the clock so many seconds ahead."""
        now: Any = datetime.now(UTC) + timedelta(seconds=ahead)
        return int(self.ask(WAITING, now=str(now.replace(tzinfo=None)) if self.sqlite else now)[0][0])

    def alone(self) -> None:
        """Waits until PostgreSQL has seen that the dead process is gone."""
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
