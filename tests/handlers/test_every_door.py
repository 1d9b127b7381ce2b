"""Every door of the desk, tried by everybody, for a claim in every state, at their own desk and at another: forged
presses, commands with others' numbers, replies. Nothing comes of it that `bot/rules/permissions.py` does not allow.

The real handlers on a real database, each turn undone afterwards. What came of it is read from the statements that
the database was sent and from the events that were written, not from what the handler says.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from bot import app
from bot.actions.assignees import take_claim
from bot.actions.claims import Brought, queue_claim
from bot.actions.desks import join_desk, leave_desk, open_desk
from bot.actions.invitations import make_invitation
from bot.actions.life import decline_claim
from bot.actions.prompts import ask
from bot.actions.reviews import review_verdict
from bot.actions.twins import merge_claim
from bot.actions.verdicts import EvidenceGiven, Statement, record_verdict
from bot.handlers.posting import post
from bot.handlers.recognising import recognise
from bot.handlers.refusing import refuse
from bot.handlers.turn import Handler
from bot.rules.permissions import allowed
from bot.rules.refusals import Refusal
from bot.telegram.facts import Content, Happening, Incoming, RepliedTo, Sender, content_as_json
from storage.claims import Claim
from storage.database import Database
from storage.desks import Desk, Member, Person, membership
from storage.events import Event
from storage.outbox import Outbox
from storage.readings import Reading
from storage.schema import migrate
from storage.vocabulary import UNFINISHED, Decision, Deed, Role, State

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
GROUP, OTHER_GROUP = -1001, -1002
SECRET = "zanzibar"
"""A word of every claim of the desk: whoever is sent it has read there."""

PEOPLE: dict[str, tuple[int, Role | None]] = {
    "Caro": (103, Role.LEAD),
    "Ana": (101, Role.CHECKER),
    "Ben": (102, Role.CHECKER),
    "Kit": (106, Role.CONTRIBUTOR),
    "Dan": (104, None),
    "Former": (107, None),
    "Eve": (105, None),
}
"""Telegram's id and the role at the desk. Former has left it; Eve leads another desk."""

HARMLESS = {"person", "outbox", "prompt", "errand", "card", "told", "due", "sent_message"}
"""Of what the desk notes about whom it knows, what it asks and what it means to say. What that says is read."""
ALTERED = "something that stood there"
OWN_MATTERS = {"member", "reading", "pasted_part"}
"""What a member chooses for themself: reminders, and sentences of their own article."""
READ = {"status": Deed.READ_STATUS, "digest": Deed.READ_DIGEST, "members": Deed.MANAGE_MEMBERS}
"""What is told by a message of this purpose, and to whom that may be told."""

REF = "c{claim}"
PRESSES: dict[str, tuple[str, ...]] = {
    "join": ("",),
    "desk": (":d{desk}",),
    "desks": ("",),
    "members": (":d{desk}:p0",),
    "member": (":d{desk}:m{ben}:lead", ":d{desk}:m{ben}:contributor", ":d{desk}:m{ben}:remove:m{ana}"),
    "invite": (":d{desk}:lead",),
    "revoke": (":i{unused}",),
    "admit": (":i{used}:yes", ":i{used}:no"),
    "step": (":d{desk}:signoff:0", ":d{desk}:language:1", ":d{desk}:timezone:write"),
    "set": (":d{desk}:signoff:0", ":d{desk}:scale:plain", ":d{desk}:remove:mixture"),
    "ladder": (":d{desk}:untaken:0:remove", ":d{desk}:urgent-anytime:on"),
    "own": (":d{desk}:reminders:off",),
    "language": (":uk",),
    "assign": (":" + REF, ":" + REF + ":m{ana}"),
    "priority": (":" + REF + ":urgent",),
    "same": (":" + REF + ":t{open}",),
    "different": (":" + REF + ":t{open}",),
    "rate": (":" + REF + ":false",),
    "meant": (":" + REF + ":p{meant}:yes", ":" + REF + ":p{meant}:no"),
    "which": (":" + REF + ":p{which}",),
    "stance": (":" + REF + ":p{source}:confirms",),
    "reviewer": (":" + REF, ":" + REF + ":m{caro}"),
    "whom": (":" + REF + ":p{source}:itself",),
    "agree": (":" + REF + ":v{verdict}",),
    "changes": (":" + REF + ":v{verdict}",),
    "overrule": (":" + REF + ":v{verdict}",),
    "correctas": (":" + REF + ":void:v{verdict}", ":" + REF + ":update:v{verdict}"),
    "correctwith": (":" + REF + ":false:v{verdict}",),
    "disagreewith": (":" + REF + ":true:v{verdict}",),
    "overrulewith": (":" + REF + ":true:v{verdict}",),
    "page": (":queue:0", ":mine:0"),
    "list": (":d{desk}:untaken",),
    "snoozed": (":" + REF + ":hour", ":" + REF + ":tomorrow"),
    "digest": (":d{desk}:now:1",),
    "often": (":d{desk}:daily",),
    "found": (":1",),
    "pick": (":r{reading}:0:0",),
    "picks": (":r{reading}:1",),
    "queue": (":r{reading}",),
    "whole": (":r{reading}",),
}
"""What follows the verb in forged data. A verb that is not here is followed by the claim alone."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "start": ("", "more-" + REF, "history-" + REF, "agree-" + REF + "-v{verdict}", "invite-" + "A" * 22),
    "settings": ("", "signoff 0", "scale remove Mixture", "language uk"),
    "members": ("", "@ben lead", "@ben remove @ana"),
    "invite": ("", "lead", "revoke"),
    "language": ("uk",),
    "claim": ("The harbour froze on Monday",),
    "queue": ("", "untaken"),
    "assign": ("{n} @ana",),
    "verdict": ("{n} False: it is old https://example.org/a",),
    "changes": ("{n} name the source",),
    "disagree": ("{n} True: I saw it https://example.org/b",),
    "overrule": ("{n} True: I decide https://example.org/c",),
    "source": ("{n}", "{n} confirms https://example.org/d"),
    "correct": ("{n} void it was wrong", "{n} update it thawed"),
    "priority": ("{n} urgent",),
    "decline": ("{n} an opinion",),
    "reopen": ("{n} a new video",),
    "merge": ("{n} {open_n}",),
    "snooze": ("{n} 2h",),
    "due": ("{n} tomorrow 9:00",),
    "find": ("harbour storm",),
    **dict.fromkeys(("help", "setup", "join", "mine", "digest", "status", "undo", "cancel"), ("",)),
}
"""What follows the command. One that is not here is followed by the claim's number alone."""

REPLIES = ("False: it is old https://example.org/e", "a note", "https://example.org/f", "False")


@dataclass(frozen=True)
class Scene:
    session: Session
    claims: dict[str, int]
    keys: dict[str, int]
    written: list[str]


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
            claims, keys = _set_the_scene(session)
            session.flush()
            yield Scene(session, claims, keys, written)
            session.rollback()
        database.close()


def _set_the_scene(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    people = {
        name: Person(telegram_id=number, name=name, username=name.lower(), started_at=NOW, language="en")
        for name, (number, _) in PEOPLE.items()
    }
    session.add_all(people.values())
    session.flush()
    desk, caro = open_desk(
        session, chat_id=GROUP, topic_id=0, title="Newsroom", private=False, person=people["Caro"], now=NOW
    )
    open_desk(
        session, chat_id=OTHER_GROUP, topic_id=0, title="Other", private=False, person=people["Eve"], now=NOW
    )
    members = {"Caro": caro}
    for name, role in (("Ana", Role.CHECKER), ("Ben", Role.CHECKER), ("Kit", Role.CONTRIBUTOR)):
        members[name] = _joined(session, desk, people[name], role)
    leave_desk(session, _joined(session, desk, people["Former"], Role.LEAD), NOW)

    claims: dict[str, Claim] = {}
    for state in ("open", "taken", "in review", "disputed", "closed", "declined", "merged"):
        words = f"The {SECRET} harbour is {state} since the storm of {len(claims) + 11} May"
        claims[state] = queue_claim(session, desk, Brought(words), members["Kit"], NOW).claim
    for state in ("taken", "in review", "disputed", "closed"):
        take_claim(session, claims[state], members["Ana"], NOW)
    statement = Statement(
        "false",
        "because",
        evidence=(EvidenceGiven("link", url="https://example.org/z"),),
        chat_id=GROUP,
        message_id=9,
    )
    for state in ("in review", "disputed", "closed"):
        record_verdict(session, claims[state], members["Ana"], statement, required=1, now=NOW)
    review_verdict(
        *(session, claims["disputed"], members["Ben"], Decision.DISAGREE),
        required=1,
        now=NOW,
        reason="I saw it",
        rating="true",
    )
    review_verdict(session, claims["closed"], members["Ben"], Decision.AGREE, required=1, now=NOW)
    decline_claim(session, claims["declined"], members["Caro"], "an opinion", NOW)
    merge_claim(session, claims["merged"], claims["open"], members["Ben"], NOW)
    expected = {"disputed": State.IN_REVIEW}
    assert all(claim.state == expected.get(name, name) for name, claim in claims.items())

    # Open questions to Ana, an article of Kit's, and invitations: what is somebody's, others try to use.
    asked = {
        name: ask(
            session,
            people["Ana"],
            chat_id=PEOPLE["Ana"][0],
            asks=name,
            now=NOW,
            desk_id=desk.id,
            claim_id=claims["taken"].id,
            typed={
                "content": content_as_json(Content(8, "a note")),
                "rating": "false",
                "qualifiers": [],
                "rationale": "it is old",
                "links": [],
            },
        ).id
        for name in ("meant", "which", "source")
    }
    reading = Reading(
        desk_id=desk.id,
        person_id=people["Kit"].id,
        chat_id=PEOPLE["Kit"][0],
        text=f"The {SECRET} is said to be lost.",
        picks=[],
        created_at=NOW,
    )
    session.add(reading)
    unused = make_invitation(session, desk, caro, Role.LEAD, NOW)
    used = make_invitation(session, desk, caro, Role.LEAD, NOW)
    used.person_id, used.used_at = people["Dan"].id, NOW
    session.add(used)
    session.flush()
    keys = {
        "desk": desk.id,
        "open": claims["open"].id,
        "open_n": claims["open"].number,
        "unused": unused.id,
        "used": used.id,
        "reading": reading.id,
        **asked,
        **{name.lower(): member.id for name, member in members.items()},
    }
    return {name: claim.id for name, claim in claims.items()}, keys


def _joined(session: Session, desk: Desk, person: Person, role: Role) -> Member:
    member = join_desk(session, desk, person, role, NOW)
    assert member is not None
    return member


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
        *(("group", state) for state in (*UNFINISHED, "disputed", "closed", "declined", "merged")),
        *(("private", state) for state in ("open", "in review")),
    ],
)
def test_nothing_comes_of_it_that_is_not_allowed(scene: Scene, who: str, where: str, state: str) -> None:
    session, number = scene.session, PEOPLE[who][0]
    claim = session.get_one(Claim, scene.claims[state])
    person = session.exec(select(Person).where(Person.telegram_id == number)).one()
    member = membership(session, scene.keys["desk"], person.id)
    member_id = member.id if member is not None else None
    role, mine = PEOPLE[who][1], claim.assignee_id is not None and claim.assignee_id == member_id
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
            events: Sequence[tuple[Deed, int, int | None]] = ()
            rows: Sequence[tuple[str, int | None, dict[str, Any], list[int]]] = ()
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
                    if desk_id == scene.keys["desk"] and deed is not Deed.JOIN
                ]
                assert not strange, f"{said}: {strange}"
                if not events:
                    assert not tables - OWN_MATTERS, f"{said}: {tables}"
                told = [words for _, _, words, about in rows if SECRET in str(words) or claim.id in about]
                assert not told, f"{said}: is told of the claim"
                assert events or "card" not in changed, f"{said}: is shown the claim"
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
