"""What a model of meanings makes of a desk's claims: one vector for each claim, as bytes, beside its words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Index, LargeBinary, and_, text
from sqlmodel import Field, Session, SQLModel, col, func, select

from storage.base import big, key_to
from storage.claims import Claim

AT_ONCE = 4_096
"""Rows read at a time."""
LAST = 2**63 - 1
"""Above every id."""
LOOKED_AT = 10_000
"""Claims looked through at once for those without a vector."""


class ClaimVector(SQLModel, table=True):
    """A claim's vector. One of another model says nothing beside those of this one and is never compared with them."""

    __tablename__ = "claim_vector"
    # All that `state_of` adds up stands in the index: reading the vectors themselves takes ten times as long.
    __table_args__ = (Index("ix_claim_vector_desk", "desk_id", "model", "claim_id", "mark"),)

    claim_id: int = key_to("claim.id", primary_key=True)
    desk_id: int = key_to("desk.id")
    model: str
    """The fingerprint of the model that made it."""
    vector: bytes = Field(sa_type=LargeBinary)
    """Empty where the model knows none of the claim's words, or the claim has none."""
    mark: int = big()
    """40 bits that tell this vector of this claim from any other."""


@dataclass(frozen=True, slots=True)
class State:
    """What tells whether the vectors that somebody holds are those that stand here."""

    count: int
    marks: int


class Kept(NamedTuple):
    """A claim's vector as it stands here."""

    claim_id: int
    vector: bytes
    mark: int


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
        {
            "claim": claim_id,
            "desk": desk_id,
            "model": model,
            "vector": vector,
            "mark": _mark(claim_id, vector),
        }
        for claim_id, desk_id, vector in read
    ]
    if rows:
        session.execute(_KEEP, rows)


_KEEP = text(
    "INSERT INTO claim_vector (claim_id, desk_id, model, vector, mark)"
    " VALUES (:claim, :desk, :model, :vector, :mark)"
    " ON CONFLICT (claim_id) DO UPDATE SET model = excluded.model, vector = excluded.vector, mark = excluded.mark"
)


def _mark(claim_id: int, vector: bytes) -> int:
    return int.from_bytes(sha256(b"%d " % claim_id + vector).digest()[:5])


def state_of(session: Session, desk_id: int, model: str, after: int) -> State:
    """Of this model's vectors of the desk's claims with an id above `after`."""
    count, marks = session.execute(_STATE, {"desk": desk_id, "model": model, "after": after}).one()
    return State(count, int(marks))


_STATE = text(
    "SELECT count(*), coalesce(sum(mark), 0) FROM claim_vector"
    " WHERE desk_id = :desk AND model = :model AND claim_id > :after"
)


def last_but(session: Session, desk_id: int, model: str, most: int) -> int:
    """The id above which there are `most` vectors of the desk, the newest; 0 where there are no more than that."""
    query = select(ClaimVector.claim_id).where(ClaimVector.desk_id == desk_id, ClaimVector.model == model)
    return session.exec(query.order_by(col(ClaimVector.claim_id).desc()).offset(most).limit(1)).first() or 0


def vectors_between(
    session: Session, desk_id: int, model: str, after: int, before: int = LAST
) -> Iterator[list[Kept]]:
    """This model's vectors of the desk's claims with ids above `after` and below `before`, the oldest first, a part at
    a time."""
    while True:
        asked = {"desk": desk_id, "model": model, "after": after, "before": before, "most": AT_ONCE}
        part = [Kept(*row) for row in session.execute(_PART, asked)]
        if part:
            yield part
        if len(part) < AT_ONCE:
            return
        after = part[-1].claim_id


_PART = text(
    "SELECT claim_id, vector, mark FROM claim_vector WHERE desk_id = :desk AND model = :model"
    " AND claim_id > :after AND claim_id < :before ORDER BY claim_id LIMIT :most"
)


def newest_claim(session: Session) -> int:
    """The highest id of any desk's claim; 0 where there is none."""
    return session.exec(select(func.coalesce(func.max(Claim.id), 0))).one()


def unread_before(session: Session, model: str, before: int, most: int) -> tuple[Sequence[Unread], int]:
    """Claims of any desk with a lower id than `before` that this model has not read, the newest first, `most` of them
    at the most; and the id below which others may be, 0 where there are none. Looks through few claims at a time, so
    that it takes as long at a million of them."""
    below = select(Claim.id).where(Claim.id < before).order_by(col(Claim.id).desc())
    after = session.exec(below.offset(LOOKED_AT).limit(1)).first() or 0
    read = and_(col(ClaimVector.claim_id) == col(Claim.id), col(ClaimVector.model) == model)
    query = (
        select(Claim.id, Claim.desk_id, Claim.text, Claim.words_key)
        .outerjoin(ClaimVector, read)
        .where(Claim.id < before, Claim.id > after, col(ClaimVector.claim_id).is_(None))
    )
    found = [Unread(*row) for row in session.exec(query.order_by(col(Claim.id).desc()).limit(most))]
    if len(found) == most:
        return found, found[-1].claim_id
    return found, after + 1 if after else 0
