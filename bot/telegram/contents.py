"""What a message carries and whose it is, out of Telegram's own objects.

Texts are made storable here (no NUL, no lone surrogates), and what opens a link is left out; nothing else is changed.
"""

import telegram
from telegram.constants import MessageEntityType

from bot.rules.links import host_of, without_passwords
from bot.telegram.facts import REFERENCE, Content, File, Origin, RepliedTo, Sender
from storage.words import clean, visible


def sender_of(user: telegram.User, *, anonymous: bool = False) -> Sender:
    """The person behind a message."""
    # A name stands in sentences of ours: what would turn them around is written out.
    name = visible(clean(user.full_name)).strip() or str(user.id)
    # Telegram gives clean ones; another Bot API server, or a post by whoever knows the secret, may not.
    username, language = (clean(given) if given else None for given in (user.username, user.language_code))
    return Sender(user.id, name[:128], username, language, anonymous)


def content_of(message: telegram.Message) -> Content:
    """Text or caption, links (also hidden behind words), files and origin of a message."""
    return Content(
        message_id=message.message_id,
        text=storable(message.text or message.caption or ""),
        links=_links(message),
        files=_files(message),
        origin=_origin(message.forward_origin),
        media_group=message.media_group_id,
        location=(message.location.latitude, message.location.longitude) if message.location else None,
    )


def storable(words: str) -> str:
    """What somebody wrote, as it may be kept."""
    return without_passwords(clean(words))


def _links(message: telegram.Message) -> tuple[str, ...]:
    entities = message.entities if message.text else message.caption_entities
    # Offsets count UTF-16 units. Cut by hand: the library's own way raises where a text holds half a character.
    units = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    found = [
        entity.url
        or units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", "replace")
        for entity in entities
        if entity.type in (MessageEntityType.URL, MessageEntityType.TEXT_LINK)
    ]
    links = (storable(link if "://" in link else f"https://{link}") for link in found)
    # Telegram marks more as a link than leads anywhere, such as `https://[oops`.
    return tuple(dict.fromkeys(link for link in links if host_of(link) is not None))


def _files(message: telegram.Message) -> tuple[File, ...]:
    if message.photo:
        best = message.photo[-1]
        return (File("photo", best.file_id, best.file_unique_id, size=best.file_size),)
    for kind in ("animation", "video", "voice", "audio", "video_note", "document"):
        item = getattr(message, kind)
        if item is not None:
            return (
                File(
                    kind,
                    item.file_id,
                    item.file_unique_id,
                    clean(getattr(item, "file_name", None) or "") or None,
                    item.file_size,
                    getattr(item, "mime_type", None),
                ),
            )
    return ()


def _origin(origin: telegram.MessageOrigin | None) -> Origin | None:
    match origin:
        case telegram.MessageOriginUser(sender_user=user):
            return Origin(clean(user.full_name), private=not user.is_bot, id=user.id)
        case telegram.MessageOriginHiddenUser(sender_user_name=name):
            return Origin(clean(name), private=True, hidden=True)
        case telegram.MessageOriginChannel(chat=chat, message_id=message_id):
            link = f"https://t.me/{chat.username}/{message_id}" if chat.username else None
            return Origin(clean(chat.title or chat.username or ""), private=False, url=link, id=chat.id)
        case telegram.MessageOriginChat(sender_chat=chat):
            return Origin(clean(chat.title or ""), private=False, id=chat.id)
        case _:
            return None


def topic_of(message: telegram.Message) -> int:
    """The topic that a message stands in; 0 for none."""
    # A thread id without is_topic_message is only a thread of replies (Bot API, Message).
    return message.message_thread_id or 0 if message.is_topic_message else 0


def reply_of(message: telegram.Message) -> RepliedTo | None:
    """What a message replies to."""
    replied = message.reply_to_message
    # In a topic every message "replies" to the one that created it: that is no reply.
    if replied is None or replied.forum_topic_created is not None:
        return None
    content = content_of(replied)
    return RepliedTo(
        message_id=content.message_id,
        text=content.text,
        links=content.links,
        files=content.files,
        origin=content.origin,
        media_group=content.media_group,
        sender=sender_of(replied.from_user)
        if replied.from_user is not None and not replied.from_user.is_bot and replied.sender_chat is None
        else None,
        by_bot=replied.from_user is not None and replied.from_user.id == message.get_bot().id,
        claim_ids=claims_named_in(replied),
    )


def claims_named_in(message: telegram.Message) -> tuple[int, ...]:
    """The ids of claims in the buttons and links of a message of the bot's, each once."""
    found: list[str] = []
    if message.reply_markup is not None:
        for row in message.reply_markup.inline_keyboard:
            for button in row:
                found += REFERENCE.findall(str(button.callback_data or button.url or ""))
    for entity in (*message.entities, *message.caption_entities):
        if entity.url and "start=" in entity.url:
            found += REFERENCE.findall(entity.url)
    return tuple(dict.fromkeys(int(number) for number in found))
