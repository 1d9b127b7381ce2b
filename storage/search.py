"""The full-text index over claims, sources, verdicts and notes: candidates by the rarest words.

The index only proposes; what is a twin and in what order results come is decided by a pure rule, so
that SQLite (FTS5) and PostgreSQL (tsvector) give the same answers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import Text, bindparam, text
from sqlmodel import Field, Session, SQLModel, col, select

from storage.base import BigId, Row, big, key_to
from storage.claims import Claim
from storage.words import words

RAREST = 6
"""An OR of the 6 rarest words costs 5 ms at a million claims, of all words 1.6 s (FTS5, best 50)."""
MOST_TEXTS = 2_000
"""How many texts are looked at for one search: a word that many hold tells little, and looking takes long."""


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
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = sorted(set(stems))
    found = session.execute(
        _COUNTED_SQLITE if sqlite else _COUNTED_POSTGRESQL,
        {"desk": desk_id, "stems": json.dumps(wanted) if sqlite else wanted},
    )
    return {row.stem: row.texts for row in found}


# One parameter, however many stems: a list of them would be a new statement for each length.
_COUNTED_SQLITE = text(
    # CROSS: SQLite would rather walk through all stems of the desk.
    "SELECT c.stem, c.texts FROM json_each(:stems) one"
    " CROSS JOIN stem_count c ON c.desk_id = :desk AND c.stem = one.value"
)
_COUNTED_POSTGRESQL = text("SELECT stem, texts FROM stem_count WHERE desk_id = :desk AND stem = ANY(:stems)")


def candidates(
    session: Session, desk_id: int, text_: str, language: str | None, limit: int = 50
) -> list[Found]:
    """Texts of the desk that share the rarest words of this one, most shared words first, of equals the newest.

    The order is ours, not an engine's rank, so it is the same on SQLite and on PostgreSQL.
    """
    counts = rarity(session, desk_id, words(text_, language))
    rarest = _rarest(counts)
    if not rarest:
        return []
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(
            text(
                "SELECT s.claim_id, s.kind, s.text, s.stems FROM searchable_index i"
                " JOIN searchable s ON s.id = i.rowid"
                " WHERE searchable_index MATCH :wanted AND s.desk_id = :desk"
                " ORDER BY (SELECT count(*) FROM json_each(:stems) one"
                " WHERE instr(' ' || s.stems || ' ', ' ' || one.value || ' ') > 0) DESC, s.id DESC LIMIT :most"
            ),
            {
                "wanted": " OR ".join(f'"{stem}"' for stem in rarest),
                "desk": desk_id,
                "most": limit,
                "stems": json.dumps(rarest),
            },
        )
    else:
        found = session.execute(
            text(
                "SELECT s.claim_id, s.kind, s.text, s.stems FROM searchable s"
                " WHERE s.desk_id = :desk AND string_to_array(s.stems, ' ') && :wanted"
                " ORDER BY cardinality(ARRAY(SELECT unnest(string_to_array(s.stems, ' '))"
                " INTERSECT SELECT unnest(:wanted))) DESC, s.id DESC LIMIT :most"
            ).bindparams(bindparam("wanted", type_=None)),
            {"wanted": rarest, "desk": desk_id, "most": limit},
        )
    return [Found(*row) for row in found]


def _rarest(counts: Mapping[str, int]) -> list[str]:
    """The rarest words, as many as are held by so many texts together; one at least."""
    chosen: list[str] = []
    texts = 0
    for stem in sorted(counts, key=lambda stem: (counts[stem], stem))[:RAREST]:
        texts += counts[stem]
        if chosen and texts > MOST_TEXTS:
            break
        chosen.append(stem)
    return chosen


def look_for(session: Session, desk_id: int, wanted: str, limit: int = 400) -> list[Found]:
    """Texts of the desk that hold words of `wanted`, or, in a script without spaces, the letters themselves."""
    found = candidates(session, desk_id, wanted, None, limit)
    if not found and _UNSPACED.search(wanted):
        query = select(Searchable).where(
            Searchable.desk_id == desk_id, col(Searchable.text).contains(wanted.strip(), autoescape=True)
        )
        rows = session.exec(query.order_by(col(Searchable.id).desc()).limit(limit))
        found = [Found(row.claim_id, row.kind, row.text, row.stems) for row in rows]
    return found


_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese are written without spaces, so their words are not indexed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim that was found, and the text of it that fits best."""

    claim: Claim
    kind: str
    text: str


def find_claims(session: Session, desk_id: int, wanted: str) -> list[Hit]:
    """The desk's claims whose texts hold words of `wanted`: those that hold most of them (rare words count
    more), and of equals the newest first. Claims that hold far fewer than the best are left out."""
    stems = list(dict.fromkeys(words(wanted)))
    counts = rarity(session, desk_id, stems)
    worth = {stem: 1 / (1 + log(counts.get(stem, 1))) for stem in stems}
    best: dict[int, tuple[float, Found]] = {}
    held: dict[int, set[str]] = {}
    for found in look_for(session, desk_id, wanted):
        # A text without any of the words was found by its letters.
        own = set(stems) & set(found.stems.split()) or set(stems)
        held.setdefault(found.claim_id, set()).update(own)
        score = sum(worth[stem] for stem in sorted(own)) + (0.01 if found.kind == "claim" else 0)
        if found.claim_id not in best or score > best[found.claim_id][0]:
            best[found.claim_id] = (score, found)
    scores = {claim_id: round(sum(worth[stem] for stem in sorted(own)), 6) for claim_id, own in held.items()}
    enough = max(scores.values(), default=0) * _ENOUGH
    ids = [claim_id for claim_id, score in scores.items() if score >= enough]
    claims = session.exec(select(Claim).where(Claim.desk_id == desk_id, col(Claim.id).in_(ids))).all()
    ranked = sorted(claims, key=lambda claim: (scores[claim.id], claim.created_at, claim.id), reverse=True)
    return [Hit(claim, best[claim.id][1].kind, best[claim.id][1].text) for claim in ranked]


_ENOUGH = 0.6
"""The share of the best result's worth that another must have."""
