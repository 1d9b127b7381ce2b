"""Whether Telegram is heard of, and how long it was not.

While each question is answered there is no gap, whatever the clock does: a clock that is set, in a demo or on
a server, is no outage. After a question without an answer, and after a start, what counts is when Telegram
was last heard of according to the database.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import DBAPIError

from bot.actions.outages import hear_again
from bot.clock import Clock
from storage.contact import note_heard
from storage.database import Database

log = logging.getLogger(__name__)

NOTED_EVERY = timedelta(minutes=5)
"""How often it is written down that Telegram is heard of; a gap is known to that precision."""


class Contact:
    """Told of every answer of Telegram and of every question that had none."""

    def __init__(self, database: Database, clock: Clock, committed: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._committed = committed
        self._unbroken = False
        self._noted_at: datetime | None = None

    def lost(self) -> None:
        """Telegram did not answer."""
        self._unbroken = False

    async def heard(self) -> None:
        """Telegram has answered."""
        now = self._clock.now()
        if self._unbroken and self._noted_at is not None and abs(now - self._noted_at) < NOTED_EVERY:
            return
        try:
            if self._unbroken:
                await self._database.write(partial(note_heard, now=now))
            elif await self._database.write(lambda session: hear_again(session, now)):
                log.warning("Telegram was out of reach for longer than it keeps messages")
                self._committed()
        except DBAPIError as error:
            log.error("the database does not take when Telegram was heard of (%s)", error.orig)
            return
        self._unbroken, self._noted_at = True, now

    async def end(self) -> None:
        """The run ends: up to now Telegram was heard of, if it still is."""
        if self._unbroken:
            now = self._clock.now()
            await self._database.write(partial(note_heard, now=now))
