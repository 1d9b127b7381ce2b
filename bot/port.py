"""The one port that the operator may open: `/healthz`, `/metrics` and, if there is one, the webhook."""

import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.config import ConfigRefused, split_listen

DRAIN = 2
"""Seconds in which answers under way may end."""


class _WithoutSignals(uvicorn.Server):
    """uvicorn that leaves SIGTERM and SIGINT to the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def take_port(listen: str) -> socket.socket:
    """Opens the port, before anything is changed; raises ConfigRefused if LISTEN is wrong or it is taken."""
    host, port = split_listen(listen)
    try:
        taken = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        # asyncio does that only for sockets of its own; without it an answer may wait 40 ms for an ACK.
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return taken
    except OSError as error:
        raise ConfigRefused(
            f"LISTEN={listen} cannot be opened ({error.strerror}): choose another port."
        ) from None


def healthz(ready: Callable[[], Awaitable[str | None]]) -> ASGIApp:
    """200 and `ready`, or 503 and the reason that `ready` gives."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        reason = await ready()
        await PlainTextResponse(reason or "ready", 503 if reason else 200)(scope, receive, send)

    return door


def metrics(page: Callable[[], Awaitable[bytes]]) -> ASGIApp:
    """What Prometheus asks for."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(await page(), media_type=CONTENT_TYPE_LATEST)(scope, receive, send)

    return door


class Port:
    """Serves these doors, each under its path, on a port that was taken."""

    def __init__(self, port: socket.socket, doors: Mapping[str, ASGIApp]) -> None:
        self._socket = port

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            door = doors.get(scope["path"], PlainTextResponse("there is nothing here", 404))
            await door(scope, receive, send)

        self._server = _WithoutSignals(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=DRAIN,
            )
        )

    async def run(self) -> None:
        """Serves until `stop` is called."""
        await self._server.serve(sockets=[self._socket])

    def stop(self) -> None:
        """Ends `run` soon: what is under way is answered, nothing new is taken."""
        self._server.should_exit = True
