"""Invitations to a desk: single use, for one role; only a digest of each link's secret is kept."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Field, Session, col, or_, select

from storage.base import Row, key_to, moment, word
from storage.vocabulary import Role

INVITATION_LIFETIME = timedelta(hours=24)


class Invitation(Row, table=True):
    """A link that one person may follow once. Whoever did waits until a lead decides."""

    desk_id: int = key_to("desk.id", index=True)
    role: Role = word(Role)
    made_by: int = key_to("member.id")
    digest: str | None = Field(default=None, unique=True)
    """SHA-256 of the secret, hexadecimal. The secret itself is made when the link is sent and kept nowhere."""
    made_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(required=False)
    person_id: int | None = key_to("person.id", required=False)
    """Who followed it."""
    used_at: datetime | None = moment(required=False)
    decided_by: int | None = key_to("member.id", required=False)
    decided_at: datetime | None = moment(required=False)


def digest_of(secret: str) -> str:
    """What is kept of a link's secret: it has 128 bits of its own, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_with(session: Session, secret: str) -> Invitation | None:
    """The invitation whose link has this secret."""
    return session.exec(select(Invitation).where(Invitation.digest == digest_of(secret))).first()


def invitations_at(session: Session, desk_id: int, now: datetime) -> Sequence[Invitation]:
    """A desk's invitations that may still be used or wait for a lead, oldest first."""
    query = select(Invitation).where(
        Invitation.desk_id == desk_id,
        col(Invitation.revoked_at).is_(None),
        col(Invitation.decided_at).is_(None),
        or_(col(Invitation.used_at).is_not(None), Invitation.expires_at > now),
    )
    return session.exec(query.order_by(col(Invitation.id))).all()


def waiting_of(session: Session, member_id: int) -> Sequence[Invitation]:
    """What this member has invited to, was followed and waits for a lead, oldest first."""
    return _undecided(session, Invitation.made_by == member_id)


def waiting_to_join(session: Session, person_id: int) -> Sequence[Invitation]:
    """What this person has followed and a lead has not decided about, oldest first."""
    return _undecided(session, Invitation.person_id == person_id)


def _undecided(session: Session, whose: ColumnElement[bool] | bool) -> Sequence[Invitation]:
    query = select(Invitation).where(
        whose,
        col(Invitation.used_at).is_not(None),
        col(Invitation.decided_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    return session.exec(query.order_by(col(Invitation.id))).all()


def use_if_fresh(session: Session, invitation: Invitation, person_id: int, now: datetime) -> bool:
    """The person has followed it; False where somebody had already, or it was revoked or is too old."""
    return _change(
        session,
        invitation,
        [
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > now,
        ],
        person_id=person_id,
        used_at=now,
    )


def decide_once(session: Session, invitation: Invitation, member_id: int, now: datetime) -> bool:
    """A lead has decided about who followed it; False where one had already."""
    return _change(
        session,
        invitation,
        [
            col(Invitation.used_at).is_not(None),
            col(Invitation.decided_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        ],
        decided_by=member_id,
        decided_at=now,
    )


def revoke_once(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Nobody can use it any more; False where somebody has, or it was revoked before."""
    unused = [col(Invitation.used_at).is_(None), col(Invitation.revoked_at).is_(None)]
    return _change(session, invitation, unused, revoked_at=now)


def revoke_all_of(session: Session, member_id: int, now: datetime) -> None:
    """What this member has invited to, and nobody has let in yet, is off."""
    session.execute(
        update(Invitation)
        .where(
            col(Invitation.made_by) == member_id,
            col(Invitation.decided_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _change(session: Session, invitation: Invitation, still: Sequence[object], **values: object) -> bool:
    session.flush()
    result = session.execute(
        update(Invitation)
        .where(col(Invitation.id) == invitation.id, *still)  # type: ignore[arg-type]
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(invitation)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]
