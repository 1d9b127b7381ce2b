"""What a model of meanings makes of a desk's claims: one vector for each claim, as bytes, beside its words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Index, LargeBinary, and_, text
from sqlmodel import Field, Session, SQLModel, col, func, select

from storage.base import key_to
from storage.claims import Claim

MOST_COMPARED = 100_000
"""So many claims of a desk, the newest, are compared by their meaning: each is read for every new claim."""
AT_ONCE = 4_096
"""Vectors in memory at a time."""
LOOKED_AT = 2_000
"""Claims looked through at once for those without a vector."""


class ClaimVector(SQLModel, table=True):
    """A claim's vector. One of another model says nothing beside those of this one and is never compared with them."""

    __tablename__ = "claim_vector"
    __table_args__ = (Index("ix_claim_vector_desk", "desk_id", "claim_id"),)

    claim_id: int = key_to("claim.id", primary_key=True)
    desk_id: int = key_to("desk.id")
    model: str
    """The fingerprint of the model that made it."""
    vector: bytes = Field(sa_type=LargeBinary)
    """Empty where the model knows none of the claim's words, or the claim has none."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A claim that the model has not read yet."""

    claim_id: int
    desk_id: int
    text: str
    words_key: str


def keep_vectors(session: Session, model: str, read: Iterable[tuple[int, int, bytes]]) -> None:
    """Writes the vectors of claims (the claim's id, the desk's, the vector) in the place of any before."""
    rows = [
        {"claim": claim_id, "desk": desk_id, "model": model, "vector": vector}
        for claim_id, desk_id, vector in read
    ]
    if rows:
        session.execute(_KEEP, rows)


_KEEP = text(
    "INSERT INTO claim_vector (claim_id, desk_id, model, vector) VALUES (:claim, :desk, :model, :vector)"
    " ON CONFLICT (claim_id) DO UPDATE SET model = excluded.model, vector = excluded.vector"
)


def vectors_of(session: Session, desk_id: int, model: str) -> Iterator[list[tuple[int, bytes]]]:
    """This model's vectors of the desk's newest claims, with the claims' ids, the newest first, a part at a time."""
    before, left = None, MOST_COMPARED
    while left > 0:
        part = session.execute(
            _PART if before is None else _PART_BEFORE,
            {"desk": desk_id, "model": model, "before": before, "most": min(AT_ONCE, left)},
        ).all()
        if not part:
            return
        yield [(claim_id, vector) for claim_id, vector in part]
        before, left = part[-1][0], left - len(part)


_PART_OF = (
    "SELECT claim_id, vector FROM claim_vector WHERE desk_id = :desk AND model = :model AND length(vector) > 0{}"
    " ORDER BY claim_id DESC LIMIT :most"
)
_PART, _PART_BEFORE = text(_PART_OF.format("")), text(_PART_OF.format(" AND claim_id < :before"))


def newest_claim(session: Session) -> int:
    """The highest id of any desk's claim; 0 where there is none."""
    return session.exec(select(func.coalesce(func.max(Claim.id), 0))).one()


def unread_before(session: Session, model: str, before: int, most: int) -> tuple[Sequence[Unread], int]:
    """Claims of any desk with a lower id than `before` that this model has not read, the newest first, `most` of them
    at the most; and the id below which others may be, 0 where there are none. Looks through few claims at a time, so
    that it takes as long at a million of them."""
    looked = session.exec(
        select(Claim.id).where(Claim.id < before).order_by(col(Claim.id).desc()).limit(LOOKED_AT)
    ).all()
    if not looked:
        return (), 0
    read = and_(col(ClaimVector.claim_id) == col(Claim.id), col(ClaimVector.model) == model)
    query = (
        select(Claim.id, Claim.desk_id, Claim.text, Claim.words_key)
        .outerjoin(ClaimVector, read)
        .where(Claim.id < before, Claim.id >= looked[-1], col(ClaimVector.claim_id).is_(None))
    )
    found = [Unread(*row) for row in session.exec(query.order_by(col(Claim.id).desc()).limit(most))]
    return found, found[-1].claim_id if len(found) == most else looked[-1]
