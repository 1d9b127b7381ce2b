"""What needs the network or much time, done outside any transaction and fed back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.base import Row, document, key_to, moment, partial_index


class Errand(Row, table=True):
    """One piece of slow work: fetching a file, reading a long text."""

    __table_args__ = (partial_index("ix_errand_waiting", "not_before", where="done_at IS NULL"),)

    desk_id: int | None = key_to("desk.id", required=False)
    person_id: int | None = key_to("person.id", required=False)
    kind: str
    payload: dict[str, Any] = document(default_factory=dict)
    not_before: datetime = moment()
    tries: int = 0
    done_at: datetime | None = moment(required=False)
    outcome: str | None = None
    created_at: datetime = moment()


def waiting_errands(
    session: Session,
    now: datetime,
    *,
    without: Collection[int] = (),
    full: Collection[str] = (),
    people: Collection[int] = (),
    limit: int = 10,
) -> Sequence[Errand]:
    """Errands whose time has come, oldest first: `without` those under way, those of kinds that are `full`, and
    those of people for whom one is under way."""
    query = select(Errand).where(
        col(Errand.done_at).is_(None),
        Errand.not_before <= now,
        col(Errand.id).not_in(without),
        col(Errand.kind).not_in(full),
        col(Errand.person_id).is_(None) | col(Errand.person_id).not_in(people),
    )
    return session.exec(query.order_by(col(Errand.id)).limit(limit)).all()
