"""Long polling: updates are fetched, and confirmed by the next request once they are committed."""

import asyncio
import logging

import telegram
from sqlalchemy.exc import DBAPIError
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.contact import Contact
from bot.receive import Receiver

log = logging.getLogger(__name__)

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "chat_member",
]
"""Always passed: where it is left out, the server keeps the setting from before (Bot API, getUpdates)."""
HOLD = 30
"""Seconds that Telegram holds a request for which it has nothing."""
SILENT = 90.0
"""Seconds without an answer after which the bot is not ready."""


class Polling:
    """Fetches updates and has them taken, until cancelled."""

    def __init__(self, bot: telegram.Bot, receiver: Receiver, contact: Contact) -> None:
        self._bot = bot
        self._contact = contact
        self._receiver = receiver
        self._alive_at = asyncio.get_running_loop().time()
        self._trouble: str | None = None

    def trouble(self) -> str | None:
        """Why no updates come; None if they do."""
        silent = asyncio.get_running_loop().time() - self._alive_at
        if self._trouble is None and silent > SILENT:
            return f"Telegram has not answered for {silent:.0f} s"
        return self._trouble

    async def run(self) -> None:
        """Fetches and takes updates. Raises InvalidToken when Telegram refuses the token."""
        offset = 0
        wait = 1.0
        while True:
            try:
                batch = await self._bot.do_api_request(
                    "getUpdates",
                    {"offset": offset, "timeout": HOLD, "allowed_updates": ALLOWED_UPDATES},
                    read_timeout=HOLD + 10,
                )
            except EndPointNotFound:
                # How the library reads 401 and 404 here: there is no bot with this token.
                raise InvalidToken from None
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
                continue
            except Conflict:
                self._trouble = "another program fetches this bot's updates"
                log.warning("another program fetches this bot's updates; it must be stopped")
                await asyncio.sleep(min(wait * 5, 30.0))
                wait = min(wait * 2, 30.0)
                continue
            except NetworkError as error:
                self._contact.lost()
                log.warning("Telegram cannot be reached (%s)", error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
                continue
            except TelegramError as error:
                self._contact.lost()
                self._trouble = "Telegram refuses getUpdates"
                log.warning("Telegram refused getUpdates (%s)", error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
                continue
            wait = 1.0
            self._trouble = None
            self._alive_at = asyncio.get_running_loop().time()
            await self._contact.heard()
            if not batch:
                # Everything is confirmed. Telegram may go on with lower numbers after a quiet week
                # (Bot API, Update), so the next request does not insist on higher ones.
                offset = 0
                continue
            try:
                await self._receiver.take(batch)
            except DBAPIError as error:
                # Nothing was committed, so nothing is acknowledged: Telegram keeps them until we can.
                log.error("the database does not take updates (%s); trying again", error.orig)
                await asyncio.sleep(wait)
                continue
            offset = max(update["update_id"] for update in batch) + 1


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)
