"""Delivery: the outbox to Telegram, each attempt written before it is made, its outcome after.

A row is leased, rechecked, sent, and recorded. Chats are served one message at a time, oldest first (what has
to be tried again lets others pass), many chats at once. What Telegram did not answer is ambiguous and tried
at most twice more; what never reached it is tried until it does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import telegram
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.clock import Clock
from bot.measures import Measures
from bot.pace import Pace
from bot.telegram.filing import send_files
from bot.telegram.request import NotSent
from storage.cards import Card
from storage.database import Database, SomebodyElseRuns
from storage.delivering import (
    Outcome,
    bury,
    chat_moved,
    chat_refuses,
    give_back,
    record_sent,
    topic_gone,
    try_again,
)
from storage.outbox import Kind, Outbox, Status, lease, next_wait_ends, next_waiting, take_over_leases
from storage.sent import SentMessage

log = logging.getLogger(__name__)

AT_ONCE = 16
AMBIGUOUS_TRIES = 3
"""One attempt and at most two more after no answer: copies stay at most one for each such failure."""
AMBIGUOUS_WAITS = (timedelta(seconds=1), timedelta(seconds=30))
"""Before the second and the third attempt: the last one comes when a short failure is over."""
FAILED_TRIES = 8
MUTED = ("not enough rights to send", "no rights to send", "write_forbidden", "chat_restricted")
"""What Telegram says (Bad Request) where the bot is in a group and may not write there."""
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
"""What it says of a message that can no longer be edited."""
LOOK_AGAIN = 30.0
"""Seconds after which it looks even if nobody woke it."""

Payload = dict[str, Any]
Maker = Callable[[Session, Outbox, datetime], Payload | None]
"""Makes the words of a row at the moment of sending; None cancels the row: it makes no sense any more."""


@dataclass(frozen=True, slots=True)
class Slow:
    """A maker whose words take long, so that none of it stands before a press."""

    read: Callable[[Session, Outbox, datetime], Any]
    """On the reading connection; None cancels the row."""
    write: Callable[[Session, Outbox, datetime, Any], Payload | None]
    """In the transaction that leases the row, with what was read or drawn; quick. None cancels the row."""
    draw: Callable[[Any], Awaitable[Any]] | None = None
    """Without a database, from what was read. What it raises buries the row."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What a slow maker has read or drawn, and what the row asked for then."""

    asked: Payload
    what: Any


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt: the row as it was leased, and what to ask of Telegram."""

    row_id: int
    chat_id: int
    topic_id: int
    kind: Kind
    payload: Payload
    edit: int | None = None
    """The message to edit or delete."""
    ambiguous: int = 0
    attempts: int = 1
    purpose: str = ""


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
        self._bot = bot
        self._database = database
        self._clock = clock
        self._pace = pace
        self._makers = makers
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
            made = await self._make(row_id, self._makers.get(purpose))
            call = await self._database.write(lambda session: self._prepare(session, row_id, made))
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
            outcome = await self._attempt(call)
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

    async def _make(self, row_id: int, maker: "Maker | Slow | None") -> _Made | None:
        """What a slow maker needs for its words; None for the others, and where the row is gone."""
        if not isinstance(maker, Slow):
            return None
        made = await self._database.read(lambda session: self._read(session, row_id, maker))
        if made is None or made.what is None or maker.draw is None:
            return made
        return replace(made, what=await maker.draw(made.what))

    def _read(self, session: Session, row_id: int, maker: Slow) -> _Made | None:
        row = session.get(Outbox, row_id)
        if row is None:
            return None
        # The row first: what is committed meanwhile may be in its words, but never only in the row.
        asked = dict(row.payload)
        return _Made(asked, maker.read(session, row, self._clock.now()))

    def _prepare(self, session: Session, row_id: int, made: _Made | None) -> Call | None:
        """Leases the row and makes its words; None if there is nothing to send after all, or not these words."""
        row = session.get(Outbox, row_id)
        if row is None or (made is not None and row.payload != made.asked):
            # Something has changed since the words were read: it stays as it is, and is read anew.
            return None
        if not lease(session, row):
            return None
        session.refresh(row)
        payload: Payload | None = dict(row.payload)
        maker = self._makers.get(row.purpose)
        if maker is not None and row.kind in (Kind.SEND, Kind.CARD, Kind.EDIT, Kind.SHRINK, Kind.UPDATE):
            now = self._clock.now()
            if isinstance(maker, Slow):
                words = made.what if made is not None else None
                payload = maker.write(session, row, now, words) if words is not None else None
            else:
                payload = maker(session, row, now)
            if payload is None:
                self._cancel(session, row, "it made no sense any more")
                return None
        call = Call(
            row.id,
            row.chat_id,
            row.topic_id,
            row.kind,
            payload or {},
            ambiguous=row.ambiguous,
            attempts=row.attempts,
            purpose=row.purpose,
        )
        match row.kind:
            case Kind.CARD:
                card = session.get(Card, row.card_id) if row.card_id else None
                if card is not None:
                    return replace(call, edit=card.message_id)
            case Kind.EDIT:
                return replace(call, edit=row.message_id)
            case Kind.SHRINK | Kind.DELETE | Kind.UPDATE:
                target = session.get(SentMessage, row.target_id) if row.target_id else None
                if target is not None:
                    return replace(call, edit=target.message_id)
            case _:
                return call
        self._cancel(session, row, "what it was to change is gone")
        return None

    def _cancel(self, session: Session, row: Outbox, reason: str) -> None:
        """There is nothing to send after all; leads see how often, and why."""
        row.status, row.reason, row.done_at = Status.CANCELLED, reason, self._clock.now()
        session.add(row)
        self._measures.message("cancelled", "")

    async def _attempt(self, call: Call) -> Outcome:
        """Makes one attempt; what came of it is a value that is written afterwards."""
        loop = asyncio.get_running_loop()
        try:
            message_id = await self._send(call)
            self._pace.reached()
            return record_sent(call.row_id, call.chat_id, message_id, edited=call.edit)
        except RetryAfter as error:
            wait = error.retry_after
            seconds = float(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            self._pace.halt(call.chat_id, seconds, loop.time())
            return try_again(call.row_id, after=timedelta(0), counted=False, reason="429")
        except ChatMigrated as error:
            return chat_moved(call.row_id, call.chat_id, error.new_chat_id)
        except Forbidden as error:
            if call.kind is Kind.LEAVE:
                # Out already.
                return record_sent(call.row_id, call.chat_id, None)
            return chat_refuses(call.row_id, call.chat_id, error.message)
        except BadRequest as error:
            return await self._refused(call, error)
        except InvalidToken:
            raise
        except NotSent as error:
            # The way to Telegram is closed for every chat alike.
            self._pace.unreachable(loop.time())
            return try_again(call.row_id, after=timedelta(0), counted=False, reason=error.message)
        except Conflict as error:
            if call.attempts >= FAILED_TRIES:
                return bury(call.row_id, error.message)
            return try_again(call.row_id, after=_backoff(call.attempts), counted=True, reason=error.message)
        except TelegramError as error:
            # Cut off, too late, a failure of the server, or an answer that nobody understands: it may have
            # been accepted all the same. To edit twice does no harm.
            if call.edit is not None:
                after = _backoff(call.attempts)
                return try_again(call.row_id, after=after, counted=True, reason=error.message)
            if call.ambiguous + 1 >= AMBIGUOUS_TRIES:
                return bury(call.row_id, f"no answer from Telegram ({error.message})")
            after = AMBIGUOUS_WAITS[min(call.ambiguous, 1)]
            return try_again(call.row_id, after=after, counted=True, ambiguous=True, reason=error.message)

    async def _refused(self, call: Call, error: BadRequest) -> Outcome:
        """Telegram will not have the message as it is."""
        said = error.message.casefold()
        if "not modified" in said:
            return record_sent(call.row_id, call.chat_id, call.edit, edited=call.edit)
        if "parse entities" in said and not call.payload.get("plain"):
            log.error("a message did not parse and is sent as plain text: %s", error.message)
            return await self._attempt(replace(call, payload={**call.payload, "plain": True}))
        if "thread not found" in said or "topic_closed" in said or "topic_deleted" in said:
            return topic_gone(call.row_id, call.chat_id, call.topic_id, error.message)
        if call.kind in (Kind.DELETE, Kind.SHRINK, Kind.UPDATE):
            log.info("an earlier message could not be changed (%s)", error.message)
            return record_sent(call.row_id, call.chat_id, call.edit, edited=call.edit)
        if any(words in said for words in MUTED):
            return chat_refuses(call.row_id, call.chat_id, error.message, muted=True)
        if call.edit is not None and (call.kind is Kind.CARD or any(words in said for words in LOST)):
            # Deleted, too old, or no longer ours: it is said anew.
            return await self._attempt(replace(call, edit=None))
        return bury(call.row_id, error.message)

    async def _send(self, call: Call) -> int | None:
        """Asks Telegram; returns the id of the message that now stands."""
        payload = call.payload
        if call.kind is Kind.LEAVE:
            await self._bot.leave_chat(call.chat_id)
            return None
        if call.kind is Kind.DELETE or (call.kind is Kind.SHRINK and payload.get("delete")):
            await self._bot.delete_message(call.chat_id, call.edit or 0)
            return call.edit
        html = payload["html"]
        words: dict[str, Any] = {"parse_mode": None if payload.get("plain") else ParseMode.HTML}
        # A preview would push the claim and its buttons off a phone's screen.
        preview = telegram.LinkPreviewOptions(is_disabled=True)
        if call.edit is not None:
            edited = await self._bot.edit_message_text(
                html,
                chat_id=call.chat_id,
                message_id=call.edit,
                reply_markup=_keyboard(payload),
                link_preview_options=preview,
                **words,
            )
            return edited.message_id if isinstance(edited, telegram.Message) else call.edit
        words |= {
            "message_thread_id": call.topic_id or None,
            "reply_markup": _keyboard(payload) or _force_reply(payload),
            "reply_parameters": _reply_to(payload),
            "disable_notification": payload.get("silent"),
        }
        if "photo" in payload:
            photo = await self._bot.send_photo(call.chat_id, payload["photo"], caption=html, **words)
            return photo.message_id
        if "document" in payload:
            file = telegram.InputFile(payload["document"], filename=payload["file_name"])
            document = await self._bot.send_document(call.chat_id, file, caption=html, **words)
            return document.message_id
        if payload.get("files"):
            files = [(kind, file_id) for kind, file_id in payload["files"]]
            return await send_files(self._bot, call.chat_id, files, html, **words)
        sent = await self._bot.send_message(call.chat_id, html, link_preview_options=preview, **words)
        return sent.message_id


def _keyboard(payload: Payload) -> telegram.InlineKeyboardMarkup | None:
    if not payload.get("keyboard"):
        return None
    return telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton(**button) for button in row] for row in payload["keyboard"]]
    )


def _force_reply(payload: Payload) -> telegram.ForceReply | None:
    if "placeholder" not in payload:
        return None
    # Bot API: a placeholder has 1 to 64 characters; selective reaches only the person replied to.
    return telegram.ForceReply(selective=True, input_field_placeholder=payload["placeholder"][:64] or None)


def _reply_to(payload: Payload) -> telegram.ReplyParameters | None:
    if not payload.get("reply_to"):
        return None
    return telegram.ReplyParameters(payload["reply_to"], allow_sending_without_reply=True)


def _backoff(attempts: int) -> timedelta:
    return timedelta(seconds=min(2.0 ** max(attempts - 1, 0) * 0.5, 60.0))
