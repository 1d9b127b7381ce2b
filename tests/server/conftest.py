"""The local Bot API server as a real process, and two hands on it: the bot's and the people's."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

TOKEN = "123456:TEST"
BOT = 123456


@dataclass(frozen=True, slots=True)
class Server:
    """`call` speaks as the bot, `post` and `get` as whoever holds the control side."""

    url: str
    http: httpx.Client

    def answer(self, method: str, **params: Any) -> httpx.Response:
        return self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params)

    def call(self, method: str, **params: Any) -> Any:
        body = self.answer(method, **params).json()
        assert body["ok"], body
        return body["result"]

    def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        response = self.answer(method, **params)
        body = response.json()
        assert not body["ok"], body
        assert body["error_code"] == response.status_code
        return body["error_code"], body["description"]

    def post(self, path: str, **body: Any) -> Any:
        response = self.http.post(f"{self.url}/control/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def denied(self, path: str, **body: Any) -> str:
        response = self.http.post(f"{self.url}/control/{path}", json=body)
        assert response.status_code == 400, response.text
        return str(response.json()["error"])

    def get(self, path: str, **query: Any) -> Any:
        response = self.http.get(f"{self.url}/control/{path}", params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def updates(self, *, acknowledge: bool = True, **params: Any) -> list[dict[str, Any]]:
        """What waits for the bot, without a long poll."""
        batch: list[dict[str, Any]] = self.call("getUpdates", **params)
        if batch and acknowledge:
            self.call("getUpdates", offset=batch[-1]["update_id"] + 1, limit=1)
        return batch

    def person(self, name: str, *, started: bool = True) -> int:
        number: int = self.post("users", first_name=name, username=f"{name.lower()}_desk")["id"]
        if started:
            self.post("start", **{"from": number})
            self.updates()
        return number

    def group(self, *people: int, bot: str = "member", **more: Any) -> int:
        """A supergroup, unless `type` says otherwise, owned by the first of these people."""
        chat = self.post("chats", **{"type": "supergroup", "title": "Desk", "members": people, **more})
        if bot:
            self.post(f"chats/{chat['id']}/bot", status=bot, by=people[0])
            self.updates()
        return int(chat["id"])


@contextmanager
def running(*options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "bot.demo.server", "--token", TOKEN, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening on http://127.0.0.1:"), line
            with httpx.Client(timeout=30, trust_env=False) as http:
                yield Server(line.split()[-1], http)
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """One process for all cases of a table; each case brings its own people and leaves no update behind."""
    with running() as one:
        yield one


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.fixture
def start_server() -> Callable[..., Any]:
    """For tests that need options: `with start_server("--pace", "telegram") as server:`."""
    return running
