"""The boundaries at which a process can die, put around the real bot from outside.

Production code knows nothing of this. `CRASH_AT=<point>:<n>`: when the boundary is passed for the n-th time the
process kills itself with SIGKILL. Every call to Telegram carries `X-Trace: <run>:<outbox row>`, so that the
server's ledger says which message a call was for, and which run made it.
"""

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

import aiohttp
import alembic.command
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session

from bot.errands import Errands
from bot.receive import Receiver
from bot.telegram.attempts import Attempts
from bot.telegram.calls import Call
from bot.telegram.request import AiohttpRequest
from bot.webhook import Webhook
from storage.database import Database, Transaction

RECEIVING = (
    "fetched",
    "attempt:before commit",
    "attempt:after commit",
    "update:inside",
    "update:before commit",
)
ACKNOWLEDGING = ("update:after commit", "acknowledge:before", "acknowledge:written")
SENDING = (
    *("lease:before commit", "lease:after commit", "send:before", "send:written", "send:accepted"),
    *("send:answered", "outcome:before commit", "outcome:after commit"),
)
EDITING = ("edit:before", "edit:written", "edit:accepted", "edit:answered")
ANSWERING = ("answer:before", "answer:accepted", "answer:answered")
TICKING = ("tick:inside", "tick:before commit", "tick:after commit")
RUNNING_ERRANDS = (
    *("errand:begun", "errand:gathered", "errand:inside", "errand:before commit", "errand:after commit"),
)
STARTING = ("start:before commit", "start:after commit", "takeover:before commit", "takeover:after commit")
MIGRATING = ("migrate:step", "migrate:before commit", "migrate:after commit")
FILE_CHANGES = frozenset(
    {"os.rename", "os.remove", "os.chmod", "os.mkdir", "shutil.copyfile", "sqlite3.connect"}
)

METHODS = {
    "getupdates": "fetch",
    "sendmessage": "send",
    "editmessagetext": "edit",
    "deletemessage": "delete",
    "answercallbackquery": "answer",
    "setmessagereaction": "answer",
}
TRANSACTIONS = (
    ("Receiver._take_together", "attempt"),
    ("Delivery._deliver", "lease"),
    ("Delivery._write_down", "outcome"),
    ("_do.<locals>", "tick"),
    ("take_over_leases", "takeover"),
    ("find_suspects", "start"),
)

_passed: Counter[str] = Counter()
_armed: list[tuple[str, int]] = []
_run = ""
_thread = threading.local()
_transaction: ContextVar[str] = ContextVar("transaction", default="update")
_row: ContextVar[str] = ContextVar("row", default="")
_call: ContextVar[str] = ContextVar("call", default="")


def arm(crash_at: str, run: str) -> None:
    """What this run dies of: `point:n`; nothing where it is empty."""
    global _run
    _passed.clear()
    _armed.clear()
    _run = run
    if crash_at:
        point, _, n = crash_at.rpartition(":")
        _armed.append((point, int(n)))


def cross(point: str) -> None:
    """A boundary is passed."""
    _passed[point] += 1
    if (point, _passed[point]) in _armed:
        os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Puts the boundaries around the bot. Once for each process, before anything runs."""
    _around_transactions()
    _around_calls()
    _around_webhook()
    _around_errands()
    _around_schema()
    _around_files()


def _name_of(work: Callable[..., Any]) -> str:
    inner = work.func if isinstance(work, partial) else work
    name = getattr(inner, "__qualname__", "")
    return next((label for part, label in TRANSACTIONS if part in name), "other")


def _around_transactions() -> None:
    write_now, transaction = Database.write_now, Database.transaction

    def named_write(self: Database, work: Callable[[Any], Any]) -> Any:
        _thread.label = _name_of(work)
        try:
            return write_now(self, work)
        finally:
            _thread.label = None

    @asynccontextmanager
    async def named_transaction(self: Database) -> AsyncIterator[Transaction]:
        async with transaction(self) as steps:
            steps._session.info["label"] = _transaction.get()
            yield steps

    Database.write_now = named_write
    Database.transaction = named_transaction

    def label(session: Session) -> str | None:
        if session.in_nested_transaction():
            return None
        named: str | None = session.info.get("label") or getattr(_thread, "label", None)
        return named

    @event.listens_for(Session, "before_commit")
    def _before(session: Session) -> None:
        if (named := label(session)) is not None:
            cross(f"{named}:before commit")

    @event.listens_for(Session, "after_commit")
    def _after(session: Session) -> None:
        if (named := label(session)) is not None:
            cross(f"{named}:after commit")

    @event.listens_for(Session, "after_flush")
    def _inside(session: Session, _context: Any) -> None:
        named = session.info.get("label") or getattr(_thread, "label", None)
        if named is not None:
            cross(f"{named}:inside")


def _around_calls() -> None:
    do_request, initialize, attempt = AiohttpRequest.do_request, AiohttpRequest.initialize, Attempts.make
    request = aiohttp.ClientSession._request

    async def named_request(
        self: AiohttpRequest, url: str, method: str, request_data: Any = None, *rest: Any, **more: Any
    ) -> tuple[int, bytes]:
        kind = METHODS.get(url.rpartition("/")[2].lower(), "other")
        if kind == "fetch":
            # Fetching with a higher offset is what acknowledges.
            parameters = request_data.json_parameters if request_data is not None else {}
            kind = "acknowledge" if int(parameters.get("offset", 0)) > 0 else "fetch"
        _call.set(kind)
        cross(f"{kind}:before")
        status, body = await do_request(self, url, method, request_data, *rest, **more)
        _call.set(kind)
        if kind in ("fetch", "acknowledge"):
            if status == 200 and body.startswith(b"{") and json.loads(body).get("result"):
                cross("fetched")
        else:
            cross(f"{kind}:answered")
        return status, body

    async def written(*_: Any) -> None:
        cross(f"{_call.get()}:written")

    async def accepted(*_: Any) -> None:
        # The head of the answer is here: Telegram has done it. The answer itself has not been read.
        cross(f"{_call.get()}:accepted")

    async def watched_initialize(self: AiohttpRequest) -> None:
        fresh = self._session is None
        await initialize(self)
        if fresh and self._session is not None:
            trace = aiohttp.TraceConfig()
            trace.on_request_chunk_sent.append(written)
            trace.on_request_end.append(accepted)
            trace.freeze()
            self._session._trace_configs.append(trace)

    async def traced(self: aiohttp.ClientSession, method: str, url: Any, **more: Any) -> Any:
        more["headers"] = {**(more.get("headers") or {}), "X-Trace": f"{_run}:{_row.get()}"}
        return await request(self, method, url, **more)

    async def named_attempt(self: Attempts, call: Call) -> Any:
        _row.set(str(call.row_id))
        return await attempt(self, call)

    AiohttpRequest.do_request = named_request
    AiohttpRequest.initialize = watched_initialize
    aiohttp.ClientSession._request = traced
    Attempts.make = named_attempt


def _around_webhook() -> None:
    """Where Telegram posts, the request is the fetching, and 200 acknowledges."""
    answer, called = Webhook._answer, Webhook.__call__

    async def named_answer(self: Webhook, request: Any) -> Any:
        cross("fetched")
        response = await answer(self, request)
        cross("acknowledge:before")
        return response

    async def named_call(self: Webhook, *asgi: Any) -> None:
        await called(self, *asgi)
        cross("acknowledge:written")

    Webhook._answer = named_answer
    Webhook.__call__ = named_call


def _around_errands() -> None:
    do, take_again = Errands._do, Receiver.take_again

    async def named_do(self: Errands, errand: Any) -> None:
        cross("errand:begun")
        await do(self, errand)

    async def named_take_again(self: Receiver, *arguments: Any) -> None:
        cross("errand:gathered")
        _transaction.set("errand")
        await take_again(self, *arguments)

    Errands._do = named_do
    Receiver.take_again = named_take_again


def _around_schema() -> None:
    """A migration: each of its statements, and its one commit on either side."""
    upgrade, commit = alembic.command.upgrade, DefaultDialect.do_commit

    def counted_upgrade(*arguments: Any, **more: Any) -> None:
        _thread.migrating = True
        upgrade(*arguments, **more)

    @event.listens_for(Engine, "after_cursor_execute")
    def _step(*_: Any) -> None:
        if getattr(_thread, "migrating", False):
            cross("migrate:step")

    def counted_commit(self: DefaultDialect, connection: Any) -> None:
        migrating = getattr(_thread, "migrating", False)
        _thread.migrating = False
        if migrating:
            cross("migrate:before commit")
        commit(self, connection)
        if migrating:
            cross("migrate:after commit")

    alembic.command.upgrade = counted_upgrade
    DefaultDialect.do_commit = counted_commit


def _around_files() -> None:
    """Whatever is done to files: made, renamed, removed, opened as a database. For backup and restore."""

    def look(name: str, arguments: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if writes or name in FILE_CHANGES:
            cross("file")

    sys.addaudithook(look)
