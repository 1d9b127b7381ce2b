"""Errands: what needs the network or much time, done outside any transaction.

A turn that wants something looked up leaves a row; this loop does the work with a time limit and takes
the same turn again with what was found. Nothing is lost by a kill: an errand that was not settled is
done again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import telegram
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.error import BadRequest, RetryAfter

from bot.clock import Clock
from bot.receive import Receiver
from storage.database import Database, database_fails
from storage.errands import Errand, waiting_errands
from storage.updates import SetAside

log = logging.getLogger(__name__)

LIMIT = 60.0
"""Seconds that one errand may take."""
TRIES = 3
AT_ONCE = 4
"""One slow file does not hold up everybody's /setup."""
FEW_AT_ONCE = {"link": 2}
"""Of kinds that wait for strangers' servers fewer, and one for each person: whoever sends a hundred links that
lead nowhere waits for them alone."""

Wanted = dict[str, Any]
Found = dict[str, Any]
Gather = Callable[[telegram.Bot, Database, Wanted], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An errand as it was read: what to find out, and the update whose turn wants it."""

    id: int
    kind: str
    update: dict[str, Any]
    wanted: Wanted
    tries: int
    person_id: int | None


class Errands:
    """Runs errands, a few at once, until cancelled."""

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
        self._under_way: dict[int, tuple[Waiting, asyncio.Task[None]]] = {}

    def wake(self) -> None:
        """Something was committed that may have left an errand."""
        self._wake.set()

    async def run(self) -> None:
        """Does what waits, a few at once, and looks again when woken and every half second."""
        while True:
            self._wake.clear()
            # One after the other: which may begin depends on what has.
            while len(self._under_way) < AT_ONCE and (errand := await self._next()) is not None:
                task = asyncio.create_task(self._do(errand))
                self._under_way[errand.id] = errand, task
                task.add_done_callback(partial(self._done, errand.id))
            try:
                await asyncio.wait_for(self._wake.wait(), 0.5)
            except TimeoutError:
                continue

    async def _next(self) -> Waiting | None:
        """The oldest errand that may begin now."""
        busy = [errand for errand, _ in self._under_way.values()]
        kinds = [errand.kind for errand in busy]
        look = partial(
            _next_waiting,
            now=self._clock.now(),
            without=frozenset(self._under_way),
            full=frozenset(kind for kind, most in FEW_AT_ONCE.items() if kinds.count(kind) >= most),
            people=frozenset(errand.person_id for errand in busy if errand.person_id is not None),
        )
        try:
            return await self._database.read(look)
        except DBAPIError as error:
            log.error("the database does not give errands out (%s)", error.orig)
            return None

    def _done(self, errand_id: int, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(errand_id, None)
        self._wake.set()

    async def stop(self) -> None:
        """Ends what is under way. Nothing is lost: an errand that is not settled is done again."""
        tasks = {task for _, task in self._under_way.values()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=2)

    async def _do(self, errand: Waiting) -> None:
        """One errand from the beginning to its settling. That the database fails takes no try: it is done again."""
        try:
            await self._attempt(errand)
        except DBAPIError as error:
            log.error("an errand could not be settled (%s); trying again", error.orig)
            await asyncio.sleep(1)

    async def _attempt(self, errand: Waiting) -> None:
        """Gathers, and takes the turn again. Whatever fails is tried three times and then settled."""
        try:
            found = await asyncio.wait_for(
                self._gatherers[errand.kind](self._bot, self._database, errand.wanted), LIMIT
            )
        except TimeoutError:
            found = {"failure": "it took too long"}
        except BadRequest as error:
            found = {"failure": error.message}
        except Exception as error:
            if await self._try_later(errand, error):
                return
            found = {"failure": str(error) or type(error).__name__}
        try:
            await self._receiver.take_again(errand.update, found, partial(self._settle, errand.id, found))
        except Exception as error:
            if isinstance(error, DBAPIError) and database_fails(error):
                raise
            if not await self._try_later(errand, error):
                log.exception("the turn after errand %d is set aside", errand.id)
                await self._database.write(partial(self._give_up, errand, f"{type(error).__name__}: {error}"))

    async def _try_later(self, errand: Waiting, error: Exception) -> bool:
        """Puts the errand off, if it has tries left."""
        if errand.tries + 1 >= TRIES:
            return False
        log.warning("errand %d failed (%s); trying again", errand.id, type(error).__name__)
        wait = timedelta(seconds=2.0 ** (errand.tries + 1))
        if isinstance(error, RetryAfter):
            asked = error.retry_after
            wait = asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
        await self._database.write(partial(_put_off, errand_id=errand.id, until=self._clock.now() + wait))
        return True

    def _settle(self, errand_id: int, found: Found, session: Session) -> bool:
        """False where there is no such errand: who wanted it asked to be forgotten meanwhile."""
        errand = session.get(Errand, errand_id)
        if errand is None:
            return False
        errand.done_at = self._clock.now()
        errand.outcome = str(found.get("failure", "done"))
        errand.payload = {}
        session.add(errand)
        return True

    def _give_up(self, errand: Waiting, error: str, session: Session) -> None:
        if not self._settle(errand.id, {"failure": error}, session):
            return
        session.merge(
            SetAside(
                update_id=errand.update["update_id"],
                raw=errand.update,
                error=error[:2000],
                at=self._clock.now(),
            )
        )


def _put_off(session: Session, *, errand_id: int, until: datetime) -> None:
    errand = session.get(Errand, errand_id)
    if errand is not None:
        errand.tries += 1
        errand.not_before = until
        session.add(errand)


def _next_waiting(
    session: Session,
    *,
    now: datetime,
    without: frozenset[int],
    full: frozenset[str],
    people: frozenset[int],
) -> Waiting | None:
    found = waiting_errands(session, now, without=without, full=full, people=people, limit=1)
    return next(
        (
            Waiting(row.id, row.kind, row.payload["update"], row.payload["wanted"], row.tries, row.person_id)
            for row in found
        ),
        None,
    )
