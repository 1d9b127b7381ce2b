"""What happened, out of Telegram's update."""

import re
from datetime import UTC, datetime

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from bot.telegram.contents import claims_named_in, content_of, reply_of, sender_of, storable, topic_of
from bot.telegram.facts import Content, Happening, Incoming, MemberChange
from storage.words import clean, visible

ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,64}))?(?:\s|$)")


def facts_of(update: telegram.Update, bot_username: str) -> Incoming | None:
    """The update's facts; None for what the desk has no use for (channel posts, polls, …)."""
    if update.callback_query is not None:
        return _press(update, update.callback_query)
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
        chat_title=_title(message.chat),
        topic_id=topic_of(message),
        sender=sender_of(message.from_user, anonymous=message.sender_chat is not None),
        at=(message.edit_date or message.date).astimezone(UTC),
        content=content,
        command=command,
        args=args,
        reply=reply_of(message),
        quote=storable(message.quote.text) if message.quote else None,
        migrated_to=message.migrate_to_chat_id,
        migrated_from=message.migrate_from_chat_id,
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


def _press(update: telegram.Update, query: telegram.CallbackQuery) -> Incoming | None:
    message = query.message
    if message is None:
        return None
    reachable = isinstance(message, telegram.Message)
    return Incoming(
        update_id=update.update_id,
        happening=Happening.PRESS,
        chat_id=message.chat.id,
        private=message.chat.type == ChatType.PRIVATE,
        chat_title=_title(message.chat),
        topic_id=topic_of(message) if isinstance(message, telegram.Message) else 0,
        sender=sender_of(query.from_user),
        at=message.date.astimezone(UTC) if reachable else datetime.fromtimestamp(0, UTC),
        content=Content(message.message_id),
        press_id=query.id,
        data=clean(query.data or ""),
        pressed_on=claims_named_in(message) if isinstance(message, telegram.Message) else (),
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
        chat_title=_title(changed.chat),
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


def _title(chat: telegram.Chat) -> str:
    return visible(clean(chat.title or ""))
