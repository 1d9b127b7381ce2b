"""Receiving: one update is one transaction, and Telegram hears of it only after the commit.

python-telegram-bot's own Updater acknowledges an update before its handler has run (measured: five kills
lost 758 of 1,000 updates). Here the offset moves on when the update's id, its effects, its events and its
messages are committed together. A redelivered update finds its id and does nothing.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

import telegram
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.ext import CallbackContext

from bot import batches
from bot.actions.meaning import Meaning
from bot.clock import Clock
from bot.floods import Alerts
from bot.handlers.taking import take_turn
from bot.handlers.turn import Direct, Handler
from bot.measures import Measures
from bot.telegram.application import DeskApplication
from bot.telegram.direct import DirectAnswers
from bot.telegram.facts import Incoming
from bot.telegram.sendings import Raw
from bot.telegram.updates import facts_of
from storage.database import Database, Transaction, database_fails
from storage.updates import end_well, find_suspects

log = logging.getLogger(__name__)

TRIES = 3
FEWEST, MOST = 4, 100
LASTING = 0.2
"""Updates in one transaction: as many as last this many seconds. More of them would cost less, but whoever
comes next, a message that is to be sent among them, waits for the end of it."""
HANG_AFTER = 60.0
"""Seconds that one handler may take. A thread cannot be stopped from outside, so the process ends
itself; the next start finds what it died of."""

Callback = Callable[[telegram.Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class _Work:
    """The update that is being worked on."""

    raw: Raw
    transaction: Transaction
    found: dict[str, Any] | None
    handled: bool = False
    direct: tuple[Direct, ...] = ()
    facts: Incoming | None = None


class Receiver:
    """Takes updates, whichever way they came."""

    def __init__(
        self,
        application: DeskApplication,
        database: Database,
        clock: Clock,
        *,
        owners: frozenset[int] = frozenset(),
        committed: Callable[[], None],
        measures: Measures,
        meaning: Meaning,
    ) -> None:
        self._application = application
        self._bot: telegram.Bot = application.bot
        self._database = database
        self._clock = clock
        self._owners = owners
        self._committed = committed
        self._measures = measures
        self._meaning = meaning
        self._work: _Work | None = None
        self._one_at_a_time = asyncio.Lock()
        self._answers = DirectAnswers(self._bot)
        self._alerts = Alerts(self._bot)
        self._suspects: set[int] = set()
        self.portion = FEWEST
        """Updates that go into one transaction now."""
        self._charged: set[int] = set()

    def door(self, handler: Handler) -> Callback:
        """A plain function as a callback for python-telegram-bot's table of handlers."""

        async def callback(update: telegram.Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
            work = self._work
            assert work is not None  # noqa: S101 - process_update is called from _process alone
            work.handled = True
            facts = facts_of(update, self._bot.username)
            if facts is None:
                return
            work.facts = facts
            work.direct = await asyncio.wait_for(
                work.transaction.run(
                    partial(
                        take_turn,
                        handler=handler,
                        facts=facts,
                        raw=work.raw,
                        now=self._clock.now(),
                        bot=self._bot.username,
                        owners=self._owners,
                        found=work.found,
                        meaning=self._meaning,
                    )
                ),
                HANG_AFTER,
            )

        return callback

    async def start(self) -> None:
        """Notes which updates the process before this one died with."""
        self._suspects = await self._database.write(find_suspects)
        if self._suspects:
            log.warning("the last run ended while it worked on %d updates", len(self._suspects))

    async def take(self, batch: Sequence[Raw]) -> None:
        """Takes these updates. When it returns, they are committed; when it raises, some may be, and are known
        when they come again."""
        async with self._one_at_a_time:
            # Telegram may repeat an update that we are still working on: the first one keeps its place.
            once: dict[int, Raw] = {}
            for raw in batch:
                once.setdefault(raw["update_id"], raw)
            updates = list(once.values())
            # One by one after a death, so that only the update that was running is charged with a try.
            alone = bool(once.keys() & self._suspects)
            while updates:
                portion = 1 if alone else self.portion
                await self._take_in_time(updates[:portion])
                del updates[:portion]
            self._suspects -= once.keys()

    async def _take_in_time(self, portion: list[Raw]) -> None:
        """Takes a portion, and learns from the time that it took how large the next one may be."""
        began = asyncio.get_running_loop().time()
        await self._take_together(portion)
        slow = asyncio.get_running_loop().time() - began > LASTING
        if slow:
            self.portion = max(self.portion // 2, FEWEST)
        elif len(portion) == self.portion:
            self.portion = min(self.portion * 2, MOST)

    async def take_again(
        self, raw: Raw, found: dict[str, Any], settle_errand: Callable[[Session], bool]
    ) -> None:
        """Takes an update's turn once more, with what a look-up found. `settle_errand` ends the errand with it,
        first of all: where it says that there is none any more, nothing is done."""
        async with self._one_at_a_time:
            try:
                async with self._database.transaction() as transaction:
                    if not await transaction.run(settle_errand):
                        return
                    try:
                        work = await self._process(raw, transaction, found)
                    except TimeoutError:
                        _end_hung(raw)
            except DBAPIError:
                # Cut at its commit, it may be committed all the same, and then there is something to send.
                self._committed()
                raise
            self._after_commit([work] if work else [])

    async def _take_together(self, batch: list[Raw]) -> None:
        """One commit names what is worked on, the next holds what came of it. A savepoint for each update;
        everything else is done for all of them at once, so that a flood costs next to nothing."""
        plan = await self._database.write(
            lambda session: batches.plan(session, batch, self._suspects, self._charged, self._clock.now())
        )
        self._charged |= plan.charged
        judged = plan.judged
        done: list[_Work] = []
        set_aside: list[tuple[Raw, str]] = []
        if judged.taken:
            async with self._database.transaction() as transaction:
                for raw in judged.taken:
                    work, error = await self._try(raw, transaction, plan.tries[raw["update_id"]])
                    if work is not None:
                        done.append(work)
                    if error is not None:
                        set_aside.append((raw, error))
                await transaction.run(
                    partial(batches.settle, judged=judged, set_aside=set_aside, now=self._clock.now())
                )
        self._measures.updates(
            known=plan.known,
            flooded=len(judged.refused),
            set_aside=len(set_aside),
            done=len(judged.taken) - len(set_aside),
        )
        if judged.taken or judged.begun:
            # Else there is nothing new to send or to look up.
            self._after_commit(done)
        self._alerts.answer(sending for _, sending in judged.refused)

    async def _try(self, raw: Raw, transaction: Transaction, tried: int) -> tuple[_Work | None, str | None]:
        """Processes one update, up to three times; then says why it is set aside, and the others go on."""
        failure: Exception | None = None
        for _ in range(tried, TRIES):
            try:
                return await self._process(raw, transaction, None), None
            except DBAPIError as error:
                # Nothing is acknowledged.
                if database_fails(error):
                    raise
                failure = error
            except TimeoutError:
                _end_hung(raw)
            except Exception as error:
                failure = error
        log.error("update %d is set aside", raw["update_id"], exc_info=failure)
        if failure is None:
            return None, "the process died while working on it"
        return None, f"{type(failure).__name__}: {failure}"

    async def _process(
        self, raw: Raw, transaction: Transaction, found: dict[str, Any] | None
    ) -> _Work | None:
        update = telegram.Update.de_json(raw, self._bot)
        if update is None:
            return None
        work = self._work = _Work(raw, transaction, found)
        try:
            await self._application.process_update(update)
        finally:
            self._work = None
        return work if work.handled else None

    def _after_commit(self, done: Iterable[_Work]) -> None:
        for work in done:
            if work.facts is not None:
                self._answers.give(work.facts, work.direct)
        self._committed()

    async def stop(self) -> None:
        """Notes that this run ended as it should: what it had begun is nobody's fault."""
        await self._database.write(end_well)

    async def finish_answers(self, within: float) -> None:
        """Waits for the answers under way, so many seconds at most."""
        await self._answers.finish(within)
        await self._alerts.stop()


def _end_hung(raw: Raw) -> NoReturn:
    """A thread cannot be stopped from outside, so the process ends; the next start finds what it died of."""
    log.critical("update %d hangs; ending the process", raw["update_id"])
    os._exit(70)
