"""The newest moment that the bot has seen: a clock that was set back is noticed by it, also after a restart.

What was written while the clock was ahead would wait until it is there again, a year perhaps. Nothing that
happened is changed; what waits, waits from now on.
"""

from datetime import datetime, timedelta

from sqlalchemy import Integer, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.base import moment
from storage.claims import Claim
from storage.dues import Due, Matter
from storage.errands import Errand
from storage.events import history_of
from storage.outbox import Outbox, Status
from storage.prompts import PROMPT_LIFETIME, Prompt
from storage.reminders import Reminder
from storage.vocabulary import UNFINISHED, Deed

EVERY = timedelta(minutes=1)
"""How often the moment is written down, and the least jump that counts as one."""
LONGEST_GRACE = timedelta(hours=24)
"""How long a group may go without a desk."""


class Heartbeat(SQLModel, table=True):
    """One row."""

    __tablename__ = "heartbeat"

    id: int = Field(default=1, sa_type=Integer, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()


def beat_is_due(session: Session, now: datetime) -> bool:
    """Whether the row is a minute old, or a minute ahead. Changes nothing."""
    row = session.get(Heartbeat, 1)
    return row is None or abs(now - row.at) >= EVERY


def beat(session: Session, now: datetime) -> timedelta | None:
    """Writes the moment down; says by how much the clock went back since it was last written, if it did."""
    row = session.get(Heartbeat, 1) or Heartbeat(at=now)
    back, row.at = row.at - now, now
    session.add(row)
    return back if back >= EVERY else None


def wait_from_now(session: Session, now: datetime, back: timedelta) -> None:
    """After the clock went back by so much: nothing that a wrong clock put off waits for that clock's time.

    Ladders that began, questions asked and reminders sent in the future count from now. What is due is worked
    out anew. Messages and errands wait no longer than they would have. A snooze that was said in the future is
    as long as it was meant; an earlier one, and every due time, stays at the moment that the person was told.
    """
    unfinished = col(Claim.state).in_(UNFINISHED)
    for moment_ in (Claim.ladder_since, Claim.acknowledged_at):
        session.execute(update(Claim).where(unfinished, col(moment_) > now).values({col(moment_): now}))
    session.execute(update(Reminder).where(col(Reminder.at) > now).values(at=now))
    for prompt in session.exec(select(Prompt).where(Prompt.created_at > now)):
        prompt.created_at, prompt.expires_at = now, now + PROMPT_LIFETIME
        session.add(prompt)
    session.execute(
        update(Due).where(col(Due.due_at) > now, col(Due.matter) != Matter.LEAVE).values(due_at=now)
    )
    latest = now + LONGEST_GRACE
    session.execute(
        update(Due).where(col(Due.due_at) > latest, col(Due.matter) == Matter.LEAVE).values(due_at=latest)
    )
    messages = select(Outbox).where(Outbox.status == Status.PENDING, Outbox.not_before > now)
    errands = select(Errand).where(col(Errand.done_at).is_(None), Errand.not_before > now)
    for row in (*session.exec(messages), *session.exec(errands)):
        row.not_before = max(now, row.not_before - back)
        session.add(row)
    for claim in session.exec(select(Claim).where(unfinished, col(Claim.snoozed_until) > now)):
        said = [event.at for event in history_of(session, claim.id) if event.deed is Deed.SNOOZE]
        if claim.snoozed_until is not None and said and said[-1] > now:
            claim.snoozed_until = now + max(claim.snoozed_until - said[-1], timedelta(0))
            session.add(claim)
