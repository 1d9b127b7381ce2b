"""Bundles of reminders: the due steps of many claims as one message for each person or group."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from bot.rules.choices import own_quiet
from bot.rules.policies import Policy
from bot.rules.quiet import next_for_person
from bot.rules.settings import DeskSettings
from storage.claims import Claim
from storage.desks import Colleague, Desk
from storage.outbox import Kind, Outbox, Status, waiting_bundles
from storage.parked import unnamed
from storage.reminders import write_reminders
from storage.vocabulary import Priority

GROUP = "group"
NOBODY = "nobody"
"""The recipient of a step that was passed over, or of one that nobody is there for."""
KEPT = 400
"""Claims that a bundle holds, the most urgent; more are counted. A phone's screen shows a few of them."""
HOLD = timedelta(seconds=20)
"""How long a bundle waits for the rest of what is due at the same moment, should that not come at once."""
_NO_TIME = 1e12
"""Later than any moment: sorts a claim without a due time behind the others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim in a bundle: why it is there, to whom it was meant, and at which round of its ladder."""

    claim_id: int
    about: str
    """The ladder of its step, or `awake`."""
    to: str
    round: int
    at: float
    """When it was put here, in seconds: who said On it later need not be told."""
    urgency: tuple[float, ...] = ()
    """Sorts bundles: priority, due time, age."""
    asks: bool = False
    member_id: int | None = None
    """In the group's bundle: whom it is really for, where that person cannot be reached."""
    left_by: int | None = None
    """Who had the claim before it went back to the queue."""

    def key(self, bundle: str) -> str:
        """Under which recipient the step was written down; `bundle` is whom the bundle goes to."""
        return bundle if self.member_id is None else f"member:{self.member_id}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person in private, or the desk's group."""

    key: str
    chat_id: int
    topic_id: int = 0
    person_id: int | None = None
    reachable: bool = True
    quiet: str | None = None
    """The person's own quiet hours."""


class Sent(NamedTuple):
    """One step of a claim's ladder for one recipient: the key under which it is written down."""

    claim_id: int
    round: int
    step: str
    n: int
    recipient: str


@dataclass(slots=True)
class Bundles:
    """What goes to whom, of one desk, and the rows that will say so."""

    desk: Desk
    people: dict[int, Colleague]
    settings: DeskSettings
    policy: Policy
    entries: dict[Recipient, dict[tuple[int, int | None], Entry]] = field(default_factory=dict)
    """By claim, and whom it is really for."""
    steps: dict[Sent, Recipient | None] = field(default_factory=dict)
    """What is to be written down, and in whose bundle it goes."""

    def add(self, recipient: Recipient, entry: Entry) -> None:
        """One claim comes once in a bundle for the same person: what weighs most came first."""
        self.entries.setdefault(recipient, {}).setdefault((entry.claim_id, entry.member_id), entry)


def urgency_of(claim: Claim) -> tuple[float, ...]:
    """Sorts claims, the most urgent first: priority, due time, age."""
    due = claim.due_at.timestamp() if claim.due_at is not None else _NO_TIME
    return (float(-list(Priority).index(claim.priority)), due, claim.created_at.timestamp())


def group_of(bundles: Bundles) -> Recipient:
    """The desk's chat: its group, or the private chat of its one member."""
    desk = bundles.desk
    only = next(iter(bundles.people.values()), None) if desk.private else None
    return Recipient(
        GROUP,
        desk.chat_id,
        desk.topic_id,
        only.person_id if only else None,
        reachable=only is None or only.reachable,
        quiet=only.quiet if only else None,
    )


def private_of(person: Colleague) -> Recipient:
    """A person's private chat."""
    return Recipient(
        f"member:{person.member_id}",
        person.telegram_id or 0,
        person_id=person.person_id,
        quiet=person.quiet,
    )


def send_bundles(session: Session, bundles: Bundles, now: datetime, *, more: bool) -> bool:
    """One message for each recipient, with the rows that say what was sent. What waits unsent for the same
    recipient is joined, so that a night, or a long list, ends in one message. `more`: the rest of what is due
    comes in the next transaction, and the message waits for it. Says whether something can be sent."""
    waiting = {
        (row.chat_id, row.topic_id, row.recipient_id): row
        for row in waiting_bundles(session, bundles.desk.id)
    }
    made: dict[Recipient, Outbox] = {}
    for recipient, entries in bundles.entries.items():
        row = waiting.get((recipient.chat_id, recipient.topic_id, recipient.person_id))
        if row is None or not recipient.reachable:
            row = _new_bundle(bundles, recipient, now)
        _join(row, list(entries.values()))
        if recipient.key == GROUP and not bundles.desk.private:
            named = name_in_group(session, bundles.desk, now)
            row.payload = {**row.payload, "waiting": [*row.payload.get("waiting", ()), *named]}
        if more and row.not_before <= now + HOLD:
            row.not_before, row.payload = now + HOLD, {**row.payload, "held": True}
        session.add(row)
        made[recipient] = row
    if not more:
        for row in [*waiting.values(), *made.values()]:
            if row.payload.get("held"):
                row.not_before = now
                row.payload = {name: value for name, value in row.payload.items() if name != "held"}
                session.add(row)
    session.flush()
    also = {"desk_id": bundles.desk.id, "at": now}
    write_reminders(
        session,
        [
            {**also, **sent._asdict(), "outbox_id": made[to].id if to in made else None}
            for sent, to in bundles.steps.items()
        ],
    )
    return bool(made or waiting)


def _new_bundle(bundles: Bundles, recipient: Recipient, now: datetime) -> Outbox:
    desk, settings = bundles.desk, bundles.settings
    own = own_quiet(recipient.quiet, settings.zone)
    return Outbox(
        desk_id=desk.id,
        chat_id=recipient.chat_id,
        topic_id=recipient.topic_id,
        kind=Kind.SEND,
        purpose="reminder",
        payload={"entries": []},
        recipient_id=recipient.person_id,
        status=Status.PENDING if recipient.reachable else Status.PARKED,
        not_before=next_for_person(now, settings.quiet, own),
        rank=len(Priority),
        created_at=now,
    )


def _join(row: Outbox, entries: Sequence[Entry]) -> None:
    """The bundle with these claims too, the most urgent first. What is due now takes the place of what the same
    claim was there for before."""
    new = {(entry.claim_id, entry.member_id) for entry in entries}
    had = [one for one in row.payload["entries"] if (one["claim_id"], one.get("member_id")) not in new]
    every = sorted([*had, *map(asdict, entries)], key=lambda one: tuple(one["urgency"]))
    row.payload = {
        **row.payload,
        "entries": every[:KEPT],
        "more": row.payload.get("more", 0) + len(every[KEPT:]),
    }
    row.claim_ids = list(dict.fromkeys(one["claim_id"] for one in every[:KEPT]))
    if every:
        row.rank = min(row.rank, len(Priority) + int(every[0]["urgency"][0]))


def name_in_group(session: Session, desk: Desk, now: datetime) -> list[dict[str, Any]]:
    """Takes the desk's messages that wait for people who cannot be reached, as the group's bundle names
    them: who, how many, and about which claims. Each is named once."""
    named: dict[int, dict[str, Any]] = {}
    for row in unnamed(session, desk.id):
        row.named_at = now
        session.add(row)
        if row.recipient_id is None:
            continue
        one = named.setdefault(row.recipient_id, {"person_id": row.recipient_id, "n": 0, "claims": []})
        one["n"] += 1
        one["claims"] = list(dict.fromkeys([*one["claims"], *row.claim_ids]))
    session.flush()
    return list(named.values())
