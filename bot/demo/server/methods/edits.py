"""Editing what the bot sent."""

from bot.demo.server.call import Call, method
from bot.demo.server.errors import Json, bad
from bot.demo.server.markup import checked
from bot.demo.server.messages import Message
from bot.demo.server.methods.common import caption_of, text_of
from bot.demo.server.methods.media import MEDIA_KEYS, input_media
from bot.demo.server.methods.texts import link_preview

TARGET = "business_connection_id chat_id message_id inline_message_id reply_markup"
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def target(call: Call) -> Message:
    """Bot API, "Updating messages": only the bot's own messages, and no service messages.

    Raises:
        ApiError: 400 if it is gone or somebody else's.
    """
    if call.has("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")  # an inline message is edited by none of the desk's features
    chat = call.writable_chat()
    number = call.number("message_id")
    if number is None:
        raise bad("message identifier is not specified")
    message = chat.standing(number)
    if message is None:
        raise bad("message to edit not found")
    if message.sender is not call.world.bot or message.is_service or "via_bot" in message.content:
        raise bad("message can't be edited")
    # Telegram refuses to edit a message that carries a reply keyboard or asks for a reply.
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad("message can't be edited")
    return message


def change(call: Call, message: Message, content: Json) -> Json:
    """Replace content and keyboard: an edit without reply_markup takes the keyboard away."""
    markup = checked(call.object("reply_markup"), inline_only=True)
    if content == message.content and markup == message.markup:
        raise bad(SAME)
    call.pay(message.chat)
    message.content = content
    message.markup = markup
    call.world.changed(message)
    return message.as_message()


@method("editMessageText", "", f"text parse_mode entities link_preview_options {TARGET}")
def edit_message_text(call: Call) -> Json:
    message = target(call)
    text, entities = text_of(call)
    if "text" not in message.content:
        raise bad("there is no text in the message to edit")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if "has_protected_content" in message.content:
        content["has_protected_content"] = True
    return change(call, message, content | link_preview(call))


@method("editMessageCaption", "", f"caption parse_mode caption_entities show_caption_above_media {TARGET}")
def edit_message_caption(call: Call) -> Json:
    message = target(call)
    if not MEDIA_KEYS & message.content.keys():
        raise bad("there is no caption in the message to edit")
    return change(call, message, _uncaptioned(message) | caption_of(call))


@method("editMessageReplyMarkup", "", TARGET)
def edit_message_reply_markup(call: Call) -> Json:
    message = target(call)
    return change(call, message, message.content)


@method("editMessageMedia", "media", TARGET)
def edit_message_media(call: Call) -> Json:
    message = target(call)
    media = call.object("media") or {}
    if "text" in message.content:
        raise bad("there is no media in the message to edit")
    kept = {key: message.content[key] for key in ("media_group_id",) if key in message.content}
    return change(call, message, kept | input_media(call, media))


def _uncaptioned(message: Message) -> Json:
    gone = ("caption", "caption_entities", "show_caption_above_media")
    return {key: value for key, value in message.content.items() if key not in gone}


METHODS = (edit_message_text, edit_message_caption, edit_message_reply_markup, edit_message_media)
