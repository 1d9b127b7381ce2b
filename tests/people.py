"""The people of the tests, and the town they live in: a real Bot API server and the real bot over HTTP.

Ana and Ben check, Caro leads, Dan is a stranger.
"""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Any

import httpx
from sqlalchemy import bindparam, create_engine, text
from sqlalchemy.pool import NullPool

from storage.base import UtcDateTime
from tests.leaks import TOKEN, look_at
from tests.nursery import Child, Nursery

HERE = Path(__file__).parent.parent
"""The checkout under test: its own code runs, whatever is installed."""
ANA, BEN, CARO, DAN, EVE = 101, 102, 103, 104, 105
PEOPLE = {ANA: "Ana", BEN: "Ben", CARO: "Caro", DAN: "Dan"}
WAITING = (
    "SELECT (SELECT count(*) FROM outbox WHERE status IN ('pending', 'leased') AND not_before <= :now)"
    " + (SELECT count(*) FROM errand WHERE done_at IS NULL AND not_before <= :now)"
    " + (SELECT count(*) FROM due WHERE due_at <= :now)"
)
MOMENTS = ("now", "at")
"""Names of values that are moments, in questions to a database."""
START = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""What the clock shows at first: a Monday, outside quiet hours, whatever the day on which the tests run."""
PATIENCE = 60.0
"""Seconds to wait for something that must happen; it is never slept through."""


@cache
def nursery() -> Nursery:
    """The one of this run."""
    return Nursery()


@dataclass
class Program:
    """A process of ours with its output."""

    process: Child
    output: IO[str]
    lines: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @classmethod
    def start(
        cls, module: str, *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> "Program":
        reading, writing = os.pipe()
        environment = {**os.environ, "PYTHONPATH": str(HERE), **(env or {})}
        child = nursery().start(module, arguments, environment, cwd or Path.cwd(), writing)
        os.close(writing)
        program = cls(child, os.fdopen(reading, encoding="utf-8", errors="replace"))
        threading.Thread(target=program._read, daemon=True).start()
        return program

    def _read(self) -> None:
        for line in self.output:
            with self._changed:
                look_at(line)
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self.lines.append("")
            self._changed.notify_all()

    def wait_for(self, words: str) -> str:
        """The first line that holds these words."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while True:
                for line in self.lines:
                    if words in line:
                        return line
                if self.process.poll() is not None and self.lines and self.lines[-1] == "":
                    raise AssertionError(
                        f"the process ended ({self.process.returncode}):\n" + "\n".join(self.lines)
                    )
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no line with {words!r}:\n" + "\n".join(self.lines))
                self._changed.wait(min(left, 0.5))

    def finish(self) -> None:
        """Waits for the last of the output of a process that has ended."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while not self.lines or self.lines[-1] != "":
                assert time.monotonic() < deadline, "the output has no end"
                self._changed.wait(0.5)

    def kill(self) -> None:
        """`kill -9`."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return self.process.wait()


class Telegram:
    """The local Bot API server, and what people do on their phones."""

    def __init__(self, language: str = "en") -> None:
        """`language`: of everybody's Telegram."""
        self.program = Program.start("bot.demo.server", "--token", TOKEN, "--username", "desk_bot")
        line = self.program.wait_for("listening on")
        self.url = line.split("listening on ")[1].strip()
        self._newest = 0
        self.followed = False
        self.http = httpx.Client(base_url=self.url, timeout=PATIENCE + 20, trust_env=False)
        self.move(START)
        for person, name in PEOPLE.items():
            self.post(
                "users", id=person, first_name=name, language_code=language, username=name.lower() + "_checks"
            )

    def close(self) -> None:
        self.http.close()
        self.program.stop()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.http.post(f"/control/{path}", json=body)
        assert answer.status_code < 300, f"{path} {body}: {answer.text}"
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/control/{path}", params=query)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer.json()

    def group(
        self, title: str = "Newsroom", *, admin: bool = True, members: tuple[int, ...] = (ANA, BEN, CARO)
    ) -> int:
        """A supergroup with the bot in it; Caro administers it."""
        chat = self.post("chats", type="supergroup", title=title, members=list(members), admins=[CARO])
        self.post(f"chats/{chat['id']}/bot", status="administrator" if admin else "member", by=CARO)
        return int(chat["id"])

    def say(self, person: int, words: str, chat: int | None = None, **more: Any) -> dict[str, Any]:
        """A message; to the bot in private where no chat is named."""
        said: dict[str, Any] = self.post(
            "messages", chat=chat or person, **{"from": person}, text=words, **more
        )
        return said

    def press(self, person: int, message: dict[str, Any], label: str) -> dict[str, Any]:
        """Presses the button with this label and returns the answer to the press."""
        for row, buttons in enumerate(keyboard(message)):
            for column, button in enumerate(buttons):
                if button["text"] == label:
                    made: dict[str, Any] = self.post(
                        "press",
                        chat=message["chat"]["id"],
                        message_id=message["message_id"],
                        **{"from": person},
                        button=[row, column],
                    )
                    if "url" in made:
                        return made
                    answer: dict[str, Any] = self.get(
                        f"answers/{made['callback_query_id']}", timeout=PATIENCE
                    )
                    return answer
        raise AssertionError(f"no button {label!r} among {labels(message)} of {message.get('text')!r}")

    def follow(self, person: int, url: str) -> None:
        """Opens a `t.me/desk_bot?start=…` link and presses Start."""
        self.post("start", **{"from": person}, payload=url.partition("start=")[2])

    def start(self, *people: int) -> None:
        for person in people:
            self.post("start", **{"from": person})

    def messages(self, chat: int) -> list[dict[str, Any]]:
        """What stands in the chat now, oldest first."""
        found: list[dict[str, Any]] = self.get(f"chats/{chat}/messages")
        return found

    def from_bot(self, chat: int) -> list[dict[str, Any]]:
        return [message for message in self.messages(chat) if message.get("from", {}).get("is_bot")]

    def ledger(self, since: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("ledger", since=since)
        return found

    def wait_for(self, chat: int, words: str, *, button: str | None = None) -> dict[str, Any]:
        """The newest message of the bot in the chat that holds these words (and this button)."""
        deadline = time.monotonic() + PATIENCE
        since = self.now()
        while True:
            for message in self.from_bot(chat)[::-1]:
                if words in text_of(message) and (button is None or button in labels(message)):
                    return message
            if time.monotonic() > deadline:
                shown = "\n---\n".join(f"{text_of(m)} {labels(m)}" for m in self.from_bot(chat))
                raise AssertionError(
                    f"no message with {words!r} {button or ''} in {chat}; there are:\n{shown}"
                )
            self.http.get("/control/wait", params={"since": since, "timeout": 1})
            since = self.now()

    def now(self) -> int:
        """The number of the ledger's newest line."""
        lines = self.ledger(self._newest)
        if lines:
            self._newest = int(lines[-1]["n"])
        return self._newest

    def settle(self) -> None:
        """Waits until every update is acknowledged."""
        assert self.get("idle", timeout=PATIENCE)["idle"]

    def advance(self, **span: float) -> None:
        """Moves the clock of the server and of the bot forward."""
        self.post("clock", advance=timedelta(**span).total_seconds())
        self._follow()

    def move(self, moment: datetime) -> None:
        """Moves the clock of the server and of the bot to this moment."""
        self.post("clock", offset=(moment - datetime.now(UTC)).total_seconds())
        self._follow()

    def _follow(self) -> None:
        """Waits until a bot that runs goes by the new time."""
        if self.followed:
            assert self.get("clock", followed=PATIENCE)["followed"]


def keyboard(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    keys: list[list[dict[str, Any]]] = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return keys


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in keyboard(message) for button in row]


def text_of(message: dict[str, Any]) -> str:
    return message.get("text") or message.get("caption") or ""


class Bot:
    """The real bot in its own process."""

    def __init__(self, telegram: Telegram, database: str, cwd: Path) -> None:
        self.telegram = telegram
        self.cwd = cwd
        self.env = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_PACE": "off",
            "DATABASE_URL": database,
            "LOG_LEVEL": "INFO",
            # No test reaches out, except to an outlet of its own.
            "FETCH_LINKS": "off",
        }
        self.module = "bot.cli"
        self.program: Program | None = None
        self.logs: list[str] = []

    def start(self) -> "Bot":
        self.program = Program.start(
            self.module, "run", "--clock-from", f"{self.telegram.url}/clock", env=self.env, cwd=self.cwd
        )
        self.program.wait_for("is at work")
        self.telegram.followed = True
        return self

    def __enter__(self) -> "Bot":
        """Not started yet; at the end it is stopped if it still runs."""
        return self

    def __exit__(self, *_: object) -> None:
        if self.program is not None:
            self.program.stop()

    @property
    def sqlite(self) -> bool:
        return self.env["DATABASE_URL"].startswith("sqlite:")

    def ask(self, question: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that the bot's database answers with, whichever it is. Datetimes are given as aware."""
        return self._run(question, values)

    def tell(self, *statements: str, **values: Any) -> None:
        """Changes the bot's database behind its back."""
        for statement in statements:
            self._run(statement, values)

    def _run(self, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        more = {"connect_args": {"timeout": PATIENCE}} if self.sqlite else {}
        engine = create_engine(self.env["DATABASE_URL"], poolclass=NullPool, **more)
        moments = [bindparam(name, type_=UtcDateTime) for name in values if name in MOMENTS]
        with engine.begin() as connection:
            done = connection.execute(text(statement).bindparams(*moments), values)
            return [tuple(row) for row in done] if done.returns_rows else []

    def poison(self, table: str, words: str, column: str = "text") -> None:
        """A trigger that stands for whatever may go wrong with one thing and with no other: a row of this table
        in which the column begins with these words cannot be written."""
        if self.sqlite:
            self.tell(
                f"CREATE TRIGGER poison BEFORE INSERT ON {table} WHEN CAST(new.{column} AS TEXT) LIKE '{words}%'"
                " BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
            )
            return
        self.tell(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE check_violation USING MESSAGE = 'poisoned'; END $$",
            f"CREATE TRIGGER poison BEFORE INSERT ON {table} FOR EACH ROW"
            f" WHEN (CAST(new.{column} AS TEXT) LIKE '{words}%') EXECUTE FUNCTION poison()",
        )

    def antidote(self, table: str) -> None:
        """Takes the poison out again."""
        self.tell("DROP TRIGGER poison" if self.sqlite else f"DROP TRIGGER poison ON {table}")

    def whole(self) -> bool:
        """Whether SQLite finds its file whole; PostgreSQL has no such question."""
        return not self.sqlite or self.ask("PRAGMA integrity_check") == [("ok",)]

    def settle(self) -> None:
        """Waits until every update is taken, every errand done, and every message that is due sent."""
        self.telegram.settle()
        deadline = time.monotonic() + PATIENCE
        while True:
            since = self.telegram.now()
            ahead = timedelta(seconds=self.telegram.get("clock")["offset"])
            ((left,),) = self.ask(WAITING, now=datetime.now(UTC) + ahead)
            if not left and self.telegram.now() == since:
                return
            assert time.monotonic() < deadline, f"{left} things are still to be done"
            self.telegram.http.get("/control/wait", params={"since": since, "timeout": 0.1})

    def kill(self) -> None:
        assert self.program is not None
        self.telegram.followed = False
        self.program.kill()
        self.logs += self.program.lines

    def stop(self) -> int:
        assert self.program is not None
        self.telegram.followed = False
        code = self.program.stop()
        self.logs += self.program.lines
        return code


def lines_of(written: str) -> Iterator[dict[str, Any]]:
    for line in written.splitlines():
        yield json.loads(line)
