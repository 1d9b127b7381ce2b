"""A claim's life by any people in any order, on a real database: what must never come about, never does."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlmodel import Session, col, select

from bot.actions.assignees import assign_claim, release_claim, take_claim
from bot.actions.claims import Brought, FileBrought, add_note, queue_claim, standing_for
from bot.actions.corrections import correct_claim
from bot.actions.desks import change_settings, join_desk, leave_desk, open_desk
from bot.actions.life import decline_claim, reopen_claim, set_priority
from bot.actions.reminders import remind
from bot.actions.reviews import choose_reviewer, is_disputed, review_verdict
from bot.actions.snoozing import acknowledge_claim, set_due_time, snooze_claim
from bot.actions.sources import SourceGiven, add_source
from bot.actions.twins import find_twin, merge_claim, tell_apart, unmerge_claim
from bot.actions.undoing import undo_last
from bot.actions.verdicts import EvidenceGiven, VerdictGiven, may_amend, record_verdict
from bot.rules.permissions import check
from bot.rules.refusals import Refusal
from bot.rules.settings import DeskSettings
from storage.appearances import Appearance, appearances_of, demand
from storage.claims import Claim
from storage.database import Database
from storage.desks import Member, Person, colleague
from storage.events import history_of, standing_of, undone_verdicts
from storage.media import Media, media_of
from storage.schema import migrate
from storage.sources import Source, sources_of
from storage.tables import metadata
from storage.verdicts import Review, Verdict, corrections_of, reviews_of, verdicts_of
from storage.vocabulary import CorrectionKind, Decision, Deed, Priority, Role, Stance, State

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
PEOPLE = {
    "Caro": Role.LEAD,
    "Dora": Role.LEAD,
    "Ana": Role.CHECKER,
    "Ben": Role.CHECKER,
    "Eve": Role.CHECKER,
    "Finn": Role.CONTRIBUTOR,
}
TEXTS = (
    "40,000 Syrian fighters have signed up with Russian forces",
    "40000 SYRIAN fighters have signed up with Russian forces!",
    "Some 14,000 fighters from Syria have signed up with Russian forces",
    "The dam at Karst broke on Monday",
)
REVIEWS = {
    Decision.AGREE: Deed.AGREE,
    Decision.CHANGES: Deed.ASK_FOR_CHANGES,
    Decision.DISAGREE: Deed.DISAGREE,
    Decision.OVERRULE: Deed.OVERRULE,
}

anybody = st.sampled_from([*PEOPLE, "Ana", "Ben", "Caro"])
whichever = st.integers(0, 2)
ratings = st.sampled_from(["true", "mixture", "false"])


@contextmanager
def empty_database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'desk.db'}")
        migrate(database)
        try:
            yield database
        finally:
            database.close()


class Life(RuleBasedStateMachine):
    """One desk of six people. Whatever the desk refuses must have changed nothing."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.database.engine, expire_on_commit=False)
        self.now = START
        self.closed: set[int] = set()
        self.rows: dict[tuple[str, int], int] = {}

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @initialize()
    def open(self) -> None:
        people = [Person(telegram_id=number, name=name) for number, name in enumerate(PEOPLE, 1)]
        self.session.add_all(people)
        self.session.flush()
        self.people = {person.name: person for person in people}
        self.desk, _ = open_desk(
            self.session, chat_id=-5, topic_id=0, title="", private=False, person=people[0], now=self.now
        )
        for name, role in list(PEOPLE.items())[1:]:
            join_desk(self.session, self.desk, self.people[name], role, self.now)

    # What people do

    @rule(who=anybody, words=st.sampled_from(TEXTS), file=st.sampled_from(["", "one", "two"]))
    def queue(self, who: str, words: str, file: str) -> None:
        files = (FileBrought("photo", f"id-{file}", file),) if file else ()

        def deed(member: Member) -> None:
            # Few claims, so that much happens to each.
            if len(self.claims()) > 2:
                return
            queued = queue_claim(self.session, self.desk, Brought(words, files=files), member, self.now)
            if not queued.repeated:
                find_twin(self.session, queued.claim)

        self.try_to(who, Deed.SUBMIT, deed)

    @rule(who=anybody, nth=whichever)
    def take(self, who: str, nth: int) -> None:
        self.on(nth, who, Deed.TAKE, lambda claim, by: take_claim(self.session, claim, by, self.now))

    @rule(who=anybody, nth=whichever)
    def release(self, who: str, nth: int) -> None:
        self.on(nth, who, Deed.READ, lambda claim, by: release_claim(self.session, claim, by, self.now))

    @rule(who=anybody, nth=whichever, to=anybody)
    def assign(self, who: str, nth: int, to: str) -> None:
        member = self.member(to)
        if member.left_at is None and member.role is not Role.CONTRIBUTOR:
            self.on(
                *(nth, who, Deed.ASSIGN),
                lambda claim, by: assign_claim(self.session, claim, member, by, self.now),
            )

    @rule(who=anybody, nth=whichever, rating=ratings)
    def verdict(self, who: str, nth: int, rating: str) -> None:
        self.on(
            *(nth, who, Deed.RECORD_VERDICT),
            lambda claim, by: record_verdict(
                self.session, claim, by, self.say(rating), required=self.required, now=self.now
            ),
        )

    @rule(who=anybody, nth=whichever, rating=ratings)
    def amend(self, who: str, nth: int, rating: str) -> None:
        def deed(claim: Claim, by: Member) -> None:
            own = [one for one in verdicts_of(self.session, claim.id) if one.author_id == by.id]
            if own and may_amend(self.session, own[-1], claim, required=self.required, now=self.now):
                record_verdict(
                    *(self.session, claim, by, self.say(rating)),
                    required=self.required,
                    now=self.now,
                    amends=True,
                )

        self.on(nth, who, Deed.RECORD_VERDICT, deed)

    @rule(who=anybody, nth=whichever, decision=st.sampled_from(Decision), rating=ratings, fresh=st.booleans())
    def review(self, who: str, nth: int, decision: Decision, rating: str, fresh: bool) -> None:
        def deed(claim: Claim, by: Member) -> None:
            given = verdicts_of(self.session, claim.id)
            seen = None if fresh or not given else given[0].id
            rated = rating if decision in (Decision.DISAGREE, Decision.OVERRULE) else None
            review_verdict(
                *(self.session, claim, by, decision),
                required=self.required,
                now=self.now,
                seen=seen,
                reason="I saw it",
                rating=rated,
            )

        self.on(nth, who, REVIEWS[decision], deed)

    @rule(who=anybody, nth=whichever, to=anybody)
    def choose(self, who: str, nth: int, to: str) -> None:
        def deed(claim: Claim, by: Member) -> None:
            chosen = colleague(self.session, self.member(to).id)
            if chosen is not None:
                choose_reviewer(self.session, claim, chosen, by, self.now)

        self.on(nth, who, Deed.CHOOSE_REVIEWER, deed)

    @rule(who=anybody, nth=whichever)
    def decline(self, who: str, nth: int) -> None:
        self.on(
            nth, who, Deed.DECLINE, lambda claim, by: decline_claim(self.session, claim, by, "", self.now)
        )

    @rule(who=anybody, nth=whichever)
    def reopen(self, who: str, nth: int) -> None:
        self.on(nth, who, Deed.REOPEN, lambda claim, by: reopen_claim(self.session, claim, by, "", self.now))

    @rule(who=anybody, nth=whichever, into=whichever)
    def merge(self, who: str, nth: int, into: int) -> None:
        self.on(
            *(nth, who, Deed.MERGE),
            lambda claim, by: merge_claim(self.session, claim, self.claim(into), by, self.now),
        )

    @rule(who=anybody, nth=whichever)
    def unmerge(self, who: str, nth: int) -> None:
        self.on(nth, who, Deed.UNMERGE, lambda claim, by: unmerge_claim(self.session, claim, by, self.now))

    @rule(who=anybody, nth=whichever, kind=st.sampled_from(CorrectionKind), rating=ratings)
    def correct(self, who: str, nth: int, kind: CorrectionKind, rating: str) -> None:
        statement = VerdictGiven(rating, "a list appeared") if kind is CorrectionKind.RATING_CHANGE else None
        self.on(
            *(nth, who, Deed.CORRECT),
            lambda claim, by: correct_claim(
                self.session, claim, by, kind, "a list appeared", self.now, given=statement
            ),
        )

    @rule(who=anybody, nth=whichever, named=st.booleans())
    def undo(self, who: str, nth: int, named: bool) -> None:
        self.on(
            *(nth, who, Deed.READ),
            lambda claim, by: undo_last(self.session, by, self.desk.id, self.now, claim if named else None),
        )

    @rule(who=anybody, nth=whichever, hours=st.sampled_from([None, 1, 30]))
    def snooze_or_due(self, who: str, nth: int, hours: int | None) -> None:
        until = None if hours is None else self.now + timedelta(hours=hours)
        self.on(
            *(nth, who, Deed.SET_DUE),
            lambda claim, by: set_due_time(self.session, claim, until, by, self.now),
        )
        if until is not None:
            self.on(
                *(nth, who, Deed.SNOOZE),
                lambda claim, by: snooze_claim(self.session, claim, until, by, self.now),
            )

    @rule(who=anybody, nth=whichever, level=st.sampled_from(Priority))
    def prioritise(self, who: str, nth: int, level: Priority) -> None:
        self.on(
            *(nth, who, Deed.SET_PRIORITY),
            lambda claim, by: set_priority(self.session, claim, level, by, self.now),
        )

    @rule(who=anybody, nth=whichever, deed=st.sampled_from(["note", "source", "apart", "on it"]))
    def say_something(self, who: str, nth: int, deed: str) -> None:
        match deed:
            case "note":
                self.on(
                    *(nth, who, Deed.ADD_NOTE),
                    lambda claim, by: add_note(self.session, claim, "seen", by, self.now),
                )
            case "source":
                self.on(nth, who, Deed.ADD_SOURCE, self._source)
            case "apart":
                self.on(
                    *(nth, who, Deed.TELL_APART),
                    lambda claim, by: tell_apart(self.session, claim, by, self.now),
                )
            case _:
                self.on(
                    *(nth, who, Deed.ACKNOWLEDGE),
                    lambda claim, by: acknowledge_claim(self.session, claim, by, self.now),
                )

    def _source(self, claim: Claim, by: Member) -> None:
        add_source(
            *(self.session, claim, by),
            SourceGiven("The monitor", "monitor"),
            Stance.CONFIRMS,
            self.now,
        )

    @rule(who=st.sampled_from(["Dora", "Ana", "Ben", "Eve"]))
    def leave(self, who: str) -> None:
        leave_desk(self.session, self.member(who), self.now)

    @rule(who=anybody)
    def come_back(self, who: str) -> None:
        join_desk(self.session, self.desk, self.people[who], PEOPLE[who], self.now)

    @rule(others=st.integers(0, 2))
    def change_sign_off(self, others: int) -> None:
        change_settings(self.session, self.desk, self.member("Caro"), {"signoff": others}, self.now)

    @rule(minutes=st.sampled_from([3, 60, 60 * 49]))
    def wait(self, minutes: int) -> None:
        """Time passes; owners who stay silent lose their claims."""
        self.now += timedelta(minutes=minutes)
        remind(self.session, self.desk.id, self.now)

    # How it is done

    def member(self, name: str) -> Member:
        query = select(Member).where(Member.desk_id == self.desk.id, Member.person_id == self.people[name].id)
        return self.session.exec(query).one()

    @property
    def required(self) -> int:
        return DeskSettings.from_json(self.desk.settings).signoff

    def claims(self) -> list[Claim]:
        return list(self.session.exec(select(Claim).order_by(col(Claim.id).desc())).all())

    def claim(self, nth: int) -> Claim:
        every = self.claims()
        return every[nth % len(every)]

    def say(self, rating: str) -> VerdictGiven:
        file = FileBrought("photo", "id-evidence", "evidence")
        return VerdictGiven(
            rating, "because", evidence=(EvidenceGiven("file", file=file),), chat_id=-5, message_id=9
        )

    def on(self, nth: int, who: str, deed: Deed, does: Callable[[Claim, Member], object]) -> None:
        if self.claims():
            claim = self.claim(nth)
            mine = claim.assignee_id == self.member(who).id
            self.try_to(who, deed, lambda member: does(claim, member), mine=mine)

    def try_to(self, who: str, deed: Deed, does: Callable[[Member], object], *, mine: bool = False) -> None:
        self.now += timedelta(seconds=1)
        member = self.member(who)
        before = self.dump()
        try:
            check(member.role if member.left_at is None else None, deed, assignee=mine)
            does(member)
        except Refusal:
            assert self.dump() == before, f"{deed} was refused and changed something"

    def dump(self) -> list[Any]:
        self.session.flush()
        connection = self.session.connection()
        return [
            (table.name, connection.execute(text(f"SELECT * FROM {table.name} ORDER BY 1, 2")).all())
            for table in metadata.sorted_tables
        ]

    # What must hold

    @invariant()
    def one_owner_and_a_verdict_where_there_is_a_review(self) -> None:
        for claim in self.claims():
            self.session.refresh(claim)
            assignee = self.session.get(Member, claim.assignee_id) if claim.assignee_id else None
            verdict = self.session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
            match claim.state:
                case State.OPEN:
                    assert assignee is None
                    assert verdict is None
                case State.TAKEN:
                    assert assignee is not None
                    assert assignee.left_at is None
                case State.IN_REVIEW:
                    assert assignee is not None
                    assert assignee.left_at is None
                    assert verdict is not None
                    author = self.session.get_one(Member, verdict.author_id)
                    assert author.left_at is None
                    self._is_the_newest(claim, verdict)
                    assert claim.disputed == is_disputed(self.session, verdict)
                case State.CLOSED:
                    assert verdict is not None
                case _:
                    pass
            under_review = claim.state is State.IN_REVIEW or claim.state_before is State.IN_REVIEW
            assert under_review or not claim.disputed
            assert claim.state is State.CLOSED or not (claim.overruled or claim.voided)

    def _is_the_newest(self, claim: Claim, verdict: Verdict) -> None:
        undone = undone_verdicts(self.session, claim.id)
        own = [one for one in verdicts_of(self.session, claim.id) if one.author_id == verdict.author_id]
        assert verdict.id == [one.id for one in own if one.id not in undone][-1]

    @invariant()
    def closed_only_with_enough_agreement_of_others_to_the_version_that_stands(self) -> None:
        standing = {claim.id for claim in self.claims() if claim.state is State.CLOSED}
        for claim_id in standing - self.closed:
            claim = self.session.get_one(Claim, claim_id)
            verdict = self.session.get_one(Verdict, claim.verdict_id)
            agreed = {
                said.reviewer_id
                for said in reviews_of(self.session, verdict.id)
                if said.decision is Decision.AGREE and said.reviewer_id != verdict.author_id
            }
            assert claim.overruled or len(agreed) >= self.required
            assert claim.overruled or not is_disputed(self.session, verdict)
            self._is_the_newest(claim, verdict)
        self.closed = standing

    @invariant()
    def nobody_reviews_their_own(self) -> None:
        for said in self.session.exec(select(Review)):
            verdict = self.session.get_one(Verdict, said.verdict_id)
            assert said.author_id == verdict.author_id
            assert said.reviewer_id != said.author_id or said.decision is Decision.OVERRULE

    @invariant()
    def merged_into_what_stands_and_never_in_a_circle(self) -> None:
        for claim in self.claims():
            assert (claim.state is State.MERGED) == (claim.merged_into_id is not None)
            assert (claim.state is State.MERGED) == (claim.state_before is not None)
            assert standing_for(self.session, claim).state is not State.MERGED
            twin = self.session.get(Claim, claim.twin_id) if claim.twin_id else None
            assert twin is None or twin.id != claim.id

    @invariant()
    def everything_brought_is_there_once_and_stays_with_its_claim(self) -> None:
        tables: tuple[tuple[Any, Any], ...]
        tables = ((Appearance, appearances_of), (Media, media_of), (Source, sources_of))
        for table, of_claim in tables:
            every: list[Any] = list(self.session.exec(select(table)).all())
            for row in every:
                known = self.rows.setdefault((table.__name__, row.id), row.claim_id)
                assert known == row.claim_id
            shown: dict[int, int] = {}
            for claim in self.claims():
                if claim.state is not State.MERGED:
                    rows = of_claim(self.session, claim.id)
                    assert len({row.id for row in rows}) == len(rows)
                    for row in rows:
                        assert row.id not in shown
                        shown[row.id] = claim.id
                        whole = standing_for(self.session, self.session.get_one(Claim, row.claim_id))
                        assert whole.id == claim.id
            assert shown.keys() == {row.id for row in every}

    @invariant()
    def demand_is_how_many_people_brought_it(self) -> None:
        claims = [claim for claim in self.claims() if claim.state is not State.MERGED]
        counted = demand(self.session, [claim.id for claim in claims])
        for claim in claims:
            people = {seen.brought_by for seen in appearances_of(self.session, claim.id)}
            assert counted[claim.id] == len(people) >= 1

    @invariant()
    def the_history_alone_tells_how_each_claim_stands(self) -> None:
        for claim in self.claims():
            known: dict[str, Any] = {}
            for event in history_of(self.session, claim.id):
                known |= event.after
            told = standing_of(known)
            assert (told.state, told.assignee_id) == (claim.state, claim.assignee_id)
            assert (told.verdict_id, told.disputed) == (claim.verdict_id, claim.disputed)
            assert (told.priority, told.due_at) == (claim.priority, claim.due_at)

    @invariant()
    def corrections_are_of_verdicts_that_stay_readable(self) -> None:
        for claim in self.claims():
            verdicts = {verdict.id for verdict in verdicts_of(self.session, claim.id)}
            for made in corrections_of(self.session, claim.id):
                assert made.verdict_id in verdicts
                assert made.new_verdict_id is None or made.new_verdict_id in verdicts


def test_any_order_of_deeds_by_any_people() -> None:
    with empty_database() as database:
        Life.database = database
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=15,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.fixture
def life() -> Iterator[Life]:
    """A desk with one claim that Ana has taken."""
    with empty_database() as database:
        Life.database = database
        life = Life()
        life.open()
        life.queue(who="Ana", words=TEXTS[0], file="")
        life.take(who="Ana", nth=0)
        yield life
        life.teardown()


def test_a_claim_comes_back_from_a_merger_to_nobody_if_its_owner_has_left(life: Life) -> None:
    life.queue(who="Ben", words=TEXTS[3], file="")
    life.merge(who="Ben", nth=1, into=0)
    life.leave(who="Ana")
    life.unmerge(who="Ben", nth=1)
    claim = life.claim(1)
    assert (claim.state, claim.assignee_id) == (State.OPEN, None)
    life.one_owner_and_a_verdict_where_there_is_a_review()


def test_an_undone_verdict_does_not_give_the_claim_to_somebody_who_has_left(life: Life) -> None:
    life.verdict(who="Ben", nth=0, rating="false")
    assert life.claim(0).assignee_id == life.member("Ana").id
    life.leave(who="Ana")
    assert life.claim(0).assignee_id == life.member("Ben").id
    life.undo(who="Ben", nth=0, named=True)
    assert (life.claim(0).state, life.claim(0).assignee_id) == (State.OPEN, None)
    life.the_history_alone_tells_how_each_claim_stands()


def test_whoever_gets_the_claim_after_changes_were_asked_for_has_the_verdict_under_review(
    life: Life,
) -> None:
    life.verdict(who="Ana", nth=0, rating="false")
    life.review(who="Ben", nth=0, decision=Decision.CHANGES, rating="true", fresh=True)
    life.assign(who="Caro", nth=0, to="Ben")
    life.verdict(who="Eve", nth=0, rating="true")
    assert life.claim(0).state is State.TAKEN
    life.verdict(who="Ben", nth=0, rating="mixture")
    claim = life.claim(0)
    assert claim.state is State.IN_REVIEW
    assert life.session.get_one(Verdict, claim.verdict_id).rating == "mixture"


@pytest.mark.parametrize("ends", ["decline", "leave"])
def test_a_dispute_ends_with_the_review(life: Life, ends: str) -> None:
    life.verdict(who="Ana", nth=0, rating="false")
    life.review(who="Ben", nth=0, decision=Decision.DISAGREE, rating="true", fresh=True)
    assert life.claim(0).disputed
    if ends == "decline":
        life.decline(who="Ben", nth=0)
        assert not life.claim(0).disputed
        life.reopen(who="Ben", nth=0)
    else:
        life.leave(who="Ana")
    assert (life.claim(0).state, life.claim(0).disputed) == (State.OPEN, False)


def test_with_two_to_sign_off_a_leads_agreement_ends_the_dispute_and_counts_once(life: Life) -> None:
    life.change_sign_off(others=2)
    life.verdict(who="Ana", nth=0, rating="false")
    life.review(who="Ben", nth=0, decision=Decision.DISAGREE, rating="true", fresh=True)
    life.review(who="Caro", nth=0, decision=Decision.AGREE, rating="true", fresh=True)
    assert (life.claim(0).state, life.claim(0).disputed) == (State.IN_REVIEW, False)
    life.review(who="Caro", nth=0, decision=Decision.AGREE, rating="true", fresh=True)
    assert life.claim(0).state is State.IN_REVIEW
    life.review(who="Ben", nth=0, decision=Decision.AGREE, rating="true", fresh=True)
    assert life.claim(0).state is State.CLOSED
    life.closed_only_with_enough_agreement_of_others_to_the_version_that_stands()


def test_a_finished_claim_has_no_priority_to_set(life: Life) -> None:
    life.decline(who="Ana", nth=0)
    life.prioritise(who="Caro", nth=0, level=Priority.URGENT)
    assert life.claim(0).priority is Priority.NORMAL


def test_a_claim_goes_in_no_circle(life: Life) -> None:
    life.queue(who="Ben", words=TEXTS[3], file="")
    life.queue(who="Eve", words=TEXTS[2], file="")
    life.merge(who="Ben", nth=2, into=1)
    life.merge(who="Ben", nth=1, into=0)
    life.merge(who="Ben", nth=0, into=2)
    assert life.claim(0).merged_into_id is None
    assert demand(life.session, [life.claim(0).id]) == {life.claim(0).id: 3}
    # Out of the chain in the middle and in again elsewhere: nothing goes astray.
    life.unmerge(who="Ben", nth=2)
    life.merge(who="Ben", nth=2, into=0)
    life.unmerge(who="Ben", nth=1)
    life.everything_brought_is_there_once_and_stays_with_its_claim()
    assert [len(appearances_of(life.session, life.claim(nth).id)) for nth in (0, 1)] == [2, 1]
