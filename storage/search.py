"""The full-text index over claims, sources, verdicts and notes: what goes into it, and how rare each word is.

The index only proposes (`storage.twins`, `storage.finding`); what is a twin and in what order results come is decided
by a pure rule, so that SQLite (FTS5) and PostgreSQL (GIN, and a table of claims' stems) give the same answers.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, insert, text
from sqlmodel import Field, Session, SQLModel

from storage.base import BigId, ByLetter, Row, big, key_to
from storage.words import claim_words, words


class Searchable(Row, table=True):
    """One text that can be found, as the stems of its words. The database indexes it by trigger."""

    desk_id: int = key_to("desk.id", index=True)
    claim_id: int = key_to("claim.id", index=True)
    kind: str
    """`claim`, `claimant`, `source`, `verdict`, `note`, `link` or `file`."""
    text: str = Field(sa_type=Text)
    stems: str = Field(sa_type=Text)


class StemCount(SQLModel, table=True):
    """In how many texts of a desk a stem stands: what makes a word rare."""

    __tablename__ = "stem_count"
    # Found and counted by its key alone, hundreds at a time: a table beside the key would be searched as well.
    __table_args__ = {"sqlite_with_rowid": False}

    desk_id: int = Field(sa_type=BigId, primary_key=True)
    stem: str = Field(primary_key=True, sa_type=ByLetter)
    texts: int = big(default=0)


@dataclass(frozen=True, slots=True)
class Found:
    """A text that shares words with what was looked for."""

    claim_id: int
    kind: str
    text: str
    stems: str


def make_findable(
    session: Session, *, desk_id: int, claim_id: int, kind: str, text_: str, language: str | None
) -> None:
    """Adds a text to the index in the caller's transaction."""
    stems = claim_words(text_, language) if kind == "claim" else words(text_, language)
    keep_findable(session, desk_id=desk_id, claim_id=claim_id, kind=kind, text_=text_, stems=stems)


def keep_findable(
    session: Session, *, desk_id: int, claim_id: int, kind: str, text_: str, stems: Sequence[str]
) -> None:
    """Adds a text to the index under words of the caller's."""
    row = {"desk_id": desk_id, "claim_id": claim_id, "kind": kind, "text": text_, "stems": " ".join(stems)}
    session.execute(_ADD, row)
    sqlite = session.get_bind().dialect.name == "sqlite"
    counted = sorted(set(stems))
    if counted:
        session.execute(
            _COUNT_SQLITE if sqlite else _COUNT_POSTGRESQL,
            {"desk": desk_id, "stems": json.dumps(counted) if sqlite else counted},
        )


# Nobody needs the row as an object: making one took as long as all else that the database does for a new claim.
_ADD = insert(Searchable.__table__).inline()  # type: ignore[attr-defined]

# One statement for all words of a text: one each took longer than all else that a new claim costs.
_COUNT_SQLITE = text(
    "INSERT INTO stem_count (desk_id, stem, texts)"
    " SELECT :desk, one.value, 1 FROM json_each(:stems) one WHERE true"
    " ON CONFLICT (desk_id, stem) DO UPDATE SET texts = stem_count.texts + 1"
)
_COUNT_POSTGRESQL = text(
    "INSERT INTO stem_count (desk_id, stem, texts) SELECT :desk, unnest(CAST(:stems AS text[])), 1"
    " ON CONFLICT (desk_id, stem) DO UPDATE SET texts = stem_count.texts + 1"
)


def rarity(session: Session, desk_id: int, stems: Sequence[str]) -> dict[str, int]:
    """How many of the desk's texts hold each of these stems; absent ones are left out."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = sorted(set(stems))
    found = session.execute(
        _COUNTED_SQLITE if sqlite else _COUNTED_POSTGRESQL,
        {"desk": desk_id, "stems": json.dumps(wanted) if sqlite else wanted},
    )
    return {stem: texts for stem, texts in found.all()}  # noqa: C416 - rows are no pairs to mypy


# One parameter, however many stems: a list of them would be a new statement for each length.
_COUNTED_SQLITE = text(
    # CROSS: SQLite would rather walk through all stems of the desk.
    "SELECT c.stem, c.texts FROM json_each(:stems) one"
    " CROSS JOIN stem_count c ON c.desk_id = :desk AND c.stem = one.value"
)
_COUNTED_POSTGRESQL = text("SELECT stem, texts FROM stem_count WHERE desk_id = :desk AND stem = ANY(:stems)")


def purge_index(session: Session) -> None:
    """Takes the words of deleted texts out of the index itself: SQLite only marks them, until it merges by itself.
    Rewrites the whole index (seconds at a million claims), so only where a desk is erased."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO searchable_index (searchable_index) VALUES ('optimize')"))
        session.execute(text("INSERT INTO claim_index (claim_index) VALUES ('optimize')"))
