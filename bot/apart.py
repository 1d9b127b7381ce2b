"""Work in a process of its own, which is given bytes and gives bytes back.

A page made to harm can keep a parser busy for minutes, fill the memory or crash it; what draws takes tens of
megabytes and keeps them. Here that costs one small process, which ends itself and is ended from outside.
"""

import asyncio
import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable

MOST_MEMORY = 1024**3

_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ", "HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
"""What the process is told of the environment: not the token. Where caches are, so that they are found again."""
_ADDED = {"OPENBLAS_NUM_THREADS": "1"}
"""It reserves memory for each thread, and there is one."""


async def run_apart(module: str, given: bytes, seconds: int) -> bytes | None:
    """What `serve` in this module makes of it, or None: whatever happens to the process, this returns.

    `seconds` of computing, twice as many by the wall, on a busy machine.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        str(seconds),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | _ADDED,
    )
    try:
        async with asyncio.timeout(seconds * 2):
            written, _ = await process.communicate(given)
        return written if process.returncode == 0 else None
    except TimeoutError:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # Communicated with to the end, so that nothing of it is left open.
        await process.communicate()


def serve(work: Callable[[bytes], bytes]) -> None:
    """The other side: reads the standard input, writes what came of it."""
    seconds = int(sys.argv[1])
    with contextlib.suppress(ValueError, OSError):  # not every system limits it
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # Whoever started it may have been killed meanwhile, and then nobody ends it from outside.
    signal.alarm(max(1, seconds * 2))
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
