"""What happened, as plain values: Telegram's update reduced to what the desk asks about.

Handlers see these and never Telegram's objects.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

REFERENCE = re.compile(r"\bc(\d{1,18})\b")
"""How a button or a link of the bot names a claim, by its id."""


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
    pressed_on: tuple[int, ...] = ()
    """Claims that the buttons and links of the pressed message name. They prove nothing, as those of a reply."""
    member: MemberChange | None = None
    migrated_to: int | None = None
    migrated_from: int | None = None
    left: Sender | None = None

    @property
    def message_id(self) -> int:
        """The message that this is about: the one sent, or the one whose button was pressed."""
        return self.content.message_id

    @property
    def text(self) -> str:
        return self.content.text
