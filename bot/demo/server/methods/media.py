"""Photos, documents and the like; albums; getting a file."""

from collections.abc import Callable
from typing import Any

from bot.demo.server.call import Call, Method, method, words
from bot.demo.server.errors import Json, bad
from bot.demo.server.files import MAX_DOWNLOAD, StoredFile, check_photo, check_size, describe
from bot.demo.server.methods.common import SENDING, caption_of, place, send

CAPTION = "caption parse_mode caption_entities"
MEDIA_KEYS = frozenset({"photo", "video", "voice", "audio", "document", "animation"})
ALBUM = (2, 10)
"""Bot API, sendMediaGroup.media: 2-10 items."""
INPUT_FIELDS = words(
    "type media caption parse_mode caption_entities show_caption_above_media has_spoiler thumbnail width "
    "height duration supports_streaming performer title disable_content_type_detection cover start_timestamp"
)
"""Bot API, InputMedia and its kinds."""


def stored(call: Call, kind: str, given: Any, name: str) -> StoredFile:
    """The file given: an upload, attach://name, or the id of a file sent before.

    Bot API, "Sending files": an id keeps its kind, except that a photo's id can't become a document.
    An HTTP address is refused: this server reaches no network.
    """
    upload = call.files.get(name)
    if isinstance(given, str) and given.startswith("attach://"):
        upload = call.files.get(given.removeprefix("attach://"))
        if upload is None:
            raise bad("file attached to the request was not found")
    if upload is not None:
        check_size(kind, upload.data)
        if kind == "photo":
            check_photo(upload.data)
        return call.world.files.add(kind, upload.data, upload.name, upload.mime)
    if isinstance(given, str) and given.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    file = call.world.files.by_id(given) if isinstance(given, str) else None
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def _sender(kind: str, extra: str) -> Method:
    def run(call: Call) -> Json:
        call.writable_chat()
        caption = caption_of(call)
        file = stored(call, kind, call.params.get(kind), kind)
        return send(call, describe(file) | caption)

    declare: Callable[[Callable[[Call], Json]], Method] = method(
        f"send{kind.capitalize()}", f"chat_id {kind}", f"{CAPTION} {extra} {SENDING}"
    )
    return declare(run)


send_photo = _sender("photo", "show_caption_above_media has_spoiler")
send_document = _sender("document", "thumbnail disable_content_type_detection")
send_voice = _sender("voice", "duration")
send_audio = _sender("audio", "duration performer title thumbnail")
send_animation = _sender("animation", "duration width height thumbnail show_caption_above_media has_spoiler")
send_video = _sender(
    "video",
    "duration width height thumbnail cover start_timestamp show_caption_above_media has_spoiler "
    "supports_streaming",
)


def input_media(call: Call, media: Json) -> Json:
    """The content that one InputMedia object makes."""
    unknown = sorted(media.keys() - INPUT_FIELDS)
    if unknown:
        raise bad(f'can\'t parse InputMedia: unknown field "{unknown[0]}"')
    kind = media.get("type")
    if kind not in MEDIA_KEYS - {"voice"}:
        raise bad("can't parse InputMedia: type is invalid")
    file = stored(call, kind, media.get("media"), "")
    return describe(file) | caption_of(call, media)


@method("sendMediaGroup", "chat_id media", SENDING.replace(" reply_markup", ""))
def send_media_group(call: Call) -> list[Json]:
    """Bot API, sendMediaGroup: documents and audio files only among their own kind; no keyboard.

    An album stands whole or not at all, so only its first message can meet the pace.
    """
    chat = call.writable_chat()
    items = call.array("media") or []
    if not ALBUM[0] <= len(items) <= ALBUM[1]:
        raise bad("an album must have from 2 to 10 messages")
    kinds = {item.get("type") for item in items}
    if (len(kinds) > 1 and not kinds <= {"photo", "video"}) or "animation" in kinds:
        raise bad("document and audio can't be mixed with other media types")
    contents = [input_media(call, item) for item in items]
    album = call.world.next_query_id()
    return [
        place(call, chat, content | {"media_group_id": album}, counted=number == 0).as_message()
        for number, content in enumerate(contents)
    ]


@method("getFile", "file_id")
def get_file(call: Call) -> Json:
    """Bot API, getFile: up to 20 MB."""
    file = call.world.files.by_id(call.text("file_id") or "")
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
        "file_path": file.path,
    }


METHODS = (
    send_photo,
    send_document,
    send_voice,
    send_audio,
    send_animation,
    send_video,
    send_media_group,
    get_file,
)
