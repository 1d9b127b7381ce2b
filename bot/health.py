"""The port that the operator may open: `/healthz` says whether the bot is alive and ready."""

import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.config import ConfigRefused

Ready = Callable[[], Awaitable[str | None]]
"""Says why the bot is not ready, or None if it is."""


def split_listen(listen: str) -> tuple[str, int]:
    """`host:port` as two values; raises ConfigRefused for anything else."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ConfigRefused("LISTEN must be host:port, like 127.0.0.1:8080: correct it.")
    return host.strip("[]"), int(port)


class _WithoutSignals(uvicorn.Server):
    """uvicorn that leaves SIGTERM and SIGINT to the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def take_port(listen: str) -> socket.socket:
    """Opens the port, before anything is changed; raises ConfigRefused if LISTEN is wrong or it is taken."""
    host, port = split_listen(listen)
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConfigRefused(
            f"LISTEN={listen} cannot be opened ({error.strerror}): choose another port."
        ) from None


class HealthServer:
    """Serves `/healthz` on a port that was taken: 200 and `ready`, or 503 and the reason."""

    def __init__(self, port: socket.socket, ready: Ready) -> None:
        self._socket = port

        async def healthz(_request: Request) -> PlainTextResponse:
            reason = await ready()
            return PlainTextResponse(reason or "ready", status_code=503 if reason else 200)

        app = Starlette(routes=[Route("/healthz", healthz)])
        self._server = _WithoutSignals(
            uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
        )

    async def run(self) -> None:
        """Serves until `stop` is called."""
        await self._server.serve(sockets=[self._socket])

    def stop(self) -> None:
        """Ends `run` soon."""
        self._server.should_exit = True
