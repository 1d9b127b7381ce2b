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
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

import telegram
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, BaseHandler, CallbackContext

from bot.clock import Clock
from bot.handlers.posting import post
from bot.handlers.recognising import recognise
from bot.handlers.refusing import refuse
from bot.handlers.turn import Alert, Handler, React
from bot.rules.refusals import Refusal
from bot.telegram.facts import Happening, Incoming, facts_of
from storage.database import Database, Transaction
from storage.updates import Attempt, SeenUpdate, SetAside, attempts, forget_attempts, is_known

log = logging.getLogger(__name__)

TRIES = 3
HANG_AFTER = 60.0
"""Seconds that one handler may take. A thread cannot be stopped from outside, so the process ends
itself; the next start finds what it died of."""

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
"""Always passed: where it is left out, the server keeps the setting from before (Bot API, getUpdates)."""

Callback = Callable[[telegram.Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


class DeskApplication(Application[Any, Any, Any, Any, Any, Any]):
    """python-telegram-bot's table of handlers, without its Updater and without swallowed errors."""

    async def process_error(self, update: object, error: Exception, *_: Any, **__: Any) -> bool:
        raise error

    def add_handler(self, handler: BaseHandler[Any, Any, Any], group: int = 0) -> None:
        if not handler.block:
            raise ValueError("a handler that does not block would run after its update was acknowledged")
        super().add_handler(handler, group)


@dataclass(slots=True)
class _Work:
    """The update that is being worked on."""

    raw: dict[str, Any]
    transaction: Transaction
    found: dict[str, Any] | None
    handled: bool = False
    direct: tuple[Alert | React, ...] = ()
    facts: Incoming | None = None


class Receiver:
    """Takes updates from Telegram, by long polling."""

    def __init__(
        self,
        application: DeskApplication,
        database: Database,
        clock: Clock,
        *,
        owners: frozenset[int] = frozenset(),
        committed: Callable[[], None],
    ) -> None:
        self._application = application
        self._bot: telegram.Bot = application.bot
        self._database = database
        self._clock = clock
        self._owners = owners
        self._committed = committed
        self._work: _Work | None = None
        self._one_at_a_time = asyncio.Lock()
        self._answering: set[asyncio.Task[None]] = set()
        self._suspects: set[int] = set()
        self.alive_at = asyncio.get_running_loop().time()

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
                work.transaction.run(lambda session: self._take_turn(session, handler, facts, work)),
                HANG_AFTER,
            )

        return callback

    async def start(self) -> None:
        """Notes which updates the process before this one died with."""
        self._suspects = await self._database.write(_find_suspects)
        if self._suspects:
            log.warning("the last run ended while it worked on %d updates", len(self._suspects))

    async def poll(self) -> None:
        """Fetches and takes updates until cancelled. Raises InvalidToken when Telegram refuses the token."""
        offset = 0
        wait = 1.0
        while True:
            try:
                batch = await self._bot.do_api_request(
                    "getUpdates",
                    {"offset": offset, "timeout": 30, "allowed_updates": ALLOWED_UPDATES},
                    read_timeout=40,
                )
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
                continue
            except Conflict:
                log.warning("another program fetches this bot's updates; it must be stopped")
                await asyncio.sleep(min(wait * 5, 30))
                continue
            except NetworkError as error:
                log.warning("Telegram cannot be reached (%s)", error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
                continue
            except TelegramError as error:
                log.warning("Telegram refused getUpdates (%s)", error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
                continue
            wait = 1.0
            self.alive_at = asyncio.get_running_loop().time()
            if not batch:
                # Everything is confirmed. Telegram may go on with lower numbers after a quiet week
                # (Bot API, Update), so the next request does not insist on higher ones.
                offset = 0
                continue
            try:
                await self.take(batch)
            except DBAPIError as error:
                # Nothing was committed, so nothing is acknowledged: Telegram keeps them until we can.
                log.error("the database does not take updates (%s); trying again", error.orig)
                await asyncio.sleep(wait)
                continue
            offset = max(update["update_id"] for update in batch) + 1

    async def take(self, batch: Sequence[dict[str, Any]]) -> None:
        """Takes these updates. When it returns, they are committed; when it raises, none is."""
        async with self._one_at_a_time:
            ids = {update["update_id"] for update in batch}
            # One by one after a death, so that only the update that was running is charged with a try.
            groups = [[update] for update in batch] if ids & self._suspects else [list(batch)]
            for group in groups:
                await self._take_together(group)
            self._suspects -= ids

    async def take_again(
        self, raw: dict[str, Any], found: dict[str, Any], settle: Callable[[Session], None]
    ) -> None:
        """Takes an update's turn once more, with what a look-up found; `settle` ends the errand with it."""
        async with self._one_at_a_time:
            async with self._database.transaction() as transaction:
                try:
                    work = await self._process(raw, transaction, found)
                except TimeoutError:
                    _end_hung(raw)
                await transaction.run(settle)
            self._after_commit([work] if work else [])

    async def _take_together(self, batch: list[dict[str, Any]]) -> None:
        now = self._clock.now()
        ids = [update["update_id"] for update in batch]
        charged = self._suspects.intersection(ids)
        await self._database.write(lambda session: _name_attempts(session, ids, charged, now))
        done: list[_Work] = []
        async with self._database.transaction() as transaction:
            for raw in batch:
                if await transaction.run(partial(_is_known, update_id=raw["update_id"])):
                    continue
                work = await self._try(raw, transaction)
                if work is not None:
                    done.append(work)
            await transaction.run(lambda session: forget_attempts(session, ids))
        self._after_commit(done)

    async def _try(self, raw: dict[str, Any], transaction: Transaction) -> _Work | None:
        """Processes one update, up to three times; then it is set aside and the others go on."""
        failure: Exception | None = None
        tried = await transaction.run(lambda session: _tries(session, raw["update_id"]))
        for _ in range(tried, TRIES):
            try:
                work = await self._process(raw, transaction, None)
            except DBAPIError as error:
                # The database, not the update, is what fails: full, locked, gone. Nothing is acknowledged.
                if error.connection_invalidated or isinstance(error, OperationalError):
                    raise
                failure = error
            except TimeoutError:
                _end_hung(raw)
            except Exception as error:
                failure = error
            else:
                await transaction.run(partial(_mark_seen, update_id=raw["update_id"], now=self._clock.now()))
                return work
        log.error("update %d is set aside", raw["update_id"], exc_info=failure)
        now = self._clock.now()
        error_text = (
            f"{type(failure).__name__}: {failure}" if failure else "the process died while working on it"
        )
        await transaction.run(lambda session: _set_aside(session, raw, error_text, now))
        return None

    async def _process(
        self, raw: dict[str, Any], transaction: Transaction, found: dict[str, Any] | None
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

    def _take_turn(
        self, session: Session, handler: Handler, facts: Incoming, work: _Work
    ) -> tuple[Alert | React, ...]:
        """One turn on the database thread, in a savepoint: all of it or nothing."""
        now = self._clock.now()
        username = self._bot.username
        with session.begin_nested():
            turn = recognise(session, facts, now=now, bot=username, owners=self._owners, found=work.found)
        try:
            with session.begin_nested():
                direct = post(session, list(handler(turn)), raw=work.raw, now=now)
        except Refusal as refusal:
            with session.begin_nested():
                direct = post(session, list(refuse(turn, refusal)), raw=work.raw, now=now)
        if facts.happening is Happening.PRESS and not any(isinstance(answer, Alert) for answer in direct):
            direct.append(Alert())
        return tuple(direct)

    def _after_commit(self, done: Iterable[_Work]) -> None:
        for work in done:
            for answer in work.direct:
                if work.facts is not None:
                    task = asyncio.create_task(self._answer(work.facts, answer))
                    self._answering.add(task)
                    task.add_done_callback(self._answering.discard)
        self._committed()

    async def _answer(self, facts: Incoming, answer: Alert | React) -> None:
        """One try: what is answered directly is a courtesy, never the only trace of a deed."""
        try:
            if isinstance(answer, React):
                await self._bot.set_message_reaction(facts.chat_id, facts.message_id, answer.emoji)
            elif facts.press_id is not None:
                await self._bot.answer_callback_query(
                    facts.press_id, text=answer.text or None, show_alert=answer.alert, url=answer.url
                )
        except TelegramError as error:
            log.info("an answer was not taken (%s)", error)

    async def stop(self) -> None:
        """Notes that this run ended as it should: what it had begun is nobody's fault."""
        await self._database.write(_end_well)

    async def finish_answers(self) -> None:
        """Waits for the answers under way."""
        if self._answering:
            await asyncio.wait(set(self._answering), timeout=5)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)


def _find_suspects(session: Session) -> set[int]:
    found = attempts(session)
    suspects = {attempt.update_id for attempt in found if attempt.running}
    for attempt in found:
        if attempt.running and len(suspects) == 1 and attempt.tries == 0:
            # It ran with others or unsuspected, so nobody has counted this try yet.
            attempt.tries = 1
        attempt.running = False
    return suspects


def _end_well(session: Session) -> None:
    for attempt in attempts(session):
        if attempt.running:
            attempt.running, attempt.tries = False, max(attempt.tries - 1, 0)


def _name_attempts(session: Session, ids: list[int], charged: set[int], now: datetime) -> None:
    """Says, before the work, what is worked on. A suspect runs alone and is charged with a try."""
    for update_id in ids:
        attempt = session.get(Attempt, update_id) or Attempt(update_id=update_id, at=now)
        attempt.running = True
        attempt.tries += update_id in charged
        session.add(attempt)


def _tries(session: Session, update_id: int) -> int:
    attempt = session.get(Attempt, update_id)
    # The try that is under way was counted before it began.
    return max(attempt.tries - 1, 0) if attempt is not None else 0


def _is_known(session: Session, *, update_id: int) -> bool:
    return is_known(session, update_id)


def _mark_seen(session: Session, *, update_id: int, now: datetime) -> None:
    session.add(SeenUpdate(update_id=update_id, at=now))
    session.flush()


def _set_aside(session: Session, raw: dict[str, Any], error: str, now: datetime) -> None:
    session.add(SetAside(update_id=raw["update_id"], raw=raw, error=error[:2000], at=now))
    session.flush()


def _end_hung(raw: dict[str, Any]) -> NoReturn:
    """A thread cannot be stopped from outside, so the process ends; the next start finds what it died of."""
    log.critical("update %d hangs; ending the process", raw["update_id"])
    os._exit(70)
