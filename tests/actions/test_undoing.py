"""Undo's two minutes, and which step it is that is undone, on a real database without Telegram."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.actions.assignees import take_claim
from bot.actions.claims import Brought, add_note, queue_claim
from bot.actions.desks import join_desk, open_desk
from bot.actions.undoing import undo_last
from bot.actions.verdicts import EvidenceGiven, VerdictGiven, record_verdict
from bot.rules.refusals.undoing import NothingToUndo, TooLateToUndo
from storage.claims import Claim
from storage.database import Database
from storage.desks import Desk, Member, Person
from storage.events import history_of
from storage.facts.claims import claim_facts
from storage.schema import migrate
from storage.vocabulary import Deed, Role, State

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def session() -> Iterator[Session]:
    database = Database("sqlite://")
    migrate(database)
    with Session(database.engine, expire_on_commit=False) as session:
        yield session
    database.close()


@pytest.fixture
def people(session: Session) -> tuple[Desk, Member, Member]:
    ana, ben = Person(telegram_id=1, name="Ana"), Person(telegram_id=2, name="Ben")
    session.add_all([ana, ben])
    session.flush()
    desk, lead = open_desk(
        session, chat_id=-5, topic_id=0, title="Newsroom", private=False, person=ana, now=NOW
    )
    checker = join_desk(session, desk, ben, Role.CHECKER, NOW)
    assert checker is not None
    return desk, lead, checker


def say(rating: str) -> VerdictGiven:
    return VerdictGiven(rating, "because", evidence=(EvidenceGiven("link", url="https://example.org"),))


@pytest.mark.parametrize(("seconds", "in_time"), [(0, True), (120, True), (121, False)])
def test_two_minutes(
    session: Session, people: tuple[Desk, Member, Member], seconds: int, in_time: bool
) -> None:
    desk, ana, ben = people
    claim = queue_claim(session, desk, Brought("The dam broke"), ana, NOW).claim
    later = NOW + timedelta(seconds=seconds)
    if not in_time:
        with pytest.raises(TooLateToUndo):
            undo_last(session, ana, desk.id, later)
        return
    assert undo_last(session, ana, desk.id, later).claims == (claim,)
    assert claim.state is State.DECLINED
    assert history_of(session, claim.id)[-1].after["reason"] == "undone"
    with pytest.raises(NothingToUndo):
        undo_last(session, ben, desk.id, later)


def test_a_verdict_gives_way_to_what_was_before(
    session: Session, people: tuple[Desk, Member, Member]
) -> None:
    desk, ana, ben = people
    claim: Claim = queue_claim(session, desk, Brought("The dam broke"), ana, NOW).claim
    first = record_verdict(session, claim, ben, say("false"), required=1, now=NOW)
    second = record_verdict(session, claim, ben, say("true"), required=1, now=NOW)
    assert undo_last(session, ben, desk.id, NOW, claim).before == first
    assert (claim.state, claim.verdict_id) == (State.IN_REVIEW, first.id)
    undone = undo_last(session, ben, desk.id, NOW, claim)
    assert (undone.verdict, undone.before) == (first, None)
    assert (claim.state, claim.verdict_id, claim.assignee_id) == (State.OPEN, None, None)
    assert second.version == 2

    # An undone verdict stands beside no other.
    record_verdict(session, claim, ana, say("mixture"), required=1, now=NOW)
    assert claim_facts(session, claim).others == ()


def test_only_the_last_step_and_only_these(session: Session, people: tuple[Desk, Member, Member]) -> None:
    desk, ana, ben = people
    claim = queue_claim(session, desk, Brought("The dam broke"), ana, NOW).claim
    take_claim(session, claim, ana, NOW)
    with pytest.raises(NothingToUndo):
        undo_last(session, ana, desk.id, NOW, claim)
    record_verdict(session, claim, ana, say("false"), required=1, now=NOW)
    add_note(session, claim, "I was there", ben, NOW)
    with pytest.raises(TooLateToUndo):
        undo_last(session, ana, desk.id, NOW, claim)
    assert claim.state is State.IN_REVIEW
    assert [event.deed for event in history_of(session, claim.id)].count(Deed.UNDO) == 0
