"""What was kept for a while goes when its time has come."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.retention import (
    ALLOWANCE_KEPT,
    FLOOD_KEPT,
    MESSAGE_KEPT,
    RAW_KEPT,
    SEEN_KEPT,
    TIDY_EVERY,
)
from storage.dues import Matter, due_row, set_due
from storage.tidying import (
    AT_ONCE,
    drop_allowances,
    drop_messages,
    drop_pasted,
    drop_seen,
    drop_set_aside,
    drop_typed,
)

EVERYBODY = 0
"""Stands for a desk where the matter is nobody's."""


def begin_tidying(session: Session, now: datetime) -> None:
    """At the start of a run: tidying is due, unless a run before has said when; a new database has had none."""
    if due_row(session, Matter.TIDY, EVERYBODY) is None:
        set_due(session, Matter.TIDY, EVERYBODY, now)


def tidy(session: Session, _everybody: int, now: datetime) -> bool:
    """A part of what has had its time; where that was all, the next look is in an hour."""
    drop_set_aside(session, now - RAW_KEPT)
    drop_pasted(session, now - RAW_KEPT)
    drop_allowances(session, now - ALLOWANCE_KEPT, now - FLOOD_KEPT)
    dropped = (
        drop_typed(session, now - RAW_KEPT),
        drop_messages(session, now - MESSAGE_KEPT),
        drop_seen(session, now - SEEN_KEPT),
    )
    if max(dropped) < AT_ONCE:
        set_due(session, Matter.TIDY, EVERYBODY, now + TIDY_EVERY)
    return False
