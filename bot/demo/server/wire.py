"""Answers on the wire, whole and spoiled."""

import asyncio
from typing import Any

from starlette.types import Receive, Send


async def send_raw(send: Send, status: int, raw: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})


def _transport(receive: Receive) -> asyncio.Transport:
    """The connection under a request. ASGI hides it; uvicorn's cycle, whose method `receive` is, holds it."""
    cycle: Any = getattr(receive, "__self__")  # noqa: B009 - not an attribute that ASGI knows
    transport: asyncio.Transport = cycle.transport
    return transport


def drop(receive: Receive) -> None:
    """Reset the connection without an answer."""
    _transport(receive).abort()


async def hang(receive: Receive) -> None:
    """Never answer; return when the caller has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_truncated(raw: bytes, receive: Receive, send: Send) -> None:
    """Promise the whole answer, send half of it, and close."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": raw[: len(raw) // 2], "more_body": True})
    _transport(receive).close()
