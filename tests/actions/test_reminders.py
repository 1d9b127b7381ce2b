"""Reminders on a real database, without Telegram: who gets which bundle, and when. Monday 23 November 2026, UTC.

Ana and Ben check, Caro and Eve lead, Dan is a stranger to the desk.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.actions.assignees import release_claim, take_claim
from bot.actions.claims import Brought, add_note, queue_claim
from bot.actions.desks import change_settings, join_desk, open_desk
from bot.actions.life import set_priority
from bot.actions.reminders import AT_ONCE, remind
from bot.actions.reviews import review_verdict
from bot.actions.snoozing import acknowledge_claim, set_due_time, snooze_claim
from bot.actions.verdicts import EvidenceGiven, VerdictGiven, record_verdict
from bot.demo.server.html import parse
from bot.makers.reminders import make_reminder
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import parse_setting
from bot.ticks import name_soon, name_unreachable
from storage.claims import Claim
from storage.database import Database
from storage.delivering import chat_refuses, record_sent
from storage.desks import Desk, Member, Person
from storage.dues import Matter, desks_due
from storage.outbox import Kind, Outbox, Status, next_waiting
from storage.schema import migrate
from storage.vocabulary import Decision, Priority, Role, State

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
H = timedelta(hours=1)
GROUP, ANA, BEN, CARO, DAN, EVE = -5, 101, 102, 103, 104, 105


@dataclass
class Room:
    """The desk, and a clock that only goes where a test puts it."""

    session: Session
    desk: Desk
    ana: Member
    ben: Member
    caro: Member
    eve: Member
    refuses: frozenset[int] = frozenset()
    """Chats that have blocked the bot, as it turns out when it sends."""
    messages: int = 0

    def claim(self, text: str, at: datetime = START, taken_by: Member | None = None) -> Claim:
        claim = queue_claim(self.session, self.desk, Brought(text), self.ben, at).claim
        if taken_by is not None:
            take_claim(self.session, claim, taken_by, at)
        return claim

    def set(self, name: str, words: str, at: datetime) -> None:
        now = DeskSettings.from_json(self.desk.settings)
        change_settings(self.session, self.desk, self.caro, parse_setting(name, words, now=now), at)

    def tick(self, now: datetime) -> list[tuple[int, str]]:
        """All that is due, done; all that may be sent, sent. To whom, and the words."""
        said = []
        for _ in range(20):
            while desks_due(self.session, Matter.REMINDER, now):
                remind(self.session, self.desk.id, now)
            rows = next_waiting(self.session, now, [], 50)
            if not rows:
                break
            for row in rows:
                said += self._deliver(row, now)
        return said

    def _deliver(self, row: Outbox, now: datetime) -> list[tuple[int, str]]:
        if row.purpose != "reminder":
            row.status = Status.SENT
            return []
        payload = make_reminder(self.session, row, now, bot="desk_bot")
        if payload is None:
            row.status = Status.CANCELLED
            return []
        if row.chat_id in self.refuses:
            chat_refuses(row.id, row.chat_id, "blocked").write(self.session, now)
            self.session.flush()
            return []
        self.messages += 1
        record_sent(row.id, row.chat_id, self.messages).write(self.session, now)
        self.session.flush()
        return [(row.chat_id, parse(payload["html"])[0])]

    def told(self, now: datetime) -> dict[int, str]:
        """The same by chat; no chat gets two messages at one moment."""
        said = self.tick(now)
        assert len({chat for chat, _ in said}) == len(said)
        assert DAN not in dict(said)
        return dict(said)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """One for all: nothing is ever committed."""
    database = Database("sqlite://")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    with Session(database.engine, expire_on_commit=False) as session:
        people = [
            Person(telegram_id=id_, name=name, started_at=START)
            for id_, name in ((CARO, "Caro"), (ANA, "Ana"), (BEN, "Ben"), (EVE, "Eve"), (DAN, "Dan"))
        ]
        session.add_all(people)
        session.flush()
        desk, caro = open_desk(
            *(session,),
            chat_id=GROUP,
            topic_id=0,
            title="Newsroom",
            private=False,
            person=people[0],
            now=START,
        )
        others = [join_desk(session, desk, person, Role.CHECKER, START) for person in people[1:4]]
        ana, ben, eve = (member for member in others if member is not None)
        eve.role = Role.LEAD
        yield Room(session, desk, ana, ben, caro, eve)
        session.rollback()


def test_what_falls_into_somebodys_own_quiet_hours_waits_for_their_end_in_one_message(room: Room) -> None:
    room.ana.quiet = "07:00-12:00"
    first = room.claim("The dam has a crack", START - 2 * H, room.ana)
    room.claim("The mayor has left", START, room.ana)
    assert room.told(START + 22 * H) == {}
    set_priority(room.session, first, Priority.URGENT, room.ben, START + 19 * H)  # six hours: 11:00
    assert room.told(START + 24 * H) == {}
    assert room.told(START + 25 * H) == {}
    assert room.told(START + 26 * H - timedelta(seconds=1)) == {}
    said = room.told(START + 26 * H)
    assert list(said) == [ANA]
    lines = said[ANA].split("\n")
    assert lines[0] == "⏰ 2 claims wait · Newsroom"
    assert lines[1].endswith("#1 The dam has a crack"), "the most urgent first"
    assert lines[3].endswith("#2 The mayor has left")


def test_who_wants_no_reminders_is_asked_all_the_same_before_the_claim_goes(room: Room) -> None:
    room.ana.reminders = room.eve.reminders = False
    room.claim("The dam has a crack", taken_by=room.ana)
    assert room.told(START + 24 * H) == {}
    said = room.told(START + 48 * H)
    assert set(said) == {ANA, CARO}
    assert "keep it, or release it?" in said[ANA]
    said = room.told(START + 72 * H)
    assert set(said) == {GROUP, ANA, CARO, EVE}
    assert "you did not answer, so it went back to the queue" in said[ANA]
    assert "Ana did not answer; it is free again" in said[EVE]


def test_whoever_blocked_the_bot_is_skipped_and_the_next_step_comes_at_once(room: Room) -> None:
    claim = room.claim("The dam has a crack", taken_by=room.ana)
    room.refuses = frozenset({ANA})
    said = room.told(START + 24 * H)
    assert set(said) == {CARO, EVE, GROUP}
    assert "I asked whether to release it" in said[CARO]
    assert "For Ana, whom I cannot reach." in said[GROUP]
    assert "Open the bot and press Start" in said[GROUP]
    assert claim.assignee_id == room.ana.id, "nobody loses a claim without having been asked"
    assert room.told(START + 47 * H) == {}
    assert "it is free again" in room.told(START + 48 * H)[GROUP]
    assert claim.state is State.OPEN


def test_what_waits_for_somebody_is_named_in_the_group_once(room: Room) -> None:
    room.claim("The dam has a crack", taken_by=room.ana)
    room.refuses = frozenset({ANA, CARO, EVE})
    room.told(START + 24 * H)
    name_soon(room.session, room.desk.id, START + 24 * H)
    name_unreachable(room.session, room.desk.id, START + 25 * H)
    said = room.told(START + 25 * H)
    assert list(said) == [GROUP]
    assert "Caro: 1 message waits for you (#1)." in said[GROUP]


def test_escalation_stops_at_a_lead_who_is_on_it(room: Room) -> None:
    claim = room.claim("The dam has a crack", taken_by=room.ana)
    set_due_time(room.session, claim, START + 4 * H, room.caro, START)
    assert set(room.told(START + 4 * H)) == {ANA, CARO, EVE}
    acknowledge_claim(room.session, claim, room.eve, START + 5 * H)
    for days in (1, 2):
        assert set(room.told(START + (5 + 24 * days) * H)) == {ANA}
    room.eve.role = Role.CHECKER
    said = room.told(START + (5 + 24 * 3) * H)
    assert CARO in said, "she who was on it leads no more"


def test_on_it_of_the_assignee_stops_no_escalation(room: Room) -> None:
    claim = room.claim("The dam has a crack", taken_by=room.eve)
    room.told(START + 24 * H)
    acknowledge_claim(room.session, claim, room.eve, START + 25 * H)
    assert CARO in room.told(START + 49 * H)


def test_disputed_is_for_leads_and_changes_for_the_author(room: Room) -> None:
    claim = room.claim("The dam has a crack", taken_by=room.ana)
    said = VerdictGiven("false", "no", evidence=(EvidenceGiven("link", url="https://example.org"),))
    record_verdict(room.session, claim, room.ana, said, required=1, now=START)
    review_verdict(
        *(room.session, claim, room.ben, Decision.DISAGREE),
        required=1,
        now=START,
        rating="true",
        reason="it stands",
    )
    said_8 = room.told(START + 8 * H)
    assert set(said_8) == {CARO, EVE}
    assert "disputed: a lead decides" in said_8[CARO]
    review_verdict(
        *(room.session, claim, room.ben, Decision.CHANGES), required=1, now=START + 9 * H, reason="which dam?"
    )
    said_33 = room.told(START + 33 * H)
    assert set(said_33) == {ANA}
    assert "changes were asked for; a new version is yours to give" in said_33[ANA]


def test_a_change_of_the_settings_counts_at_once(room: Room) -> None:
    room.claim("The dam has a crack", START + 9 * H)
    room.claim("The mayor has left", START + 9 * H)
    set_priority(
        room.session, room.claim("The bridge", START + 9 * H), Priority.URGENT, room.caro, START + 9 * H
    )
    night = START + 14 * H
    assert set(room.told(START + 10 * H)) == {GROUP}
    assert room.told(night) == {}
    room.set("urgent-anytime", "on", night)
    # Urgent: the leads' step came at one in the morning.
    assert set(room.told(night + 2 * H)) == {CARO, EVE}
    room.set("quiet", "off", night + 2 * H)
    said = room.told(night + 2 * H)
    assert set(said) == {GROUP}
    assert said[GROUP].startswith("⏰ 2 claims wait")
    room.set("untaken", "3h group, 5h leads", night + 3 * H)
    assert set(room.told(night + 3 * H)) == {CARO, EVE}, (
        "the group has had its step, wherever that stands now"
    )


def _release_and_take(room: Room, claim: Claim, at: datetime) -> None:
    release_claim(room.session, claim, room.ana, at)
    take_claim(room.session, claim, room.ana, at)


ACTIONS: list[tuple[str, Callable[[Room, Claim, datetime], object]]] = [
    ("note", lambda room, claim, at: add_note(room.session, claim, "I am looking", room.ben, at)),
    ("priority", lambda room, claim, at: set_priority(room.session, claim, Priority.LOW, room.ana, at)),
    ("due", lambda room, claim, at: set_due_time(room.session, claim, at + 999 * H, room.ana, at)),
    ("snooze", lambda room, claim, at: snooze_claim(room.session, claim, at + H, room.ana, at)),
    (
        "released and taken",
        _release_and_take,
    ),
]


@pytest.mark.parametrize("act", [one[1] for one in ACTIONS], ids=[one[0] for one in ACTIONS])
def test_any_action_starts_the_ladder_anew(
    room: Room, act: Callable[[Room, Claim, datetime], object]
) -> None:
    claim = room.claim("The dam has a crack", taken_by=room.ana)
    assert set(room.told(START + 24 * H)) == {ANA}
    acknowledge_claim(room.session, claim, room.caro, START + 25 * H)
    act(room, claim, START + 47 * H)
    assert claim.lead_on_it_id is None
    assert CARO not in room.told(START + 49 * H)
    assert ANA in room.told(START + 73 * H)


def test_ten_thousand_at_once_are_one_message_made_in_small_parts(room: Room) -> None:
    """Ten thousand would show no more than these; the benchmark has them all."""
    n = AT_ONCE + 20
    for number in range(n):
        claim = room.claim(f"Claim of the number {number}")
        if number in (99, 109):
            set_priority(room.session, claim, Priority.URGENT, room.caro, START)
    at = START + 4 * H
    made = 0
    while desks_due(room.session, Matter.REMINDER, at):
        remind(room.session, room.desk.id, at)
        made += 1
        held = next_waiting(room.session, at, [], 50)
        assert [row for row in held if row.purpose == "reminder"] == [] or not desks_due(
            room.session, Matter.REMINDER, at
        ), "a part went out"
    assert made == 2
    rows = room.session.exec(select(Outbox).where(Outbox.purpose == "reminder")).all()
    assert [row.chat_id for row in rows] == [GROUP]
    said = room.told(at)
    assert said[GROUP].startswith(f"⏰ {n} claims wait")
    assert [line.split(" ")[1] for line in said[GROUP].split("\n")[1:5:2]] == ["#100", "#110"]
    assert f"and {n - 8 - 40} more" in said[GROUP]


def test_an_answer_goes_before_reminders_and_the_urgent_before_the_rest(room: Room) -> None:
    session = room.session
    for row in session.exec(select(Outbox)):
        row.status = Status.CANCELLED
    ranks = [4, 0, 3, 1, 4, 0]
    for chat, rank in enumerate(ranks, 1000):
        session.add(
            Outbox(chat_id=chat, kind=Kind.SEND, purpose="x", rank=rank, not_before=START, created_at=START)
        )
    session.add(Outbox(chat_id=1000, kind=Kind.SEND, purpose="x", not_before=START, created_at=START))
    session.flush()
    assert [row.chat_id for row in next_waiting(session, START, [], 200)] == [
        1001,
        1005,
        1000,
        1003,
        1002,
        1004,
    ]
    assert [row.chat_id for row in next_waiting(session, START, [1001, 1000], 2)] == [1005, 1003]
    assert session.exec(select(Outbox).order_by(col(Outbox.id).desc())).first() is not None
