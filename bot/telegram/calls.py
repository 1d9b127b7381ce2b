"""What is asked of Telegram for one row of the outbox."""

from dataclasses import dataclass
from typing import Any

import telegram
from telegram.constants import ParseMode

from bot.makers import Payload
from bot.telegram.filing import send_files
from storage.outbox import Kind


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt: the row as it was leased, and what to ask of Telegram."""

    row_id: int
    chat_id: int
    topic_id: int
    kind: Kind
    payload: Payload
    edit: int | None = None
    """The message to edit or delete."""
    ambiguous: int = 0
    attempts: int = 1
    purpose: str = ""


async def send(bot: telegram.Bot, call: Call) -> int | None:
    """Asks Telegram; returns the id of the message that now stands."""
    payload = call.payload
    if call.kind is Kind.LEAVE:
        await bot.leave_chat(call.chat_id)
        return None
    if call.kind is Kind.DELETE or (call.kind is Kind.SHRINK and payload.get("delete")):
        await bot.delete_message(call.chat_id, call.edit or 0)
        return call.edit
    html = payload["html"]
    words: dict[str, Any] = {"parse_mode": None if payload.get("plain") else ParseMode.HTML}
    # A preview would push the claim and its buttons off a phone's screen.
    preview = telegram.LinkPreviewOptions(is_disabled=True)
    if call.edit is not None:
        edited = await bot.edit_message_text(
            html,
            chat_id=call.chat_id,
            message_id=call.edit,
            reply_markup=_keyboard(payload),
            link_preview_options=preview,
            **words,
        )
        return edited.message_id if isinstance(edited, telegram.Message) else call.edit
    words |= {
        "message_thread_id": call.topic_id or None,
        "reply_markup": _keyboard(payload) or _force_reply(payload),
        "reply_parameters": _reply_to(payload),
        "disable_notification": payload.get("silent"),
    }
    if "photo" in payload:
        photo = await bot.send_photo(call.chat_id, payload["photo"], caption=html, **words)
        return photo.message_id
    if "document" in payload:
        file = telegram.InputFile(payload["document"], filename=payload["file_name"])
        document = await bot.send_document(call.chat_id, file, caption=html, **words)
        return document.message_id
    if payload.get("files"):
        files = [(kind, file_id) for kind, file_id in payload["files"]]
        return await send_files(bot, call.chat_id, files, html, **words)
    sent = await bot.send_message(call.chat_id, html, link_preview_options=preview, **words)
    return sent.message_id


def _keyboard(payload: Payload) -> telegram.InlineKeyboardMarkup | None:
    if not payload.get("keyboard"):
        return None
    return telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton(**button) for button in row] for row in payload["keyboard"]]
    )


def _force_reply(payload: Payload) -> telegram.ForceReply | None:
    if "placeholder" not in payload:
        return None
    # Bot API: a placeholder has 1 to 64 characters; selective reaches only the person replied to.
    return telegram.ForceReply(selective=True, input_field_placeholder=payload["placeholder"][:64] or None)


def _reply_to(payload: Payload) -> telegram.ReplyParameters | None:
    if not payload.get("reply_to"):
        return None
    return telegram.ReplyParameters(payload["reply_to"], allow_sending_without_reply=True)
