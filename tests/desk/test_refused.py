"""What a claim's life does not allow: each has a sentence of its own and changes nothing."""

import pytest

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN

EVIDENCE = "it is a shadow https://example.org/a"
VERDICT = f"False: {EVIDENCE}"
COUNTED = ("event", "verdict", "review", "correction", "source", "appearance", "claim")

CLOSED, DECLINED, MERGED, WHOLE, IN_REVIEW, OPEN = 1, 2, 3, 4, 5, 6
CASES = [
    ("a verdict on a closed claim", BEN, f"/verdict {CLOSED} {VERDICT}", "#1 is closed. Send /correct 1"),
    ("… on a declined one", BEN, f"/verdict {DECLINED} {VERDICT}", "#2 was declined. Send /reopen 2"),
    ("… on a merged one", BEN, f"/verdict {MERGED} {VERDICT}", "#3 was merged into another claim."),
    ("… on one that is not there", BEN, f"/verdict 77 {VERDICT}", "There is no claim #77 at this desk."),
    (
        "a number too large",
        BEN,
        f"/verdict 99999999999999999999 {VERDICT}",
        "No claim has a number that large.",
    ),
    ("a rating that is not in the scale", BEN, f"/verdict {OPEN} Flase: {EVIDENCE}", '"Flase" is no rating'),
    ("sign-off by the author", ANA, f"/agree {IN_REVIEW}", "The verdict on #5 is your own."),
    ("changes by the author", ANA, f"/changes {IN_REVIEW} the date", "The verdict on #5 is your own."),
    ("sign-off of nothing", BEN, f"/agree {OPEN}", "#6 has no verdict to review yet."),
    ("sign-off of what is closed", CARO, f"/agree {CLOSED}", "#1 is closed."),
    ("the same rating as another one", BEN, f"/disagree {IN_REVIEW} {VERDICT}", "That is the rating"),
    ("into itself", BEN, f"/merge {OPEN} {OPEN}", "A claim cannot be merged into itself."),
    ("in a circle", BEN, f"/merge {WHOLE} {MERGED}", "#3 is part of #4 already"),
    ("a closed claim into another", BEN, f"/merge {CLOSED} {OPEN}", "#1 is closed."),
    ("a second time", BEN, f"/merge {MERGED} {OPEN}", "#3 was merged into another claim."),
    ("what is not merged", BEN, f"/unmerge {OPEN}", "#6 is not merged"),
    ("a correction of what is open", BEN, f"/correct {OPEN} update it rained", "#6 is not closed"),
    ("opening what is open", BEN, f"/reopen {OPEN} why not", "#6 is neither closed nor declined."),
    ("releasing what is free", BEN, f"/release {OPEN}", "Nobody has #6."),
    ("a priority for what is closed", CARO, f"/priority {CLOSED} urgent", "#1 is closed."),
    ("a source for what is merged", BEN, f"/source {MERGED} confirms Radio Karst", "#3 was merged"),
    ("assigning what is declined", CARO, f"/assign {DECLINED} Ben", "#2 was declined."),
    # Nobody is asked for a reason, a person or a time that would change nothing.
    ("opening what is open, without why", BEN, f"/reopen {OPEN}", "#6 is neither closed nor declined."),
    ("declining what is closed, without why", BEN, f"/decline {CLOSED}", "#1 is closed."),
    ("a priority for what is closed, without it", CARO, f"/priority {CLOSED}", "#1 is closed."),
    ("changes to nothing, without what", BEN, f"/changes {OPEN}", "#6 has no verdict to review yet."),
    ("changes to one's own, without what", ANA, f"/changes {IN_REVIEW}", "The verdict on #5 is your own."),
    ("another rating for nothing", BEN, f"/disagree {OPEN}", "#6 has no verdict to review yet."),
    ("overruling what is closed", CARO, f"/overrule {CLOSED}", "#1 is closed."),
    ("a correction of what is open, without kind", BEN, f"/correct {OPEN}", "#6 is not closed"),
    ("assigning what is closed, to nobody yet", CARO, f"/assign {CLOSED}", "#1 is closed."),
    ("snoozing what is closed", CARO, f"/snooze {CLOSED}", "#1 is closed."),
    ("a time for what is closed", CARO, f"/due {CLOSED}", "#1 is closed."),
    (
        "a verdict on what is closed, without words",
        BEN,
        f"/verdict {CLOSED}",
        "#1 is closed. Send /correct 1",
    ),
    ("a source for what is merged, without who", BEN, f"/source {MERGED} confirms", "#3 was merged"),
    ("joining in private", DAN, "/join", "Send /join in the group of the desk, not here"),
    ("a stranger", DAN, f"/verdict {OPEN} {VERDICT}", "You belong to no desk yet"),
]


@pytest.fixture(scope="module")
def room(shared_newsroom: Newsroom) -> Newsroom:
    """One claim in each state, beside the open one."""
    room, telegram = shared_newsroom, shared_newsroom.telegram
    # Beside the claim that the shared desk has already: #1.
    for text in (
        "The mayor has left the country",
        "A comet will hit the lower town",
        "The dam above the town has a crack",
        "Schools stay closed on Friday",
        "Fighters from Syria have signed up",
    ):
        room.claim(text)
    telegram.say(ANA, f"/verdict {CLOSED} {VERDICT}", room.group)
    room.settle()
    telegram.say(BEN, f"/agree {CLOSED}", room.group)
    telegram.say(ANA, f"/decline {DECLINED} an opinion", room.group)
    telegram.say(ANA, f"/merge {MERGED} {WHOLE}", room.group)
    telegram.say(ANA, f"/verdict {IN_REVIEW} {VERDICT}", room.group)
    room.settle()
    states = room.bot.ask("SELECT state FROM claim ORDER BY number")
    assert states == [("closed",), ("declined",), ("merged",), ("open",), ("in review",), ("open",)]
    return room


def stand(room: Newsroom) -> list[object]:
    counts = [room.bot.ask(f"SELECT count(*) FROM {table}") for table in COUNTED]
    return [counts, room.bot.ask("SELECT * FROM claim ORDER BY id")]


@pytest.mark.parametrize(
    ("person", "said", "answer"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_it_is_refused_and_changes_nothing(room: Newsroom, person: int, said: str, answer: str) -> None:
    before = stand(room)
    earlier = len(room.telegram.from_bot(person))
    room.telegram.say(person, said)
    room.settle()
    new = room.telegram.from_bot(person)[earlier:]
    assert len(new) == 1
    assert answer in new[0]["text"]
    assert stand(room) == before


def test_a_reply_to_an_old_card_speaks_about_its_claim_as_it_stands(room: Newsroom) -> None:
    before = stand(room)
    for words, answer in (
        ("The mayor has left", "#2 was declined."),
        ("A comet will hit", "#3 was merged into another claim."),
    ):
        old = room.card(words)
        room.reply(BEN, old, VERDICT)
        room.telegram.wait_for(BEN, answer)
    assert stand(room) == before
