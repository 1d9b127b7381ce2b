"""What people send: texts, media, forwards, edits."""

from typing import Any

from bot.demo.server.control.asked import Asked
from bot.demo.server.control.contents import contents, origin, written
from bot.demo.server.entities import MAX_CAPTION, MAX_TEXT
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.html import utf16
from bot.demo.server.messages import Message
from bot.demo.server.people import ANONYMOUS_ADMIN, Chat, Person
from bot.demo.server.service import blocking
from bot.demo.server.world import World

MOST = 10_000
"""Messages that one call may send: a flood."""


def may_write(world: World, chat: Chat, person: Person) -> None:
    """A person writes only where he is; any message to the bot opens the private chat."""
    if chat.migrated_to is not None:
        raise ControlError(f"chat {chat.id} has become {chat.migrated_to}")
    if chat.is_group:
        if not chat.has(person.id):
            raise ControlError(f"person {person.id} is not in chat {chat.id}")
        return
    if chat.person is not person:
        raise ControlError("in a private chat only its person writes")
    if person.blocked:
        raise ControlError(f"person {person.id} has blocked the bot")
    person.started = True


async def write(asked: Asked) -> Any:
    """POST /control/messages."""
    world, chat, sender = asked.world, asked.chat(), asked.person("from")
    text, caption = asked.optional("text", str), asked.optional("caption", str)
    media, forward = asked.optional("media", dict), asked.optional("forward", dict)
    location = asked.optional("location", dict)
    album, quote = asked.optional("media_group_id", str), asked.optional("quote", str)
    reply_to, thread = asked.optional("reply_to", int), asked.optional("thread", int)
    entities, update_id = asked.optional("entities", list), asked.optional("update_id", int)
    in_pieces, anonymous = asked.flag("split"), asked.flag("anonymous")
    times = asked.optional("times", int)
    asked.done()
    may_write(world, chat, sender)
    shared: Json = {}
    if forward is not None:
        shared["forward_origin"] = origin(world, forward)
    if album is not None:
        shared["media_group_id"] = album
    parts = [
        shared | content
        for words in _repeated(text, times)
        for content in contents(
            world, words, caption, media, entities or [], in_pieces=in_pieces, location=location
        )
    ]
    replied = _replied(chat, reply_to)
    quoted = _quoted(replied, quote)
    if thread is None and replied is not None and chat.is_forum:
        thread = replied.thread
    _check_thread(chat, thread, sender)
    sender_chat = None
    if anonymous:
        if not chat.is_admin(sender.id):
            raise ControlError("only administrators of a group write anonymously")
        sender, sender_chat = _anonymous(world), chat.as_chat()
    answers = []
    for content in parts:
        message = world.post(
            chat,
            sender,
            content,
            reply_to=reply_to,
            quote=quoted,
            thread=thread,
            sender_chat=sender_chat,
        )
        world.announce(message, update_id=update_id)
        answers.append(message.as_message())
    return answers if in_pieces or times is not None else answers[0]


async def put_as_is(asked: Asked) -> Json:
    """POST /control/updates: updates as they are, strange and broken ones too."""
    bodies = asked.field("updates", list)
    asked.done()
    if not all(isinstance(body, dict) and isinstance(body.get("update_id"), int) for body in bodies):
        raise ControlError("each of 'updates' must be an object with an update_id")
    for body in bodies:
        asked.world.updates.put_as_is(body)
    return {"queued": len(bodies)}


def _repeated(text: str | None, times: int | None) -> list[str | None]:
    """The text as often as it is to be sent, `{n}` in it counted from 1."""
    if times is None:
        return [text]
    if not 1 <= times <= MOST:
        raise ControlError(f"'times' must be 1 to {MOST}")
    return [text and text.replace("{n}", str(number)) for number in range(1, times + 1)]


def _replied(chat: Chat, reply_to: int | None) -> Message | None:
    message = chat.standing(reply_to) if reply_to is not None else None
    if reply_to is not None and message is None:
        raise ControlError(f"there is no message {reply_to} in chat {chat.id}")
    return message


def _quoted(replied: Message | None, quote: str | None) -> Json | None:
    if quote is None:
        return None
    whole = str(replied.content.get("text") or replied.content.get("caption") or "") if replied else ""
    at = whole.find(quote)
    if at < 0:
        raise ControlError("'quote' is no part of the message replied to")
    return {"text": quote, "position": utf16(whole[:at]), "is_manual": True}


def _check_thread(chat: Chat, thread: int | None, sender: Person) -> None:
    topic = chat.topics.get(thread) if thread is not None else None
    if thread is not None and (topic is None or topic.deleted):
        raise ControlError(f"there is no topic {thread} in chat {chat.id}")
    if topic is not None and topic.closed and not chat.is_admin(sender.id):
        raise ControlError(f"topic {thread} is closed")


def _anonymous(world: World) -> Person:
    """Bot API, Message.from: @GroupAnonymousBot stands for anonymous administrators."""
    return Person(ANONYMOUS_ADMIN, "Group", username="GroupAnonymousBot", is_bot=True)


async def edit(asked: Asked) -> Json:
    """POST /control/messages/edit: the text, or the caption of media."""
    world, chat, sender = asked.world, asked.chat(), asked.person("from")
    message = _replied(chat, asked.field("message_id", int))
    text, update_id = asked.field("text", str), asked.optional("update_id", int)
    asked.done()
    may_write(world, chat, sender)
    if message is None or message.sender is not sender or message.is_service:
        raise ControlError("only one's own messages can be edited")
    field = "text" if "text" in message.content else "caption"
    limit = MAX_TEXT if field == "text" else MAX_CAPTION
    gone = ("text", "entities", "caption", "caption_entities")
    kept = {key: value for key, value in message.content.items() if key not in gone}
    message.content = kept | written(text, field, limit, [])
    world.changed(message)
    world.announce(message, "edited_message", update_id=update_id)
    return message.as_message()


async def delete(asked: Asked) -> Json:
    """POST /control/messages/delete `{"chat", "message_id", "from"}`: the bot is not told, as at Telegram."""
    world, chat, sender = asked.world, asked.chat(), asked.person("from")
    message = _replied(chat, asked.field("message_id", int))
    asked.done()
    may_delete = message is not None and (
        message.sender is sender or not chat.is_group or chat.is_admin(sender.id)
    )
    if message is None or not may_delete:
        raise ControlError("this person can't delete that message")
    world.delete(message)
    return {"deleted": True}


async def start(asked: Asked) -> Json:
    """POST /control/start: t.me/<bot>?start=payload; unblocks the bot first, as the button does.

    Bot API, "Deep linking": up to 64 characters of A-Z a-z 0-9 _ -.
    """
    world, sender, payload = asked.world, asked.person("from"), asked.optional("payload", str)
    asked.done()
    if payload and not (
        len(payload) <= 64 and all(c.isascii() and (c.isalnum() or c in "_-") for c in payload)
    ):
        raise ControlError("'payload' must be of at most 64 characters A-Z a-z 0-9 _ -")
    blocking(world, sender, blocked=False)
    chat = world.chat(sender.id)
    may_write(world, chat, sender)
    text = f"/start {payload}" if payload else "/start"
    message = world.post(chat, sender, written(text, "text", MAX_TEXT, []))
    world.announce(message)
    return message.as_message()


async def block(asked: Asked) -> Json:
    """POST /control/block."""
    person, blocked = asked.person("from"), asked.field("blocked", bool)
    asked.done()
    blocking(asked.world, person, blocked)
    return person.as_user() | {"blocked": person.blocked}
