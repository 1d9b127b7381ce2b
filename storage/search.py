"""The full-text index over claims, sources, verdicts and notes: candidates by the rarest words.

The index only proposes; what is a twin and in what order results come is decided by a pure rule, so
that SQLite (FTS5) and PostgreSQL (tsvector) give the same answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, bindparam, text
from sqlmodel import Field, Session, SQLModel, col, select

from storage.base import BigId, Row, big, key_to
from storage.words import words

RAREST = 6
"""An OR of the 6 rarest words costs 5 ms at a million claims, of all words 1.6 s (FTS5, best 50)."""


class Searchable(Row, table=True):
    """One text that can be found, as the stems of its words. The database indexes it by trigger."""

    desk_id: int = key_to("desk.id", index=True)
    claim_id: int = key_to("claim.id", index=True)
    kind: str
    """`claim`, `claimant`, `source`, `verdict` or `note`."""
    text: str = Field(sa_type=Text)
    stems: str = Field(sa_type=Text)


class StemCount(SQLModel, table=True):
    """In how many texts of a desk a stem stands: what makes a word rare."""

    __tablename__ = "stem_count"

    desk_id: int = Field(sa_type=BigId, primary_key=True)
    stem: str = Field(primary_key=True)
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
    stems = words(text_, language)
    session.add(Searchable(desk_id=desk_id, claim_id=claim_id, kind=kind, text=text_, stems=" ".join(stems)))
    session.flush()
    counted = [{"desk": desk_id, "stem": stem[:200]} for stem in sorted(set(stems))]
    if counted:
        session.execute(
            text(
                "INSERT INTO stem_count (desk_id, stem, texts) VALUES (:desk, :stem, 1)"
                " ON CONFLICT (desk_id, stem) DO UPDATE SET texts = stem_count.texts + 1"
            ),
            counted,
        )


def rarity(session: Session, desk_id: int, stems: Sequence[str]) -> dict[str, int]:
    """How many of the desk's texts hold each of these stems; absent ones are left out."""
    query = select(StemCount.stem, StemCount.texts).where(
        StemCount.desk_id == desk_id, col(StemCount.stem).in_(sorted(set(stems)))
    )
    return dict(session.exec(query).all())


def candidates(
    session: Session, desk_id: int, text_: str, language: str | None, limit: int = 50
) -> list[Found]:
    """Texts of the desk that share the rarest words of this one, most shared words first."""
    counts = rarity(session, desk_id, words(text_, language))
    rarest = sorted(counts, key=lambda stem: (counts[stem], stem))[:RAREST]
    if not rarest:
        return []
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(
            text(
                "SELECT s.claim_id, s.kind, s.text, s.stems FROM searchable_index i"
                " JOIN searchable s ON s.id = i.rowid"
                " WHERE searchable_index MATCH :wanted AND s.desk_id = :desk"
                " ORDER BY i.rank, s.id LIMIT :most"
            ),
            {"wanted": " OR ".join(f'"{stem}"' for stem in rarest), "desk": desk_id, "most": limit},
        )
    else:
        found = session.execute(
            text(
                "SELECT s.claim_id, s.kind, s.text, s.stems FROM searchable s"
                " WHERE s.desk_id = :desk AND string_to_array(s.stems, ' ') && :wanted"
                " ORDER BY cardinality(ARRAY(SELECT unnest(string_to_array(s.stems, ' '))"
                " INTERSECT SELECT unnest(:wanted))) DESC, s.id LIMIT :most"
            ).bindparams(bindparam("wanted", type_=None)),
            {"wanted": rarest, "desk": desk_id, "most": limit},
        )
    return [Found(*row) for row in found]
