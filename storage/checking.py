"""What `secondsource check` looks at: nothing here changes anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.claims import Claim
from storage.desks import Desk
from storage.outbox import Outbox, Status
from storage.updates import SetAside
from storage.vocabulary import UNFINISHED


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, and how much waits."""

    desks: int
    unfinished: int
    waiting: int
    """Messages whose time has come and that Telegram has not accepted yet."""
    oldest: datetime | None
    """Since when the oldest of those could go out."""
    parked: int
    """Messages for people who have not pressed Start, or chats the bot was removed from."""
    dead: int
    set_aside: int


def count(session: Session, now: datetime) -> Counts:
    """Counts over all desks."""

    def how_many(table: type, *where: object) -> int:
        return int(session.exec(select(func.count()).select_from(table).where(*where)).one())  # type: ignore[arg-type]

    due = (col(Outbox.status).in_((Status.PENDING, Status.LEASED)), col(Outbox.not_before) <= now)
    return Counts(
        desks=how_many(Desk),
        unfinished=how_many(Claim, col(Claim.state).in_(UNFINISHED)),
        waiting=how_many(Outbox, *due),
        oldest=session.exec(select(func.min(Outbox.not_before)).where(*due)).one(),
        parked=how_many(Outbox, col(Outbox.status) == Status.PARKED),
        dead=how_many(Outbox, col(Outbox.status) == Status.DEAD),
        set_aside=how_many(SetAside),
    )


def has_wal_fault(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite can damage a file in WAL mode when two connections write or fold it at once.

    3.7.0 to 3.51.2 can, but for the releases 3.44.6 and 3.50.7, into which the correction was taken
    (sqlite.org/wal.html, "The WAL-Reset Bug").
    """
    if version[:2] in ((3, 44), (3, 50)):
        return version < {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    return (3, 7, 0) <= version < (3, 51, 3)
