"""`secondsource demo`: a local Bot API server, the real bot, and a page to play the newsroom on.

Two child processes with this Python. Both end with this one, by their own process ids.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
import tempfile
import webbrowser
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Coroutine, Mapping
from pathlib import Path
from typing import Any

import aiohttp

import bot
from bot.demo.staging import Stage, StageFailed, lay_out_page

HOST = "127.0.0.1"
GRACE = 12.0
"""Seconds a child has to end by itself; the bot promises ten."""
DATABASE = "second-source.db"
SETTINGS = ("TELEGRAM_", "DATABASE_URL", "WEBHOOK_", "LISTEN", "OWNERS", "FETCH_", "LOG_LEVEL")
"""Settings of a real desk that must not reach the demo's."""


class DemoFailed(Exception):
    """The demo cannot go on: one sentence, and the exit code."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


async def play(port: int = 0, *, open_browser: bool, data: Path | None, language: str = "en") -> int:
    """Plays until SIGINT, SIGTERM or SIGHUP; gives the exit code. `language` is what everybody speaks.

    `data` is a folder that keeps the database; without it, nothing is kept. Exit code 0 after a signal,
    1 if a child ended by itself or the desk could not be set up, 2 for a port or folder that cannot be used.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        async with contextlib.AsyncExitStack() as stack:
            await _play(stack, stop, port, open_browser, data, language)
    except DemoFailed as failed:
        print(failed, file=sys.stderr)
        return failed.code
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
    return 0


async def _play(
    stack: contextlib.AsyncExitStack,
    stop: asyncio.Event,
    port: int,
    open_browser: bool,
    data: Path | None,
    language: str,
) -> None:
    _check_port(port)
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="second-source-")))
    database = _database_in(data or scratch)
    token = f"{7_000_000_000 + secrets.randbelow(10**9)}:{secrets.token_urlsafe(26)}"
    lay_out_page(scratch / "page", token=token, run=secrets.token_hex(8))
    print("Starting the desk …", flush=True)

    server, url = await _start_server(stack, scratch / "page", token, port)
    session = await stack.enter_async_context(
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60), trust_env=False)
    )
    stage = Stage(session, url, language=language)
    children = {"The local Bot API server": server}
    if not await _unless_over(stop, children, stage.bring_people()):
        return
    desk = await stack.enter_async_context(
        _child(
            "-m", "bot.cli", "run", "--clock-from", f"{url}/clock",
            cwd=scratch,
            environment={
                "TELEGRAM_BOT_TOKEN": token,
                "TELEGRAM_API_URL": url,
                "TELEGRAM_PACE": "off",
                "DATABASE_URL": f"sqlite:///{database}",
                "LOG_LEVEL": "WARNING",
            },
        )
    )  # fmt: skip
    children["The bot"] = desk
    if not await _unless_over(stop, children, _open(stage)):
        return
    print(f"\n  Second Source, a desk to try out:  {url}/\n\n  Ctrl-C ends it.", flush=True)
    if open_browser and _has_display():
        await asyncio.to_thread(webbrowser.open, f"{url}/")
    await _unless_over(stop, children, asyncio.Event().wait())


async def _open(stage: Stage) -> None:
    await stage.settled("begun to poll")
    await stage.open_desk()


async def _unless_over(
    stop: asyncio.Event, children: Mapping[str, Process], work: Coroutine[Any, Any, object]
) -> bool:
    """Does the work; False if a signal came first.

    Raises:
        DemoFailed: a child ended meanwhile, or the work could not be done.
    """
    doing = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    ends = {asyncio.create_task(child.wait()): name for name, child in children.items()}
    everything = {doing, stopped, *ends}
    try:
        done, _ = await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        if stopped in done:
            return False
        for end, name in ends.items():
            if end in done:
                raise DemoFailed(f"{name} has ended by itself (exit code {end.result()}).", 1)
        await doing
    except StageFailed as failed:
        raise DemoFailed(str(failed), 1) from None
    finally:
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
    return True


def _check_port(port: int) -> None:
    try:
        socket.create_server((HOST, port)).close()
    except (OSError, OverflowError):
        raise DemoFailed(
            f"Port {port} on this machine is taken or not permitted: choose another with --port.", 2
        ) from None


def _database_in(folder: Path) -> Path:
    """Where the desk's database will be.

    Raises:
        DemoFailed: there is one already. It would not fit the chats, which begin empty each time.
    """
    database = folder.resolve() / DATABASE
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoFailed(
            f"The folder {folder} cannot be used ({error.strerror}): give another with --data.", 2
        ) from None
    if database.exists():
        raise DemoFailed(
            f"{database} is there already, but the demo begins with an empty desk: give another folder with --data.",
            2,
        )
    return database


async def _start_server(
    stack: contextlib.AsyncExitStack, page: Path, token: str, port: int
) -> tuple[Process, str]:
    """The server, and its root address as it says on its first line."""
    server = await stack.enter_async_context(
        _child(
            "-m", "bot.demo.server", "--token", token,
            "--page", str(page), "--host", HOST, "--port", str(port),
            cwd=page.parent,
            announces=True,
        )
    )  # fmt: skip
    assert server.stdout is not None  # noqa: S101 - it was opened as a pipe
    line = (await server.stdout.readline()).decode().strip()
    if not line.startswith("listening on "):
        raise DemoFailed("The local Bot API server did not start.", 1)
    return server, line.removeprefix("listening on ")


@contextlib.asynccontextmanager
async def _child(
    *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None, announces: bool = False
) -> AsyncIterator[Process]:
    """A child process with this Python, ended when the block is left.

    It runs in a session of its own, so that Ctrl-C reaches only us and the bot ends before its server, and in
    a folder of its own, so that it finds no `.env`.
    """
    root = str(Path(bot.__file__).parents[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=cwd,
        env=kept | dict(environment or {}),
        stdin=DEVNULL,
        stdout=PIPE if announces else None,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """SIGTERM, and SIGKILL to a child that does not heed it in time."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _has_display() -> bool:
    """Whether a browser would open in a window. In a bare terminal it would take the terminal over."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
