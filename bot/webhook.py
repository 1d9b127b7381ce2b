"""The webhook: Telegram posts updates to us, and hears 200 only after they are committed.

Whatever arrives while one transaction commits goes into the next one together, a savepoint each: that is
what makes many connections at once cheap. The chats take turns, so that one person's many updates do not
stand before another desk's one; the updates of one chat keep their order.
"""

import asyncio
import hmac
import json
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

import telegram
from sqlalchemy.exc import DBAPIError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from telegram.error import InvalidToken, TelegramError

from bot.contact import Contact
from bot.polling import ALLOWED_UPDATES
from bot.receive import Receiver
from bot.telegram.sendings import Raw, chat_of

log = logging.getLogger(__name__)

CONNECTIONS = 40
"""How many updates Telegram may post at once; 1 to 100 (Bot API, setWebhook.max_connections)."""
LARGEST = 1024 * 1024
"""Bytes of a body. Telegram's updates have a few thousand."""
SLOWEST = 20.0
"""Seconds in which a body must have come."""
WATCHED = 10.0
"""Seconds between looks at what Telegram says of the webhook."""
STUCK = 60.0
"""Seconds that an update may wait for its turn before the bot is not ready."""


@dataclass(slots=True)
class _Waiting:
    raw: Raw
    since: float
    taken: "asyncio.Future[bool]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Webhook:
    """The door through which Telegram comes in, and what stands behind it."""

    def __init__(
        self, bot: telegram.Bot, receiver: Receiver, contact: Contact, url: str, secret: str
    ) -> None:
        self._bot = bot
        self._contact = contact
        self._receiver = receiver
        self._url = url
        self._secret = secret.encode()
        self._chats: dict[int, deque[_Waiting]] = {}
        """Who waits, by chat; the chat whose turn is next stands first."""
        self._arrived = asyncio.Event()
        self._closed = False
        self._trouble: str | None = None
        self._last_error: datetime | None = None

    # -- at Telegram

    async def open(self) -> None:
        """Tells Telegram where to post. Nothing that waits there is dropped; raises TelegramError."""
        await self._bot.set_webhook(
            self._url,
            max_connections=CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
            secret_token=self._secret.decode(),
        )
        self._trouble = None

    async def watch(self) -> NoReturn:
        """Notices when somebody takes the webhook away, and what Telegram cannot deliver.

        Raises InvalidToken when Telegram refuses the token.
        """
        while True:
            await asyncio.sleep(WATCHED)
            try:
                info = await self._bot.get_webhook_info()
                if info.url != self._url:
                    self._trouble = "another program has changed this bot's webhook"
                    log.warning("another program has changed this bot's webhook; taking it back")
                    await self.open()
                    log.info("the webhook is set again")
            except InvalidToken:
                raise
            except TelegramError as error:
                self._contact.lost()
                log.warning("Telegram does not say how the webhook does (%s)", error)
                continue
            await self._contact.heard()
            if info.last_error_date is not None and info.last_error_date != self._last_error:
                self._last_error = info.last_error_date
                log.warning("Telegram could not deliver to WEBHOOK_URL: %s", info.last_error_message)

    def trouble(self) -> str | None:
        """Why no updates come; None if they do."""
        oldest = min((queue[0].since for queue in self._chats.values()), default=None)
        waited = asyncio.get_running_loop().time() - oldest if oldest is not None else 0.0
        if waited > STUCK:
            return f"an update has waited for {waited:.0f} s"
        return self._trouble

    # -- the door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one POST of Telegram's, as an ASGI application."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except ClientDisconnect:
            return
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return _said("only POST", 405)
        given = next((v for k, v in request.scope["headers"] if k == b"x-telegram-bot-api-secret-token"), b"")
        if not hmac.compare_digest(given, self._secret):
            # What was given is not logged: it may be the secret of another bot.
            log.debug("a request without the right secret was refused")
            return _said("wrong secret", 403)
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _body(request)
        except TimeoutError:
            return _said("too slow", 408)
        if body is None:
            return _said("too large", 413)
        raw = _update_in(body)
        if raw is None:
            return _said("no update", 400)
        if self._closed or not await self._in_turn(raw):
            return _said("not now", 503)
        return _said("", 200)

    async def _in_turn(self, raw: Raw) -> bool:
        """Waits until the update is committed; False if it could not be."""
        waiting = _Waiting(raw, asyncio.get_running_loop().time())
        self._chats.setdefault(chat_of(raw), deque()).append(waiting)
        self._arrived.set()
        return await waiting.taken

    # -- what stands behind it

    async def run(self) -> None:
        """Takes what has arrived, one transaction after the other, until `stop`."""
        while not self._closed:
            await self._arrived.wait()
            batch = self._next_batch()
            if not batch:
                self._arrived.clear()
                continue
            try:
                await self._receiver.take([waiting.raw for waiting in batch])
            except DBAPIError as error:
                log.error("the database does not take updates (%s); Telegram will repeat them", error.orig)
                # The others too: what was sent later must not overtake what has to be repeated.
                self._let_go([*batch, *self._empty()], taken=False)
            except BaseException:
                self._let_go(batch, taken=False)
                raise
            else:
                self._let_go(batch, taken=True)

    def _next_batch(self) -> list[_Waiting]:
        """One update of each chat in turn, until there are enough."""
        batch: list[_Waiting] = []
        while self._chats and len(batch) < self._receiver.portion:
            chat_id = next(iter(self._chats))
            queue = self._chats.pop(chat_id)
            batch.append(queue.popleft())
            if queue:
                # To the end: the others come first.
                self._chats[chat_id] = queue
        return batch

    def _empty(self) -> list[_Waiting]:
        everybody = [waiting for queue in self._chats.values() for waiting in queue]
        self._chats.clear()
        return everybody

    @staticmethod
    def _let_go(batch: list[_Waiting], *, taken: bool) -> None:
        for waiting in batch:
            if not waiting.taken.done():
                waiting.taken.set_result(taken)

    def close(self) -> None:
        """Takes nothing more: Telegram repeats what waits. `run` ends after the transaction under way."""
        self._closed = True
        self._arrived.set()
        self._let_go(self._empty(), taken=False)


async def _body(request: Request) -> bytes | None:
    """The whole body; None if it is too large, whatever its length was said to be."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)


def _update_in(body: bytes) -> Raw | None:
    """The update that a body holds; None if it holds none."""
    try:
        raw: Any = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    update_id = raw.get("update_id")
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < 2**63:
        return None
    return raw


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _said(why: str, status: int) -> Response:
    return PlainTextResponse(why, status)
