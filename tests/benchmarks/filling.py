"""Many claims put into a desk's index at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import insert, text
from sqlmodel import Session

from storage.database import Database
from storage.search import Searchable, StemCount

BATCH = 20_000


@contextmanager
def without_foreign_keys(database: Database) -> Iterator[Session]:
    """A writing session for the index alone: the claims behind it are not there."""
    with database.engine.connect() as connection:
        if database.path is not None:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            # What checks foreign keys is a trigger of PostgreSQL's own; the index is filled by triggers of ours.
            for table in ("searchable", "claim_vector"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            connection.execute(text("ALTER TABLE searchable ENABLE TRIGGER USER"))
        with Session(bind=connection) as session:
            yield session
            session.commit()
        connection.commit()


def fill(session: Session, desk: int, texts: Sequence[str], stems: Sequence[Sequence[str]]) -> None:
    """Puts claims into the index as `make_findable` would; a claim's id is its place, from 1."""
    counts: Counter[str] = Counter()
    every = enumerate(zip(texts, stems, strict=True), start=1)
    while batch := list(islice(every, BATCH)):
        rows = []
        for place, (said, words) in batch:
            counts.update(set(words))
            rows.append(
                {
                    "id": place,
                    "desk_id": desk,
                    "claim_id": place,
                    "kind": "claim",
                    "text": said,
                    "stems": " ".join(words),
                }
            )
        session.execute(insert(Searchable.__table__), rows)  # type: ignore[attr-defined]
    counted = iter(sorted(counts.items()))
    while some := list(islice(counted, BATCH)):
        session.execute(
            insert(StemCount.__table__),  # type: ignore[attr-defined]
            [{"desk_id": desk, "stem": stem, "texts": n} for stem, n in some],
        )
    if session.get_bind().dialect.name == "postgresql":
        # Ids that were given by hand are unknown to what gives the next.
        session.execute(
            text("SELECT setval(pg_get_serial_sequence('searchable', 'id'), max(id)) FROM searchable")
        )
