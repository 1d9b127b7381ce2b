"""`/healthz` is open only where LISTEN says so, and tells whether the bot is ready."""

import socket
import subprocess
from pathlib import Path

import httpx

from tests.command.test_start import refused, run
from tests.people import Bot, Telegram


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_ready(telegram: Telegram, tmp_path: Path) -> None:
    port = free_port()
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    bot.env["LISTEN"] = f"127.0.0.1:{port}"
    bot.start()
    answer = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=10)
    assert (answer.status_code, answer.text) == (200, "ready")
    assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 404
    assert bot.stop() == 0


def test_a_taken_port_is_named(telegram: Telegram, bot: Bot, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bot.stop()
        done: subprocess.CompletedProcess[str] = run(tmp_path, "run", **bot.env, LISTEN=f"127.0.0.1:{port}")
        refused(done, f"LISTEN=127.0.0.1:{port} cannot be opened")


def test_a_wrong_address_is_named(telegram: Telegram, tmp_path: Path) -> None:
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    refused(run(tmp_path, "run", **bot.env, LISTEN="everywhere"), "LISTEN must be host:port")
