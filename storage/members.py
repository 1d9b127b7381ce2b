"""How the members of a desk are doing: what each has, and when each last did something."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.claims import Claim
from storage.desks import Member
from storage.events import Event
from storage.vocabulary import UNFINISHED, Role


def loads(session: Session, desk_id: int) -> Mapping[int, int]:
    """How many unfinished claims each member has; who has none is not in it."""
    query = (
        select(Claim.assignee_id, func.count())
        .where(Claim.desk_id == desk_id, col(Claim.state).in_(UNFINISHED))
        .where(col(Claim.assignee_id).is_not(None))
        .group_by(col(Claim.assignee_id))
    )
    return {member_id: count for member_id, count in session.exec(query) if member_id is not None}


def last_deeds(session: Session, desk_id: int) -> Mapping[int, datetime]:
    """When each member last did something at the desk."""
    query = (
        select(Event.member_id, func.max(Event.at))
        .where(Event.desk_id == desk_id, col(Event.member_id).is_not(None))
        .group_by(col(Event.member_id))
    )
    return {member_id: at for member_id, at in session.exec(query) if member_id is not None}


def count_leads(session: Session, desk_id: int) -> int:
    """How many present leads the desk has."""
    query = select(func.count()).where(
        Member.desk_id == desk_id, Member.role == Role.LEAD, col(Member.left_at).is_(None)
    )
    return session.exec(query).one()
