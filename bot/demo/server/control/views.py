"""What stands in a chat, as a page or a test sees it."""

from bot.demo.server.control.asked import Asked
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.messages import Message
from bot.demo.server.shown import render


def seen_message(message: Message) -> Json:
    """The Bot API's Message and more: html, how often edited, every markup, reactions by person."""
    seen = message.as_message()
    text = seen.get("text", seen.get("caption"))
    if text is not None:
        seen["html"] = render(text, seen.get("entities") or seen.get("caption_entities") or [])
    if message.markup is not None:
        seen["reply_markup"] = message.markup
    if message.reply_to is not None:
        seen["reply_to"] = message.reply_to
    seen["edited"] = message.edits
    seen["silent"] = message.is_silent
    seen["reactions"] = [
        {"from": who, "emoji": emoji} for who, emojis in message.reactions.items() for emoji in emojis
    ]
    return seen


async def list_messages(asked: Asked) -> list[Json]:
    """GET /control/chats/{id}/messages: `viewer` must be able to see the chat; `after` gives newer ones."""
    chat = asked.chat()
    viewer, after = asked.number("viewer"), asked.number("after", 0) or 0
    if viewer is not None and not chat.has(viewer):
        raise ControlError(f"person {viewer} does not see chat {chat.id}")
    return [
        seen_message(message)
        for message in list(chat.messages.values())
        if not message.deleted and message.id > after
    ]
