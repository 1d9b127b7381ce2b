"""Changes of who is where: the service messages and updates they make."""

from bot.demo.server.errors import ControlError, Json
from bot.demo.server.people import ADMINS, PRESENT, Chat, Person, Topic, chat_member
from bot.demo.server.world import World

FIRST_GROUP = 4_000_000_001
FIRST_SUPERGROUP = 1_001_000_000_001
"""Bot API, Chat.id: groups are negative, supergroups begin with -100."""


def free_chat_id(world: World, kind: str) -> int:
    number = -FIRST_SUPERGROUP if kind == "supergroup" else -FIRST_GROUP
    while number in world.chats:
        number -= 1
    return number


def _changed(world: World, chat: Chat, who: Person, by: Person, old: Json) -> Json:
    """Bot API, ChatMemberUpdated."""
    return {
        "chat": chat.as_chat(),
        "from": by.as_user(),
        "date": world.clock.stamp(),
        "old_chat_member": old,
        "new_chat_member": chat_member(chat, who),
    }


def _service(world: World, chat: Chat, by: Person, content: Json, *, told: bool | None = None) -> None:
    message = world.post(chat, by, content, is_service=True)
    if told is None:
        world.announce(message)
    elif told:
        world.updates.put("message", message.as_message())


def bot_standing(
    world: World, chat: Chat, status: str, by: Person, rights: dict[str, bool] | None = None
) -> None:
    """Add, promote, remove the bot: `my_chat_member`, then the service message about it.

    Bot API, Update.my_chat_member: the bot's own status was updated; told even to a bot that is out now.
    """
    bot = world.bot
    before = chat.has(bot.id)
    old = chat_member(chat, bot)
    chat.members[bot.id] = status
    chat.rights[bot.id] = dict(rights or {})
    now = status in PRESENT
    if old != chat_member(chat, bot):
        world.updates.put("my_chat_member", _changed(world, chat, bot, by, old))
    if now and not before:
        _service(world, chat, by, {"new_chat_members": [bot.as_user()]}, told=True)
    elif before and not now:
        _service(world, chat, by, {"left_chat_member": bot.as_user()}, told=True)
    world.events.publish({"kind": "chat", "chat": chat.id})


def member_standing(world: World, chat: Chat, who: Person, status: str, by: Person) -> None:
    """A person joins, leaves, is removed or promoted.

    Bot API, Update.chat_member: only to an administrator that asked for it.
    """
    before = chat.has(who.id)
    old = chat_member(chat, who)
    chat.members[who.id] = status
    now = status in PRESENT
    if chat.is_admin(world.bot.id) and old["status"] != status:
        world.updates.put("chat_member", _changed(world, chat, who, by, old))
    if now and not before:
        _service(world, chat, by, {"new_chat_members": [who.as_user()]})
    elif before and not now:
        _service(world, chat, by, {"left_chat_member": who.as_user()})
    world.events.publish({"kind": "chat", "chat": chat.id})


def blocking(world: World, person: Person, blocked: bool) -> None:
    """Bot API, Update.my_chat_member: in private chats only when the bot is blocked or unblocked."""
    if person.blocked == blocked:
        return
    chat = world.chat(person.id)
    old = chat_member(chat, world.bot, "kicked" if person.blocked else "member")
    person.blocked = blocked
    new = chat_member(chat, world.bot, "kicked" if blocked else "member")
    payload = _changed(world, chat, world.bot, person, old) | {"new_chat_member": new}
    world.updates.put("my_chat_member", payload)
    world.events.publish({"kind": "chat", "chat": chat.id})


def open_topic(world: World, chat: Chat, name: str, by: Person, colour: int = 7322096) -> Topic:
    """Bot API, forum_topic_created; the topic's thread id is the id of that service message."""
    if not chat.is_forum:
        raise ControlError("the chat is not a forum")
    message = world.post(
        chat, by, {"forum_topic_created": {"name": name, "icon_color": colour}}, is_service=True
    )
    message.thread = message.id
    topic = chat.topics[message.id] = Topic(message.id, name)
    world.announce(message)
    return topic


def set_topic(
    world: World, chat: Chat, topic: Topic, by: Person, *, closed: bool | None, deleted: bool
) -> None:
    """Close, open again or delete a topic; deleting takes its messages along and tells nobody."""
    if closed is not None and closed != topic.closed:
        topic.closed = closed
        content: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        world.announce(world.post(chat, by, content, thread=topic.thread, is_service=True))
    if deleted and not topic.deleted:
        topic.deleted = True
        for message in chat.messages.values():
            if message.thread == topic.thread and not message.deleted:
                world.delete(message)


def migrate(world: World, group: Chat, by: Person) -> Chat:
    """Bot API, migrate_to_chat_id and migrate_from_chat_id: one service message in each chat.

    Message ids start afresh in the supergroup, and nothing of the group's history is found there.
    """
    if group.type != "group" or group.migrated_to is not None:
        raise ControlError("only a basic group can become a supergroup")
    new = Chat(
        free_chat_id(world, "supergroup"), "supergroup", title=group.title, members=dict(group.members)
    )
    new.rights = {who: dict(rights) for who, rights in group.rights.items()}
    world.chats[new.id] = new
    leaving = world.post(group, by, {"migrate_to_chat_id": new.id}, is_service=True)
    world.announce(leaving)
    group.migrated_to = new.id
    arriving = world.post(new, by, {"migrate_from_chat_id": group.id}, is_service=True)
    world.announce(arriving)
    world.events.publish({"kind": "chat", "chat": new.id})
    return new


__all__ = [
    "ADMINS",
    "blocking",
    "bot_standing",
    "free_chat_id",
    "member_standing",
    "migrate",
    "open_topic",
    "set_topic",
]
