"""Which of a desk's claims may be twins of a new one: those that share its rarest words.

The index only proposes, and the order of what it proposes is ours, so SQLite (FTS5) and PostgreSQL (GIN) give the
same; whether two are twins is decided by a pure rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from sqlalchemy import TextClause, text
from sqlmodel import Session

MOST_WORDS = 40
MOST_HELD = 1_250
"""So many claims, each counted for each of the words looked up that it holds, are weighed for one lookup: what many
claims hold tells little, and weighing takes long. At least one word is looked up."""
MOST_PROPOSED = 150


@dataclass(frozen=True, slots=True)
class Proposed:
    """A claim that shares words with what was looked for."""

    claim_id: int
    text: str
    stems: tuple[str, ...]


def propose(
    session: Session, desk_id: int, counts: Mapping[str, int], *, among: int, but: int | None = None
) -> list[Proposed]:
    """Claims of the desk that share the rarest of these stems, those that share most first; of equals the newest.

    `counts`: the stems of a new claim, with the number of the desk's texts that hold each. `among`: how many claims
    the desk has. `but`: a claim that is not looked for.
    """
    worth = _worth(counts, among)
    if not worth:
        return []
    found = session.execute(
        _lookup(session.get_bind().dialect.name, len(worth)),
        {
            "most": MOST_PROPOSED,
            "but": but or 0,
            **{f"word{place}": _token(session, desk_id, stem) for place, stem in enumerate(worth)},
            **{f"worth{place}": value for place, value in enumerate(worth.values())},
        },
    )
    return [Proposed(claim_id, told, tuple(stems.split(" "))) for claim_id, told, stems in found]


def _worth(counts: Mapping[str, int], among: int) -> dict[str, int]:
    """The rarest stems with what each is worth, in thousandths."""
    every = max(among, *counts.values()) + 1 if counts else 0
    chosen: dict[str, int] = {}
    held = 0
    for stem in sorted(counts, key=lambda stem: (counts[stem], stem))[:MOST_WORDS]:
        held += counts[stem]
        if chosen and held > MOST_HELD:
            break
        chosen[stem] = 1 + round(1000 * log(every / counts[stem]))
    return chosen


def _token(session: Session, desk_id: int, stem: str) -> str:
    """A stem as the index of claims holds it: with its desk before it, so that other desks cost nothing."""
    token = f"{desk_id}x{stem}"
    return f'"{token}"' if session.get_bind().dialect.name == "sqlite" else token


@lru_cache(maxsize=64)
def _lookup(dialect: str, words: int) -> TextClause:
    one = (
        "SELECT rowid AS id, :worth{0} AS worth FROM claim_index WHERE claim_index MATCH :word{0}"
        if dialect == "sqlite"
        else "SELECT id, CAST(:worth{0} AS bigint) AS worth FROM searchable"
        " WHERE kind = 'claim' AND claim_words(desk_id, stems) @> ARRAY[CAST(:word{0} AS text)]"
    )
    every = " UNION ALL ".join(one.format(place) for place in range(words))
    return text(
        f"WITH held AS ({every}),"  # noqa: S608 - nothing but numbers is put in
        " best AS (SELECT id, CAST(sum(worth) AS bigint) AS shared FROM held GROUP BY id"
        " ORDER BY sum(worth) DESC, id DESC LIMIT :most + 1)"
        " SELECT s.claim_id, s.text, s.stems FROM best JOIN searchable s ON s.id = best.id"
        " WHERE s.claim_id <> :but ORDER BY best.shared DESC, s.id DESC LIMIT :most"
    )
