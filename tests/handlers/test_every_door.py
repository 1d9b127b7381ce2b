"""Every door of the desk, tried by everybody, for a claim in every state, at their own desk and at another: forged
presses, commands with others' numbers, replies. Nothing comes of it that `bot/rules/permissions.py` does not allow.

The real handlers on a real database, each turn undone afterwards. What came of it is read from the statements that
the database was sent and from the events that were written, not from what the handler says.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from bot import app
from bot.handlers.posting import post
from bot.handlers.recognising import recognise
from bot.handlers.refusing import refuse
from bot.handlers.turn import Handler
from bot.rules.permissions import allowed
from bot.rules.refusals import Refusal
from bot.telegram.facts import Content, Happening, Incoming, RepliedTo, Sender
from storage.claims import Claim
from storage.database import Database
from storage.desks import Person, membership
from storage.events import Event
from storage.outbox import Outbox
from storage.schema import migrate
from storage.vocabulary import UNFINISHED, Deed, Role, State
from tests.handlers.doors import COMMANDS, PRESSES, REF, REPLIES
from tests.handlers.scene import GROUP, NOW, PEOPLE, SECRET, Scene, set_the_scene

HARMLESS = {"person", "outbox", "prompt", "errand", "card", "told", "due", "sent_message"}
"""Of what the desk notes about whom it knows, what it asks and what it means to say. What that says is read."""
ALTERED = "something that stood there"
OWN_MATTERS = {"member", "reading", "pasted_part"}
"""What a member chooses for themself: reminders, and sentences of their own article."""
READ = {
    "status": Deed.READ_STATUS,
    "digest": Deed.READ_DIGEST,
    "members": Deed.MANAGE_MEMBERS,
    "export": Deed.EXPORT,
}
"""What is told by a message of this purpose, and to whom that may be told."""


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'desk.db'}")
        migrate(database)
        written: list[str] = []

        @event.listens_for(database.engine, "before_cursor_execute")
        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            found = re.match(r"(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(\w+)", statement)
            if found is not None:
                written.append(found[2])
                if found[1] == "UPDATE":
                    written.append(ALTERED)

        with Session(database.engine, expire_on_commit=False) as session:
            claims, keys = set_the_scene(session)
            session.flush()
            yield Scene(session, claims, keys, written)
            session.rollback()
        database.close()


def tries(scene: Scene, claim: Claim) -> Iterator[tuple[Handler, dict[str, Any]]]:
    """Every door with everything that could be said there about this claim; what is about no claim, beside an
    open one only."""
    about = {"claim", "n", "verdict"}
    once = claim.state is State.OPEN
    fill = {
        **scene.keys,
        "claim": claim.id,
        "n": claim.number,
        "verdict": claim.verdict_id or 0,
    }
    for verb in app.PRESSES:
        for tail in PRESSES.get(verb, (":" + REF,)):
            if once or about & set(re.findall(r"{(\w+)}", tail)):
                yield (
                    app.press,
                    {"happening": Happening.PRESS, "data": verb + tail.format(**fill), "press_id": "1"},
                )
    for name in app.COMMANDS:
        for args in COMMANDS.get(name, ("{n}",)):
            if once or about & set(re.findall(r"{(\w+)}", args)):
                yield app.message, {"command": name, "args": args.format(**fill)}
    reply = RepliedTo(7, by_bot=True, claim_ids=(claim.id,))
    for words in REPLIES:
        links = tuple(re.findall(r"https://\S+", words))
        yield app.message, {"content": Content(8, words, links), "reply": reply}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("where", "state"),
    [
        *(("group", state) for state in (*sorted(UNFINISHED), "disputed", "closed", "declined", "merged")),
        *(("private", state) for state in ("open", "in review")),
    ],
)
def test_nothing_comes_of_it_that_is_not_allowed(scene: Scene, who: str, where: str, state: str) -> None:
    session, number = scene.session, PEOPLE[who][0]
    claim = session.get_one(Claim, scene.claims[state])
    person = session.exec(select(Person).where(Person.telegram_id == number)).one()
    member = membership(session, scene.keys["desk"], person.id)
    member_id = member.id if member is not None else None
    # Whom a lead has muted may do as little as a stranger.
    role, mine = (
        (PEOPLE[who][1] if who != "Mo" else None),
        claim.assignee_id is not None and claim.assignee_id == member_id,
    )
    last_event = session.exec(select(Event.id).order_by(col(Event.id).desc())).first() or 0
    last_row = session.exec(select(Outbox.id).order_by(col(Outbox.id).desc())).first() or 0
    standing = Incoming(
        update_id=1,
        happening=Happening.MESSAGE,
        chat_id=GROUP if where == "group" else number,
        private=where == "private",
        sender=Sender(number, who, who.lower(), "en"),
        at=NOW,
        content=Content(8),
    )
    # The same for all that one person does in one place.
    at_the_door = recognise(session, standing, now=NOW, bot="desk_bot", owners=frozenset())
    done = 0
    for handler, what in tries(scene, claim):
        turn = replace(at_the_door, update=replace(standing, **what))
        with session.begin_nested() as turn_undone:
            scene.written.clear()
            try:
                with session.begin_nested():
                    direct = post(session, list(handler(turn)), raw={}, now=NOW)
                changed = set(scene.written)
            except Refusal as refusal:
                changed = set()
                direct = post(session, list(refuse(turn, refusal)), raw={}, now=NOW)
            said = f"{who} ({role}) in {where}, {state}: {what}"
            events: Sequence[Any] = ()
            rows: Sequence[Any] = ()
            if "event" in changed:
                of_event = select(Event.deed, Event.desk_id, Event.member_id).where(Event.id > last_event)
                events = session.exec(of_event).all()
            if "outbox" in scene.written:
                of_row = select(Outbox.purpose, Outbox.desk_id, Outbox.payload, Outbox.claim_ids)
                rows = session.exec(of_row.where(Outbox.id > last_row)).all()
            tables = changed - HARMLESS - {ALTERED}
            for purpose, desk_id, _, _ in rows:
                reading = READ.get(purpose)
                if reading is not None and desk_id == scene.keys["desk"]:
                    assert allowed(role, reading, own=True), f"{said}: is sent {purpose}"
            if role is None:
                # A stranger to this desk, or of another: nothing of it is changed, or said to them.
                strange = [
                    deed
                    for deed, desk_id, _ in events
                    if desk_id == scene.keys["desk"] and (deed is not Deed.JOIN or who == "Mo")
                ]
                assert not strange, f"{said}: {strange}"
                if not events:
                    assert not tables - OWN_MATTERS, f"{said}: {tables}"
                told = [words for _, _, words, about in rows if SECRET in str(words) or claim.id in about]
                assert not told, f"{said}: is told of the claim"
                # Eve has a claim of the same number, at her own desk.
                assert events or who == "Eve" or "card" not in changed, f"{said}: is shown the claim"
                assert SECRET not in str(direct), said
            else:
                for deed, desk_id, by in events:
                    at_another = desk_id != scene.keys["desk"] and deed is not Deed.SETUP
                    assert not at_another, f"{said}: {deed} at another desk"
                    if by is None or deed in (Deed.SETUP, Deed.JOIN):
                        continue
                    assert by == member_id, f"{said}: {deed} in another's name"
                    assert allowed(role, deed, own=True, assignee=mine), f"{said}: {deed}"
                if all(by is None for _, _, by in events):
                    assert not tables - OWN_MATTERS, f"{said}: {tables} without an event of theirs"
            done += bool(events)
            turn_undone.rollback()
        if ALTERED in scene.written:
            # What was changed by a statement is not what the session remembers of it.
            session.expire_all()
    if role is Role.LEAD or (role is Role.CHECKER and state == "open"):
        assert done > 1, (
            f"{done}: hardly anything was done: the tries no longer say what the doors understand"
        )


def test_every_door_is_tried() -> None:
    assert set(PRESSES) <= set(app.PRESSES)
    assert set(COMMANDS) <= set(app.COMMANDS)
