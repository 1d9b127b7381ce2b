"""Buttons, reactions, inline queries, and the answers people wait for."""

import time
from typing import Any

from bot.demo.server.clock import Bell
from bot.demo.server.control.asked import Asked
from bot.demo.server.control.writing import may_write
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.messages import Message
from bot.demo.server.methods.answers import REACTIONS, plain
from bot.demo.server.world import Query, World


def _button(message: Message | None, place: list[Any] | None, data: str | None) -> Json | None:
    rows: list[list[Json]] = (message.markup or {}).get("inline_keyboard", []) if message else []
    if place is not None:
        try:
            row, column = place
            found: Json = rows[row][column]
        except (IndexError, TypeError, ValueError):
            raise ControlError("there is no such button") from None
        return found
    return next((one for row in rows for one in row if one.get("callback_data") == data), None)


async def press(asked: Asked) -> Json:
    """POST /control/press: by `data` or by `button` [row, column]; `forge` sends what no button holds."""
    world, chat, sender = asked.world, asked.chat(), asked.person("from")
    number, data = asked.field("message_id", int), asked.optional("data", str)
    place, forge = asked.optional("button", list), asked.flag("forge")
    asked.done()
    if not chat.has(sender.id) and not forge:
        raise ControlError(f"person {sender.id} does not see chat {chat.id}")
    message = chat.standing(number)
    button = _button(message, place, data)
    if button is None and not (forge and data is not None):
        raise ControlError("there is no such button")
    if button is not None and "callback_data" not in button:
        return {key: value for key, value in button.items() if key != "text"}
    pressed = button["callback_data"] if button is not None else data
    query = Query(world.next_query_id(), sender, world.clock.stamp(), str(pressed))
    world.presses[query.id] = query
    payload: Json = {
        "id": query.id,
        "from": sender.as_user(),
        "chat_instance": str(31 * abs(chat.id)),
        "data": query.text,
        # Bot API, InaccessibleMessage: date 0 stands for a message that is gone.
        "message": message.as_message()
        if message is not None
        else {"chat": chat.as_chat(), "message_id": number, "date": 0},
    }
    world.updates.put("callback_query", payload)
    return {"callback_query_id": query.id}


async def _answer(query: Query | None, bell: Bell, seconds: float) -> Query:
    end = time.monotonic() + seconds
    if query is None:
        raise ControlError("there is no such query")
    while query.answer is None and not bell.closed and (left := end - time.monotonic()) > 0:
        await bell.wait(left)
    return query


async def press_answer(asked: Asked) -> Json:
    """GET /control/answers/{callback_query_id}: waits until answered, `timeout` seconds at most."""
    query = asked.world.presses.get(asked.request.path_params["query_id"])
    query = await _answer(query, asked.world.answered, asked.seconds("timeout", 5))
    nothing = {"text": None, "show_alert": False, "url": None}
    return {"answered": query.answer is not None, **(query.answer or nothing)}


async def ask_inline(asked: Asked) -> Json:
    """POST /control/inline: the person types `@bot query` in some chat; `offset` asks for more results.

    Bot API, answerInlineQuery.cache_time: what was answered to the same words is answered again without the bot,
    to everybody unless is_personal; 300 seconds where the bot says nothing of it.
    """
    world, sender, text = asked.world, asked.person("from"), asked.field("query", str)
    offset = asked.optional("offset", str) or ""
    asked.done()
    query = Query(world.next_query_id(), sender, world.clock.stamp(), text[:256], offset=offset)
    query.answer = _cached(world, query)
    world.inline[query.id] = query
    if query.answer is not None:
        return {"inline_query_id": query.id, "cached": True}
    payload = {
        "id": query.id,
        "from": sender.as_user(),
        "query": query.text,
        "offset": offset,
        "chat_type": "group",
    }
    world.updates.put("inline_query", payload)
    return {"inline_query_id": query.id}


def _cached(world: World, query: Query) -> Json | None:
    for earlier in reversed(world.inline.values()):
        if earlier.answer is None or (earlier.text, earlier.offset) != (query.text, query.offset):
            continue
        fresh = query.at - earlier.at < earlier.answer["cache_time"]
        if fresh and (earlier.person is query.person or not earlier.answer["is_personal"]):
            return earlier.answer
    return None


async def inline_answer(asked: Asked) -> Json:
    """GET /control/inline/{id}."""
    query = asked.world.inline.get(asked.request.path_params["query_id"])
    query = await _answer(query, asked.world.answered, asked.seconds("timeout", 5))
    return {"answered": query.answer is not None, **(query.answer or {"results": []})}


async def choose_inline(asked: Asked) -> Json:
    """POST /control/inline/{id}/choose `{"chat", "result_id"}`: the person sends that result."""
    world, chat = asked.world, asked.chat()
    query = world.inline.get(asked.request.path_params["query_id"])
    wanted = asked.field("result_id", str)
    asked.done()
    results = query.answer["results"] if query is not None and query.answer else []
    result = next((one for one in results if one["id"] == wanted), None)
    if query is None or result is None:
        raise ControlError("there is no such result")
    may_write(world, chat, query.person)
    content = result["message"] | {"via_bot": world.bot.as_user()}
    message = world.post(chat, query.person, content, markup=result["reply_markup"])
    world.announce(message)
    return message.as_message()


async def react(asked: Asked) -> Json:
    """POST /control/reaction: an empty emoji takes the reaction away.

    Bot API, Update.message_reaction: only to an administrator of the chat that asked for it.
    """
    world, chat, sender = asked.world, asked.chat(), asked.person("from")
    message = chat.standing(asked.field("message_id", int))
    emoji = plain(asked.field("emoji", str))
    asked.done()
    if message is None or not chat.has(sender.id):
        raise ControlError("this person does not see that message")
    if emoji and (emoji not in REACTIONS or not chat.reactions_allowed):
        raise ControlError(f"{emoji!r} is no reaction there")
    old = message.reactions.get(sender.id, [])
    new = [emoji] if emoji else []
    if new:
        message.reactions[sender.id] = new
    else:
        message.reactions.pop(sender.id, None)
    world.ledger.add("reaction", chat=chat.id, message_id=message.id, sender=sender.id, emoji=emoji)
    if old != new and chat.is_admin(world.bot.id):
        payload = {
            "chat": chat.as_chat(),
            "message_id": message.id,
            "user": sender.as_user(),
            "date": world.clock.stamp(),
            "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in new],
        }
        world.updates.put("message_reaction", payload)
    return {"reactions": new}
