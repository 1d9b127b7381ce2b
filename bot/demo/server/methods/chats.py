"""Chats and their members; leaving; pins."""

from bot.demo.server.call import Call, method, words
from bot.demo.server.errors import Json, bad
from bot.demo.server.people import ADMINS, Chat, chat_member
from bot.demo.server.service import bot_standing

CHAT_PERMISSIONS = words(
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos "
    "can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages "
    "can_add_web_page_previews can_change_info can_invite_users can_pin_messages can_manage_topics"
)
"""Bot API, ChatPermissions."""
NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


@method("getChat", "chat_id")
def get_chat(call: Call) -> Json:
    """Bot API, ChatFullInfo; `available_reactions` left out means all, an empty list none."""
    chat = call.chat()
    if chat.person is not None and not chat.person.started:
        raise bad("chat not found")
    info = chat.as_chat() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if chat.is_group:
        info["permissions"] = dict.fromkeys(CHAT_PERMISSIONS, True)
    if not chat.reactions_allowed:
        info["available_reactions"] = []
    pinned = [chat.standing(one) for one in chat.pinned]
    if pinned and pinned[-1] is not None:
        info["pinned_message"] = pinned[-1].as_message(nested=True)
    return info


def _group(call: Call) -> Chat:
    chat = call.chat()
    if not chat.is_group:
        raise bad("there are no administrators in the private chat")
    return chat


@method("getChatAdministrators", "chat_id", "return_bots")
def get_chat_administrators(call: Call) -> list[Json]:
    """Bot API, getChatAdministrators: works for every bot in the group; other bots are left out."""
    chat, world = _group(call), call.world
    return [chat_member(chat, world.people[who]) for who, status in chat.members.items() if status in ADMINS]


@method("getChatMember", "chat_id user_id")
def get_chat_member(call: Call) -> Json:
    """Bot API, getChatMember: only guaranteed to work for other users if the bot is an administrator."""
    chat, world = call.chat(), call.world
    who = call.number("user_id")
    person = world.people.get(who or 0)
    if person is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if not chat.is_group:
        return chat_member(chat, person, "member")
    plain = person is not world.bot and not chat.is_admin(person.id)
    if chat.members_hidden and plain and not chat.is_admin(world.bot.id):
        raise bad("CHAT_ADMIN_REQUIRED")
    return chat_member(chat, person)


@method("getChatMemberCount", "chat_id")
def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return len(chat.present()) if chat.is_group else 2


@method("leaveChat", "chat_id")
def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if not chat.is_group:
        raise bad("chat is not a group")
    bot_standing(call.world, chat, "left", call.world.bot)
    return True


@method("pinChatMessage", "chat_id message_id", "business_connection_id disable_notification")
def pin_chat_message(call: Call) -> bool:
    """Bot API, pinChatMessage: in groups an administrator with can_pin_messages."""
    chat = call.writable_chat()
    message = chat.standing(call.number("message_id") or 0)
    if message is None:
        raise bad("message to pin not found")
    _may_pin(call, chat)
    if message.id in chat.pinned[-1:]:
        return True
    chat.pinned.append(message.id)
    service = call.world.post(
        chat,
        call.world.bot,
        {"pinned_message": message.as_message(nested=True)},
        thread=message.thread,
        is_service=True,
    )
    call.world.announce(service)
    return True


@method("unpinChatMessage", "chat_id", "business_connection_id message_id")
def unpin_chat_message(call: Call) -> bool:
    chat = call.writable_chat()
    _may_pin(call, chat)
    number = call.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def _may_pin(call: Call, chat: Chat) -> None:
    if chat.is_group and not chat.may(call.world.bot.id, "can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")


METHODS = (
    get_chat,
    get_chat_administrators,
    get_chat_member,
    get_chat_member_count,
    leave_chat,
    pin_chat_message,
    unpin_chat_message,
)
