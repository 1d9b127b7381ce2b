"""Forwarding and copying."""

from bot.demo.server.call import Call, method
from bot.demo.server.errors import Json, bad
from bot.demo.server.messages import Message
from bot.demo.server.methods.common import SENDING, caption_of, send
from bot.demo.server.methods.media import MEDIA_KEYS


def _source(call: Call, verb: str) -> Message:
    """Bot API, forwardMessage: service messages and protected content can't be forwarded or copied."""
    chat = call.chat("from_chat_id")
    message = chat.standing(call.number("message_id") or 0)
    if message is None:
        raise bad(f"message to {verb} not found")
    if message.is_service or "has_protected_content" in message.content:
        raise bad(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return message


@method(
    "forwardMessage",
    "chat_id from_chat_id message_id",
    "message_thread_id direct_messages_topic_id video_start_timestamp disable_notification protect_content "
    "suggested_post_parameters message_effect_id",
)
def forward_message(call: Call) -> Json:
    message = _source(call, "forward")
    origin = message.content.get("forward_origin") or {
        "type": "user",
        "sender_user": message.sender.as_user(),
        "date": message.date,
    }
    kept = {key: value for key, value in message.content.items() if key != "media_group_id"}
    return send(call, kept | {"forward_origin": origin})


@method(
    "copyMessage",
    "chat_id from_chat_id message_id",
    f"video_start_timestamp caption parse_mode caption_entities show_caption_above_media {SENDING}",
)
def copy_message(call: Call) -> Json:
    """Bot API, copyMessage: returns the MessageId; a caption may be given anew."""
    message = _source(call, "copy")
    left = {"media_group_id", "forward_origin", "via_bot"}
    kept = {key: value for key, value in message.content.items() if key not in left}
    if "caption" in call.params and MEDIA_KEYS & kept.keys():
        kept.pop("caption", None)
        kept.pop("caption_entities", None)
        kept |= caption_of(call)
    return {"message_id": send(call, kept)["message_id"]}


METHODS = (forward_message, copy_message)
