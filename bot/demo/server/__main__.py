"""`python -m bot.demo.server`: the local Bot API server as its own process."""

import argparse
import asyncio
import contextlib
import ipaddress
import re
import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from bot.demo.server.app import build
from bot.demo.server.world import World


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot.demo.server", description="A strict Bot API server for this machine, in memory."
    )
    parser.add_argument("--host", default="127.0.0.1", type=_loopback, help="a loopback address")
    parser.add_argument("--port", default=0, type=int, help="0, the default, takes a free one")
    parser.add_argument("--token", required=True, type=_token, help="the one bot's token: 123456:TEST")
    parser.add_argument("--username", default="desk_bot", help="the bot's name")
    parser.add_argument("--page", type=Path, help="a folder whose files are served at /")
    parser.add_argument("--pace", choices=("off", "telegram"), default="off", help="Telegram's limits")
    return parser.parse_args(argv)


def _loopback(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        if ipaddress.ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise argparse.ArgumentTypeError("only a loopback address: whoever reaches this server may do anything")


def _token(token: str) -> str:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
        raise argparse.ArgumentTypeError("a token looks like 123456:TEST")
    return token


class Server(uvicorn.Server):
    """Stops at once: a page that listens and a bot that polls would never end by themselves."""

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._world.close()
        await super().shutdown(sockets)


async def serve(options: argparse.Namespace) -> None:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.create_server((options.host, options.port), family=family, backlog=1024)
    # Accepted connections inherit it. Without it an answer in two pieces waits 40 ms for the other side's ACK;
    # asyncio sets it only on sockets whose protocol is named, which create_server's is not.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    world = World(options.token, options.username, paced=options.pace == "telegram")
    config = uvicorn.Config(
        build(world, options.page),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=60,
        ws="none",
    )
    host = f"[{options.host}]" if ":" in options.host else options.host
    print(f"listening on http://{host}:{listener.getsockname()[1]}", flush=True)
    await Server(config, world).serve(sockets=[listener])


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(arguments()))
