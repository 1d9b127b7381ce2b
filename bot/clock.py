"""The one place that reads the clock."""

import logging
from datetime import UTC, datetime, timedelta

import aiohttp

log = logging.getLogger(__name__)


class Clock:
    """Tells the time in UTC. In a demo it is ahead by what the demo's page says."""

    def __init__(self, offset_from: str | None = None) -> None:
        self._url = offset_from
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    async def follow(self) -> bool:
        """Asks the demo how far ahead its clock is; says whether that changed."""
        if self._url is None:
            return False
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
                session.get(self._url) as answer,
            ):
                offset = timedelta(seconds=float((await answer.json())["offset"]))
        except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
            log.warning("the demo's clock does not answer (%s)", type(error).__name__)
            return False
        changed = offset != self._offset
        self._offset = offset
        return changed
