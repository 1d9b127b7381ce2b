"""Every door of this server."""

from pathlib import Path
from urllib.parse import urlsplit

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.demo.server import api
from bot.demo.server.control import people, pressing, views, watching, writing
from bot.demo.server.control.asked import route
from bot.demo.server.world import World

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def control(world: World, page: Path | None) -> ASGIApp:
    """The control side, the clock, and the page if there is one."""
    doors = (
        ("GET", "/clock", watching.offset),
        ("GET", "/control/clock", watching.clock),
        ("POST", "/control/clock", watching.move_clock),
        ("GET", "/control/users", people.list_users),
        ("POST", "/control/users", people.add_user),
        ("GET", "/control/chats", people.list_chats),
        ("POST", "/control/chats", people.add_chat),
        ("POST", "/control/chats/{chat_id}", people.change_chat),
        ("POST", "/control/chats/{chat_id}/bot", people.put_bot),
        ("POST", "/control/chats/{chat_id}/members", people.put_member),
        ("POST", "/control/chats/{chat_id}/topics", people.add_topic),
        ("POST", "/control/chats/{chat_id}/topics/{thread}", people.change_topic),
        ("POST", "/control/chats/{chat_id}/migrate", people.migrate_group),
        ("GET", "/control/chats/{chat_id}/messages", views.list_messages),
        ("POST", "/control/messages", writing.write),
        ("POST", "/control/messages/edit", writing.edit),
        ("POST", "/control/messages/delete", writing.delete),
        ("POST", "/control/updates", writing.put_as_is),
        ("POST", "/control/start", writing.start),
        ("POST", "/control/block", writing.block),
        ("POST", "/control/press", pressing.press),
        ("GET", "/control/answers/{query_id}", pressing.press_answer),
        ("POST", "/control/inline", pressing.ask_inline),
        ("GET", "/control/inline/{query_id}", pressing.inline_answer),
        ("POST", "/control/inline/{query_id}/choose", pressing.choose_inline),
        ("POST", "/control/reaction", pressing.react),
        ("GET", "/control/ledger", watching.ledger),
        ("GET", "/control/wait", watching.wait),
        ("GET", "/control/idle", watching.idle),
        ("GET", "/control/events", watching.events),
        ("POST", "/control/faults", watching.add_fault),
        ("DELETE", "/control/faults", watching.clear_faults),
        ("GET", "/control/files/{file_id}", watching.file),
    )
    routes: list[Mount | ASGIApp] = [route(world, *door) for door in doors]
    if page is not None:
        routes.append(Mount("/", StaticFiles(directory=page, html=True)))
    # What is not there is answered 404; a bare Router would raise.
    return ExceptionMiddleware(Router(routes=routes))  # type: ignore[arg-type]


def build(world: World, page: Path | None = None) -> ASGIApp:
    """The whole server as one ASGI application."""
    rest = control(world, page)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if path.startswith("/bot"):
            await api.serve(world, scope, receive, send)
        elif path.startswith("/file/bot"):
            await api.serve_file(world, scope, receive, send)
        elif not _at_home(scope):
            await PlainTextResponse("only from this machine", 403)(scope, receive, send)
        else:
            await rest(scope, receive, send)

    return app


def _at_home(scope: Scope) -> bool:
    """Whether a browser was led here by a page of another site: Host and Origin must be this machine's."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    host = urlsplit(f"//{headers.get(b'host', '')}").hostname
    origin = headers.get(b"origin")
    return host in LOOPBACK and (origin is None or urlsplit(origin).netloc == headers.get(b"host"))
