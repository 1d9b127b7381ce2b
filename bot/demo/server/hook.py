"""Delivery by webhook."""

import asyncio
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

if TYPE_CHECKING:
    from bot.demo.server.world import World

RETRY_SECONDS = 0.2
"""Telegram retries with growing pauses; a test has no patience."""
TIMEOUT_SECONDS = 10


def loopback_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "localhost", "::1")


class Hook:
    """Posts one update after the other until each got a 2xx; keeps their order."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        updates = self._world.updates
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while updates.webhook is not None and not updates.bell.closed:
                updates.expire()
                if not updates.pending:
                    await updates.bell.wait(60)
                elif not await self._deliver(session):
                    await asyncio.sleep(RETRY_SECONDS)

    async def _deliver(self, session: aiohttp.ClientSession) -> bool:
        """Bot API, setWebhook: a JSON-serialised Update by POST; anything but 2xx is tried again.

        The secret goes along as X-Telegram-Bot-Api-Secret-Token.
        """
        updates = self._world.updates
        hook, first = updates.webhook, updates.pending[0]
        if hook is None:
            return False
        headers = {"Content-Type": "application/json"}
        if hook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        updates.delivered([first])
        try:
            body = json.dumps(first.body)
            async with session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            hook.last_error_date, hook.last_error = self._world.clock.stamp(), type(error).__name__
            return False
        if not 200 <= status < 300:
            hook.last_error_date = self._world.clock.stamp()
            hook.last_error = f"Wrong response from the webhook: {status}"
            return False
        if first in updates.pending:
            updates.pending.remove(first)
            updates.confirm([first], webhook=True)
        return True
