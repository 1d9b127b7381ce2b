"""Everything a desk holds, row by row, for the outside's view of it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlmodel import Session, col, select

from storage.appearances import Appearance, demand
from storage.base import Row
from storage.claims import Claim
from storage.desks import Desk, Member
from storage.events import Event
from storage.media import Media
from storage.readings import Reading
from storage.sources import Source
from storage.verdicts import Correction, Evidence, Review, Scale, Verdict

OF_A_DESK: tuple[type[Row], ...] = (
    Member,
    Scale,
    Reading,
    Claim,
    Appearance,
    Media,
    Source,
    Verdict,
    Evidence,
    Review,
    Correction,
    Event,
)
"""The tables in an order in which each row comes after those it points to (but for claims among themselves)."""

_AT_ONCE = 500


def same_instant(session: Session) -> None:
    """All that this session reads is of one instant; SQLite does so by itself. Called before the first query."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def desks_to_export(session: Session, desk_id: int | None = None) -> Sequence[Desk]:
    """Every desk, oldest first, or the one with this id."""
    query = select(Desk).order_by(col(Desk.id))
    return session.exec(query if desk_id is None else query.where(Desk.id == desk_id)).all()


def rows_of_desk(session: Session, desk_id: int) -> Iterator[tuple[Row, int]]:
    """The desk's rows, table by table and oldest first; with a claim comes how many people brought it."""
    for table in OF_A_DESK:
        query = select(table).where(table.desk_id == desk_id).order_by(col(table.id))  # type: ignore[attr-defined]
        rows = iter(session.exec(query.execution_options(yield_per=_AT_ONCE)))
        while batch := list(islice(rows, _AT_ONCE)):
            wanted = demand(session, [row.id for row in batch]) if table is Claim else {}
            for row in batch:
                yield row, wanted.get(row.id, 0)
                session.expunge(row)
