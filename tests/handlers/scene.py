"""Two desks as a test of handlers needs them: everybody's role, and a claim in every state."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from bot.actions.assignees import take_claim
from bot.actions.claims import Brought, queue_claim
from bot.actions.desks import join_desk, leave_desk, open_desk
from bot.actions.invitations import make_invitation
from bot.actions.life import decline_claim
from bot.actions.mutes import mute
from bot.actions.prompts import ask
from bot.actions.reviews import review_verdict
from bot.actions.twins import merge_claim
from bot.actions.verdicts import EvidenceGiven, VerdictGiven, record_verdict
from bot.telegram.facts import Content, content_as_json
from storage.claims import Claim
from storage.desks import Desk, Member, Person
from storage.readings import Reading
from storage.vocabulary import Decision, Role, State

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
GROUP, OTHER_GROUP = -1001, -1002
SECRET = "zanzibar"
"""A word of every claim of the desk: whoever is sent it has read there."""
OTHER_SECRET = "timbuktu"
"""The same of the other desk, which is Eve's."""

PEOPLE: dict[str, tuple[int, Role | None]] = {
    "Caro": (103, Role.LEAD),
    "Ana": (101, Role.CHECKER),
    "Ben": (102, Role.CHECKER),
    "Kit": (106, Role.CONTRIBUTOR),
    "Mo": (108, Role.CHECKER),
    "Dan": (104, None),
    "Former": (107, None),
    "Eve": (105, None),
}
"""Telegram's id and the role at the desk. Mo is muted; Former has left it; Eve leads another desk."""


@dataclass(frozen=True)
class Scene:
    session: Session
    claims: dict[str, int]
    keys: dict[str, int]
    written: list[str]


def set_the_scene(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    people = {
        name: Person(telegram_id=number, name=name, username=name.lower(), started_at=NOW, language="en")
        for name, (number, _) in PEOPLE.items()
    }
    session.add_all(people.values())
    session.flush()
    desk, caro = open_desk(
        session, chat_id=GROUP, topic_id=0, title="Newsroom", private=False, person=people["Caro"], now=NOW
    )
    other, eve = open_desk(
        session, chat_id=OTHER_GROUP, topic_id=0, title="Other", private=False, person=people["Eve"], now=NOW
    )
    members = {"Caro": caro}
    for name, role in (
        ("Ana", Role.CHECKER),
        ("Ben", Role.CHECKER),
        ("Kit", Role.CONTRIBUTOR),
        ("Mo", Role.CHECKER),
    ):
        members[name] = _joined(session, desk, people[name], role)
    mute(session, desk, people["Mo"], caro, NOW)
    leave_desk(session, _joined(session, desk, people["Former"], Role.LEAD), NOW)

    claims: dict[str, Claim] = {}
    for state in ("open", "taken", "in review", "disputed", "closed", "declined", "merged"):
        words = f"The {SECRET} harbour is {state} since the storm of {len(claims) + 11} May"
        claims[state] = queue_claim(session, desk, Brought(words), members["Kit"], NOW).claim
    for state in ("taken", "in review", "disputed", "closed"):
        take_claim(session, claims[state], members["Ana"], NOW)
    statement = VerdictGiven(
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

    theirs = queue_claim(
        session, other, Brought(f"The {OTHER_SECRET} harbour is open to storms"), eve, NOW
    ).claim

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
        "theirs": theirs.id,
        "kit_person": people["Kit"].id,
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
