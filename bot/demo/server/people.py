"""Persons, chats, topics: who is where, and with which standing."""

from dataclasses import dataclass, field

from bot.demo.server.errors import Json
from bot.demo.server.messages import Message

ANONYMOUS_ADMIN = 1087968824
"""The account that stands as sender of anonymous administrators: Bot API, Message.from, @GroupAnonymousBot."""

PRESENT = frozenset({"creator", "administrator", "member"})
ADMINS = frozenset({"creator", "administrator"})

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
"""Bot API, ChatMemberAdministrator."""


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    def as_user(self) -> Json:
        """Bot API, User."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                user[name] = getattr(self, name)
        return user

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True)
class Topic:
    thread: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Chat:
    """`members` maps a person's id to the last known status; who was never there is not in it."""

    id: int
    type: str
    title: str = ""
    person: Person | None = None
    is_forum: bool = False
    reactions_allowed: bool = True
    members_hidden: bool = False
    members: dict[int, str] = field(default_factory=dict)
    rights: dict[int, dict[str, bool]] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 0
    migrated_to: int | None = None

    @property
    def is_group(self) -> bool:
        return self.type != "private"

    @property
    def noun(self) -> str:
        """As in Telegram's refusals: "bot was kicked from the supergroup chat"."""
        return f"{self.type} chat"

    def present(self) -> list[int]:
        return [who for who, status in self.members.items() if status in PRESENT]

    def has(self, who: int) -> bool:
        return self.members.get(who) in PRESENT

    def is_admin(self, who: int) -> bool:
        return self.members.get(who) in ADMINS

    def may(self, who: int, right: str) -> bool:
        """Whether that member has that administrator's right (Bot API, ChatMemberAdministrator)."""
        status = self.members.get(who)
        return status == "creator" or (
            status == "administrator" and self.rights.get(who, {}).get(right, True)
        )

    def standing(self, message_id: int) -> Message | None:
        """The message, unless it never was or was deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message

    def as_chat(self) -> Json:
        """Bot API, Chat."""
        if self.person is not None:
            user = self.person.as_user()
            names: Json = {k: user[k] for k in ("first_name", "last_name", "username") if k in user}
            return {"id": self.id, "type": "private", **names}
        chat: Json = {"id": self.id, "type": self.type, "title": self.title}
        if self.is_forum:
            chat["is_forum"] = True
        return chat


def chat_member(chat: Chat, person: Person, status: str | None = None) -> Json:
    """Bot API, ChatMember: the status asked for, or the present one."""
    status = status or chat.members.get(person.id, "left")
    member: Json = {"status": status, "user": person.as_user()}
    if status in ADMINS:
        member["is_anonymous"] = False
    if status == "administrator":
        given = chat.rights.get(person.id, {})
        member["can_be_edited"] = False
        member.update({right: given.get(right, True) for right in ADMIN_RIGHTS})
    if status == "kicked":
        member["until_date"] = 0
    return member
