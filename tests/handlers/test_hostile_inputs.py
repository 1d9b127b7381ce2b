"""Anything that a client may send, through the real handlers and makers: nothing fails, Telegram would take all that
is answered, and no desk reads what is another's.

A few hundred inputs as a rule; as many as `HOSTILE_INPUTS` says where it is set.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import telegram
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select
from telegram.constants import ReactionEmoji

from bot import app
from bot.actions.readings import find_claims, picks_as_json
from bot.demo.server.entities import found_in
from bot.demo.server.html import parse, utf16
from bot.demo.server.markup import checked
from bot.handlers import amending, membership, sharing
from bot.handlers.posting import post
from bot.handlers.recognising import recognise
from bot.handlers.refusing import refuse
from bot.handlers.turn import Alert, Handler, LookUp, Offer, React
from bot.makers import Slow
from bot.rules.refusals import Refusal
from bot.rules.settings import DeskSettings
from bot.telegram.facts import Happening, Incoming
from bot.telegram.offering import results_of
from bot.telegram.updates import facts_of
from storage.database import Database
from storage.delivering import record_sent
from storage.desks import Desk, Person, desks_of
from storage.outbox import Kind, Outbox, Status
from storage.schema import migrate
from tests.handlers.doors import COMMANDS, PRESSES, REPLIES
from tests.handlers.scene import GROUP, NOW, OTHER_GROUP, OTHER_SECRET, PEOPLE, SECRET, Scene, set_the_scene

INPUTS = int(os.environ.get("HOSTILE_INPUTS", "300"))
IN_A_ROW = 10
"""One after the other at the same desks: what is said to one message answers another."""
LANGUAGES = {
    "Ana": "ar",
    "Ben": "uk",
    "Caro": "ru",
    "Kit": "es",
    "Eve": "en",
    "Dan": "ar",
    "Former": "uk",
    "Mo": "es",
}
MAKERS = app.makers("desk_bot")
BOT_ID = 123456

FRAGMENTS = (
    *(
        "<b>",
        "</b>",
        "<a href='https://a.example'>",
        "</i",
        "<",
        ">",
        "&",
        "&amp;",
        "&#x202e;",
        "&lt;b&gt;",
        '"',
    ),
    *(
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\u115f",
        "\x00",
    ),
    *(
        "\ud83d",
        "\ude00",
        "\udfff\ud800",
        "😀",
        "👩‍👩‍👧‍👦",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "e\u0301\u0327\u0330",
        "ﷺ",
        "\u0085",
        "\u2028",
        "\r\n",
        "\t",
    ),
    *(
        "Аnа",
        "Cаrо",
        "ana",
        "@ana_checks",
        "@" + "x" * 40,
        "Join",
        "✅ Take",
        "[Agree](tg://user?id=101)",
        "/take 1",
    ),
    *(
        "False: ",
        "False",
        "#1 False: ",
        "#999 True: ",
        "False (Altered): ",
        "غير صحيح: ",
        "Хибно: ",
        "Falso: ",
        "Fals: ",
    ),
    *(
        "https://a.example/b?c=<d>&e",
        "http://[::1]/",
        "https://t.me/c/1/2",
        "xn--80ak6aa92e.com",
        "javascript:alert(1)",
    ),
    *(
        "{name}",
        "{0}",
        "%s",
        "%(n)d",
        "\\",
        "'; DROP TABLE claim; --",
        "* AND (",
        "NEAR(",
        "-",
        "=1+1",
        "\n\n\n",
        " ",
    ),
    *(
        "40,000 fighters were killed on Monday, a monitor said. ",
        "٣٤ ",
        "9" * 25,
        "١٩",
        "tomorrow 9:00",
        "завтра",
        "غدا",
    ),
    *(
        "It has not been verified. ",
        "Міноборони заявило, що 12 танків знищено. ",
        "وقال المتحدث إن ٤٠ شخصا قتلوا. ",
    ),
)
TIMES = (1, 1, 1, 1, 1, 2, 30, 140, 700)
NUMBERS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "99", "9" * 19, "٣", "-1", "01")

TAILS = tuple((verb, one) for verb in app.PRESSES for one in PRESSES.get(verb, (":c{claim}",)))
ARGUMENTS = tuple((name, one) for name in app.COMMANDS for one in COMMANDS.get(name, ("{n}",)))
KINDS = (
    *(
        "said",
        "said",
        "said",
        "command",
        "command",
        "command",
        "command",
        "press",
        "press",
        "press",
        "press",
        "press",
    ),
    *("reply", "reply", "reply", "edited", "inline", "inline", "file", "file", "moved", "time"),
)


def words(of: Random) -> str:
    """At most as long as Telegram lets a message be."""
    parts = [
        of.choice(FRAGMENTS) if of.random() < 0.8 else chr(of.randrange(0x11_0000))
        for _ in range(of.choice((0, 1, 1, 2, 3, 6)))
    ]
    return ("".join(parts) * of.choice(TIMES))[:4096]


def said(seed: int) -> tuple[Any, ...]:
    """One input: what it is, whose, where, under which name, about which claim, and whether it is forwarded."""
    of = Random(seed)
    kind = of.choice(KINDS)
    what: dict[str, Any] = {"is": kind, "words": words(of)}
    match kind:
        case "said":
            what["links"] = of.random() < 0.2
        case "command":
            what["args"] = of.choice(ARGUMENTS)
            what["words"] = what["words"] if of.random() < 0.6 else ""
        case "press":
            what["tail"] = of.choice(TAILS)
            what["words"] = what["words"] if of.random() < 0.2 else ""
        case "reply" | "edited":
            what["words"] = what["words"] if of.random() < 0.5 else of.choice(REPLIES)
        case "inline":
            what["words"] = what["words"] if of.random() < 0.6 else "harbour storm"
        case "file":
            what["name"] = words(of)
        case "moved":
            what |= {"there": of.random() < 0.5, "whom": of.choice(tuple(PEOPLE))}
        case _:
            what["hours"] = of.choice((1, 5, 25, 24 * 8))
    return (
        what,
        of.choice(tuple(PEOPLE)),
        # The name that the person has now, and that of the chat, of the origin and of whatever else has one.
        words(of)[:64] or "x",
        of.choice(("group", "private", "private", "other")),
        (of.choice(NUMBERS), of.random() < 0.7),
        of.random() < 0.2,
    )


class Town:
    """The scene, and a Telegram that looks at everything it would be sent."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.session = scene.session
        self.now = NOW
        self.ids = 1000
        self.bot = telegram.Bot(f"{BOT_ID}:nobody")
        self.bot._bot_user = telegram.User(BOT_ID, "Desk", is_bot=True, username="desk_bot")  # noqa: SLF001
        self.bot._initialized = True  # noqa: SLF001

    def take(self, one: tuple[Any, ...]) -> None:
        what, who, name, where, (key, known), forwarded = one
        self.now += timedelta(seconds=7)
        self.ids += 1
        if what["is"] == "time":
            self.now += timedelta(hours=what["hours"])
            self._tick()
            return
        update = telegram.Update.de_json(self._raw(what, who, name, where, key, known, forwarded), self.bot)
        facts = facts_of(update, "desk_bot")
        if facts is not None:
            self._turn(facts, self._door(facts))

    def _door(self, facts: Incoming) -> Handler:
        if facts.left is not None or facts.migrated_to is not None:
            return membership.service_message
        doors: dict[Happening, Handler] = {
            Happening.MESSAGE: app.message,
            Happening.EDITED: amending.amend,
            Happening.PRESS: app.press,
            Happening.INLINE: sharing.offer,
            Happening.BOT_MEMBER: membership.bot_moved,
            Happening.MEMBER: membership.member_moved,
        }
        return doors[facts.happening]

    def _turn(self, facts: Incoming, door: Handler, found: dict[str, Any] | None = None) -> None:
        """As the receiver takes it (`take_turn`)."""
        session = self.session
        turn = recognise(session, facts, now=self.now, bot="desk_bot", owners=frozenset(), found=found)
        looked_up: list[LookUp] = []
        try:
            with session.begin_nested():
                replies = list(door(turn))
                looked_up = [one for one in replies if isinstance(one, LookUp)]
                direct = post(session, replies, raw={}, now=self.now)
        except Refusal as refusal:
            direct = post(session, list(refuse(turn, refusal)), raw={}, now=self.now)
        for answer in direct:
            self._answered(turn.who.person, answer)
        self._deliver()
        for one in looked_up:
            if found is None:
                self._turn(facts, door, self._found(facts, one))

    def _found(self, facts: Incoming, look_up: LookUp) -> dict[str, Any]:
        """What the errand would bring."""
        wanted = dict(look_up.wanted)
        if look_up.kind == "administrators":
            leads = {PEOPLE["Caro"][0], PEOPLE["Eve"][0]}
            return {"administrator": wanted["user_id"] in leads, "bot_administrator": True}
        if look_up.kind == "link":
            return {"desk": wanted["desk"], "off": True}
        text = facts.text.strip() or "nothing"
        return {
            "desk": wanted["desk"],
            "title": text[:100],
            "text": text,
            "picks": picks_as_json(find_claims(text)),
            "parts": [facts.message_id],
        }

    def _tick(self) -> None:
        for tick in app.TICKS:
            for desk_id in tick.look(self.session, self.now):
                tick.do(self.session, desk_id, self.now)
        self._deliver()

    # What Telegram sends

    def _raw(
        self, what: dict[str, Any], who: str, name: str, where: str, key: str, known: bool, forwarded: bool
    ) -> dict[str, Any]:
        keys = self.scene.keys
        claims = (*self.scene.claims.values(), keys["theirs"], 999)
        claim = claims[int(key) % len(claims)] if known else key
        fill = {**keys, "claim": claim, "n": key, "verdict": key}
        at = int(self.now.timestamp())
        user = {"id": PEOPLE[who][0], "is_bot": False, "first_name": name, "username": who.lower()}
        user["language_code"] = LANGUAGES[who]
        chat: dict[str, Any] = {"id": user["id"], "type": "private", "first_name": name}
        if where != "private":
            at_home = (where == "group") != (who == "Eve")
            chat = {"id": GROUP if at_home else OTHER_GROUP, "type": "supergroup", "title": name}
        message: dict[str, Any] = {"message_id": self.ids, "date": at, "chat": chat, "from": user}
        update: dict[str, Any] = {"update_id": self.ids}
        match what["is"]:
            case "press":
                verb, rest = what["tail"]
                data = (verb + rest.format(**fill) + what["words"]).encode("utf-8", "replace")[:64]
                message |= {"from": self.bot.bot.to_dict(), "message_id": int(key) % 2000 + 1 if known else 7}
                update["callback_query"] = {
                    "id": "1",
                    "from": user,
                    "chat_instance": "1",
                    "message": message,
                    "data": data.decode("utf-8", "replace"),
                }
                return update
            case "inline":
                update["inline_query"] = {
                    "id": "1",
                    "from": user,
                    "query": what["words"][:256],
                    "offset": key,
                }
                return update
            case "moved":
                whom = {"id": PEOPLE[what["whom"]][0], "is_bot": False, "first_name": name}
                # Leads stay, or there is soon nobody who may do anything.
                there = what["there"] or what["whom"] in ("Caro", "Eve")
                new = {"status": "member" if there else "left", "user": whom}
                update["chat_member"] = {
                    "chat": chat,
                    "from": user,
                    "date": at,
                    "old_chat_member": {"status": "member", "user": whom},
                    "new_chat_member": new,
                }
                return update
            case "command":
                command, rest = what["args"]
                message["text"] = f"/{command} {rest.format(**fill)}{' ' if rest else ''}{what['words']}"[
                    :4096
                ]
            case "reply":
                message["text"] = what["words"] or "."
                ref = [[{"text": "Take", "callback_data": f"take:c{claim}"}]] if known else []
                message["reply_to_message"] = {
                    "message_id": int(key) % 2000 + 1,
                    "date": at,
                    "chat": chat,
                    "from": self.bot.bot.to_dict(),
                    "text": "a card",
                    "reply_markup": {"inline_keyboard": ref},
                }
            case "file":
                document = {"file_id": "f", "file_unique_id": key, "file_name": what["name"][:200] or "x.txt"}
                message |= {"document": document, "caption": what["words"][:1024]}
                if forwarded:
                    message["media_group_id"] = "album"
            case _:
                message["text"] = what["words"] or "."
        if what.get("links"):
            message["text"] = (
                " ".join(f"https://a{n}.example/{n}" for n in range(100)) + message["text"][:300]
            )
            message["entities"] = [
                {"type": "url", "offset": found.offset, "length": found.length}
                for found in _urls(message["text"])
            ]
        if forwarded and what["is"] in ("said", "file"):
            origins = (
                {"type": "hidden_user", "date": at, "sender_user_name": name},
                {"type": "user", "date": at, "sender_user": {"id": 5, "is_bot": False, "first_name": name}},
                {
                    "type": "channel",
                    "date": at,
                    "message_id": 3,
                    "chat": {"id": -5, "type": "channel", "title": name, "username": "channel"},
                },
            )
            message["forward_origin"] = origins[int(key) % 3]
        if what["is"] == "edited":
            message |= {"message_id": self.ids - 1, "edit_date": at}
            return {**update, "edited_message": message}
        return {**update, "message": message}

    # What Telegram would be sent

    def _may_read(self, chat_id: int) -> set[str]:
        """The words that may be read in this chat."""
        if chat_id < 0:
            return {SECRET} if chat_id == GROUP else {OTHER_SECRET} if chat_id == OTHER_GROUP else set()
        who = self.session.exec(select(Person).where(Person.telegram_id == chat_id)).first()
        if who is None:
            return set()
        own = {desk.chat_id for desk in desks_of(self.session, who.id)}
        return {word for chat, word in ((GROUP, SECRET), (OTHER_GROUP, OTHER_SECRET)) if chat in own}

    def _nothing_of_others(self, shown: object, chat_id: int) -> None:
        read = {word for word in (SECRET, OTHER_SECRET) if word in str(shown)}
        if read:
            assert read <= self._may_read(chat_id), f"{chat_id} reads {read}: {shown}"

    def _answered(self, who: Person, answer: object) -> None:
        match answer:
            case Alert(text=text, url=url):
                assert utf16(text) <= 200, text
                text.encode()
                assert url is None or url.startswith("https://t.me/desk_bot?start=")
                self._nothing_of_others(text, who.telegram_id or 0)
            case React(emoji=emoji):
                assert emoji in list(ReactionEmoji)
            case Offer(results=results, start=start):
                assert start is None or 0 < len(start) <= 64
                assert len(results) <= 50
                for one in results_of(results):
                    assert isinstance(one, telegram.InlineQueryResultArticle)
                    assert one.title.strip()
                    assert len(one.id.encode()) <= 64
                    content = one.input_message_content
                    assert isinstance(content, telegram.InputTextMessageContent)
                    _takes_text(content.message_text, 4096)
                self._nothing_of_others(results, who.telegram_id or 0)
            case _:
                raise AssertionError(answer)

    def _deliver(self) -> None:
        """Everything that waits is made and looked at, and counts as sent."""
        waiting = select(Outbox).where(col(Outbox.status).in_((Status.PENDING, Status.PARKED)))
        for row in self.session.exec(waiting.order_by(col(Outbox.id))).all():
            maker = MAKERS.get(row.purpose)
            payload: dict[str, Any] | None = dict(row.payload)
            if row.kind in (Kind.DELETE, Kind.LEAVE):
                payload = None
            elif isinstance(maker, Slow):
                # A chart is drawn by a process of its own.
                made = maker.read(self.session, row, self.now) if maker.draw is None else None
                payload = maker.write(self.session, row, self.now, made) if made is not None else None
            elif maker is not None:
                payload = maker(self.session, row, self.now)
            if payload is None or payload.get("delete"):
                row.status = Status.CANCELLED
                self.session.add(row)
                continue
            telegram_takes(payload)
            self._nothing_of_others(payload, row.chat_id)
            self.ids += 1
            record_sent(row.id, row.chat_id, row.message_id or self.ids, edited=row.message_id).write(
                self.session, self.now
            )
        self.session.flush()


def _urls(text: str) -> Iterator[telegram.MessageEntity]:
    at = 0
    for word in text.split(" ")[:100]:
        yield telegram.MessageEntity("url", at, len(word))
        at += len(word) + 1


def telegram_takes(payload: dict[str, Any]) -> None:
    """By the Bot API's own limits."""
    alone = payload.get("files") and {kind for kind, _ in payload["files"]} == {"video_note"}
    if not alone:
        _takes_text(
            payload["html"], 1024 if payload.get("files") or {"photo", "document"} & payload.keys() else 4096
        )
    if payload.get("keyboard"):
        checked({"inline_keyboard": payload["keyboard"]})
    if "placeholder" in payload:
        checked({"force_reply": True, "input_field_placeholder": payload["placeholder"][:64] or "x"})


def _takes_text(html: str, most: int) -> None:
    html.encode()
    text, entities = parse(html)
    assert text.strip(), "an empty message"
    assert utf16(text) <= most, f"{utf16(text)} characters"
    # Telegram drops those after the hundredth, the links among them that our replies are recognised by.
    assert len(entities) <= 100, f"{len(entities)} entities and {len(found_in(text, entities))} links"


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'desk.db'}")
        migrate(database)
        with Session(database.engine, expire_on_commit=False) as session:
            claims, keys = set_the_scene(session)
            for somebody in session.exec(select(Person)):
                somebody.language = LANGUAGES[somebody.name]
            desk = session.get_one(Desk, keys["desk"])
            desk.settings = DeskSettings.from_json(desk.settings).with_changes({"language": "ru"}).to_json()
            session.flush()
            yield Scene(session, claims, keys, [])
            session.rollback()
        database.close()


@settings(
    max_examples=max(INPUTS // IN_A_ROW, 1),
    deadline=None,
    database=None,
    # In CI always the same few hundred.
    derandomize="HOSTILE_INPUTS" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
@given(st.lists(st.integers(0, 2**64), min_size=IN_A_ROW, max_size=IN_A_ROW))
def test_nothing_fails_and_nobody_reads_what_is_anothers(scene: Scene, seeds: Sequence[int]) -> None:
    with scene.session.begin_nested() as undone:
        town = Town(scene)
        for one in map(said, seeds):
            note(repr(one))
            town.take(one)
        undone.rollback()
    scene.session.expire_all()
