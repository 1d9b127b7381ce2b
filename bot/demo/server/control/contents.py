"""What a message of a person holds: text, media, where it was forwarded from."""

import base64
import binascii

from bot.demo.server.entities import MAX_CAPTION, MAX_TEXT, found_in, in_order, trimmed
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.files import PIXEL, describe
from bot.demo.server.html import utf16
from bot.demo.server.world import World

MEDIA = ("photo", "video", "voice", "document", "audio")


def split(text: str) -> list[str]:
    """The pieces of a paste, each at most 4,096 UTF-16 units, cut at a space or line end if near one.

    How clients cut is not documented; they look for a break in the last part of each piece.
    """
    pieces: list[str] = []
    rest = text
    while utf16(rest) > MAX_TEXT:
        raw = rest.encode("utf-16-le")[: 2 * MAX_TEXT]
        piece = raw.decode("utf-16-le", "ignore")
        cut = max(piece.rfind("\n"), piece.rfind(" "))
        if cut >= 3900:
            piece = piece[: cut + 1]
        pieces.append(piece)
        rest = rest[len(piece) :]
    return [*pieces, rest] if rest.strip() else pieces


def contents(
    world: World,
    text: str | None,
    caption: str | None,
    media: Json | None,
    entities: list[Json],
    *,
    in_pieces: bool,
    location: Json | None = None,
) -> list[Json]:
    if location is not None:
        return [{"location": {name: float(location[name]) for name in ("latitude", "longitude")}}]
    if media is not None:
        if text is not None:
            raise ControlError("a message has a text, or media with a caption")
        return [attached(world, media) | written(caption, "caption", MAX_CAPTION, entities)]
    if text is None:
        raise ControlError("'text' or 'media' is missing")
    if in_pieces:
        pieces = [written(piece, "text", MAX_TEXT, []) for piece in split(text)]
        return [piece for piece in pieces if piece]
    content = written(text, "text", MAX_TEXT, entities)
    if not content:
        raise ControlError("a text must not be empty")
    return [content]


def written(text: str | None, field: str, limit: int, entities: list[Json]) -> Json:
    """A text or caption with what Telegram finds in it."""
    clean, given = trimmed(text or "", entities)
    if not clean:
        return {}
    if utf16(clean) > limit:
        raise ControlError(f"{field!r} is longer than {limit} characters; {{'split': true}} cuts a text")
    name = "entities" if field == "text" else "caption_entities"
    found = in_order([*given, *found_in(clean, given)])[:100]
    return {field: clean, name: found} if found else {field: clean}


def attached(world: World, media: Json) -> Json:
    """A new file, or one that was sent before (`file_id`), as when somebody sends it on."""
    if "file_id" in media:
        known = world.files.by_id(str(media["file_id"]))
        if known is None:
            raise ControlError("'file_id' is of no file")
        return describe(known)
    kind = media.get("kind")
    if kind not in MEDIA:
        raise ControlError(f"'kind' must be one of {', '.join(MEDIA)}")
    try:
        data = base64.b64decode(media.get("content_base64") or "", validate=True)
    except binascii.Error:
        raise ControlError("'content_base64' is not base64") from None
    data = data or (PIXEL if kind == "photo" else b"\x00" * 16)
    return describe(world.files.add(kind, data, media.get("file_name"), media.get("mime_type")))


def origin(world: World, forward: Json) -> Json:
    """Bot API, MessageOrigin."""
    kind = forward.get("type")
    date = int(forward.get("date") or world.clock.stamp() - 3600)
    title = str(forward.get("title") or forward.get("name") or "Somewhere")
    username = {"username": forward["username"]} if forward.get("username") else {}
    if kind == "hidden_user":
        return {"type": kind, "date": date, "sender_user_name": title}
    if kind == "user":
        known = world.people.get(int(forward.get("id") or 0))
        other = {"id": int(forward.get("id") or 6_000_000_001), "is_bot": False, "first_name": title}
        return {"type": kind, "date": date, "sender_user": known.as_user() if known else other | username}
    number = int(forward.get("id") or -1_002_000_000_001 - sum(map(ord, title)))
    if kind == "chat":
        chat = {"id": number, "type": "supergroup", "title": title} | username
        return {"type": kind, "date": date, "sender_chat": chat}
    if kind == "channel":
        chat = {"id": number, "type": "channel", "title": title} | username
        return {"type": kind, "date": date, "chat": chat, "message_id": int(forward.get("message_id") or 1)}
    raise ControlError("'type' of a forward must be channel, user, hidden_user or chat")
