"""Taking the article out of a page, in a process of its own.

A page made to harm can keep an HTML parser busy for minutes, fill the memory or crash it. Here that costs one
small process, which ends itself and is ended from outside.
"""

import asyncio
import contextlib
import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any

from bot.fetching import Page
from bot.rules.articles import article_of, unread
from bot.rules.refusals import Refusal

SECONDS = 8
"""Of computing; a real article takes a fraction of one. Twice as many by the wall, on a busy machine."""
MOST_MEMORY = 1024**3

_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")
"""What the process is told of the environment: not the token."""

Extracted = dict[str, Any]
"""The fields of an Article as JSON has them, or `failure`: the name of a refusal."""


async def extract(page: Page, seconds: int = SECONDS) -> Extracted:
    """What the page says. Whatever happens to the process, this returns."""
    about = {"url": page.url, "content_type": page.content_type, "seconds": seconds}
    head = json.dumps(about).encode()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )
    try:
        async with asyncio.timeout(seconds * 2):
            written, _ = await process.communicate(head + b"\n" + page.content)
        found: Extracted = json.loads(written)
        return found
    except (TimeoutError, ValueError):
        return {"failure": "LinkTooHard"}
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # Communicated with to the end, so that nothing of it is left open.
        await process.communicate()


def main() -> None:
    """Reads a line of JSON and a page from the standard input, writes what was found."""
    with contextlib.suppress(ValueError, OSError):  # not every system limits it
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    about = json.loads(head)
    resource.setrlimit(resource.RLIMIT_CPU, (about["seconds"], about["seconds"]))
    found: Extracted
    try:
        article = article_of(content, about["url"], about["content_type"])
        found = asdict(article)
        found["published"] = article.published.isoformat() if article.published else None
    except Refusal as refusal:
        found = unread(refusal)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
