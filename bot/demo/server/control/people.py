"""Persons, groups, memberships, topics."""

from bot.demo.server.control.asked import Asked
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.people import ADMIN_RIGHTS, ADMINS, Chat, Person
from bot.demo.server.service import (
    bot_standing,
    free_chat_id,
    member_standing,
    migrate,
    open_topic,
    set_topic,
)

FIRST_PERSON = 5_000_000_001
STATUSES = ("creator", "administrator", "member", "left", "kicked")


async def add_user(asked: Asked) -> Json:
    """POST /control/users."""
    world = asked.world
    number = asked.optional("id", int)
    if number is None:
        number = FIRST_PERSON
        while number in world.people:
            number += 1
    if number <= 0:
        raise ControlError("'id' must be above zero")
    person = Person(
        number,
        asked.field("first_name", str),
        asked.optional("last_name", str),
        asked.optional("username", str),
        asked.optional("language_code", str),
    )
    asked.done()
    world.add_person(person)
    world.events.publish({"kind": "chat", "chat": person.id})
    return person.as_user()


async def list_users(asked: Asked) -> list[Json]:
    """GET /control/users: with `started` and `blocked`."""
    return [
        person.as_user() | {"started": person.started, "blocked": person.blocked}
        for person in asked.world.people.values()
        if not person.is_bot
    ]


async def add_chat(asked: Asked) -> Json:
    """POST /control/chats. The first of `admins` is the group's owner; without any, the first member."""
    world = asked.world
    kind = asked.field("type", str)
    if kind not in ("group", "supergroup"):
        raise ControlError("'type' must be group or supergroup")
    number = asked.optional("id", int)
    if number is None:
        number = free_chat_id(world, kind)
    if number in world.chats:
        raise ControlError(f"there is already a chat {number}")
    if number >= 0 or str(number).startswith("-100") != (kind == "supergroup"):
        raise ControlError("'id' must be negative, and begin with -100 only for a supergroup")
    chat = Chat(number, kind, title=asked.field("title", str), is_forum=asked.flag("is_forum"))
    if chat.is_forum and kind != "supergroup":
        raise ControlError("only a supergroup has topics")
    admins = [world.person(who).id for who in asked.optional("admins", list) or []]
    members = [world.person(who).id for who in asked.optional("members", list) or []]
    reactions = asked.optional("reactions", bool)
    chat.reactions_allowed = True if reactions is None else reactions
    chat.members_hidden = asked.flag("members_hidden")
    asked.done()
    everybody = list(dict.fromkeys((*admins, *members)))
    chat.members = {who: "administrator" if who in admins else "member" for who in everybody}
    if everybody:
        chat.members[everybody[0]] = "creator"
    world.chats[number] = chat
    world.events.publish({"kind": "chat", "chat": number})
    return view(chat)


async def change_chat(asked: Asked) -> Json:
    """POST /control/chats/{id}: `reactions`, `members_hidden`, `title`."""
    chat = asked.chat()
    reactions, hidden = asked.optional("reactions", bool), asked.optional("members_hidden", bool)
    title = asked.optional("title", str)
    asked.done()
    chat.reactions_allowed = chat.reactions_allowed if reactions is None else reactions
    chat.members_hidden = chat.members_hidden if hidden is None else hidden
    chat.title = title or chat.title
    asked.world.events.publish({"kind": "chat", "chat": chat.id})
    return view(chat)


def view(chat: Chat) -> Json:
    """A chat as the page sees it. A private one is listed as open once its person has written."""
    seen = chat.as_chat() | {
        "title": chat.person.full_name if chat.person else chat.title,
        "members": chat.present(),
        "statuses": {str(who): status for who, status in chat.members.items()},
    }
    if chat.person is not None:
        seen |= {"started": chat.person.started, "blocked": chat.person.blocked}
    if chat.topics:
        seen["topics"] = [
            {"message_thread_id": topic.thread, "name": topic.name, "closed": topic.closed}
            for topic in chat.topics.values()
            if not topic.deleted
        ]
    if chat.migrated_to is not None:
        seen["migrated_to"] = chat.migrated_to
    return seen


async def list_chats(asked: Asked) -> list[Json]:
    """GET /control/chats."""
    return [view(chat) for chat in asked.world.chats.values()]


def _status(asked: Asked) -> str:
    status: str = asked.field("status", str)
    if status not in STATUSES:
        raise ControlError(f"'status' must be one of {', '.join(STATUSES)}")
    return status


def _group(asked: Asked) -> Chat:
    chat = asked.chat()
    if not chat.is_group or chat.migrated_to is not None:
        raise ControlError(f"chat {chat.id} is no group, or has become a supergroup")
    return chat


async def put_bot(asked: Asked) -> Json:
    """POST /control/chats/{id}/bot; `rights` may take administrator rights away: {"can_pin_messages": false}."""
    chat, status, by = _group(asked), _status(asked), asked.person("by")
    rights = asked.optional("rights", dict) or {}
    asked.done()
    if not rights.keys() <= set(ADMIN_RIGHTS):
        raise ControlError("unknown right")
    bot_standing(asked.world, chat, status, by, rights)
    return view(chat)


async def put_member(asked: Asked) -> Json:
    """POST /control/chats/{id}/members."""
    chat, status, who = _group(asked), _status(asked), asked.person("user")
    by = asked.person("by") if asked.optional("by", int) is not None else who
    asked.done()
    member_standing(asked.world, chat, who, status, by)
    return view(chat)


async def add_topic(asked: Asked) -> Json:
    """POST /control/chats/{id}/topics."""
    chat, name, by = _group(asked), asked.field("name", str), asked.person("by")
    asked.done()
    return {"message_thread_id": open_topic(asked.world, chat, name, by).thread}


async def change_topic(asked: Asked) -> Json:
    """POST /control/chats/{id}/topics/{thread}: `by`, `closed`, `deleted`."""
    chat, by = _group(asked), asked.person("by")
    topic = chat.topics.get(int(asked.request.path_params["thread"]))
    closed, deleted = asked.optional("closed", bool), asked.flag("deleted")
    asked.done()
    if topic is None:
        raise ControlError("there is no such topic")
    set_topic(asked.world, chat, topic, by, closed=closed, deleted=deleted)
    return view(chat)


async def migrate_group(asked: Asked) -> Json:
    """POST /control/chats/{id}/migrate; `by` is the owner unless given. Answers with the supergroup."""
    chat = asked.chat()
    given = asked.optional("by", int)
    asked.done()
    by = given or next((who for who, status in chat.members.items() if status in ADMINS), None)
    if by is None:
        raise ControlError("nobody there to do it")
    return view(migrate(asked.world, chat, asked.world.person(by)))
