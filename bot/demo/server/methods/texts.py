"""Who the bot is; text messages; what the bot is seen doing."""

from bot.demo.server.call import Call, method, words
from bot.demo.server.errors import Json, bad
from bot.demo.server.methods.common import SENDING, send, text_of, thread_of

ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)
"""Bot API, sendChatAction.action."""

PREVIEW_FIELDS = frozenset(
    {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
)
"""Bot API, LinkPreviewOptions."""


@method("getMe")
def get_me(call: Call) -> Json:
    """Bot API, User, with the three fields that only getMe returns."""
    return {
        **call.world.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def link_preview(call: Call) -> Json:
    options = call.object("link_preview_options")
    if not options:
        return {}
    unknown = sorted(options.keys() - PREVIEW_FIELDS)
    if unknown:
        raise bad(f'can\'t parse link preview options: unknown field "{unknown[0]}"')
    return {"link_preview_options": options}


@method("sendMessage", "chat_id", f"text parse_mode entities link_preview_options {SENDING}")
def send_message(call: Call) -> Json:
    text, entities = text_of(call)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    return send(call, content | link_preview(call))


@method("sendChatAction", "chat_id action", "business_connection_id message_thread_id")
def send_chat_action(call: Call) -> bool:
    chat = call.writable_chat()
    action = call.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    thread = thread_of(call, chat)
    call.world.events.publish({"kind": "typing", "chat": chat.id, "action": action, "thread": thread})
    return True


METHODS = (get_me, send_message, send_chat_action)
