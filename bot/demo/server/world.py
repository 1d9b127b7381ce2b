"""Everything this server knows. In memory; it ends with the process."""

from dataclasses import dataclass, field

from bot.demo.server.clock import Bell, Clock
from bot.demo.server.delivery import Updates
from bot.demo.server.errors import ControlError, Json
from bot.demo.server.faults import Faults
from bot.demo.server.files import Files
from bot.demo.server.hook import Hook
from bot.demo.server.ledger import END, Events, Ledger
from bot.demo.server.messages import Message
from bot.demo.server.pace import Pace
from bot.demo.server.people import Chat, Person


@dataclass(slots=True)
class Query:
    """A press or an inline query that waits for its answer; `at` is Unix seconds."""

    id: str
    person: Person
    at: int
    text: str
    answer: Json | None = None
    offset: str = ""
    """Of an inline query: where its results are to begin."""


@dataclass(slots=True)
class Profile:
    """What the bot says of itself: by language, commands by scope and language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)


class World:
    def __init__(self, token: str, username: str, *, paced: bool = False) -> None:
        self.token = token
        self.bot = Person(int(token.partition(":")[0]), "Desk", username=username, is_bot=True)
        self.clock = Clock()
        self.events = Events()
        self.ledger = Ledger(self.clock, self.events)
        self.updates = Updates(self.clock, self.ledger)
        self.files = Files()
        self.faults = Faults()
        self.pace = Pace(paced)
        self.profile = Profile()
        self.people: dict[int, Person] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Query] = {}
        self.inline: dict[str, Query] = {}
        self.answered = Bell()
        self.hook = Hook(self)
        self._shared_message_id = 0
        self._last_query = 4_000_000_000_000

    def close(self) -> None:
        """Send home whoever waits here, because the server stops."""
        for bell in (self.clock.bell, self.updates.bell, self.ledger.bell, self.answered):
            bell.close()
        self.events.publish(END)

    def add_person(self, person: Person) -> Chat:
        """The person and the private chat with the bot, which is closed until the person writes."""
        if person.id in self.people:
            raise ControlError(f"there is already a person {person.id}")
        self.people[person.id] = person
        chat = Chat(person.id, "private", person=person, members={person.id: "member"})
        self.chats[chat.id] = chat
        return chat

    def person(self, person_id: int) -> Person:
        if person_id not in self.people:
            raise ControlError(f"there is no person {person_id}")
        return self.people[person_id]

    def chat(self, chat_id: int) -> Chat:
        if chat_id not in self.chats:
            raise ControlError(f"there is no chat {chat_id}")
        return self.chats[chat_id]

    def next_query_id(self) -> str:
        self._last_query += 1
        return str(self._last_query)

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count their own messages; private chats and basic groups share one counter."""
        if chat.type == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._shared_message_id += 1
        return self._shared_message_id

    def post(
        self,
        chat: Chat,
        sender: Person,
        content: Json,
        *,
        reply_to: int | None = None,
        quote: Json | None = None,
        thread: int | None = None,
        markup: Json | None = None,
        sender_chat: Json | None = None,
        is_service: bool = False,
        is_silent: bool = False,
    ) -> Message:
        """Put a message into a chat. Nothing is checked and nobody is told but the ledger."""
        message = Message(
            id=self.next_message_id(chat),
            chat=chat,
            sender=sender,
            date=self.clock.stamp(),
            content=content,
            reply_to=reply_to,
            quote=quote,
            thread=thread,
            markup=markup,
            sender_chat=sender_chat,
            is_service=is_service,
            is_silent=is_silent,
        )
        chat.messages[message.id] = message
        self.ledger.add("message", chat=chat.id, message_id=message.id, sender=sender.id)
        return message

    def changed(self, message: Message) -> None:
        """An edit took place: of text, media or keyboard."""
        message.edits += 1
        message.edit_date = self.clock.stamp()
        self.ledger.add("edit", chat=message.chat.id, message_id=message.id, sender=message.sender.id)

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.ledger.add("delete", chat=message.chat.id, message_id=message.id, sender=message.sender.id)

    def announce(self, message: Message, kind: str = "message", update_id: int | None = None) -> None:
        """Tell the bot of a message, if Telegram would."""
        if self.bot_sees(message):
            self.updates.put(kind, message.as_message(), update_id)

    def bot_sees(self, message: Message) -> bool:
        """Bot API, "Privacy mode" (core.telegram.org/bots/features#privacy-mode).

        In a group without administrator rights: commands that are not another bot's, replies to the bot
        and service messages. Never the bot's own messages, but its service messages.
        """
        chat = message.chat
        if not chat.is_group:
            return message.sender is not self.bot
        if message.sender is self.bot:
            return message.is_service and chat.has(self.bot.id)
        if not chat.has(self.bot.id):
            return False
        if chat.is_admin(self.bot.id) or message.is_service:
            return True
        replied = chat.standing(message.reply_to) if message.reply_to is not None else None
        if replied is not None and replied.sender is self.bot and not replied.is_service:
            return True
        via = message.content.get("via_bot")
        return (via is not None and via["id"] == self.bot.id) or self._has_command(message)

    def _has_command(self, message: Message) -> bool:
        text = str(message.content.get("text") or message.content.get("caption") or "")
        entities = message.content.get("entities") or message.content.get("caption_entities") or ()
        raw = text.encode("utf-16-le")
        for entity in entities:
            if entity["type"] == "bot_command":
                start = 2 * entity["offset"]
                command = raw[start : start + 2 * entity["length"]].decode("utf-16-le")
                address = command.partition("@")[2]
                if not address or address.lower() == (self.bot.username or "").lower():
                    return True
        return False
