"""What all methods that send have in common."""

from bot.demo.server.call import Call
from bot.demo.server.entities import MAX_CAPTION, MAX_TEXT, formatted
from bot.demo.server.errors import Json, bad
from bot.demo.server.html import utf16
from bot.demo.server.markup import checked
from bot.demo.server.messages import Message
from bot.demo.server.people import Chat

SENDING = (
    "business_connection_id message_thread_id direct_messages_topic_id disable_notification protect_content "
    "allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup "
    "reply_to_message_id allow_sending_without_reply"
)
"""Parameters of every send method. The last two are of before Bot API 7.0 and still understood."""

REPLY_FIELDS = frozenset(
    {
        "message_id",
        "chat_id",
        "allow_sending_without_reply",
        "quote",
        "quote_parse_mode",
        "quote_entities",
        "quote_position",
        "checklist_task_id",
        "poll_option_id",
    }
)
"""Bot API, ReplyParameters."""

GENERAL = 1
"""The General topic of a forum; messages there carry no thread id and are sent without one."""


def text_of(call: Call) -> tuple[str, list[Json]]:
    """Bot API, sendMessage.text: 1-4096 characters after entities parsing.

    Raises:
        ApiError: 400 if it is empty, too long or does not parse.
    """
    text, entities = formatted(
        call.text("text") or "", call.text("parse_mode"), call.array("entities"), call.world.people
    )
    if not text:
        raise bad("message text is empty")
    if utf16(text) > MAX_TEXT:
        raise bad("message is too long")
    return text, entities


def caption_of(call: Call, source: Json | None = None) -> Json:
    """Caption fields of a message, none if there is no caption. `source` is an InputMedia object.

    Bot API, sendPhoto.caption: 0-1024 characters after entities parsing.
    """
    if source is None:
        caption, mode, given = call.text("caption"), call.text("parse_mode"), call.array("caption_entities")
    else:
        caption, mode, given = (source.get(key) for key in ("caption", "parse_mode", "caption_entities"))
    text, entities = formatted(str(caption or ""), mode, given, call.world.people)
    if utf16(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    if not text:
        return {}
    fields: Json = {"caption": text}
    if entities:
        fields["caption_entities"] = entities
    if call.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def thread_of(call: Call, chat: Chat) -> int | None:
    """Bot API, message_thread_id: the topic of a forum, open and not deleted.

    Raises:
        ApiError: 400 for a topic that is not there or is closed to the bot.
    """
    thread = call.number("message_thread_id")
    if thread is None:
        return None
    topic = chat.topics.get(thread)
    if not chat.is_forum or thread == GENERAL or topic is None or topic.deleted:
        raise bad("message thread not found")
    if topic.closed and not chat.may(call.world.bot.id, "can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return thread


def reply_of(call: Call, chat: Chat) -> tuple[Message | None, Json | None]:
    """The message replied to and the quote taken from it.

    Bot API, ReplyParameters: the message must stand in the chat, unless allow_sending_without_reply.
    """
    given = call.object("reply_parameters")
    if given is None and call.has("reply_to_message_id"):
        given = {
            "message_id": call.number("reply_to_message_id"),
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
    if given is None:
        return None, None
    unknown = sorted(given.keys() - REPLY_FIELDS)
    if unknown:
        raise bad(f'can\'t parse reply parameters: unknown field "{unknown[0]}"')
    if not isinstance(given.get("message_id"), int):
        raise bad('can\'t parse reply parameters: Field "message_id" must be a Number')
    elsewhere = given.get("chat_id") not in (None, chat.id, str(chat.id))
    message = None if elsewhere else chat.standing(given["message_id"])
    if message is None:
        if given.get("allow_sending_without_reply") is True:
            return None, None
        raise bad("message to be replied not found")
    return message, _quote(call, given, message)


def _quote(call: Call, given: Json, message: Message) -> Json | None:
    """Bot API, ReplyParameters.quote: 0-1024 characters, an exact part of the message replied to."""
    if not given.get("quote"):
        return None
    text, entities = formatted(
        given["quote"], given.get("quote_parse_mode"), given.get("quote_entities"), call.world.people
    )
    whole = str(message.content.get("text") or message.content.get("caption") or "")
    at = whole.find(text)
    if utf16(text) > 1024 or at < 0:
        raise bad("QUOTE_TEXT_INVALID")
    quote: Json = {"text": text, "position": utf16(whole[:at]), "is_manual": True}
    if entities:
        quote["entities"] = entities
    return quote


def send(call: Call, content: Json) -> Json:
    """Post the content into the call's chat after the checks that every send method makes."""
    return place(call, call.writable_chat(), content).as_message()


def place(call: Call, chat: Chat, content: Json, *, counted: bool = True) -> Message:
    """As `send`, for a chat that was looked at already; only what is counted spends from the pace."""
    world = call.world
    thread = thread_of(call, chat)
    replied, quote = reply_of(call, chat)
    markup = checked(call.object("reply_markup"))
    silent = call.flag("disable_notification")
    if counted:
        call.pay(chat)
    if replied is not None and thread is None and chat.is_forum:
        thread = replied.thread
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    return world.post(
        chat,
        world.bot,
        content,
        reply_to=replied.id if replied else None,
        quote=quote,
        thread=thread,
        markup=markup,
        is_silent=silent,
    )
