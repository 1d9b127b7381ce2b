"""The one place that reads the clock."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp

log = logging.getLogger(__name__)

HELD = 20
"""Seconds that the demo may keep a question about its clock while nobody moves it."""


class Clock:
    """Tells the time in UTC. In a demo it is ahead by what the demo's page says."""

    def __init__(self, offset_from: str | None = None) -> None:
        self._url = offset_from
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    async def follow(self, moved: Callable[[], None]) -> None:
        """Keeps asking the demo how far ahead its clock is, and calls `moved` whenever that changed."""
        while self._url is not None:
            # What is known already is answered when it changes.
            known = {"known": repr(self._offset.total_seconds()), "timeout": str(HELD)}
            if await self._ask(self._url, known):
                moved()

    async def look(self) -> None:
        """Asks the demo once."""
        if self._url is not None:
            await self._ask(self._url, {})

    async def _ask(self, url: str, known: dict[str, str]) -> bool:
        """Whether the offset is another than before."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=HELD + 5)) as session,
                session.get(url, params=known) as answer,
            ):
                offset = timedelta(seconds=float((await answer.json())["offset"]))
        except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
            log.warning("the demo's clock does not answer (%s)", type(error).__name__)
            await asyncio.sleep(1)
            return False
        changed = offset != self._offset
        self._offset = offset
        return changed
