"""Attempts to send: what Telegram answers, or that it does not, becomes an outcome that is written afterwards.

What Telegram did not answer is ambiguous and tried at most twice more; what never reached it is tried until it
does.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import telegram
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.pace import Pace
from bot.telegram.calls import Call, send
from bot.telegram.request import NotSent
from storage.delivering import Outcome, bury, chat_moved, chat_refuses, record_sent, topic_gone, try_again
from storage.outbox import Kind

log = logging.getLogger(__name__)

AMBIGUOUS_TRIES = 3
"""One attempt and at most two more after no answer: copies stay at most one for each such failure."""
AMBIGUOUS_WAITS = (timedelta(seconds=1), timedelta(seconds=30))
"""Before the second and the third attempt: the last one comes when a short failure is over."""
FAILED_TRIES = 8
MUTED = ("not enough rights to send", "no rights to send", "write_forbidden", "chat_restricted")
"""What Telegram says (Bad Request) where the bot is in a group and may not write there."""
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
"""What it says of a message that can no longer be edited."""


class Attempts:
    """Makes attempts, and tells the pace what Telegram said of it."""

    def __init__(self, bot: telegram.Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def make(self, call: Call) -> Outcome:
        """Makes one attempt; what came of it is a value that is written afterwards."""
        loop = asyncio.get_running_loop()
        try:
            message_id = await send(self._bot, call)
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
            return await self.make(replace(call, payload={**call.payload, "plain": True}))
        if "thread not found" in said or "topic_closed" in said or "topic_deleted" in said:
            return topic_gone(call.row_id, call.chat_id, call.topic_id, error.message)
        if call.kind in (Kind.DELETE, Kind.SHRINK, Kind.UPDATE):
            log.info("an earlier message could not be changed (%s)", error.message)
            return record_sent(call.row_id, call.chat_id, call.edit, edited=call.edit)
        if any(words in said for words in MUTED):
            return chat_refuses(call.row_id, call.chat_id, error.message, muted=True)
        if call.edit is not None and (call.kind is Kind.CARD or any(words in said for words in LOST)):
            # Deleted, too old, or no longer ours: it is said anew.
            return await self.make(replace(call, edit=None))
        return bury(call.row_id, error.message)


def _backoff(attempts: int) -> timedelta:
    return timedelta(seconds=min(2.0 ** max(attempts - 1, 0) * 0.5, 60.0))
