"""The ladder about one claim, from Monday 23 November 2026, 09:00 UTC, and over years of hostile clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.quiet import QuietHours, is_quiet
from bot.rules.reminders import DEFAULT_POLICY, DueStep, LadderClaim, Ring, To, due_steps, next_moment
from storage.vocabulary import UNFINISHED, Priority, State

UTC_ZONE = ZoneInfo("UTC")
NEVER_QUIET = QuietHours(UTC_ZONE, None, None)
NIGHT = QuietHours(UTC_ZONE, time(21), time(8))
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
H = timedelta(hours=1)


def claim(state: State, priority: Priority = Priority.NORMAL, **facts: object) -> LadderClaim:
    return LadderClaim(state, priority, START, **facts)


def noted(before: LadderClaim, ring: Ring, at: datetime) -> LadderClaim:
    """The claim after the caller wrote down what was done."""
    done = {**before.done, **{step.key: at for step in (*ring.send, *ring.passed_over)}}
    return LadderClaim(
        *(before.state, before.priority, before.since, before.due_at, before.snoozed_until),
        *(before.acknowledged_at, done),
    )


def days_of(
    about: LadderClaim, length: timedelta, quiet: QuietHours = NEVER_QUIET
) -> list[tuple[datetime, DueStep]]:
    """Everything that is sent by a caller who wakes exactly when it should, and never stops."""
    sent, at, end = [], START, START + length
    while (at := next_moment(about, DEFAULT_POLICY, at, quiet) or end) < end:
        ring = due_steps(about, DEFAULT_POLICY, at, quiet)
        assert ring.send, "woken for nothing"
        sent += [(at, step) for step in ring.send]
        about = noted(about, ring, at)
        if any(step.step.releases for step in ring.send):
            break
    return sent


def told(sent: list[tuple[datetime, DueStep]]) -> list[tuple[float, str, str]]:
    """Hours after the start, step, recipients."""
    return [((at - START) / H, step.step.key, "+".join(step.to)) for at, step in sent]


LADDERS = [
    ("untaken", claim(State.OPEN), [(4, "untaken", "group"), (24, "untaken long", "leads")]),
    (
        "untaken, high",
        claim(State.OPEN, Priority.HIGH),
        [(2, "untaken", "group"), (12, "untaken long", "leads")],
    ),
    (
        "untaken, urgent",
        claim(State.OPEN, Priority.URGENT),
        [(1, "untaken", "group"), (6, "untaken long", "leads")],
    ),
    (
        "untaken, low",
        claim(State.OPEN, Priority.LOW),
        [(4, "untaken", "group"), (24, "untaken long", "leads")],
    ),
    (
        "taken",
        claim(State.TAKEN),
        [(24, "taken", "assignee"), (48, "taken long", "assignee+leads"), (72, "silent", "group")],
    ),
    (
        "taken, urgent",
        claim(State.TAKEN, Priority.URGENT),
        [(6, "taken", "assignee"), (12, "taken long", "assignee+leads"), (18, "silent", "group")],
    ),
    ("in review", claim(State.IN_REVIEW), [(8, "review", "reviewers"), (24, "review long", "leads")]),
    (
        "in review and due",
        claim(State.IN_REVIEW, due_at=START + 10 * H),
        [
            (8, "due soon", "assignee"),
            (8, "review", "reviewers"),
            (10, "overdue", "assignee+leads"),
            (24, "review long", "leads"),
            (34, "overdue", "assignee+leads"),
            (58, "overdue", "assignee+leads"),
        ],
    ),
    (
        "nobody has it and it is due: the group is told",
        claim(State.OPEN, Priority.URGENT, due_at=START + 5 * H),
        [
            (1, "untaken", "group"),
            (4.5, "due soon", "group"),
            (5, "overdue", "group+leads"),
            (6, "untaken long", "leads"),
            *((5 + 6 * n, "overdue", "group+leads") for n in range(1, 12)),  # every six hours
        ],
    ),
    (
        "overdue before the last action: only again a day after it",
        claim(State.OPEN, due_at=START - 5 * H),
        [(4, "untaken", "group"), *((24 * n, "overdue", "group+leads") for n in (1, 2, 3))],
    ),
    (
        "snoozed",
        claim(State.IN_REVIEW, snoozed_until=START + 20 * H, due_at=START + 3 * H),
        [
            (20, "awake review", "reviewers"),
            (28, "review", "reviewers"),
            (44, "overdue", "assignee+leads"),
            (68, "overdue", "assignee+leads"),
        ],
    ),
    (
        "a snooze that was over before the last action",
        claim(State.OPEN, snoozed_until=START - H),
        [(4, "untaken", "group"), (24, "untaken long", "leads")],
    ),
    (
        "On it",
        claim(State.TAKEN, acknowledged_at=START + 30 * H, done={("taken", 1): START + 24 * H}),
        [(54, "taken long", "assignee+leads")],
    ),
    (
        "On it, said to the question",
        claim(
            State.TAKEN,
            acknowledged_at=START + 50 * H,
            done={("taken", 1): START + 24 * H, ("taken long", 1): START + 48 * H},
        ),
        [(74, "silent", "group")],
    ),
    (
        "On it, said to overdue",
        claim(
            State.IN_REVIEW,
            due_at=START + 2.5 * H,
            acknowledged_at=START + 7 * H,
            done={("overdue", 1): START + 2.5 * H},
        ),
        [
            (15, "review", "reviewers"),
            (31, "overdue", "assignee+leads"),
            (55, "overdue", "assignee+leads"),
        ],
    ),
    ("closed", claim(State.CLOSED, due_at=START + H), []),
    ("merged", claim(State.MERGED, due_at=START + H), []),
]


@pytest.mark.parametrize(("about", "said"), [case[1:] for case in LADDERS], ids=[case[0] for case in LADDERS])
def test_the_ladder(about: LadderClaim, said: list[tuple[float, str, str]]) -> None:
    assert sorted(told(days_of(about, 75 * H))) == sorted(said)


def test_what_falls_into_the_night_waits_for_the_morning() -> None:
    late = LadderClaim(State.OPEN, Priority.NORMAL, START + 9 * H)
    assert next_moment(late, DEFAULT_POLICY, START + 9 * H, NIGHT) == START + 23 * H
    assert due_steps(late, DEFAULT_POLICY, START + 14 * H, NIGHT) == Ring()
    ring = due_steps(late, DEFAULT_POLICY, START + 23 * H, NIGHT)
    assert [(step.step.key, step.moment) for step in ring.send] == [("untaken", START + 13 * H)]


def test_a_daily_repetition_in_the_night_comes_each_morning() -> None:
    about = claim(
        State.IN_REVIEW, due_at=START + 14 * H, done={("review", 1): START, ("review long", 1): START}
    )
    hours = [at for at, key, _ in told(days_of(about, 90 * H, NIGHT)) if key == "overdue"]
    assert hours == [23, 47, 71]


def test_after_an_outage_only_the_latest_is_sent_to_each() -> None:
    about = claim(State.TAKEN, due_at=START + 30 * H)
    ring = due_steps(about, DEFAULT_POLICY, START + 1000 * H, NEVER_QUIET)
    assert [(step.step.key, step.to) for step in ring.send] == [("taken long", (To.ASSIGNEE, To.LEADS))]
    assert {step.key for step in ring.passed_over} == {("taken", 1), ("due soon", 1), ("overdue", 1)}
    after = noted(about, ring, START + 1000 * H)
    assert due_steps(after, DEFAULT_POLICY, START + 1001 * H, NEVER_QUIET) == Ring()
    assert next_moment(after, DEFAULT_POLICY, START + 1001 * H, NEVER_QUIET) == START + 1014 * H


def test_each_kind_of_recipient_gets_one_after_an_outage() -> None:
    ring = due_steps(claim(State.OPEN), DEFAULT_POLICY, START + 100 * H, NEVER_QUIET)
    assert {(step.step.key, step.to) for step in ring.send} == {
        ("untaken", (To.GROUP,)),
        ("untaken long", (To.LEADS,)),
    }


def test_nobody_loses_a_claim_without_having_been_asked() -> None:
    about = claim(State.TAKEN, due_at=START + 60 * H)
    ring = due_steps(about, DEFAULT_POLICY, START + 1000 * H, NEVER_QUIET)
    assert [step.step.key for step in ring.send] == ["taken long"]
    later = noted(about, ring, START + 1000 * H)
    assert due_steps(later, DEFAULT_POLICY, START + 1023 * H, NEVER_QUIET).send[0].step.key == "overdue"
    ring = due_steps(later, DEFAULT_POLICY, START + 1024 * H, NEVER_QUIET)
    assert [step.step.key for step in ring.send] == ["silent"]
    assert {step.step.key for step in ring.passed_over} == {"overdue"}


ZONES = ["UTC", "Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Nuuk"]
spans = st.integers(0, 60 * 24 * 6).map(lambda minutes: timedelta(minutes=minutes))
starts = st.integers(1_735_689_600, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def claims(draw: st.DrawFn) -> LadderClaim:
    start = draw(starts)
    later = st.none() | spans.map(lambda span: start + span)
    earlier_or_later = later | spans.map(lambda span: start - span)
    return LadderClaim(
        draw(st.sampled_from(sorted(UNFINISHED))),
        draw(st.sampled_from(Priority)),
        start,
        draw(earlier_or_later),
        draw(earlier_or_later),
        draw(later),
    )


desks = st.builds(
    QuietHours,
    st.sampled_from(ZONES).map(ZoneInfo),
    st.sampled_from([time(21), time(23, 30), time(2, 30)]),
    st.sampled_from([time(8), time(2), time(3, 15)]),
    st.sampled_from([frozenset(range(7)), frozenset(range(5)), frozenset({6})]),
)


@settings(max_examples=80, deadline=None)
@given(claims(), desks, st.lists(spans, min_size=1, max_size=12))
def test_whenever_the_bot_was_up_nothing_is_sent_twice_or_at_night_or_too_early(
    about: LadderClaim, quiet: QuietHours, absences: list[timedelta]
) -> None:
    """The bot wakes at random moments, with outages of days between them."""
    seen: set[tuple[tuple[str, int], To]] = set()
    at = about.since
    for absence in absences:
        at += absence
        ring = due_steps(about, DEFAULT_POLICY, at, quiet)
        for step in ring.send:
            assert not is_quiet(at, quiet)
            assert step.moment <= at
            assert about.snoozed_until is None or at >= about.snoozed_until
            assert not seen & {(step.key, to) for to in step.to}
            seen |= {(step.key, to) for to in step.to}
        recipients = [to for step in ring.send for to in step.to]
        assert len(recipients) == len(set(recipients))
        about = noted(about, ring, at)
        assert not due_steps(about, DEFAULT_POLICY, at, quiet).send
        upcoming = next_moment(about, DEFAULT_POLICY, at, quiet)
        assert upcoming is None or (upcoming > at and not is_quiet(upcoming, quiet))


@settings(max_examples=80, deadline=None)
@given(claims(), desks, st.lists(st.tuples(spans, st.booleans()), min_size=1, max_size=8))
def test_the_next_moment_is_right_and_none_is_lost(
    about: LadderClaim, quiet: QuietHours, steps: list[tuple[timedelta, bool]]
) -> None:
    """The bot wakes when it is told to, or late; just before, nothing is due; at it, something is."""
    at, happened = about.since, set[str]()
    for lateness, late in steps:
        upcoming = next_moment(about, DEFAULT_POLICY, at, quiet)
        if upcoming is None:
            break
        if upcoming > at:
            assert not due_steps(about, DEFAULT_POLICY, upcoming - timedelta(microseconds=1), quiet).send
        assert due_steps(about, DEFAULT_POLICY, upcoming, quiet).send
        at = upcoming + lateness if late else upcoming
        ring = due_steps(about, DEFAULT_POLICY, at, quiet)
        happened |= {step.step.key for step in (*ring.send, *ring.passed_over)}
        about = noted(about, ring, at)
    else:
        return
    if about.acknowledged_at is None:
        owed = {State.OPEN: {"untaken", "untaken long"}, State.IN_REVIEW: {"review", "review long"}}
        assert happened >= owed.get(about.state, {"taken", "taken long", "silent"})
