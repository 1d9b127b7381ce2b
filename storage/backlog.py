"""How much waits to be done, for whoever watches the bot."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.errands import Errand
from storage.outbox import Outbox, Status


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waited at one moment."""

    oldest_due: datetime | None
    """Since when the oldest message that may go out has been allowed to; None if none waits."""
    messages: int
    errands: int


def backlog(session: Session, now: datetime) -> Backlog:
    """Messages and errands whose time has come and that are not done."""
    oldest, messages = session.exec(
        select(func.min(Outbox.not_before), func.count()).where(
            Outbox.status == Status.PENDING, col(Outbox.not_before) <= now
        )
    ).one()
    errands = session.exec(
        select(func.count())
        .select_from(Errand)
        .where(col(Errand.done_at).is_(None), col(Errand.not_before) <= now)
    ).one()
    return Backlog(oldest, messages, errands)
