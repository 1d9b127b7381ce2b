"""Updates: kept until the bot acknowledges them, handed out by long poll or webhook."""

import asyncio
import time
from bisect import insort
from dataclasses import dataclass

from bot.demo.server.clock import Bell, Clock
from bot.demo.server.errors import ApiError, Json
from bot.demo.server.ledger import Ledger

ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Bot API, getUpdates.allowed_updates: left out unless named."""

KEPT_SECONDS = 24 * 3600
"""Bot API, "Getting updates": not kept longer than 24 hours."""


@dataclass(slots=True)
class Pending:
    body: Json
    at: int

    @property
    def id(self) -> int:
        return int(self.body["update_id"])


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str | None
    max_connections: int
    last_error_date: int | None = None
    last_error: str | None = None


class Updates:
    """The queue of one bot. Ids rise by one; a test may give an id of its own."""

    def __init__(self, clock: Clock, ledger: Ledger) -> None:
        self._clock = clock
        self._ledger = ledger
        self.bell = Bell()
        self.pending: list[Pending] = []
        self.allowed: frozenset[str] = frozenset()
        self.webhook: Webhook | None = None
        self._next_id = 100_000_001
        self._poller: asyncio.Future[None] | None = None

    def wants(self, kind: str) -> bool:
        """Bot API, getUpdates.allowed_updates: an empty list means all but the three on request."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def put(self, kind: str, payload: Json, update_id: int | None = None) -> int | None:
        """Queue an update; None if the bot did not ask for this kind."""
        if not self.wants(kind):
            return None
        if update_id is None:
            update_id = self._next_id
        self._next_id = max(self._next_id, update_id + 1)
        # Handed out in the order of their numbers, as at Telegram.
        pending = Pending({"update_id": update_id, kind: payload}, self._clock.stamp())
        insort(self.pending, pending, key=lambda one: one.id)
        self.bell.ring()
        return update_id

    def put_as_is(self, body: Json) -> None:
        """Queue an update of whatever kind, whole or not: what a later version of Telegram may send."""
        self._next_id = max(self._next_id, int(body["update_id"]) + 1)
        self.pending.append(Pending(body, self._clock.stamp()))
        self.bell.ring()

    def acknowledge(self, offset: int) -> None:
        """Bot API, getUpdates.offset: every update below it is confirmed and forgotten.

        A negative offset keeps that many from the end. An offset beyond what was ever issued confirms
        nothing: ids may restart at random after a quiet week, and Telegram then begins at the oldest.
        """
        if offset < 0:
            gone, self.pending = self.pending[:offset], self.pending[offset:]
        else:
            newest = self.pending[-1].id if self.pending else self._next_id - 1
            if offset > newest + 1:
                return
            gone = [one for one in self.pending if one.id < offset]
            self.pending = [one for one in self.pending if one.id >= offset]
        self.confirm(gone, offset=offset)

    def confirm(self, gone: list[Pending], **facts: object) -> None:
        if gone:
            self._ledger.add("acknowledged", update_ids=[one.id for one in gone], **facts)
            self.bell.ring()

    def expire(self) -> None:
        """Forget what was not fetched for 24 hours."""
        oldest = self._clock.stamp() - KEPT_SECONDS
        gone = [one for one in self.pending if one.at < oldest]
        if gone:
            self.pending = [one for one in self.pending if one.at >= oldest]
            self._ledger.add("expired", update_ids=[one.id for one in gone])

    def delivered(self, batch: list[Pending]) -> None:
        for one in batch:
            kind = next((key for key in one.body if key != "update_id"), "")
            self._ledger.add("delivered", update_id=one.id, type=kind, chat=_chat_of(one.body.get(kind)))

    async def poll(self, limit: int, seconds: float) -> list[Json]:
        """The oldest unconfirmed updates, waiting for the first up to `seconds`.

        A second poller ends the first with 409, as at Telegram.
        """
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = mine
        end = time.monotonic() + seconds
        try:
            while True:
                self.expire()
                left = end - time.monotonic()
                if self.pending or left <= 0 or self.bell.closed:
                    break
                ring = asyncio.ensure_future(self.bell.wait(left))
                try:
                    await asyncio.wait({mine, ring}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    ring.cancel()
                if mine.done():
                    raise ApiError(
                        409,
                        "Conflict: terminated by other getUpdates request; "
                        "make sure that only one bot instance is running",
                    )
        finally:
            if self._poller is mine:
                self._poller = None
        batch = self.pending[:limit]
        self.delivered(batch)
        return [one.body for one in batch]

    async def idle(self, seconds: float) -> bool:
        """True as soon as nothing waits to be acknowledged; False after `seconds`."""
        end = time.monotonic() + seconds
        while self.pending:
            left = end - time.monotonic()
            if left <= 0 or self.bell.closed:
                return False
            await self.bell.wait(left)
        return True


def _chat_of(payload: object) -> int | None:
    """The chat an update is about, if any, however broken it is."""
    for holder in (payload, payload.get("message") if isinstance(payload, dict) else None):
        chat = holder.get("chat") if isinstance(holder, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            return int(chat["id"])
    return None
