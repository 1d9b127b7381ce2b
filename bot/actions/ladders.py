"""The reminder ladder of a claim: when it starts anew, sleeps or ends."""

from datetime import datetime

from sqlmodel import Session

from storage.claims import Claim
from storage.dues import Matter, not_due, set_due
from storage.vocabulary import UNFINISHED


def start_anew(session: Session, claim: Claim, now: datetime, *, awake: bool = True) -> None:
    """Somebody acted on the claim: its ladder begins again at the first step. `awake` ends its snooze."""
    claim.round += 1
    claim.ladder_since = now
    claim.acknowledged_at = claim.lead_on_it_id = None
    if awake:
        claim.snoozed_until = None
    session.add(claim)
    session.flush()
    look_at(session, claim, now)


def look_at(session: Session, claim: Claim, now: datetime) -> None:
    """The next tick works out what is due for the claim; nothing is, once it is finished."""
    if claim.state in UNFINISHED:
        set_due(session, Matter.REMINDER, claim.desk_id, now, claim.id)
    else:
        not_due(session, Matter.REMINDER, claim.desk_id, claim.id)
