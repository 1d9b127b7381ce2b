"""A bundle of reminders in words: what each reader sees, and that Telegram takes it however much is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.server.entities import found_in
from bot.demo.server.html import parse
from bot.render.messages import Message
from bot.render.reminders import Reminded, Waiting, bundle, shrunk, snooze_choices
from bot.rules.ladders import To
from bot.rules.permissions import allowed
from bot.texts import Texts
from storage.vocabulary import Deed, Priority, Role, State
from tests.render import case

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
H = timedelta(hours=1)
OPEN = replace(case.OPEN, text="The dam has a crack", claimant=None, appearances=(), created_at=NOW - 50 * H)
TAKEN = replace(OPEN, state=State.TAKEN, assignee="Ana", assignee_id=3, taken_at=NOW - 48 * H)
REVIEW = replace(TAKEN, state=State.IN_REVIEW)
DUE = replace(TAKEN, due_at=NOW + 2 * H, priority=Priority.URGENT)


def told(one: Reminded, **more: object) -> Message:
    return bundle(Texts("en"), [one], bot="desk_bot", desk="Newsroom", private=False, now=NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "why", "buttons"),
    [
        (Reminded(OPEN, "untaken", To.GROUP), "nobody has taken it, 2 days old", "Take, On it, Snooze"),
        (Reminded(OPEN, "untaken", To.LEADS), "nobody has taken it, 2 days old", "Take, Assign, Snooze"),
        (Reminded(TAKEN, "taken", To.ASSIGNEE), "with you for 2 days", "On it, Snooze, Release, Verdict"),
        (
            Reminded(TAKEN, "taken", To.ASSIGNEE, asks=True),
            "with you for 2 days: keep it, or release it?",
            "Keep, Release, Verdict",
        ),
        (
            Reminded(TAKEN, "taken", To.LEADS, asks=True),
            "with Ana for 2 days; I asked whether to release it",
            "Assign, Release, Snooze",
        ),
        (
            Reminded(OPEN, "silent", To.GROUP, left_by="Ana"),
            "Ana did not answer; it is free again",
            "Take, On it, Snooze",
        ),
        (Reminded(REVIEW, "review", To.GROUP), "waits for sign-off for 2 days", "Card, On it, Snooze"),
        (
            Reminded(replace(REVIEW, disputed=True), "disputed", To.LEADS),
            "disputed: a lead decides",
            "Card, On it, Snooze",
        ),
        (
            Reminded(TAKEN, "changes", To.ASSIGNEE),
            "changes were asked for; a new version is yours to give",
            "On it, Snooze, Release, Verdict",
        ),
        (
            Reminded(TAKEN, "changes", To.LEADS),
            "changes were asked for; Ana has not answered yet",
            "Assign, Release, Snooze",
        ),
        (
            Reminded(DUE, "due-soon", To.ASSIGNEE),
            "due Tue 24 Nov, 12:00 UTC · urgent",
            "On it, Snooze, Release, Verdict",
        ),
        (
            Reminded(replace(TAKEN, due_at=NOW - H), "overdue", To.LEADS),
            "overdue since Tue 24 Nov, 09:00 UTC",
            "Assign, Release, Snooze",
        ),
        (
            Reminded(TAKEN, "awake", To.ASSIGNEE),
            "no longer snoozed",
            "On it, Snooze, Release, Verdict",
        ),
    ],
    ids=lambda value: value.about + " " + value.to if isinstance(value, Reminded) else "",
)
def test_why_and_what_to_do(one: Reminded, why: str, buttons: str) -> None:
    message = told(one)
    text, _ = parse(str(message.html))
    assert text.split("\n")[0] == "⏰ 1 claim waits"
    assert text.split("\n")[1].endswith("#12 The dam has a crack")
    assert text.split("\n")[2] == why
    assert ", ".join(button.text for row in message.keyboard for button in row) == buttons


def test_what_is_not_shown_is_counted() -> None:
    message = bundle(
        *(Texts("en"), [Reminded(OPEN, "untaken", To.GROUP)]),
        bot="desk_bot",
        desk="Newsroom",
        private=False,
        now=NOW,
        named=[(1, 1), (2, 2)],
        more=9960,
    )
    text, _ = parse(str(message.html))
    assert text.startswith("⏰ 9,963 claims wait")
    assert text.endswith("Also waiting: #1, #2 and 9,960 more")


def test_in_private_only_what_the_reader_may_do() -> None:
    may = frozenset(deed for deed in Deed if allowed(Role.CHECKER, deed))
    message = told(Reminded(OPEN, "untaken", To.GROUP, may=may))
    assert [button.text for row in message.keyboard for button in row] == ["Take", "On it"]


def test_people_who_cannot_be_reached_are_named_with_a_link() -> None:
    message = told(
        Reminded(TAKEN, "taken", To.GROUP, unreachable=("Ana",)), waiting=[Waiting("Ben", 2, ((1014, 14),))]
    )
    text, _ = parse(str(message.html))
    assert text.split("\n")[3:] == [
        "For Ana, whom I cannot reach.",
        "Ben: 2 messages wait for you (#14).",
        "Open the bot and press Start, then I can write to you.",
    ]
    assert "https://t.me/desk_bot?start=hello" in message.html


@pytest.mark.parametrize("n", [2, 8, 9, 200])
def test_telegram_takes_it_however_much_is_due(n: int) -> None:
    claims = [
        Reminded(
            replace(DUE, id=1000 + i, number=i, text="#tag @who " * 40),
            "overdue",
            To.GROUP,
            unreachable=("Ana",),
        )
        for i in range(n)
    ]
    waiting = [Waiting(f"Person {i}", 3, tuple((i, i) for i in range(5))) for i in range(n)]
    earlier = [(i, i) for i in range(n)]
    message = bundle(
        *(Texts("en"), claims),
        bot="desk_bot",
        desk="Newsroom",
        private=False,
        now=NOW,
        waiting=waiting,
        earlier=earlier,
    )
    text, entities = parse(str(message.html))
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert len(entities) <= 100
    assert sum(map(len, message.keyboard)) <= 100
    assert all(len(row) <= 8 for row in message.keyboard)
    assert message.keyboard[0][0].text == "#0 On it"
    assert found_in(text, entities)


def test_one_line_is_left_and_sleeping_is_offered() -> None:
    left = shrunk(Texts("en"), [(1012, 12), (1014, 14)], NOW, bot="desk_bot")
    assert parse(str(left.html))[0] == "⏰ Tue 24 Nov, 10:00 UTC: #12, #14"
    assert not left.keyboard
    asked = snooze_choices(Texts("en"), 1012, 12, "The dam")
    assert [button.data for row in asked.keyboard for button in row] == [
        *(f"snoozed:c1012:{key}" for key in ("hour", "evening", "tomorrow", "monday")),
        "when:c1012",
    ]
