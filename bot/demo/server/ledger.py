"""What happened here, in order: the only witness a test may ask."""

import asyncio
import time
from collections.abc import Iterator

from bot.demo.server.clock import Bell, Clock
from bot.demo.server.errors import Json

END: Json = {"kind": "end"}
"""The last event: the server stops."""


class Events:
    """Live news for pages: every ledger line, and changes too small for the ledger."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json]] = set()

    def publish(self, event: Json) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)

    def listen(self) -> asyncio.Queue[Json]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Json]) -> None:
        self._listeners.discard(queue)


class Ledger:
    """Numbered lines, never changed. Line n is the n-th, counted from 1."""

    def __init__(self, clock: Clock, events: Events) -> None:
        self._clock = clock
        self._events = events
        self.bell = Bell()
        self._lines: list[Json] = []

    def add(self, kind: str, **facts: object) -> None:
        line: Json = {"n": len(self._lines) + 1, "at": self._clock.now().isoformat(), "kind": kind, **facts}
        self._lines.append(line)
        self._events.publish(line)
        self.bell.ring()

    def since(self, n: int, kind: str | None = None, chat: int | None = None) -> Iterator[Json]:
        """Lines after line n, of that kind and chat if given."""
        for line in self._lines[max(n, 0) :]:
            if (kind is None or line["kind"] == kind) and (chat is None or line.get("chat") == chat):
                yield line

    async def wait(self, n: int, seconds: float, kind: str | None, chat: int | None) -> list[Json]:
        """Those lines as soon as there is one; none after `seconds`."""
        end = time.monotonic() + seconds
        while True:
            seen = len(self._lines)
            found = list(self.since(n, kind, chat))
            left = end - time.monotonic()
            if found or left <= 0 or self.bell.closed:
                return found
            n = max(n, seen)
            await self.bell.wait(left)
