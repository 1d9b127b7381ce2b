"""`python -m tests.faults.harness.launcher`: starts the real bot, cheaply, with boundaries around it.

Importing the bot costs seconds of CPU; a thousand kills would be an hour of imports. This process imports
everything once and runs nothing: no loop, no thread, no connection. For each start it forks, and the child runs
`bot.cli.main` as the command line would, with its own arguments and environment. The child is a process of its
own: SIGKILL takes it as it takes any other, and nothing of it is left but what it wrote.

One JSON object a line on standard input, one answer a line on standard output:
`{"do": "start", "program": "bot"|"server", "arguments": […], "env": {…}, "cwd": …, "log": …}` gives the pid,
`{"do": "wait", "pid": …}` the code it ended with, negative for a signal.
"""

import asyncio
import gc
import json
import os
import random
import signal
import sys
from typing import Any

import bot.cli
import bot.demo.server.__main__ as server
from tests.faults.harness import boundaries, breaking


def main() -> None:
    boundaries.install()
    gc.collect()
    gc.freeze()
    children: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "start":
            pid = os.fork()
            if pid == 0:
                _become(asked)
                return
            children.add(pid)
            answer = pid
        else:
            _, status = os.waitpid(asked["pid"], 0)
            children.discard(asked["pid"])
            answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _become(asked: dict[str, Any]) -> None:
    """In the child: the program that was asked for."""
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(asked["cwd"])
    os.environ.update(asked["env"])
    random.seed()
    if asked["program"] == "server":
        asyncio.run(server.serve(server.arguments(asked["arguments"])))
        return
    boundaries.arm(os.environ.get("CRASH_AT", ""), os.environ.get("RUN", ""))
    if broken := os.environ.get("BREAK"):
        breaking.break_guarantee(broken)
    sys.argv = ["secondsource", *asked["arguments"]]
    bot.cli.main()


if __name__ == "__main__":
    main()
