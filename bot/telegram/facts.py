"""What happened, as plain values: Telegram's update reduced to what the desk asks about.

Handlers see these and never Telegram's objects. Texts are made storable here (no NUL, no lone
surrogates); nothing else is changed.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import telegram
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from bot.rules.links import host_of
from storage.words import clean, visible


class Happening(StrEnum):
    """What kind of update it is."""

    MESSAGE = "message"
    EDITED = "edited"
    PRESS = "press"
    BOT_MEMBER = "bot member"
    MEMBER = "member"
    INLINE = "inline"
    """Words typed after the bot's name in any chat: what may be shared there is asked for."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The person behind an update. `telegram_id` is the only thing about them that cannot be chosen."""

    telegram_id: int
    name: str
    username: str | None
    language: str | None
    anonymous: bool = False
    """A group administrator who posts as the group, or a channel: nobody the desk can name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forwarded message says it is from. A claim of the sender's app, never evidence."""

    name: str
    private: bool
    """A private person, whose name only leads and the assignee see."""
    hidden: bool = False
    url: str | None = None
    id: int | None = None
    """Of the person or the chat, where Telegram tells it."""


@dataclass(frozen=True, slots=True)
class File:
    kind: str
    file_id: str
    file_unique_id: str
    file_name: str | None = None
    size: int | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a message carries."""

    message_id: int
    text: str = ""
    links: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    origin: Origin | None = None
    media_group: str | None = None
    location: tuple[float, float] | None = None
    """Latitude and longitude, where somebody sent a place."""


def content_as_json(content: Content) -> dict[str, Any]:
    """What a message carries, for a prompt that keeps what was typed."""
    return asdict(content)


def content_from_json(kept: Mapping[str, Any]) -> Content:
    """The same again."""
    return Content(
        message_id=kept["message_id"],
        text=kept["text"],
        links=tuple(kept["links"]),
        files=tuple(File(**file) for file in kept["files"]),
        origin=Origin(**kept["origin"]) if kept["origin"] else None,
        media_group=kept["media_group"],
        location=tuple(kept["location"]) if kept.get("location") else None,
    )


@dataclass(frozen=True, slots=True)
class RepliedTo(Content):
    """The message that was replied to."""

    by_bot: bool = False
    sender: Sender | None = None
    """Whose it is, where a person wrote it in their own name."""
    claim_ids: tuple[int, ...] = ()
    """Claims that the bot's own buttons and links in it refer to. The text of a button proves nothing:
    permission is checked as ever."""


@dataclass(frozen=True, slots=True)
class MemberChange:
    """Somebody's place in a chat changed."""

    user_id: int
    present: bool
    admin: bool
    was_admin: bool
    user: Sender
    by: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update."""

    update_id: int
    happening: Happening
    chat_id: int
    private: bool
    sender: Sender
    at: datetime
    """When Telegram says it happened (whole seconds, UTC)."""
    chat_title: str = ""
    topic_id: int = 0
    content: Content = field(default_factory=lambda: Content(0))
    command: str | None = None
    args: str = ""
    reply: RepliedTo | None = None
    quote: str | None = None
    press_id: str | None = None
    """Of a press or an inline query: what its answer names."""
    data: str = ""
    """What the button holds, or what was typed after the bot's name."""
    member: MemberChange | None = None
    migrated_to: int | None = None
    migrated_from: int | None = None
    newcomers: tuple[Sender, ...] = ()
    left: Sender | None = None

    @property
    def message_id(self) -> int:
        """The message that this is about: the one sent, or the one whose button was pressed."""
        return self.content.message_id

    @property
    def text(self) -> str:
        return self.content.text


ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
REFERENCE = re.compile(r"\bc(\d{1,18})\b")
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,64}))?(?:\s|$)")


def facts_of(update: telegram.Update, bot_username: str) -> Incoming | None:
    """The update's facts; None for what the desk has no use for (channel posts, polls, …)."""
    if update.callback_query is not None:
        return _press(update)
    if update.inline_query is not None:
        return _inline(update, update.inline_query)
    changed = update.my_chat_member or update.chat_member
    if changed is not None:
        return _member_change(update, changed)
    message = update.message or update.edited_message
    if message is None or message.chat.type == ChatType.CHANNEL or message.from_user is None:
        return None
    content = content_of(message)
    command, args = command_of(content.text, bot_username)
    return Incoming(
        update_id=update.update_id,
        happening=Happening.MESSAGE if update.message else Happening.EDITED,
        chat_id=message.chat.id,
        private=message.chat.type == ChatType.PRIVATE,
        chat_title=visible(clean(message.chat.title or "")),
        topic_id=_topic(message),
        sender=sender_of(message.from_user, anonymous=message.sender_chat is not None),
        at=(message.edit_date or message.date).astimezone(UTC),
        content=content,
        command=command,
        args=args,
        reply=_replied_to(message),
        quote=clean(message.quote.text) if message.quote else None,
        migrated_to=message.migrate_to_chat_id,
        migrated_from=message.migrate_from_chat_id,
        newcomers=tuple(sender_of(user) for user in message.new_chat_members or ()),
        left=sender_of(message.left_chat_member) if message.left_chat_member else None,
    )


def command_of(text: str, bot_username: str) -> tuple[str | None, str]:
    """The command that a text begins with, in lower case, and what follows it.

    A command addressed to another bot is no command.
    """
    found = COMMAND.match(text)
    if found is None or (found[2] and found[2].casefold() != bot_username.casefold()):
        return None, ""
    return found[1].lower(), text[found.end() :].strip()


def sender_of(user: telegram.User, *, anonymous: bool = False) -> Sender:
    # A name stands in sentences of ours: what would turn them around is written out.
    name = visible(clean(user.full_name)).strip() or str(user.id)
    # Telegram gives clean ones; another Bot API server, or a post by whoever knows the secret, may not.
    username, language = (clean(given) if given else None for given in (user.username, user.language_code))
    return Sender(user.id, name[:128], username, language, anonymous)


def content_of(message: telegram.Message) -> Content:
    """Text or caption, links (also hidden behind words), files and origin of a message."""
    return Content(
        message_id=message.message_id,
        text=clean(message.text or message.caption or ""),
        links=_links(message),
        files=_files(message),
        origin=_origin(message.forward_origin),
        media_group=message.media_group_id,
        location=(message.location.latitude, message.location.longitude) if message.location else None,
    )


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
    links = (clean(link if "://" in link else f"https://{link}") for link in found)
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


def _topic(message: telegram.Message) -> int:
    # A thread id without is_topic_message is only a thread of replies (Bot API, Message).
    return message.message_thread_id or 0 if message.is_topic_message else 0


def _replied_to(message: telegram.Message) -> RepliedTo | None:
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
        claim_ids=_references(replied),
    )


def _references(message: telegram.Message) -> tuple[int, ...]:
    found: list[str] = []
    if message.reply_markup is not None:
        for row in message.reply_markup.inline_keyboard:
            for button in row:
                found += REFERENCE.findall(str(button.callback_data or button.url or ""))
    for entity in (*message.entities, *message.caption_entities):
        if entity.url and "start=" in entity.url:
            found += REFERENCE.findall(entity.url)
    return tuple(dict.fromkeys(int(number) for number in found))


def _press(update: telegram.Update) -> Incoming | None:
    query = update.callback_query
    assert query is not None  # noqa: S101 - the caller looked
    message = query.message
    if message is None:
        return None
    reachable = isinstance(message, telegram.Message)
    return Incoming(
        update_id=update.update_id,
        happening=Happening.PRESS,
        chat_id=message.chat.id,
        private=message.chat.type == ChatType.PRIVATE,
        chat_title=visible(clean(message.chat.title or "")),
        topic_id=_topic(message) if isinstance(message, telegram.Message) else 0,
        sender=sender_of(query.from_user),
        at=message.date.astimezone(UTC) if reachable else datetime.fromtimestamp(0, UTC),
        content=Content(message.message_id),
        press_id=query.id,
        data=clean(query.data or ""),
    )


def _inline(update: telegram.Update, query: telegram.InlineQuery) -> Incoming:
    """An inline query belongs to no chat that the bot could name: its person is all that counts. `args` is the
    offset that the answer before it gave."""
    return Incoming(
        update_id=update.update_id,
        happening=Happening.INLINE,
        chat_id=query.from_user.id,
        private=True,
        sender=sender_of(query.from_user),
        at=datetime.fromtimestamp(0, UTC),
        press_id=query.id,
        data=clean(query.query),
        args=clean(query.offset),
    )


def _member_change(update: telegram.Update, changed: telegram.ChatMemberUpdated) -> Incoming:
    new = changed.new_chat_member
    present = new.status in (*ADMINS, ChatMemberStatus.MEMBER) or (
        isinstance(new, telegram.ChatMemberRestricted) and new.is_member
    )
    return Incoming(
        update_id=update.update_id,
        happening=Happening.BOT_MEMBER if update.my_chat_member else Happening.MEMBER,
        chat_id=changed.chat.id,
        private=changed.chat.type == ChatType.PRIVATE,
        chat_title=visible(clean(changed.chat.title or "")),
        sender=sender_of(changed.from_user),
        at=changed.date.astimezone(UTC),
        member=MemberChange(
            user_id=new.user.id,
            present=present,
            admin=new.status in ADMINS,
            was_admin=changed.old_chat_member.status in ADMINS,
            user=sender_of(new.user),
            by=changed.from_user.id,
        ),
    )
