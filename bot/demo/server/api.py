"""The bot's side: `/bot<token>/<method>` and `/file/bot<token>/<path>`.

Plain ASGI, because every message of a load test comes through here.
"""

import asyncio
import json
import sys
import traceback
from collections.abc import Mapping
from inspect import isawaitable
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.demo.server.call import Call, Upload
from bot.demo.server.errors import ApiError, Json, bad
from bot.demo.server.faults import Fault
from bot.demo.server.methods import ALL
from bot.demo.server.wire import drop, hang, send_raw, send_truncated
from bot.demo.server.world import World

QUIET = frozenset({"getUpdates"})
"""Methods whose successful calls are no ledger lines: delivery and acknowledgement say it better."""


async def serve(world: World, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one call of the bot."""
    token, _, name = scope["path"].removeprefix("/bot").partition("/")
    method = ALL.get(name.lower())
    shown = method.name if method else name
    call = Call(world, shown, {}, trace=_trace(scope))
    fault: Fault | None = None
    body: Json
    status = 200
    try:
        call.params, call.files = await _parameters(scope, receive)
        fault = world.faults.take(shown, call.chat_id())
        refusal = fault.answer() if fault else None
        if refusal is not None:
            raise refusal
        if fault is not None and fault.spares_effect:
            _note(world, call, None, fault)
            await _spoil(fault, b"", receive, send)
            return
        if token != world.token:
            raise ApiError(401, "Unauthorized")
        if method is None:
            raise ApiError(404, "Not Found")
        method.check(call)
        outcome = method.run(call)
        if isawaitable(outcome):
            outcome = await _unless_gone(outcome, receive)
        body = {"ok": True, "result": outcome}
        if shown not in QUIET or fault:
            _note(world, call, body, fault)
    except ClientDisconnect:
        return
    except ApiError as error:
        status, body = error.code, error.body()
        _note(world, call, body, fault)
    except Exception:
        traceback.print_exc(file=sys.stderr)
        status, body = 500, ApiError(500, "Internal Server Error: slip of the local server").body()
        _note(world, call, body, fault)
    # Escaped, because half a character (a lone surrogate) has no bytes of its own.
    raw = json.dumps(body).encode()
    if fault is not None and not fault.spares_effect:
        await _spoil(fault, raw, receive, send)
    else:
        await send_raw(send, status, raw)


async def _unless_gone(outcome: Any, receive: Receive) -> Any:
    """The outcome of a long poll, or ClientDisconnect if nobody waits for it any more."""
    work = asyncio.ensure_future(outcome)
    gone = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientDisconnect
        return work.result()
    finally:
        gone.cancel()
        work.cancel()


async def _spoil(fault: Fault, raw: bytes, receive: Receive, send: Send) -> None:
    match fault.kind:
        case "reset_before" | "reset_after":
            drop(receive)
        case "hang_before" | "hang_after":
            await hang(receive)
        case "truncated":
            await send_truncated(raw, receive, send)
        case _:
            await send_raw(send, 200, b"<html><body>It works!</body></html>")


def _note(world: World, call: Call, body: Json | None, fault: Fault | None) -> None:
    result = body.get("result") if body else None
    number: Any = result.get("message_id") if isinstance(result, dict) else None
    if number is None:
        number = call.params.get("message_id")
    world.ledger.add(
        "call",
        method=call.method,
        chat=call.chat_id(),
        message_id=int(number) if str(number or "").isdigit() else None,
        ok=None if body is None else body["ok"],
        error_code=body.get("error_code") if body else None,
        description=body.get("description") if body else None,
        fault=fault.kind if fault else None,
        trace=call.trace,
        text=call.params.get("text") or call.params.get("caption"),
    )


def _trace(scope: Scope) -> str | None:
    """What the caller wrote as X-Trace, kept in the ledger: a judge tells with it what each call was for."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-trace"), None)


async def _parameters(scope: Scope, receive: Receive) -> tuple[Mapping[str, Any], Mapping[str, Upload]]:
    """Bot API, "Making requests": query string, form, JSON or multipart/form-data."""
    params: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    if scope["query_string"]:
        params.update(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kind = next((v.decode() for k, v in scope["headers"] if k == b"content-type"), "")
    if kind.startswith("multipart/form-data"):
        form = await Request(scope, receive).form(max_fields=1000, max_part_size=60 * 1024 * 1024)
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = Upload(value.filename or name, value.content_type, await value.read())
            else:
                params[name] = value
        await form.close()
        return params, files
    raw = await _body(receive)
    if not raw:
        return params, files
    try:
        if kind.startswith("application/json"):
            given = json.loads(raw)
            if not isinstance(given, dict):
                raise bad("object expected as request body")
            params.update({name: value for name, value in given.items() if value is not None})
        else:
            params.update(parse_qsl(raw.decode(), keep_blank_values=True))
    except ValueError:
        raise bad("can't parse request body") from None
    return params, files


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def serve_file(world: World, scope: Scope, receive: Receive, send: Send) -> None:
    """Bot API, getFile: https://api.telegram.org/file/bot<token>/<file_path>."""
    token, _, path = scope["path"].removeprefix("/file/bot").partition("/")
    file = world.files.by_path(path) if token == world.token else None
    if file is None:
        error = ApiError(404, "Not Found") if token == world.token else ApiError(401, "Unauthorized")
        await send_raw(send, error.code, json.dumps(error.body()).encode())
        return
    await Response(file.data, media_type="application/octet-stream")(scope, receive, send)
