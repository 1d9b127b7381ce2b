"""Rows of another database, put into this one under the ids they had there: buttons in chats name them."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, bindparam, func, select, text
from sqlmodel import Session

from storage.base import metadata
from storage.database import Database
from storage.files import open_still

_AT_ONCE = 500

Fields = Mapping[str, Any]


def holds_anything(session: Session) -> bool:
    """Whether any row stands here: its id might meet another's."""
    return any(
        session.execute(select(1).select_from(table).limit(1)).first() for table in metadata.sorted_tables
    )


def put_rows(session: Session, table: Table, rows: Iterable[Fields]) -> int:
    """Writes them as they are, in any order among themselves; says how many."""
    to_itself = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    left, written = iter(rows), 0
    while some := list(islice(left, _AT_ONCE)):
        later += [
            {"of": row["id"], **{f"new_{name}": row[name] for name in to_itself}}
            for row in some
            if any(row[name] is not None for name in to_itself)
        ]
        session.execute(table.insert(), [{**row, **dict.fromkeys(to_itself)} for row in some])
        written += len(some)
    if later:
        pointing: dict[str, Any] = {name: bindparam(f"new_{name}") for name in to_itself}
        session.execute(table.update().where(table.c.id == bindparam("of")).values(pointing), later)
    return written


def copy_everything(source: Database, session: Session) -> dict[str, int]:
    """Every row of every table of `source`, which has the same schema; says how many of which."""
    written = {}
    for table in metadata.sorted_tables:
        with source.reading.connect() as reading:
            rows = reading.execution_options(yield_per=_AT_ONCE).execute(table.select()).mappings()
            written[table.name] = put_rows(session, table, (dict(row) for row in rows))
    count_on(session, _given_out(source.path) if source.path is not None else {})
    return written


def count_on(session: Session, given_out: Mapping[str, int] | None = None) -> None:
    """No later row gets an id that stands here, or that was `given_out` where the rows come from. SQLite sees to the
    first by itself."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        if "id" in table.c:
            highest = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            last = max(highest, (given_out or {}).get(table.name, 0))
            if last:
                session.execute(_COUNT_FROM, {"last": last, "table": table.name})


_COUNT_FROM = text(
    "SELECT setval(sequence::regclass, :last) FROM pg_get_serial_sequence(:table, 'id') AS sequence"
    " WHERE sequence IS NOT NULL"
)


def _given_out(path: Path) -> dict[str, int]:
    with closing(open_still(path)) as connection:
        return dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
