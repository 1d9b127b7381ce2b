"""SQLite files for the tests of backup, restore, check and migrations."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from storage.claims import Claim
from storage.database import open_database
from storage.desks import Desk, Member, Person
from storage.schema import migrate
from storage.vocabulary import Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def make_desk(file: Path, *claims: str) -> Path:
    """A database with one desk and these claims, closed as a bot leaves it."""
    with open_database(f"sqlite:///{file}") as database:
        migrate(database)
        database.write_now(lambda session: _fill(session, claims))
    return file


def _fill(session: Session, claims: tuple[str, ...]) -> None:
    desk = Desk(chat_id=-1_001_234_567_890, title="Newsroom", created_at=NOW)
    person = Person(telegram_id=2**40, name="Ana")
    session.add_all([desk, person])
    session.flush()
    member = Member(desk_id=desk.id, person_id=person.id, role=Role.CHECKER, joined_at=NOW)
    session.add(member)
    session.flush()
    for number, words in enumerate(claims, 1):
        session.add(
            Claim(
                desk_id=desk.id,
                number=number,
                text=words,
                words_key=words,
                submitter_id=member.id,
                ladder_since=NOW,
                created_at=NOW,
            )
        )


def make_big(file: Path, megabytes: int) -> Path:
    """Fills the database with messages that were sent, a kilobyte each."""
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
            " INSERT INTO outbox (chat_id, topic_id, kind, purpose, payload, claim_ids, status, not_before,"
            " attempts, ambiguous, rank, created_at)"
            " SELECT 1, 0, 'send', hex(zeroblob(480)), '{}', '[]', 'sent', :at, 1, 0, 0, :at FROM n",
            {"rows": megabytes * 1000, "at": "2026-11-23 09:00:00.000000"},
        )
        database.commit()
    return file


def claims_in(file: Path) -> list[str]:
    """The claims in a file that is whole."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [words for (words,) in database.execute("SELECT text FROM claim ORDER BY id")]


def print_of(file: Path) -> str:
    """The file's bytes, short."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def everything_in(folder: Path) -> dict[str, str]:
    """Each file under the folder, and what is in it."""
    return {str(path.relative_to(folder)): print_of(path) for path in folder.rglob("*") if path.is_file()}


def break_in_the_middle(file: Path) -> None:
    """Overwrites pages of the file, not its first ones: it still opens."""
    size = file.stat().st_size
    with file.open("r+b") as broken:
        broken.seek(size // 3)
        broken.write(b"\xa5" * (size // 3))
