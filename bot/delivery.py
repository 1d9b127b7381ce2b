"""Delivery: the outbox to Telegram, each attempt written before it is made, its outcome after.

A row is leased, rechecked, sent, and recorded. Chats are served one message at a time, oldest first (what has
to be tried again lets others pass), many chats at once.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import telegram
from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken

from bot.clock import Clock
from bot.leasing import Leasing
from bot.makers import Maker, Slow
from bot.measures import Measures
from bot.pace import Pace
from bot.telegram.attempts import Attempts
from storage.database import Database
from storage.delivering import Outcome, bury, give_back, try_again
from storage.outbox import next_wait_ends, next_waiting, take_over_leases
from storage.refused import SomebodyElseRuns

log = logging.getLogger(__name__)

AT_ONCE = 16
LOOK_AGAIN = 30.0
"""Seconds after which it looks even if nobody woke it."""


class Delivery:
    """Sends what waits in the outbox until it is stopped."""

    def __init__(
        self,
        bot: telegram.Bot,
        database: Database,
        clock: Clock,
        pace: Pace,
        makers: Mapping[str, Maker | Slow],
        measures: Measures,
    ) -> None:
        self._leasing = Leasing(database, clock, makers, measures)
        self._attempts = Attempts(bot, pace)
        self._database = database
        self._clock = clock
        self._pace = pace
        self._measures = measures
        self._wake = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        self.fatal: asyncio.Future[None] | None = None

    def wake(self) -> None:
        """Something was committed that may have to be sent."""
        self._wake.set()

    async def start(self) -> None:
        """Gives back what a dead process had leased."""
        held = await self._database.write(take_over_leases)
        if held:
            log.warning("%d messages were under way when the last run ended; they are sent again", held)

    async def run(self) -> None:
        """Delivers until cancelled."""
        self.fatal = asyncio.get_running_loop().create_future()
        while not self._stopping:
            self._wake.clear()
            if self.fatal.done():
                self.fatal.result()
            try:
                wait = await self._round()
            except DBAPIError as error:
                log.error("the database does not give messages out (%s)", error.orig)
                wait = 1.0
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    async def stop(self, within: float) -> None:
        """Takes no more rows and waits for what is under way."""
        self._stopping = True
        self._wake.set()
        if self._busy:
            await asyncio.wait(set(self._busy.values()), timeout=within)

    async def _round(self) -> float | None:
        """Starts what may be sent now; returns the seconds until there may be more (None: when woken)."""
        loop = asyncio.get_running_loop()
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return None
        now = self._clock.now()
        rows, next_at = await self._database.read(
            lambda session: (
                [
                    (row.id, row.chat_id, row.purpose)
                    for row in next_waiting(session, now, list(self._busy), 200)
                ],
                next_wait_ends(session, now),
            )
        )
        soonest: float | None = None
        for row_id, chat_id, purpose in rows:
            free_at = self._pace.free_at(chat_id, loop.time())
            wait = free_at - loop.time()
            if wait > 0:
                soonest = wait if soonest is None else min(soonest, wait)
                continue
            if room <= 0:
                break
            room -= 1
            self._pace.sent(chat_id, loop.time())
            task = asyncio.create_task(self._deliver(row_id, purpose))
            self._busy[chat_id] = task
            task.add_done_callback(partial(self._free, chat_id))
        if next_at is not None:
            later = (next_at - now).total_seconds()
            soonest = later if soonest is None else min(soonest, later)
        return LOOK_AGAIN if soonest is None else min(soonest, LOOK_AGAIN)

    def _free(self, chat_id: int, _task: asyncio.Task[None]) -> None:
        self._busy.pop(chat_id, None)
        self._wake.set()

    async def _deliver(self, row_id: int, purpose: str) -> None:
        """One attempt from lease to outcome. Whatever fails on the way, the row does not stand before others."""
        try:
            made = await self._leasing.read(row_id, purpose)
            call = await self._database.write(lambda session: self._leasing.prepare(session, row_id, made))
        except DBAPIError as error:
            log.error("the database does not give a message out (%s)", error.orig)
            await asyncio.sleep(1)
            # Cut at its commit, the lease may stand all the same; nobody else would ever give it back.
            await self._write_down(give_back(row_id))
            return
        except SomebodyElseRuns:
            return
        except Exception as error:
            # Its words cannot be made. A row that raised for ever would hold up all that follows in its chat.
            log.exception("the words of message %d cannot be made", row_id)
            await self._write_down(bury(row_id, f"its words could not be made ({type(error).__name__})"))
            self._measures.message("dead", "")
            return
        if call is None:
            return
        try:
            outcome = await self._attempts.make(call)
        except InvalidToken as error:
            if self.fatal is not None and not self.fatal.done():
                self.fatal.set_exception(error)
            # It waits for the right token: Telegram has not looked at it.
            outcome = try_again(row_id, after=timedelta(0), counted=False, reason=error.message)
        except Exception as error:
            log.exception("message %d cannot be sent", row_id)
            outcome = bury(row_id, f"it could not be sent ({type(error).__name__})")
        await self._write_down(outcome)
        # An edit is no second digest, and no second reminder.
        self._measures.message(outcome.word, call.purpose if call.edit is None else "")

    async def _write_down(self, outcome: Outcome) -> None:
        """Writes the outcome, however long the database is away: unwritten, the message would go out again."""
        wait = 0.5
        while True:
            try:
                await self._database.write(lambda session: outcome.write(session, self._clock.now()))
            except DBAPIError as error:
                log.error("the outcome of a message could not be written (%s); trying again", error.orig)
                if self._stopping:
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
            except SomebodyElseRuns:
                # The other bot finds the row leased, and knows that nobody knows what came of it.
                return
            else:
                return
