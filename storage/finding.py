"""What `/find` reads from the index: words like one that is unknown, and the texts that hold some words."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, text
from sqlmodel import Session, col, select

from storage.claims import Claim
from storage.search import Found, Searchable

MOST_TEXTS = 2_000
"""How many texts are looked at for one search: a word that many hold tells little, and looking takes long."""
MOST_WORDS = 12
_LAST = "\U0010ffff"


def words_beginning(
    session: Session, desk_id: int, letters: Collection[str], shortest: int, longest: int
) -> dict[str, int]:
    """The desk's words that begin with one of these and have so many characters, each with the number of texts that
    hold it. An index serves it: the words of a desk that has many are not all read."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = sorted(set(letters))
    found = session.execute(
        _BEGINNING_SQLITE if sqlite else _BEGINNING_POSTGRESQL,
        {
            "desk": desk_id,
            "letters": json.dumps(wanted) if sqlite else wanted,
            "last": _LAST,
            "shortest": shortest,
            "longest": longest,
        },
    )
    return {stem: texts for stem, texts in found.all()}  # noqa: C416 - rows are no pairs to mypy


_BEGINNING_SQLITE = text(
    "SELECT c.stem, c.texts FROM json_each(:letters) one"
    " CROSS JOIN stem_count c ON c.desk_id = :desk AND c.stem >= one.value AND c.stem < one.value || :last"
    " WHERE length(c.stem) BETWEEN :shortest AND :longest"
)
_BEGINNING_POSTGRESQL = text(
    # OFFSET: PostgreSQL would rather read all stems of the desk once than look for each beginning.
    "SELECT c.stem, c.texts FROM unnest(CAST(:letters AS text[])) one(letters)"
    " CROSS JOIN LATERAL (SELECT stem, texts FROM stem_count"
    " WHERE desk_id = :desk AND stem >= one.letters AND stem < one.letters || :last OFFSET 0) c"
    " WHERE length(c.stem) BETWEEN :shortest AND :longest"
)


def texts_holding(session: Session, desk_id: int, counts: Mapping[str, int], limit: int = 400) -> list[Found]:
    """Texts of the desk that hold some of these words, most of them first, of equals the newest. `counts`: how many
    texts hold each; of frequent ones only as many are looked for as can be looked at."""
    wanted = _rarest(counts)
    if not wanted:
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
                "wanted": " OR ".join(f'"{stem}"' for stem in wanted),
                "desk": desk_id,
                "most": limit,
                "stems": json.dumps(wanted),
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
            {"wanted": wanted, "desk": desk_id, "most": limit},
        )
    return [Found(*row) for row in found]


def texts_containing(session: Session, desk_id: int, letters: str, limit: int = 400) -> list[Found]:
    """Texts of the desk in which these letters stand as they are, the newest first. No index serves it: it is for
    scripts without spaces between words."""
    position = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    query = select(Searchable).where(Searchable.desk_id == desk_id, position(Searchable.text, letters) > 0)
    rows = session.exec(query.order_by(col(Searchable.id).desc()).limit(limit))
    return [Found(row.claim_id, row.kind, row.text, row.stems) for row in rows]


def written_at(session: Session, desk_id: int, claim_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these claims was written; what is not the desk's is left out."""
    query = select(Claim.id, Claim.created_at).where(Claim.desk_id == desk_id, col(Claim.id).in_(claim_ids))
    return dict(session.exec(query).all())


def _rarest(counts: Mapping[str, int]) -> list[str]:
    """The rarest words, as many as are held by so many texts together; one at least."""
    chosen: Sequence[str] = sorted(counts, key=lambda stem: (counts[stem], stem))[:MOST_WORDS]
    kept: list[str] = []
    texts = 0
    for stem in chosen:
        texts += counts[stem]
        if kept and texts > MOST_TEXTS:
            break
        kept.append(stem)
    return kept
