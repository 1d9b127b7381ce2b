"""Files that Telegram keeps and that belong to claims."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, Session, col, select

from storage.base import Row, key_to, moment
from storage.claims import Claim, ids_within


class Media(Row, table=True):
    """A picture, video, voice message or document that belongs to a claim or to a verdict."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    kind: str
    file_id: str = Field(sa_type=Text)
    file_unique_id: str = Field(index=True)
    file_name: str | None = None
    at: datetime = moment()


def media_of(session: Session, claim_id: int) -> Sequence[Media]:
    """The files kept with the claim, or with what was merged into it, oldest first."""
    query = select(Media).where(col(Media.claim_id).in_(ids_within(session, claim_id)))
    return session.exec(query.order_by(col(Media.id))).all()


def claim_with_file(
    session: Session, desk_id: int, unique_ids: Sequence[str], *, but: Sequence[int]
) -> Claim | None:
    """The first claim of the desk that one of these files came with, `but` those."""
    query = (
        select(Claim)
        .join(Media, col(Media.claim_id) == Claim.id)
        .where(
            Media.desk_id == desk_id,
            col(Media.file_unique_id).in_(unique_ids),
            col(Claim.id).not_in(but),
        )
    )
    return session.exec(query.order_by(col(Claim.id)).limit(1)).first()


def shared_file(session: Session, one: int, other: int) -> str | None:
    """The kind of the first file that came with both of these claims; None where none did."""
    theirs = {file.file_unique_id for file in media_of(session, other)}
    return next((file.kind for file in media_of(session, one) if file.file_unique_id in theirs), None)
