"""Errands: what needs the network or much time, done outside any transaction.

A turn that wants something looked up leaves a row; this loop does the work with a time limit and takes
the same turn again with what was found. Nothing is lost by a kill: an errand that was not settled is
done again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import telegram
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.error import NetworkError, TelegramError

from bot.clock import Clock
from bot.receive import Receiver
from storage.database import Database
from storage.errands import Errand, waiting_errands

log = logging.getLogger(__name__)

LIMIT = 60.0
"""Seconds that one errand may take."""
TRIES = 3

Wanted = dict[str, Any]
Found = dict[str, Any]
Gather = Callable[[telegram.Bot, Database, Wanted], Awaitable[Found]]


class Errands:
    """Runs errands one after the other until cancelled."""

    def __init__(
        self,
        bot: telegram.Bot,
        database: Database,
        clock: Clock,
        receiver: Receiver,
        gatherers: Mapping[str, Gather],
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._receiver = receiver
        self._gatherers = gatherers
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was committed that may have left an errand."""
        self._wake.set()

    async def run(self) -> None:
        """Does what waits, then sleeps until woken or until the next one's time."""
        while True:
            self._wake.clear()
            now = self._clock.now()
            try:
                waiting = await self._database.read(partial(_waiting, now=now))
                for errand_id, kind, payload, tries in waiting:
                    await self._do(errand_id, kind, payload, tries)
            except DBAPIError as error:
                log.error("the database does not give errands out (%s)", error.orig)
            try:
                await asyncio.wait_for(self._wake.wait(), 0.5)
            except TimeoutError:
                continue

    async def _do(self, errand_id: int, kind: str, payload: dict[str, Any], tries: int) -> None:
        try:
            found = await asyncio.wait_for(
                self._gatherers[kind](self._bot, self._database, payload["wanted"]), LIMIT
            )
        except NetworkError as error:
            if not isinstance(error, telegram.error.BadRequest) and tries + 1 < TRIES:
                await self._database.write(lambda session: self._later(session, errand_id))
                return
            found = {"failure": error.message}
        except TelegramError as error:
            found = {"failure": error.message}
        except TimeoutError:
            found = {"failure": "it took too long"}
        now = self._clock.now()

        def settle(session: Session) -> None:
            errand = session.get(Errand, errand_id)
            if errand is not None:
                errand.done_at = now
                errand.outcome = str(found.get("failure", "done"))
                errand.payload = {}
                session.add(errand)

        await self._receiver.take_again(payload["update"], found, settle)

    def _later(self, session: Session, errand_id: int) -> None:
        errand = session.get(Errand, errand_id)
        if errand is not None:
            errand.tries += 1
            errand.not_before = self._clock.now() + timedelta(seconds=2.0**errand.tries)
            session.add(errand)


def _waiting(session: Session, *, now: datetime) -> list[tuple[int, str, dict[str, Any], int]]:
    return [(row.id, row.kind, dict(row.payload), row.tries) for row in waiting_errands(session, now)]
