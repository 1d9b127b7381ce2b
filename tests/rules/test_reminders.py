"""The ladder about one claim, from Monday 23 November 2026, 09:00 UTC, and over years of hostile clocks."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.ladders import DEFAULT_LADDERS, To
from bot.rules.policies import Policy, policy_of
from bot.rules.quiet import QuietHours, is_quiet
from bot.rules.reminders import DueStep, LadderClaim, Ring, due_steps, next_moment
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import parse_setting
from storage.vocabulary import UNFINISHED, Priority, State

UTC_ZONE = ZoneInfo("UTC")
NEVER_QUIET = QuietHours(UTC_ZONE, None, None)
NIGHT = QuietHours(UTC_ZONE, time(21), time(8))
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
H = timedelta(hours=1)
DEFAULT_POLICY = policy_of(DEFAULT_LADDERS)
ASK, OVERDUE = "taken ask assignee leads 1", "overdue assignee leads 1"


def claim(state: State, priority: Priority = Priority.NORMAL, **facts: Any) -> LadderClaim:
    return LadderClaim(state, priority, START, **facts)


def noted(before: LadderClaim, ring: Ring, at: datetime) -> LadderClaim:
    """The claim after the caller wrote down what was done."""
    return replace(before, done={**before.done, **{step.key: at for step in (*ring.send, *ring.passed_over)}})


def days_of(
    about: LadderClaim, length: timedelta, quiet: QuietHours = NEVER_QUIET, policy: Policy = DEFAULT_POLICY
) -> list[tuple[datetime, DueStep]]:
    """Everything that is sent by a caller who wakes exactly when it should, and never stops."""
    sent, at, end = [], about.since, about.since + length
    while (at := next_moment(about, policy, at, quiet) or end) < end:
        ring = due_steps(about, policy, at, quiet)
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
    ("untaken", claim(State.OPEN), [(4, "untaken group 1", "group"), (24, "untaken leads 1", "leads")]),
    (
        "untaken, high",
        claim(State.OPEN, Priority.HIGH),
        [(2, "untaken group 1", "group"), (12, "untaken leads 1", "leads")],
    ),
    (
        "untaken, urgent",
        claim(State.OPEN, Priority.URGENT),
        [(1, "untaken group 1", "group"), (6, "untaken leads 1", "leads")],
    ),
    (
        "untaken, low",
        claim(State.OPEN, Priority.LOW),
        [(4, "untaken group 1", "group"), (24, "untaken leads 1", "leads")],
    ),
    (
        "taken",
        claim(State.TAKEN),
        [
            (24, "taken assignee 1", "assignee"),
            (48, ASK, "assignee+leads"),
            (72, "silent 1", "group"),
        ],
    ),
    (
        "taken, urgent",
        claim(State.TAKEN, Priority.URGENT),
        [
            (6, "taken assignee 1", "assignee"),
            (12, ASK, "assignee+leads"),
            (18, "silent 1", "group"),
        ],
    ),
    (
        "in review",
        claim(State.IN_REVIEW),
        [(8, "review reviewers 1", "reviewers"), (24, "review leads 1", "leads")],
    ),
    (
        "in review and due",
        claim(State.IN_REVIEW, due_at=START + 10 * H),
        [
            (8, "due-soon assignee 1", "assignee"),
            (8, "review reviewers 1", "reviewers"),
            (10, OVERDUE, "assignee+leads"),
            (24, "review leads 1", "leads"),
            (34, OVERDUE, "assignee+leads"),
            (58, OVERDUE, "assignee+leads"),
        ],
    ),
    (
        "nobody has it and it is due: the group is told",
        claim(State.OPEN, Priority.URGENT, due_at=START + 5 * H),
        [
            (1, "untaken group 1", "group"),
            (4.5, "due-soon assignee 1", "group"),
            (5, OVERDUE, "group+leads"),
            (6, "untaken leads 1", "leads"),
            *((5 + 6 * n, OVERDUE, "group+leads") for n in range(1, 12)),  # every six hours
        ],
    ),
    (
        "overdue before the last action: only again a day after it",
        claim(State.OPEN, due_at=START - 5 * H),
        [
            (4, "untaken group 1", "group"),
            *((24 * n, OVERDUE, "group+leads") for n in (1, 2, 3)),
        ],
    ),
    (
        "snoozed",
        claim(State.IN_REVIEW, snoozed_until=START + 20 * H, due_at=START + 3 * H),
        [
            (20, "awake", "reviewers"),
            (28, "review reviewers 1", "reviewers"),
            (44, OVERDUE, "assignee+leads"),
            (68, OVERDUE, "assignee+leads"),
        ],
    ),
    (
        "a snooze that was over before the last action",
        claim(State.OPEN, snoozed_until=START - H),
        [(4, "untaken group 1", "group"), (24, "untaken leads 1", "leads")],
    ),
    (
        "On it",
        claim(State.TAKEN, acknowledged_at=START + 30 * H, done={("taken assignee 1", 1): START + 24 * H}),
        [(54, ASK, "assignee+leads")],
    ),
    (
        "On it, said to the question",
        claim(
            State.TAKEN,
            acknowledged_at=START + 50 * H,
            done={("taken assignee 1", 1): START + 24 * H, (ASK, 1): START + 48 * H},
        ),
        [(74, "silent 1", "group")],
    ),
    (
        "On it, said to overdue",
        claim(
            State.IN_REVIEW,
            due_at=START + 2.5 * H,
            acknowledged_at=START + 7 * H,
            done={(OVERDUE, 1): START + 2.5 * H},
        ),
        [
            (15, "review reviewers 1", "reviewers"),
            (31, OVERDUE, "assignee+leads"),
            (55, OVERDUE, "assignee+leads"),
        ],
    ),
    (
        "changes were asked for",
        claim(State.TAKEN, changes_asked=True),
        [
            (24, "changes assignee 1", "assignee"),
            (48, "changes ask assignee leads 1", "assignee+leads"),
            (72, "silent 1", "group"),
        ],
    ),
    (
        "disputed: a lead has to decide",
        claim(State.IN_REVIEW, disputed=True),
        [(8, "disputed leads 1", "leads"), (24, "disputed leads 2", "leads")],
    ),
    (
        "a lead is on it: the leads hear no more, the assignee does",
        claim(State.TAKEN, Priority.URGENT, lead_on_it=True, due_at=START + 36 * H),
        [
            (6, "taken assignee 1", "assignee"),
            (12, ASK, "assignee"),
            (18, "silent 1", "group"),
        ],
    ),
    ("a lead is on it, untaken", claim(State.OPEN, lead_on_it=True), [(4, "untaken group 1", "group")]),
    (
        "the assignee has blocked the bot: leads are told at once, and the question is put",
        claim(State.TAKEN, blocked=frozenset({To.ASSIGNEE})),
        [(24, ASK, "assignee+leads"), (48, "silent 1", "group")],
    ),
    (
        "so it turned out when it was sent",
        claim(
            State.TAKEN,
            blocked=frozenset({To.ASSIGNEE}),
            done={("taken assignee 1", 1): START},
            unheard=frozenset({("taken assignee 1", 1)}),
        ),
        [(0, ASK, "assignee+leads"), (24, "silent 1", "group")],
    ),
    (
        "blocked since the reminder: it was heard, the next has its time",
        claim(State.TAKEN, blocked=frozenset({To.ASSIGNEE}), done={("taken assignee 1", 1): START}),
        [(48, ASK, "assignee+leads"), (72, "silent 1", "group")],
    ),
    (
        "due soon, and the assignee has blocked the bot",
        claim(State.IN_REVIEW, due_at=START + 3 * H, blocked=frozenset({To.ASSIGNEE})),
        [
            (1, "due-soon assignee 1", "assignee+leads"),
            (3, OVERDUE, "assignee+leads"),
            (8, "review reviewers 1", "reviewers"),
            (24, "review leads 1", "leads"),
            *((3 + 24 * n, OVERDUE, "assignee+leads") for n in (1, 2)),
        ],
    ),
    ("closed", claim(State.CLOSED, due_at=START + H), []),
    ("merged", claim(State.MERGED, due_at=START + H), []),
]


@pytest.mark.parametrize(("about", "said"), [case[1:] for case in LADDERS], ids=[case[0] for case in LADDERS])
def test_the_ladder(about: LadderClaim, said: list[tuple[float, str, str]]) -> None:
    assert sorted(told(days_of(about, 75 * H))) == sorted(said)


def test_the_blocked_are_no_reason_to_lose_the_claim_unasked() -> None:
    about = claim(State.TAKEN, blocked=frozenset({To.ASSIGNEE, To.LEADS}))
    assert told(days_of(about, 75 * H)) == [(24, ASK, "assignee+leads"), (48, "silent 1", "group")]


def test_urgent_breaks_through_where_the_desk_says_so() -> None:
    late = START + 13 * H  # 22:00
    desk = DeskSettings(urgent_anytime=True).policy
    for priority, policy, at in [
        (Priority.URGENT, desk, late + H),
        (Priority.HIGH, desk, START + 23 * H),
        (Priority.URGENT, DEFAULT_POLICY, START + 23 * H),
    ]:
        about = replace(claim(State.OPEN, priority), since=late)
        assert next_moment(about, policy, late, NIGHT) == at
        assert due_steps(about, policy, at, NIGHT).send
        assert not due_steps(about, policy, at - timedelta(microseconds=1), NIGHT).send


def test_a_desk_has_its_own_ladder_and_pace() -> None:
    desk = DeskSettings()
    for name, words in [
        ("untaken", "30m group, 2h group leads, 1d leads"),
        ("taken", "off"),
        ("overdue", "0h leads, 3h group"),
        ("pace", "low 2, urgent 1/8"),
    ]:
        desk = desk.with_changes(parse_setting(name, words, now=desk))
    untaken = [
        ("untaken group 1", "group"),
        ("untaken group leads 1", "group+leads"),
        ("untaken leads 1", "leads"),
    ]
    for priority, factor in [(Priority.LOW, 2), (Priority.HIGH, 1), (Priority.URGENT, 1 / 8)]:
        sent = told(days_of(claim(State.OPEN, priority), 75 * H, policy=desk.policy))
        hours = [0.5 * factor, 2 * factor, 24 * factor]
        assert sent == [(at, *step) for at, step in zip(hours, untaken, strict=True)]
    due = claim(State.TAKEN, due_at=START + 10 * H)
    assert told(days_of(due, 750 * H, policy=desk.policy)) == [
        (8, "due-soon assignee 1", "assignee"),
        (10, "overdue leads 1", "leads"),
        (13, "overdue group 1", "group"),
    ]


def test_a_step_that_is_moved_comes_again_for_nobody_who_had_it() -> None:
    about = claim(State.OPEN, done={("untaken group 1", 1): START + 4 * H})
    desk = DeskSettings()
    desk = desk.with_changes(parse_setting("untaken", "6h group, 24h leads", now=desk))
    assert told(days_of(about, 75 * H, policy=desk.policy)) == [(24, "untaken leads 1", "leads")]


def test_what_falls_into_the_night_waits_for_the_morning() -> None:
    late = LadderClaim(State.OPEN, Priority.NORMAL, START + 9 * H)
    assert next_moment(late, DEFAULT_POLICY, START + 9 * H, NIGHT) == START + 23 * H
    assert due_steps(late, DEFAULT_POLICY, START + 14 * H, NIGHT) == Ring()
    ring = due_steps(late, DEFAULT_POLICY, START + 23 * H, NIGHT)
    assert [(step.step.key, step.moment) for step in ring.send] == [("untaken group 1", START + 13 * H)]


def test_a_daily_repetition_in_the_night_comes_each_morning() -> None:
    about = claim(
        State.IN_REVIEW,
        due_at=START + 14 * H,
        done={("review reviewers 1", 1): START, ("review leads 1", 1): START},
    )
    hours = [at for at, key, _ in told(days_of(about, 90 * H, NIGHT)) if key == OVERDUE]
    assert hours == [23, 47, 71]


def test_after_an_outage_only_the_latest_is_sent_to_each() -> None:
    about = claim(State.TAKEN, due_at=START + 30 * H)
    ring = due_steps(about, DEFAULT_POLICY, START + 1000 * H, NEVER_QUIET)
    assert [(step.step.key, step.to) for step in ring.send] == [(ASK, (To.ASSIGNEE, To.LEADS))]
    assert {step.key for step in ring.passed_over} == {
        ("taken assignee 1", 1),
        ("due-soon assignee 1", 1),
        (OVERDUE, 1),
    }
    after = noted(about, ring, START + 1000 * H)
    assert due_steps(after, DEFAULT_POLICY, START + 1001 * H, NEVER_QUIET) == Ring()
    assert next_moment(after, DEFAULT_POLICY, START + 1001 * H, NEVER_QUIET) == START + 1014 * H


def test_each_kind_of_recipient_gets_one_after_an_outage() -> None:
    ring = due_steps(claim(State.OPEN), DEFAULT_POLICY, START + 100 * H, NEVER_QUIET)
    assert {(step.step.key, step.to) for step in ring.send} == {
        ("untaken group 1", (To.GROUP,)),
        ("untaken leads 1", (To.LEADS,)),
    }


def test_nobody_loses_a_claim_without_having_been_asked() -> None:
    about = claim(State.TAKEN, due_at=START + 60 * H)
    ring = due_steps(about, DEFAULT_POLICY, START + 1000 * H, NEVER_QUIET)
    assert [step.step.key for step in ring.send] == [ASK]
    later = noted(about, ring, START + 1000 * H)
    assert due_steps(later, DEFAULT_POLICY, START + 1023 * H, NEVER_QUIET).send[0].step.key == OVERDUE
    ring = due_steps(later, DEFAULT_POLICY, START + 1024 * H, NEVER_QUIET)
    assert [step.step.key for step in ring.send] == ["silent 1"]
    assert {step.step.key for step in ring.passed_over} == {OVERDUE}


def owed(about: LadderClaim) -> set[str]:
    """Every step that must come, sooner or later, in a round in which nobody says anything."""
    ladders = {
        State.OPEN: ["untaken group 1", "untaken leads 1"],
        State.TAKEN: ["taken assignee 1", ASK, "silent 1"],
        State.IN_REVIEW: ["review reviewers 1", "review leads 1"],
    }
    keys = ladders[about.state]
    if about.state is State.TAKEN and about.changes_asked:
        keys = [key.replace("taken", "changes") for key in keys]
    if about.state is State.IN_REVIEW and about.disputed:
        keys = ["disputed leads 1", "disputed leads 2"]
    only_leads = ("untaken leads", "review leads", "disputed leads")
    return {key for key in keys if not (about.lead_on_it and key.startswith(only_leads))}


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
        lead_on_it=draw(st.booleans()),
        changes_asked=draw(st.booleans()),
        disputed=draw(st.booleans()),
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
        assert happened >= owed(about)


FIVE_ZONES = ["Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"]
"""Two zones with whole hours, three with half ones; one that never changes its clock, one by half an hour."""
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


def changes_of_the_clock(zone: ZoneInfo) -> list[datetime]:
    """The days of these ten years on which the zone's clock changes."""
    days = [FIRST + timedelta(days=day) for day in range((LAST - FIRST).days)]
    return [
        day
        for day in days
        if day.astimezone(zone).utcoffset() != (day + timedelta(days=1)).astimezone(zone).utcoffset()
    ]


@pytest.mark.parametrize("zone", [ZoneInfo(key) for key in FIVE_ZONES], ids=str)
@settings(max_examples=3, deadline=None)
@given(st.randoms(use_true_random=False), desks)
def test_ten_years_of_claims(zone: ZoneInfo, random: Random, desk: QuietHours) -> None:
    """Claims come at random moments of ten years, and some right before each change of the clock. Each step
    comes once, by day, and none fails to come."""
    quiet = replace(desk, zone=zone)
    odd = changes_of_the_clock(zone)
    assert len(odd) == (0 if zone.key == "Asia/Kolkata" else 20)
    arrivals = [FIRST + random.random() * (LAST - FIRST) for _ in range(60)]
    arrivals += [day - timedelta(hours=random.uniform(0, 72)) for day in odd]
    for since in arrivals:
        state = random.choice(sorted(UNFINISHED))
        about = replace(claim(state, random.choice(list(Priority))), since=since)
        sent = days_of(about, timedelta(days=40), quiet)
        assert not [at for at, _ in sent if is_quiet(at, quiet)]
        keys = [step.key for _, step in sent]
        assert len(keys) == len(set(keys))
        assert {key for key, _ in keys} >= owed(about) - PASSED_OVER
        assert len(keys) == len(owed(about)) or {key for key, _ in keys} < owed(about)


PASSED_OVER = {"taken assignee 1"}
"""What a later step for the same person may take the place of, where both waited for the same morning."""


@pytest.mark.parametrize("zone", [ZoneInfo(key) for key in FIVE_ZONES], ids=str)
def test_ten_years_overdue_are_ten_years_of_mornings(zone: ZoneInfo) -> None:
    """The longest nag there is: once on each local date, the two odd days of each year included."""
    quiet = QuietHours(zone, time(21), time(8))
    at = datetime(2025, 1, 6, 3, 30, tzinfo=zone).astimezone(UTC)
    about = replace(claim(State.IN_REVIEW), since=at - H, due_at=at, done={("review leads 1", 1): at})
    dates = []
    while at < LAST:
        at = next_moment(about, DEFAULT_POLICY, at, quiet) or LAST
        ring = due_steps(about, DEFAULT_POLICY, at, quiet)
        assert not is_quiet(at, quiet)
        dates += [at.astimezone(zone).date() for step in ring.send if step.step.key == OVERDUE]
        # The caller remembers all; only the last of each step is looked at.
        newest = {step.key[0]: (step.key, at) for step in (*ring.send, *ring.passed_over)}
        kept = {key: had for key, had in about.done.items() if key[0] not in newest}
        about = replace(about, done={**kept, **dict(newest.values())})
    assert len(dates) == len(set(dates))
    assert (max(dates) - min(dates)).days + 1 == len(dates) > 3600
