"""A start that cannot go well: one sentence, exit code 2, nothing changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.leaks import TOKEN
from tests.people import HERE, Telegram


def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TELEGRAM_", "DATABASE_", "WEBHOOK_", "LISTEN"))
    }
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(HERE), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    said = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert len([line for line in said if line.startswith("secondsource: ")]) == 1, done.stderr
    assert words in said[-1]
    assert "Traceback" not in done.stderr


def test_no_token(tmp_path: Path) -> None:
    refused(run(tmp_path, "run"), "TELEGRAM_BOT_TOKEN is not set")
    assert list(tmp_path.iterdir()) == []


def test_a_token_file_that_is_not_there(tmp_path: Path) -> None:
    refused(run(tmp_path, "run", TELEGRAM_BOT_TOKEN_FILE="nowhere"), "TELEGRAM_BOT_TOKEN_FILE cannot be read")


def test_a_wrong_token(telegram: Telegram, tmp_path: Path) -> None:
    done = run(
        tmp_path, "run", TELEGRAM_BOT_TOKEN="999:WRONG", TELEGRAM_API_URL=telegram.url, TELEGRAM_PACE="off"
    )
    refused(done, "TELEGRAM_BOT_TOKEN is refused by Telegram")
    assert "WRONG" not in done.stderr


def test_an_unreachable_api_server(tmp_path: Path) -> None:
    done = run(tmp_path, "run", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL="http://127.0.0.1:9")
    refused(done, "cannot be reached")
    assert TOKEN not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TELEGRAM_API_URL", "ftp://example.org", "TELEGRAM_API_URL must begin with http"),
        ("TELEGRAM_PACE", "fast", "TELEGRAM_PACE"),
        ("TELEGRAM_PACE", "off", "TELEGRAM_PACE=off is for another Bot API server"),
        ("WEBHOOK_URL", "example.org/hook", "WEBHOOK_URL must begin with http"),
        ("WEBHOOK_URL", "http://example.org/hook", "WEBHOOK_URL must begin with https"),
        ("WEBHOOK_URL", "https://example.org/hook", "WEBHOOK_SECRET must be 1 to 256 characters"),
        ("WEBHOOK_URL", "https://example.org/metrics", "WEBHOOK_URL must not end in /metrics"),
        ("LISTEN", "everywhere", "LISTEN must be host:port"),
        ("FETCH_LINKS", "sometimes", "FETCH_LINKS"),
        ("FETCH_ALLOW", "10.0.0.0/8", "FETCH_ALLOW must be host:port pairs"),
        ("OWNERS", "ana", "OWNERS must be Telegram user ids"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all/desk.db", "does not exist"),
        ("DATABASE_URL", "no database", "DATABASE_URL"),
        ("DATABASE_URL", "oracle://x", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting(tmp_path: Path, name: str, value: str, words: str) -> None:
    refused(run(tmp_path, "run", **{"TELEGRAM_BOT_TOKEN": TOKEN, name: value}), words)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_written(tmp_path: Path) -> None:
    """Root may write anywhere, so what cannot be written is a folder in the file's place."""
    (tmp_path / "desk.db").mkdir()
    refused(
        run(tmp_path, "run", TELEGRAM_BOT_TOKEN=TOKEN, DATABASE_URL="sqlite:///desk.db"), "cannot be opened"
    )


def test_the_demos_clock_is_for_this_machine_only(tmp_path: Path) -> None:
    done = run(tmp_path, "run", "--clock-from", "http://example.org/clock", TELEGRAM_BOT_TOKEN=TOKEN)
    refused(done, "--clock-from is for demos")


WEBHOOK = {"TELEGRAM_BOT_TOKEN": TOKEN, "WEBHOOK_URL": "https://example.org/hook"}


@pytest.mark.parametrize("secret", ["", "with a space", "ключ", "a" * 257, "semi;colon"])
def test_a_webhook_wants_a_secret_that_telegram_takes(tmp_path: Path, secret: str) -> None:
    done = run(tmp_path, "run", **WEBHOOK, WEBHOOK_SECRET=secret, LISTEN="127.0.0.1:0")
    refused(done, "WEBHOOK_SECRET must be 1 to 256 characters")
    if len(secret) > 10:
        assert secret not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_webhook_wants_a_port(tmp_path: Path) -> None:
    refused(run(tmp_path, "run", **WEBHOOK, WEBHOOK_SECRET="a" * 256), "LISTEN must be set with WEBHOOK_URL")
    assert list(tmp_path.iterdir()) == []


def test_a_webhook_that_telegram_refuses(telegram: Telegram, tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "run",
        **WEBHOOK,
        WEBHOOK_SECRET="a" * 256,
        LISTEN="127.0.0.1:0",
        TELEGRAM_API_URL=telegram.url,
        TELEGRAM_PACE="off",
    )
    refused(done, "WEBHOOK_URL is refused by Telegram")
