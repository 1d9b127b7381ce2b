"""The server's clock, which can be moved, and the bell that wakes whoever waits."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic


class Bell:
    """Wakes everybody who waits; each looks for himself whether it was for him."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.closed = False

    def close(self) -> None:
        """Wake everybody for the last time: who waits looks at `closed` and goes."""
        self.closed = True
        self.ring()

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 - a poll that ends is no error
        """Return at the next ring, or after `timeout` seconds."""
        if timeout <= 0 or self.closed:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait({future}, timeout=timeout)
        finally:
            self._waiting.discard(future)


class Clock:
    """UTC now plus an offset in seconds. Message dates and every age rule use it; pace does not.

    Whoever follows it says each time which offset it goes by; `known` is the last that was said.
    """

    def __init__(self) -> None:
        self.offset = 0.0
        self.known: float | None = None
        self.bell = Bell()

    def move(self, offset: float) -> None:
        """Set the offset, in whole microseconds, and wake whoever follows."""
        self.offset = round(offset, 6)
        self.bell.ring()

    async def follow(self, known: float | None, timeout: float) -> float:  # noqa: ASYNC109 - a poll that ends is no error
        """The offset, as soon as it is another than `known`, or after `timeout` seconds."""
        if known is not None:
            self.known = known
            self.bell.ring()
            ends = monotonic() + timeout
            while known == self.offset and (left := ends - monotonic()) > 0 and not self.bell.closed:
                await self.bell.wait(left)
        return self.offset

    async def followed(self, timeout: float) -> bool:  # noqa: ASYNC109
        """Whether somebody goes by the offset of now, awaited for up to `timeout` seconds."""
        ends = monotonic() + timeout
        while self.known != self.offset and (left := ends - monotonic()) > 0 and not self.bell.closed:
            await self.bell.wait(left)
        return self.known == self.offset

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def stamp(self) -> int:
        """Unix time in seconds, as the Bot API gives dates."""
        return int(self.now().timestamp())
