"""The server's clock, which can be moved, and the bell that wakes whoever waits."""

import asyncio
from datetime import UTC, datetime, timedelta


class Clock:
    """UTC now plus an offset in seconds. Message dates and every age rule use it; pace does not."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def stamp(self) -> int:
        """Unix time in seconds, as the Bot API gives dates."""
        return int(self.now().timestamp())


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
