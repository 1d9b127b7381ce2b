"""One update's turn: who speaks, where, in which language; and what may be answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlmodel import Session

from bot.actions.meaning import Meaning, NoMeaning
from bot.render.messages import Later, Message
from bot.render.sharing import Shared
from bot.rules.settings import DeskSettings
from bot.telegram.facts import Incoming
from bot.texts import Texts
from storage.desks import Desk, Member, Person
from storage.mutes import Mute
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Who:
    """The person of this turn and their place at the desk that the turn is about."""

    person: Person
    desk: Desk | None = None
    member: Member | None = None
    settings: DeskSettings = field(default_factory=DeskSettings)
    mute: Mute | None = None
    """Where a lead of the desk has muted the person."""

    @property
    def role(self) -> Role | None:
        """None for a stranger to the desk, and for whoever has left it."""
        return self.member.role if self.member is not None and self.member.left_at is None else None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler is given. The clock was read once, into `now`."""

    update: Incoming
    who: Who
    session: Session
    now: datetime
    t: Texts
    """The language to answer in: the person's in private, the desk's in a group."""
    bot: str
    """The bot's username, for deep links."""
    owners: frozenset[int] = frozenset()
    found: Mapping[str, Any] | None = None
    """What a look-up brought, when this turn is taken again after it."""
    meaning: Meaning = field(default_factory=NoMeaning)
    """What is known of the claims' meaning."""

    @property
    def own(self) -> Texts:
        """The person's own language, for what nobody else reads: private messages, and answers to presses."""
        return self.texts_for(self.who.person.language)

    def own_words(self, sentence: str, /, **values: object) -> Markup:
        """A sentence in the person's own language, for what is answered in private."""
        return self.own(sentence, **values)

    @property
    def desk_words(self) -> Texts:
        """The desk's language, for what its group reads."""
        return self.texts_for(self.who.settings.language)

    def texts_for(self, language: str | None, settings: DeskSettings | None = None) -> Texts:
        """Another person's language, in the desk's zone."""
        of = settings or self.who.settings
        return Texts(language, ZoneInfo(of.timezone), otherwise=of.language)


@dataclass(frozen=True, slots=True)
class Say:
    """A new message, kept in the outbox until Telegram has accepted it."""

    chat_id: int
    message: Message | Later
    purpose: str
    topic_id: int = 0
    desk_id: int | None = None
    claim_ids: tuple[int, ...] = ()
    reply_to: int | None = None
    prompt_id: int | None = None
    subject: str | None = None
    unique_key: str | None = None
    person_id: int | None = None
    """Whom it is for, in private: kept back while that person cannot be reached."""
    gone_after: timedelta | None = None
    after: timedelta = timedelta(0)
    """How long it waits: what Undo may still make untrue is not told to others before."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """New words for a message of ours that stands already."""

    chat_id: int
    message_id: int
    message: Message | Later
    purpose: str
    topic_id: int = 0
    desk_id: int | None = None
    claim_ids: tuple[int, ...] = ()
    subject: str | None = None
    unique_key: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """The answer to a press: one try, at once. `url` opens the bot in private."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class React:
    """A reaction on the message that was sent: one try; a chat that forbids them loses nothing."""

    emoji: str = "👌"


@dataclass(frozen=True, slots=True)
class Offer:
    """The answer to an inline query: what may be shared. One try, at once; only for whoever asked, kept by nobody.
    `start`: instead of results, a button with these words that opens the bot in private."""

    results: tuple[Shared, ...] = ()
    following: str = ""
    """What the phone sends with its next query, when it wants more of them."""
    start: str | None = None


Direct = Alert | React | Offer
"""What is answered directly after the commit."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Something that needs the network or much time. Done by the errand loop, outside any transaction;
    then the same turn is taken again with what was `found`."""

    kind: str
    wanted: Mapping[str, Any] = field(default_factory=dict)
    after: timedelta = timedelta(0)
    person_id: int | None = None
    """Who asked, where one at a time is enough for each person."""


Reply = Say | Rewrite | Direct | LookUp
Handler = Callable[[Turn], Iterable[Reply]]
