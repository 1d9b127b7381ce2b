"""A desk comes from elsewhere: the rows of an export, in a database that held nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session

from bot.actions.desks import leave_desk
from bot.actions.indexing import index_desk
from bot.actions.ladders import look_at
from storage.claims import unfinished
from storage.desks import Desk, Member, Person, colleagues, every_desk
from storage.dues import Matter, set_due
from storage.importing import count_on, put_rows
from storage.outbox import drop_waiting

Rows = Iterable[tuple[Table, dict[str, Any]]]


def import_desks(
    session: Session, rows_with: Callable[[Callable[[], int]], Rows], now: datetime
) -> list[Desk]:
    """Puts the desks of an export here, and returns them. Nobody is at them any more: what somebody had is back in
    the queue, and whoever comes joins anew. Nothing is sent.

    `rows_with` gives the rows; it is handed what makes somebody of whom nothing is known, and returns their id.
    """

    def unknown() -> int:
        person = Person(forgotten_at=now)
        session.add(person)
        session.flush()
        return person.id

    for table, rows in groupby(rows_with(unknown), key=lambda line: line[0]):
        put_rows(session, table, (row for _, row in rows))
    count_on(session)
    desks = list(every_desk(session))
    for desk in desks:
        _settle(session, desk, now)
    drop_waiting(session)
    return desks


def _settle(session: Session, desk: Desk, now: datetime) -> None:
    index_desk(session, desk)
    for one in colleagues(session, desk.id):
        leave_desk(session, session.get_one(Member, one.member_id), now)
    for claim in unfinished(session, desk.id):
        look_at(session, claim, now)
    set_due(session, Matter.DIGEST, desk.id, now)
