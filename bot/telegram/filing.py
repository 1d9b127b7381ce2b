"""Files that Telegram keeps, sent once more by their ids: alone, or as an album."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import telegram

_ALBUM = {
    "photo": telegram.InputMediaPhoto,
    "video": telegram.InputMediaVideo,
    "audio": telegram.InputMediaAudio,
    "document": telegram.InputMediaDocument,
}


async def send_files(
    bot: telegram.Bot, chat_id: int, files: Sequence[tuple[str, str]], caption: str, **options: Any
) -> int:
    """Sends the files, pairs of kind and id, as one message or one album; returns the (first) message's id.

    Each file of an album bears the caption: a reply to any of them says what it is about.
    """
    parse_mode, keyboard = options.pop("parse_mode"), options.pop("reply_markup", None)
    if len(files) > 1:
        album = [_ALBUM[kind](file_id, caption=caption, parse_mode=parse_mode) for kind, file_id in files]
        sent = await bot.send_media_group(chat_id, album, **options)
        return sent[0].message_id
    ((kind, file_id),) = files
    if kind == "video_note":
        # Bot API, sendVideoNote: it has no caption; its button says what it is about.
        note = await bot.send_video_note(chat_id, file_id, reply_markup=keyboard, **options)
        return note.message_id
    senders: dict[str, Callable[..., Awaitable[telegram.Message]]] = {
        "photo": bot.send_photo,
        "video": bot.send_video,
        "audio": bot.send_audio,
        "voice": bot.send_voice,
        "animation": bot.send_animation,
        "document": bot.send_document,
    }
    message = await senders[kind](
        chat_id, file_id, caption=caption, parse_mode=parse_mode, reply_markup=keyboard, **options
    )
    return message.message_id
