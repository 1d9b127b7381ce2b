"""One call of the bot: its parameters, read as their types, and the chats it names."""

import json
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.server.errors import Json, bad, forbidden
from bot.demo.server.people import Chat
from bot.demo.server.world import World


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str | None
    data: bytes


@dataclass(slots=True)
class Call:
    """Parameters come as text (query, form, multipart) or as JSON values; both are accepted alike."""

    world: World
    method: str
    params: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    trace: str | None = None

    def has(self, name: str) -> bool:
        return self.params.get(name) not in (None, "") or name in self.files

    def text(self, name: str) -> str | None:
        value = self.params.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise bad(f'field "{name}" must be of type String')
        return value

    def number(self, name: str) -> int | None:
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            raise bad(f'field "{name}" must be of type Number')
        try:
            number = float(value) if not isinstance(value, str) else int(value)
        except (TypeError, ValueError):
            raise bad(f'field "{name}" must be of type Number') from None
        if not math.isfinite(number) or number != int(number):
            raise bad(f'field "{name}" must be of type Number')
        return int(number)

    def flag(self, name: str) -> bool:
        value = self.params.get(name)
        if value in (None, "", False, "false", "False", "0", 0):
            return False
        if value in (True, "true", "True", "1", 1, "yes"):
            return True
        raise bad(f'field "{name}" must be of type Boolean')

    def _json(self, name: str) -> Any:
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f'can\'t parse field "{name}" as a JSON object') from None

    def object(self, name: str) -> Json | None:
        value = self._json(name)
        if value is not None and not isinstance(value, dict):
            raise bad(f'can\'t parse field "{name}": expected an Object')
        return value

    def array(self, name: str) -> list[Any] | None:
        value = self._json(name)
        if value is not None and not isinstance(value, list):
            raise bad(f'can\'t parse field "{name}": expected an Array')
        return value

    def chat_id(self) -> int | None:
        """The number given as chat_id, for the ledger and for faults; None where there is none."""
        try:
            return int(self.params.get("chat_id") or 0) or None
        except (TypeError, ValueError):
            return None

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat named, if the bot was ever in touch with it and is there now.

        Raises:
            ApiError: 400 for an unknown or migrated chat, 403 where the bot is out.
        """
        value = self.params.get(name)
        if value in (None, ""):
            raise bad(f"{name} is empty")
        try:
            chat = self.world.chats.get(int(value))
        except (TypeError, ValueError):
            chat = None  # a public @name: this server has no public groups
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            # Bot API, ResponseParameters.migrate_to_chat_id
            raise bad(
                "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to}
            )
        if chat.is_group:
            status = chat.members.get(self.world.bot.id)
            if status is None:
                raise bad("chat not found")
            if status == "kicked":
                raise forbidden(f"bot was kicked from the {chat.noun}")
            if status == "left":
                raise forbidden(f"bot is not a member of the {chat.noun}")
        return chat

    def writable_chat(self) -> Chat:
        """The chat named, if the bot may write there now.

        Raises:
            ApiError: as `chat`; 403 for a person who never wrote to the bot, or has blocked it.
        """
        chat = self.chat()
        if chat.person is not None:
            if not chat.person.started:
                # core.telegram.org/bots#how-do-bots-work: bots can't start conversations with users.
                raise forbidden("bot can't initiate conversation with a user")
            if chat.person.blocked:
                raise forbidden("bot was blocked by the user")
        return chat

    def pay(self, chat: Chat) -> None:
        """Count this call in the pace.

        Raises:
            ApiError: 429
        """
        self.world.pace.spend(chat.id, group=chat.is_group)


Result = Any


def words(text: str) -> frozenset[str]:
    """Names written one after another, as the Bot API's tables are long."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Bot API and the parameters it permits."""

    name: str
    run: Callable[[Call], Result | Awaitable[Result]]
    required: tuple[str, ...]
    permitted: frozenset[str]

    def check(self, call: Call) -> None:
        """Stricter than Telegram, which overlooks parameters it doesn't know: here a slip is seen.

        Raises:
            ApiError: 400 for a parameter that the method does not have, or lacks.
        """
        for name in (*call.params, *call.files):
            if name not in self.permitted and not (name in call.files and "media" in self.permitted):
                raise bad(f'unknown parameter "{name}" of method {self.name}')
        for name in self.required:
            if not call.has(name):
                raise bad(f'parameter "{name}" is required')


def method(
    name: str, required: str = "", optional: str = ""
) -> Callable[[Callable[[Call], Result | Awaitable[Result]]], Method]:
    """Declare a method with its parameters, as the Bot API lists them, separated by spaces."""

    def declare(run: Callable[[Call], Result | Awaitable[Result]]) -> Method:
        needed = tuple(required.split())
        return Method(name, run, needed, frozenset((*needed, *optional.split())))

    return declare
