"""One request to the control side: its fields, read strictly."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.server.errors import ControlError, Json
from bot.demo.server.people import Chat, Person
from bot.demo.server.world import World

KINDS: dict[type, str] = {
    int: "a whole number",
    str: "a text",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


class Asked:
    """Fields of the JSON body and of the query string; what nobody has read is refused as unknown."""

    def __init__(self, world: World, request: Request, body: Json) -> None:
        self.world = world
        self.request = request
        self._body = body
        self._read: set[str] = set()

    def optional(self, name: str, kind: type) -> Any:
        """The field, or None.

        Raises:
            ControlError: it is of another kind.
        """
        self._read.add(name)
        value = self._body.get(name)
        if value is None:
            return None
        if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ControlError(f"{name!r} must be {KINDS.get(kind, 'a number')}")
        return value

    def field(self, name: str, kind: type) -> Any:
        value = self.optional(name, kind)
        if value is None:
            raise ControlError(f"{name!r} is missing")
        return value

    def flag(self, name: str) -> bool:
        return bool(self.optional(name, bool))

    def person(self, name: str) -> Person:
        return self.world.person(self.field(name, int))

    def chat(self) -> Chat:
        """The chat named in the path or in the body."""
        if "chat_id" in self.request.path_params:
            return self.world.chat(int(self.request.path_params["chat_id"]))
        return self.world.chat(self.field("chat", int))

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the query string."""
        value = self.request.query_params.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except ValueError:
            raise ControlError(f"{name!r} must be a whole number") from None

    def decimal(self, name: str) -> float | None:
        """A number of the query string, or None."""
        value = self.request.query_params.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except ValueError:
            raise ControlError(f"{name!r} must be a number") from None

    def seconds(self, name: str, default: float) -> float:
        """A time of the query string in seconds, at most ten minutes."""
        try:
            return min(max(float(self.request.query_params.get(name, default)), 0.0), 600.0)
        except ValueError:
            raise ControlError(f"{name!r} must be a number of seconds") from None

    def done(self) -> None:
        """Raises:
        ControlError: the body holds a field that nobody has read.
        """
        unknown = sorted(self._body.keys() - self._read)
        if unknown:
            raise ControlError(f"unknown field {unknown[0]!r}")


Answering = Callable[[Asked], Awaitable[Any]]


def route(world: World, verb: str, path: str, answer: Answering) -> Route:
    """One door of the control side; errors become `{"error": …}` with status 400 here and nowhere else."""

    async def endpoint(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise ControlError("the body must be a JSON object")
            result = await answer(Asked(world, request, body))
        except ControlError as error:
            return JSONResponse({"error": str(error)}, 400)
        except ValueError as error:
            return JSONResponse({"error": f"not understood: {error}"}, 400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return Route(path, endpoint, methods=[verb])
