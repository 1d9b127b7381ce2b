"""Taking messages away."""

from bot.demo.server.call import Call, method
from bot.demo.server.errors import bad
from bot.demo.server.messages import Message
from bot.demo.server.people import Chat

MAX_AGE = 48 * 3600
"""Bot API, deleteMessage: only if it was sent less than 48 hours ago."""
UNDELETABLE = frozenset({"supergroup_chat_created", "forum_topic_created", "migrate_from_chat_id"})
"""Bot API, deleteMessage: service messages about a supergroup or topic creation can't be deleted."""


def refusal(call: Call, chat: Chat, message: Message | None) -> str | None:
    """Why this message can't be deleted; None if it can.

    Bot API, deleteMessage: bots delete their own messages anywhere, others' in private chats, and in groups
    as administrators (in supergroups with can_delete_messages).
    """
    bot = call.world.bot
    if message is None:
        return "message to delete not found"
    if UNDELETABLE & message.content.keys():
        return "message can't be deleted"
    if call.world.clock.stamp() - message.date >= MAX_AGE:
        return "message can't be deleted for everyone"
    if message.sender is not bot and chat.is_group and not chat.may(bot.id, "can_delete_messages"):
        return "message can't be deleted"
    return None


@method("deleteMessage", "chat_id message_id")
def delete_message(call: Call) -> bool:
    chat = call.writable_chat()
    message = chat.standing(call.number("message_id") or 0)
    why_not = refusal(call, chat, message)
    if why_not is not None or message is None:
        raise bad(why_not or "message to delete not found")
    call.world.delete(message)
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(call: Call) -> bool:
    """Bot API, deleteMessages: 1-100 ids; those that are not found are skipped."""
    chat = call.writable_chat()
    numbers = call.array("message_ids") or []
    if not 1 <= len(numbers) <= 100:
        raise bad("there must be from 1 to 100 message identifiers")
    found = [message for number in numbers if (message := chat.standing(int(number))) is not None]
    for message in found:
        why_not = refusal(call, chat, message)
        if why_not is not None:
            raise bad(why_not)
    for message in found:
        call.world.delete(message)
    return True


METHODS = (delete_message, delete_messages)
