"""What stood unfinished at a past moment, told from events: the same as was seen at that moment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot.actions.assignees import assign_claim, release_claim, take_claim
from bot.actions.claims import Brought, queue_claim
from bot.actions.desks import join_desk, open_desk
from bot.actions.life import decline_claim, reopen_claim, set_priority
from bot.actions.reviews import review_verdict
from bot.actions.snoozing import set_due_time
from bot.actions.sources import SourceGiven, add_source
from bot.actions.twins import merge_claim, unmerge_claim
from bot.actions.verdicts import VerdictGiven, record_verdict
from bot.rules.refusals import Refusal
from storage.claims import Claim
from storage.database import Database, open_database
from storage.desks import Desk, Member, Person
from storage.digests import entries_at, happened_between
from storage.facts.entries import QueueEntry
from storage.schema import migrate
from storage.sources import sources_of
from storage.standings import carried_by, parts_at, standings_over, waiting_at
from storage.vocabulary import Decision, Priority, Role, Stance, State

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
H = timedelta(hours=1)
DEEDS = (
    *("queue", "take", "release", "assign", "verdict", "agree", "changes", "disagree", "decline", "reopen"),
    *("merge", "merge", "unmerge", "source", "source", "urgent", "due", "no due"),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('digests') / 'desk.db'}") as database:
        migrate(database)
        yield database


def do(
    session: Session, deed: str, desk: Desk, claim: Claim, who: Member, other: Claim, now: datetime
) -> None:
    """One deed of one person about one claim; raises what the desk refuses."""
    match deed:
        case "queue":
            queue_claim(session, desk, Brought(f"Claim at {now}"), who, now)
        case "take":
            take_claim(session, claim, who, now)
        case "release":
            release_claim(session, claim, who, now)
        case "assign":
            assign_claim(session, claim, who, who, now)
        case "verdict":
            record_verdict(session, claim, who, VerdictGiven("false", "why"), required=1, now=now)
        case "decline":
            decline_claim(session, claim, who, "why", now)
        case "reopen":
            reopen_claim(session, claim, who, "why", now)
        case "merge":
            merge_claim(session, claim, other, who, now)
        case "unmerge":
            unmerge_claim(session, claim, who, now)
        case "source":
            given = SourceGiven(f"outlet{now.hour}.org", f"outlet:outlet{now.hour}.org")
            add_source(session, claim, who, given, Stance.REPORTS, now)
        case "urgent":
            set_priority(session, claim, Priority.URGENT, who, now)
        case "due" | "no due":
            set_due_time(session, claim, now + H if deed == "due" else None, who, now)
        case _:
            decision = Decision(deed)
            rating = "true" if decision is Decision.DISAGREE else None
            review_verdict(session, claim, who, decision, required=1, now=now, reason="why", rating=rating)


def told(session: Session, desk: Desk, at: datetime, now: datetime) -> list[QueueEntry]:
    """What stood at `at`, told at `now`. How many people brought it is always told as of today."""
    waiting = waiting_at(session, desk.id, at, now)
    entries = entries_at(session, [one.id for one in waiting], at, now)
    parts = parts_at(session, desk.id, [one.id for one in waiting], at, now)
    carried = carried_by(session, parts, at if at < now else None)
    for one, entry in zip(waiting, entries, strict=True):
        # What "single source" is counted from is one and the same in a line, in the number of them, and on the card.
        assert [source.id for source in entry.sources] == [source.id for source in carried.get(one.id, [])]
        if at >= now:
            assert [source.id for source in entry.sources] == [row.id for row in sources_of(session, one.id)]
        counted = (one.state, one.priority, one.due_at, one.assignee_id, one.disputed)
        assert counted == (entry.state, entry.priority, entry.due_at, entry.assignee_id, entry.disputed)
    return sorted((replace(entry, demand=0) for entry in entries), key=lambda entry: entry.id)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 9)), max_size=12), st.uuids()
)
def test_any_past_moment_is_told_as_it_was(
    database: Database, deeds: list[tuple[str, int, int]], chat: object
) -> None:
    with database.engine.begin() as connection, Session(connection) as session:
        people = [Person(name=name) for name in ("Caro", "Ana", "Ben")]
        session.add_all(people)
        session.flush()
        desk, lead = open_desk(
            session,
            chat_id=hash(chat) % 10**12,
            topic_id=0,
            title="",
            private=False,
            person=people[0],
            now=START,
        )
        members = [lead, *(join_desk(session, desk, one, Role.LEAD, START) for one in people[1:])]
        queued = [queue_claim(session, desk, Brought(f"Claim {n}"), lead, START).claim for n in range(2)]
        seen: dict[datetime, list[QueueEntry]] = {}
        for step, (deed, person, which) in enumerate(deeds, 1):
            now = START + step * H
            member, claim = members[person], queued[which % 2]
            assert member is not None
            try:
                with session.begin_nested():
                    do(session, deed, desk, claim, member, queued[(which + 1) % 2], now)
            except Refusal:
                session.expire_all()
            seen[now + H / 2] = told(session, desk, now + H / 2, now + H / 2)
        end = START + 100 * H
        for moment, then in seen.items():
            assert told(session, desk, moment, end) == then, moment
        counts = [
            (len(then), sum(one.due_at is not None and one.due_at <= moment for one in then))
            for moment, then in seen.items()
        ]
        assert not seen or standings_over(session, desk.id, list(seen), end) == counts
        happened = happened_between(session, desk.id, START, end)
        assert {one.claim_id for one in happened.closed} == {
            one.id for one in queued if one.state is State.CLOSED
        }
        assert set(happened.new) >= {one.id for one in queued}
        assert len(happened.closed) == len(happened.times) == len(happened.closed_at)
        session.rollback()
