"""Where the programs of the tests are born: one process has imported everything, each program is a fork of it.

A start of the bot costs two seconds of a processor, nearly all of it imports. What is forked is the same code
in a process of its own: it is killed, stopped and looked at like any other. The command line itself is started
the long way in `tests/command`.
"""

import ctypes
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

PRELOADED = (
    "bot.running",
    "bot.demo.server.app",
    "bot.exports.writing",
    "storage.backup",
    "psycopg",
    "typer",
)
PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent dies."""
REQUEST = 1 << 20
"""Bytes that a request may have: arguments and the environment."""


class Child:
    """A program of ours, with what is used of `subprocess.Popen`."""

    def __init__(self, pid: int, status: Any) -> None:
        self.pid = pid
        self._status = status
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, awaited; raises subprocess.TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._status.settimeout(timeout)
            try:
                said = self._status.recv(20)
            except (BlockingIOError, TimeoutError):
                return None
            self.returncode = int(said) if said else -signal.SIGKILL
            self._status.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """As Popen's: nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that has imported everything, asked over a socket."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            root = str(Path(__file__).parent.parent)
            subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": root},
                cwd=root,
            )

    def start(
        self, module: str, arguments: tuple[str, ...], env: dict[str, str], cwd: Path, output: int
    ) -> Child:
        """Runs a module as `python -m` would; what it prints goes to the file `output`."""
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        asked = {"module": module, "arguments": arguments, "env": env, "cwd": str(cwd)}
        with theirs:
            socket.send_fds(self._socket, [json.dumps(asked).encode()], [theirs.fileno(), output])
        return Child(int(mine.recv(20)), mine)


def serve(asking: socket.socket) -> None:
    """Forks for each request until nobody can ask any more."""
    for name in PRELOADED:
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        said, files, _, _ = socket.recv_fds(asking, REQUEST, 2)
        if not said:
            return
        if os.fork() == 0:
            asking.close()
            _watch(json.loads(said), *files)
        for file in files:
            os.close(file)


def _die_with_parent() -> None:
    """Nothing outlives the tests, however they end (Linux; elsewhere it may)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch(asked: dict[str, Any], status: int, output: int) -> None:
    """Starts the program and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _die_with_parent()
    # Ctrl-C in the terminal is the tests' own affair.
    os.setsid()
    pid = os.fork()
    if pid == 0:
        os.close(status)
        _die_with_parent()
        _become(asked, output)
    os.close(output)
    os.write(status, str(pid).encode())
    _, ended = os.waitpid(pid, 0)
    os.write(status, str(os.waitstatus_to_exitcode(ended)).encode())
    os._exit(0)


def _become(asked: dict[str, Any], output: int) -> None:
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    sys.argv = [asked["module"], *asked["arguments"]]
    code = 0
    try:
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # As at the end of an interpreter, without what belongs to the process that was forked.
    os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
