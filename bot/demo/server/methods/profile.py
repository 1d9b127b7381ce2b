"""What the bot says of itself: commands, name, descriptions."""

import json
import re
from typing import Any

from bot.demo.server.call import Call, Method, method
from bot.demo.server.errors import Json, bad
from bot.demo.server.html import utf16

MAX_COMMANDS = 100
"""Bot API, setMyCommands.commands: at most 100."""
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
"""Bot API, BotCommand.command: 1-32 characters of a-z, 0-9, _; description: 1-256 characters."""
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
"""Bot API, BotCommandScope, and what each needs."""


def _key(call: Call) -> tuple[str, str]:
    """Scope and language as a key; the language is an ISO 639-1 code of two letters or empty."""
    scope = call.object("scope") or {"type": "default"}
    kind: Any = scope.get("type")
    if kind not in SCOPES or any(name not in scope for name in SCOPES[kind]):
        raise bad("can't parse BotCommandScope")
    if "chat_id" in scope:
        try:
            known = int(scope["chat_id"]) in call.world.chats
        except ValueError:
            known = False
        if not known:
            raise bad("chat not found")
    return json.dumps(scope, sort_keys=True), _language(call)


def _language(call: Call) -> str:
    language = call.text("language_code") or ""
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


@method("setMyCommands", "commands", "scope language_code")
def set_my_commands(call: Call) -> bool:
    commands = call.array("commands") or []
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not isinstance(one, dict) or not COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= utf16(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.profile.commands[_key(call)] = commands
    return True


@method("deleteMyCommands", "", "scope language_code")
def delete_my_commands(call: Call) -> bool:
    call.world.profile.commands.pop(_key(call), None)
    return True


@method("getMyCommands", "", "scope language_code")
def get_my_commands(call: Call) -> list[Json]:
    return call.world.profile.commands.get(_key(call), [])


def _words(name: str, field: str, limit: int) -> Method:
    """Bot API, setMyName (0-64), setMyDescription (0-512), setMyShortDescription (0-120 characters)."""

    def run(call: Call) -> bool:
        words = call.text(field) or ""
        if utf16(words) > limit:
            raise bad(f"{field} is too long")
        call.world.profile.words[field, _language(call)] = words
        return True

    return method(name, "", f"{field} language_code")(run)


METHODS = (
    set_my_commands,
    delete_my_commands,
    get_my_commands,
    _words("setMyName", "name", 64),
    _words("setMyDescription", "description", 512),
    _words("setMyShortDescription", "short_description", 120),
)
