"""One message that stands in a chat, and its form in the Bot API."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.demo.server.errors import Json

if TYPE_CHECKING:
    from bot.demo.server.people import Chat, Person


@dataclass(slots=True)
class Message:
    """`content` holds text, entities, media and service fields as the Bot API names them.

    `date` and `edit_date` are Unix seconds. `reply_to` may name a message that has gone since.
    """

    id: int
    chat: "Chat"
    sender: "Person"
    date: int
    content: Json
    reply_to: int | None = None
    quote: Json | None = None
    thread: int | None = None
    markup: Json | None = None
    sender_chat: Json | None = None
    is_service: bool = False
    is_silent: bool = False
    edit_date: int | None = None
    edits: int = 0
    deleted: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)

    def as_message(self, *, nested: bool = False) -> Json:
        """Bot API, Message. A message that is replied to holds no further reply."""
        message: Json = {
            "message_id": self.id,
            "from": self.sender.as_user(),
            "chat": self.chat.as_chat(),
            "date": self.date,
        }
        if self.sender_chat is not None:
            message["sender_chat"] = self.sender_chat
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        if self.thread is not None:
            message["message_thread_id"] = self.thread
            if self.chat.is_forum:
                message["is_topic_message"] = True
        if not nested:
            self._add_reply(message)
        message.update(self.content)
        # Bot API, Message.reply_markup: inline keyboards only; a ForceReply is not repeated.
        if self.markup is not None and "inline_keyboard" in self.markup:
            message["reply_markup"] = self.markup
        return message

    def _add_reply(self, message: Json) -> None:
        replied = self.chat.standing(self.reply_to) if self.reply_to is not None else None
        if replied is None and self.reply_to is None and self.thread is not None and self.chat.is_forum:
            # In a topic, a message that answers nothing answers the service message that opened the topic.
            replied = self.chat.standing(self.thread)
        if replied is None:
            return
        message["reply_to_message"] = replied.as_message(nested=True)
        if self.quote is not None:
            message["quote"] = self.quote
        if self.thread is None and self.chat.type == "supergroup" and not self.chat.is_forum:
            # Replies in a supergroup without topics carry a thread id too, and no `is_topic_message`.
            message["message_thread_id"] = replied.thread or replied.id
