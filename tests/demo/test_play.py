"""`secondsource demo`: two processes, a page, and a clean end."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.demo.staging import BEN, CARO, GROUP
from tests.people import PATIENCE, Program


@pytest.fixture
def demo() -> Iterator[Program]:
    program = Program.start("bot.cli", "demo", "--port", "0", "--no-browser")
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.stop()


def children(parent: int) -> dict[int, str]:
    """Processes of that parent, by id, with their command lines."""
    listed = subprocess.run(
        ["ps", "-Ao", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return {int(row[0]): row[2] for row in rows if int(row[1]) == parent and len(row) == 3}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_stage_is_set_and_a_signal_ends_everything(demo: Program, number: signal.Signals) -> None:
    url = demo.wait_for("a desk to try out").split()[-1]
    with httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as http:
        assert "Second Source" in http.get("/").text
        group = http.get(f"/control/chats/{GROUP}/messages").json()
        assert any("/setup" in one.get("text", "") and one["from"]["id"] == CARO.id for one in group)
        assert any(one.get("reply_markup") for one in group)
        ben = http.get(f"/control/chats/{BEN.id}/messages").json()
        assert [one["from"]["is_bot"] for one in ben][:2] == [False, True]  # Start, and the bot's welcome
    pids = children(demo.process.pid)
    assert len(pids) == 2, pids
    demo.process.send_signal(number)
    assert demo.process.wait(PATIENCE) == 0
    assert not [pid for pid in pids if alive(pid)]


def test_a_child_that_ends_by_itself_ends_the_demo(demo: Program) -> None:
    demo.wait_for("a desk to try out")
    pids = children(demo.process.pid)
    bot = next(pid for pid, command in pids.items() if "bot.cli" in command)
    os.kill(bot, signal.SIGKILL)
    assert demo.process.wait(PATIENCE) == 1
    assert "The bot has ended by itself" in demo.wait_for("ended by itself")
    assert not [pid for pid in pids if alive(pid)]


def test_a_taken_port_is_refused_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = Program.start("bot.cli", "demo", "--port", str(port), "--no-browser")
        assert demo.process.wait(PATIENCE) == 2
    assert demo.wait_for("Port").startswith(f"Port {port} on this machine is taken")


def test_the_desk_of_another_day_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "second-source.db"
    database.write_bytes(b"kept")
    demo = Program.start("bot.cli", "demo", "--port", "0", "--no-browser", "--data", str(tmp_path))
    assert demo.process.wait(PATIENCE) == 2
    assert "give another folder with --data" in demo.wait_for("is there already")
    assert database.read_bytes() == b"kept"
