"""The bot in webhook mode, and posting to it as Telegram would."""

import socket
from datetime import datetime
from typing import Any

import httpx

from tests.leaks import SECRET, TOKEN
from tests.people import PEOPLE, Bot, Telegram

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def open_port(bot: Bot) -> str:
    """Lets a bot that has not been started listen; returns the address."""
    bot.env["LISTEN"] = f"127.0.0.1:{free_port()}"
    return f"http://{bot.env['LISTEN']}"


def take_by_webhook(bot: Bot) -> str:
    """Puts a bot that has not been started into webhook mode; returns its WEBHOOK_URL."""
    url = f"{open_port(bot)}/telegram/hook"
    bot.env |= {"WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET}
    return url


def private(update_id: int, person: int, text: str, at: int, **more: Any) -> dict[str, Any]:
    """An update: this person wrote to the bot in private, at that second."""
    user = _user(person)
    chat = {"id": person, "type": "private", "first_name": user["first_name"]}
    message = {"message_id": update_id, "date": at, "from": user, "chat": chat, "text": text}
    return {"update_id": update_id, "message": message | more}


def in_group(update_id: int, person: int, group: int, text: str, at: int) -> dict[str, Any]:
    """An update: this person wrote in a group."""
    chat = {"id": group, "type": "supergroup", "title": "A group"}
    message = {"message_id": update_id, "date": at, "from": _user(person), "chat": chat, "text": text}
    return {"update_id": update_id, "message": message}


def press(update_id: int, person: int, data: str) -> dict[str, Any]:
    """An update: this person pressed a button of the bot in private."""
    user = _user(person)
    chat = {"id": person, "type": "private", "first_name": user["first_name"]}
    message = {"message_id": 1, "date": 0, "chat": chat}
    query = {"id": str(update_id), "from": user, "message": message, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


def _user(person: int) -> dict[str, Any]:
    name = PEOPLE.get(person, "Somebody")
    return {"id": person, "is_bot": False, "first_name": name, "language_code": "en"}


def stamp(telegram: Telegram) -> int:
    """The server's clock, in whole seconds."""
    return int(datetime.fromisoformat(telegram.get("clock")["now"]).timestamp())


def post(url: str, update: object, secret: str = SECRET) -> int:
    """Posts one update; returns the status."""
    return httpx.post(url, json=update, headers={HEADER: secret}, timeout=30, trust_env=False).status_code


def call(telegram: Telegram, method: str, **params: Any) -> Any:
    """A call of the Bot API as another program with the same token would make it."""
    answer = telegram.http.post(f"/bot{TOKEN}/{method}", json=params)
    return answer.json()["result"]
