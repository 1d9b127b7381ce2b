"""What is due when: a row with a time, taken by a conditional update whose count is looked at."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, func, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, delete, select

from storage.base import Row, big, document, key_to, moment, partial_index, word
from storage.claims import Claim
from storage.outbox import Outbox, Status

DESK = "desk"
"""The recipient of the row that says that a date's digest was made at all, and what it covers."""


class Matter(StrEnum):
    """What becomes due."""

    REMINDER = "reminder"
    """The next step of a claim's ladder, or the end of its snooze."""
    DIGEST = "digest"
    LEAVE = "leave"
    """A group that nobody set up."""
    UNREACHABLE = "unreachable"
    """Messages wait for people who cannot be reached: the group is told who they are."""
    PAUSED = "paused"
    """A group that the bot may not write in is tried."""
    TIDY = "tidy"
    """What has had its time goes; no desk's."""
    MEANING = "meaning"
    """Claims that the model of meanings has not read; no desk's. The row's claim is the one before which they stand."""


class Due(Row, table=True):
    """One thing with a time. There is one reminder row for each unfinished claim, one digest row a desk."""

    __table_args__ = (
        UniqueConstraint("matter", "desk_id", "claim_id"),
        Index("ix_due_matter_due_at", "matter", "due_at"),
    )

    desk_id: int = big()
    """The desk; for `leave` the chat."""
    matter: Matter = word(Matter)
    claim_id: int = big(default=0)
    """0 where the matter is the desk's."""
    due_at: datetime = moment()


class Reminder(Row, table=True):
    """A step of a claim's ladder that was sent to one recipient: never twice for the same key."""

    __table_args__ = (
        UniqueConstraint("claim_id", "round", "step", "n", "recipient"),
        # Else each message that goes would be looked for in all of them.
        partial_index("ix_reminder_outbox", "outbox_id", where="outbox_id IS NOT NULL"),
    )

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id")
    round: int
    step: str
    n: int = 1
    recipient: str
    """`group`, `member:7`, or `nobody` for a step that was passed over."""
    outbox_id: int | None = key_to("outbox.id", required=False)
    at: datetime = moment()


class Digest(Row, table=True):
    """One recipient's digest of one local date; the unique key is what makes it exactly one. The desk's own row
    (`DESK`) stands for every date that had one, whoever wanted it."""

    __table_args__ = (
        UniqueConstraint("desk_id", "local_date", "recipient"),
        partial_index("ix_digest_outbox", "outbox_id", where="outbox_id IS NOT NULL"),
    )

    desk_id: int = key_to("desk.id")
    local_date: date
    recipient: str
    since: datetime = moment()
    until: datetime = moment()
    missed: list[str] = document(default_factory=list)
    """Local dates (ISO) on which none was sent because the bot was down."""
    late: bool = False
    outbox_id: int | None = key_to("outbox.id", required=False)
    at: datetime = moment()


def set_due(session: Session, matter: Matter, desk_id: int, due_at: datetime, claim_id: int = 0) -> None:
    """Makes the one row of this matter due at this time, whether it existed or not."""
    row = due_row(session, matter, desk_id, claim_id)
    if row is None:
        session.add(Due(matter=matter, desk_id=desk_id, claim_id=claim_id, due_at=due_at))
    else:
        row.due_at = due_at
        session.add(row)
    session.flush()


def due_row(session: Session, matter: Matter, desk_id: int, claim_id: int = 0) -> Due | None:
    """The row of this matter, if it stands."""
    return session.exec(
        select(Due).where(Due.matter == matter, Due.desk_id == desk_id, Due.claim_id == claim_id)
    ).first()


def not_due(session: Session, matter: Matter, desk_id: int, claim_id: int = 0) -> None:
    """Nothing of this matter is to come."""
    session.exec(
        delete(Due).where(
            col(Due.matter) == matter, col(Due.desk_id) == desk_id, col(Due.claim_id) == claim_id
        )
    )


def nothing_due(session: Session, matter: Matter) -> None:
    """Nothing of this matter is to come, whichever desk's and claim's."""
    session.execute(delete(Due).where(col(Due.matter) == matter))


def desks_due(session: Session, matter: Matter, now: datetime) -> Sequence[int]:
    """The desks for which something of this matter is due at `now` or was before, longest due first. Never a
    window: downtime loses nothing."""
    query = select(Due.desk_id).where(Due.due_at <= now, Due.matter == matter)
    return session.exec(query.group_by(col(Due.desk_id)).order_by(func.min(Due.due_at))).all()


def matters_due(session: Session, now: datetime) -> frozenset[Matter]:
    """What anything at all is due of: one question, asked each second."""
    # The first entry of an index for each, however many wait: no planner takes another way to a least value.
    first: list[Any] = [
        select(func.min(Due.due_at)).where(Due.matter == matter).scalar_subquery() for matter in Matter
    ]
    earliest = session.execute(select(*first)).one()
    return frozenset(
        matter for matter, at in zip(Matter, earliest, strict=True) if at is not None and at <= now
    )


def due_now(
    session: Session, matter: Matter, desk_id: int, now: datetime, limit: int = 2000
) -> Sequence[Due]:
    """What of this matter is due for the desk, earliest first."""
    query = select(Due).where(Due.due_at <= now, Due.matter == matter, Due.desk_id == desk_id)
    return session.exec(query.order_by(col(Due.due_at), col(Due.id)).limit(limit)).all()


def put_off(session: Session, matter: Matter, desk_id: int, now: datetime, until: datetime) -> None:
    """What is due for the desk waits longer: it could not be done."""
    session.execute(
        update(Due)
        .where(col(Due.desk_id) == desk_id, col(Due.matter) == matter, col(Due.due_at) <= now)
        .values(due_at=until)
    )


def look_at_all(session: Session, desk_id: int, now: datetime) -> None:
    """The next tick works out anew what is due for every unfinished claim of the desk."""
    session.execute(
        update(Due)
        .where(col(Due.desk_id) == desk_id, col(Due.matter) == Matter.REMINDER, col(Due.due_at) > now)
        .values(due_at=now)
    )


def move_due(session: Session, row: Due, due_at: datetime) -> bool:
    """Moves a due row on; False if somebody else took it first."""
    result = session.execute(
        update(Due).where(col(Due.id) == row.id, col(Due.due_at) == row.due_at).values(due_at=due_at),
        # Else every row of the session is looked at for whether it is this one.
        execution_options={"synchronize_session": False},
    )
    moved = bool(result.rowcount == 1)  # type: ignore[attr-defined]
    if moved:
        set_committed_value(row, "due_at", due_at)
    return moved


def take_due(session: Session, rows: Sequence[Due], now: datetime, until: datetime) -> list[Due]:
    """Moves the rows that are still due on to `until` and returns them; what somebody else took is left out."""
    still = (col(Due.id).in_([row.id for row in rows]), col(Due.due_at) <= now)
    moved = session.execute(
        update(Due).where(*still).values(due_at=until).returning(col(Due.id)),
        execution_options={"synchronize_session": False},
    )
    ids = set(moved.scalars())
    taken = [row for row in rows if row.id in ids]
    for row in taken:
        set_committed_value(row, "due_at", until)
    return taken


def reminders_of(session: Session, claim_id: int, round_: int) -> Sequence[Reminder]:
    """The steps that were sent in this round of the claim's ladder."""
    return session.exec(select(Reminder).where(Reminder.claim_id == claim_id, Reminder.round == round_)).all()


def steps_done(session: Session, claim_ids: Collection[int]) -> Mapping[int, dict[tuple[str, int], datetime]]:
    """Of each claim: the steps of the round its ladder is in, key and count, that were sent or passed over, and
    when."""
    query = (
        select(Reminder.claim_id, Reminder.step, Reminder.n, Reminder.at)
        .join(Claim, _this_round())
        .where(col(Reminder.claim_id).in_(claim_ids))
    )
    done: defaultdict[int, dict[tuple[str, int], datetime]] = defaultdict(dict)
    for claim_id, step, n, at in session.exec(query):
        done[claim_id][step, n] = at
    return done


def unheard(session: Session, claim_ids: Collection[int]) -> Mapping[int, frozenset[tuple[str, int]]]:
    """Of each claim: the steps of the round its ladder is in, key and count, that wait for people who turned out
    to be unreachable, and that nobody else got."""
    query = (
        select(Reminder.claim_id, Reminder.step, Reminder.n, Outbox.status)
        .join(Claim, _this_round())
        .join(Outbox, col(Outbox.id) == Reminder.outbox_id)
        .where(col(Reminder.claim_id).in_(claim_ids))
    )
    waits: defaultdict[int, dict[tuple[str, int], bool]] = defaultdict(dict)
    for claim_id, step, n, status in session.exec(query):
        waits[claim_id][step, n] = waits[claim_id].get((step, n), True) and status is Status.PARKED
    return {
        claim_id: frozenset(key for key, all_wait in steps.items() if all_wait)
        for claim_id, steps in waits.items()
    }


def _this_round() -> ColumnElement[bool]:
    return and_(col(Claim.id) == col(Reminder.claim_id), col(Claim.round) == col(Reminder.round))


def write_reminders(session: Session, reminders: Sequence[Mapping[str, Any]]) -> None:
    """Writes these rows of Reminder down, all at once."""
    if reminders:
        session.execute(insert(Reminder), [dict(one) for one in reminders])


def look_again(session: Session, claim_ids: Collection[int], now: datetime) -> None:
    """The next tick works out anew what is due for these claims."""
    session.execute(
        update(Due)
        .where(col(Due.claim_id).in_(claim_ids), col(Due.matter) == Matter.REMINDER, col(Due.due_at) > now)
        .values(due_at=now)
    )


def reminded_since(session: Session, claim_id: int, recipient: str, outbox_id: int) -> bool:
    """Whether a later message than this one reminds the recipient of the claim."""
    query = select(Reminder.id).where(
        Reminder.claim_id == claim_id, Reminder.recipient == recipient, col(Reminder.outbox_id) > outbox_id
    )
    return session.exec(query.limit(1)).first() is not None


def newest_digest(session: Session, desk_id: int, now: datetime) -> Digest | None:
    """The desk's newest digest, whoever got it; none that a clock which was ahead has made of the future."""
    return last_digest(session, desk_id, DESK, now)


def has_digest(session: Session, desk_id: int, day: date, recipient: str) -> bool:
    """Whether the recipient got this date's, be it from a clock that was ahead."""
    return digest_to(session, desk_id, day, recipient) is not None


def last_digest(session: Session, desk_id: int, recipient: str, now: datetime) -> Digest | None:
    """The newest digest this recipient got, the future's left out."""
    query = select(Digest).where(
        Digest.desk_id == desk_id, Digest.recipient == recipient, Digest.until <= now
    )
    return session.exec(query.order_by(col(Digest.local_date).desc()).limit(1)).first()


def digest_to(session: Session, desk_id: int, day: date, recipient: str) -> Digest | None:
    """What this recipient got on this local date; of `DESK`: what it covers, whoever got it."""
    query = select(Digest).where(
        Digest.desk_id == desk_id, Digest.local_date == day, Digest.recipient == recipient
    )
    return session.exec(query).first()


def digest_before(session: Session, desk_id: int, day: date) -> Digest | None:
    """The newest digest of an earlier date."""
    query = select(Digest).where(Digest.desk_id == desk_id, Digest.local_date < day, Digest.recipient == DESK)
    return session.exec(query.order_by(col(Digest.local_date).desc()).limit(1)).first()
