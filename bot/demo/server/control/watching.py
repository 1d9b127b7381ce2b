"""The ledger, waiting, live events, the clock, faults, files."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

from starlette.responses import Response, StreamingResponse

from bot.demo.server.control.asked import Asked
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.faults import Fault
from bot.demo.server.ledger import END

ALIVE_SECONDS = 15


async def ledger(asked: Asked) -> list[Json]:
    """GET /control/ledger."""
    kind = asked.request.query_params.get("kind")
    return list(asked.world.ledger.since(asked.number("since", 0) or 0, kind, asked.number("chat")))


async def wait(asked: Asked) -> list[Json]:
    """GET /control/wait: new ledger lines of that `kind` and `chat`, as soon as there is one."""
    kind = asked.request.query_params.get("kind")
    since = asked.number("since", 0) or 0
    return await asked.world.ledger.wait(since, asked.seconds("timeout", 10), kind, asked.number("chat"))


async def idle(asked: Asked) -> Json:
    """GET /control/idle."""
    return {"idle": await asked.world.updates.idle(asked.seconds("timeout", 10))}


async def events(asked: Asked) -> Response:
    """GET /control/events: server-sent events."""
    hub = asked.world.events
    queue = hub.listen()

    async def stream() -> AsyncIterator[str]:
        try:
            yield ": hello\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event == END:
                    return
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
        finally:
            hub.leave(queue)

    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


async def add_fault(asked: Asked) -> Json:
    """POST /control/faults."""
    fault = Fault(
        kind=asked.field("kind", str),
        count=asked.optional("count", int) or 1,
        method=asked.optional("method", str),
        chat=asked.optional("chat", int),
        retry_after=asked.optional("retry_after", int) or 1,
        share=asked.optional("share", float) or 1.0,
        seed=asked.optional("seed", int) or 0,
        description=asked.optional("description", str),
    )
    asked.done()
    asked.world.faults.add(fault)
    return {"kind": fault.kind, "count": fault.count}


async def clear_faults(asked: Asked) -> Json:
    """DELETE /control/faults."""
    asked.world.faults.clear()
    return {}


async def clock(asked: Asked) -> Json:
    """GET /control/clock; with `followed`, waits so many seconds for a bot that goes by it."""
    clock = asked.world.clock
    followed = await clock.followed(asked.seconds("followed", 0))
    return {"offset": clock.offset, "now": clock.now().isoformat(), "followed": followed}


async def offset(asked: Asked) -> Json:
    """GET /clock: what the bot reads; with the offset that it has `known`, as soon as there is another."""
    return {"offset": await asked.world.clock.follow(asked.decimal("known"), asked.seconds("timeout", 20))}


async def move_clock(asked: Asked) -> Json:
    """POST /control/clock: `advance` by seconds, or set the `offset`."""
    world = asked.world
    advance, wanted = asked.optional("advance", float), asked.optional("offset", float)
    asked.done()
    if (advance is None) == (wanted is None):
        raise ControlError("either 'advance' or 'offset' is needed")
    moved = world.clock.offset + advance if advance is not None else wanted
    if moved is None or abs(moved) > timedelta(days=36500).total_seconds():
        raise ControlError("too far")
    world.clock.move(moved)
    world.updates.bell.ring()
    world.events.publish({"kind": "clock", "offset": moved, "now": world.clock.now().isoformat()})
    return await clock(asked)


async def file(asked: Asked) -> Response:
    """GET /control/files/{file_id}: the bytes, for the page."""
    found = asked.world.files.by_id(asked.request.path_params["file_id"])
    if found is None:
        raise ControlError("there is no such file")
    headers = {"X-Content-Type-Options": "nosniff"}
    if found.kind in ("document", "audio", "voice"):
        headers["Content-Disposition"] = "attachment"
    return Response(found.data, media_type=_shown_type(found.data, found.mime), headers=headers)


def _shown_type(data: bytes, mime: str) -> str:
    """What a browser is told: pictures by their first bytes, nothing that could run."""
    for start, kind in ((b"\x89PNG", "image/png"), (b"GIF8", "image/gif"), (b"\xff\xd8", "image/jpeg")):
        if data.startswith(start):
            return kind
    return mime if mime.startswith(("video/", "audio/")) else "application/octet-stream"
