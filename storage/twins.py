"""Which of a desk's claims may be twins of a new one: those that share its rarest words.

The index only proposes, and the order of what it proposes is ours, so SQLite (FTS5) and PostgreSQL (a table of
stems) give the same; whether two are twins is decided by a pure rule.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log

from sqlalchemy import text
from sqlmodel import Session

MOST_WORDS = 40
MOST_HELD = 1_250
"""So many claims, each counted for each of the words looked up that it holds, are weighed for one lookup: what many
claims hold tells little, and weighing takes long. At least one word is looked up."""
MOST_PROPOSED = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """A claim that shares words with what was looked for."""

    claim_id: int
    text: str
    stems: tuple[str, ...]


def propose(
    session: Session, desk_id: int, counts: Mapping[str, int], *, among: int, but: Collection[int] = ()
) -> list[Proposed]:
    """Claims of the desk that share the rarest of these stems, those that share most first; of equals the newest.

    `counts`: the stems of a new claim, with the number of the desk's texts that hold each. `among`: how many claims
    the desk has. `but`: claims that are not looked for.
    """
    worth = _worth(counts, among)
    if not worth:
        return []
    most = MOST_PROPOSED + len(but)
    if session.get_bind().dialect.name == "sqlite":
        sought = json.dumps([[f'"{desk_id}x{stem}"', value] for stem, value in worth.items()])
        found = session.execute(_LOOKUP_SQLITE, {"most": most, "words": sought})
    else:
        asked = {"desk": desk_id, "most": most, "stems": list(worth), "worths": list(worth.values())}
        found = session.execute(_LOOKUP_POSTGRESQL, asked)
    proposed = [Proposed(claim_id, told, tuple(stems.split(" "))) for claim_id, told, stems in found.all()]
    return [one for one in proposed if one.claim_id not in but][:MOST_PROPOSED]


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


# A stem stands in the index with its desk before it, so that other desks cost nothing. One statement for any number of
# words: planning a longer one for each more took PostgreSQL longer than to answer. CROSS: the few words and claims
# found come first, always.
_LOOKUP_SQLITE = text(
    "SELECT s.claim_id, s.text, s.stems FROM ("
    "SELECT held.rowid AS id, sum(json_extract(word.value, '$[1]')) AS shared FROM json_each(:words) word"
    " CROSS JOIN claim_index held WHERE held.claim_index MATCH json_extract(word.value, '$[0]')"
    " GROUP BY held.rowid ORDER BY shared DESC, held.rowid DESC LIMIT :most) best"
    " CROSS JOIN searchable s ON s.id = best.id ORDER BY best.shared DESC, best.id DESC"
)
# The inner SELECTs hide how many words there are, so that PostgreSQL keeps one plan: making one each time took longer.
_LOOKUP_POSTGRESQL = text(
    "SELECT s.claim_id, s.text, s.stems FROM ("
    "SELECT held.searchable_id AS id, sum(word.worth) AS shared"
    " FROM unnest((SELECT CAST(:stems AS text[])), (SELECT CAST(:worths AS bigint[]))) word(stem, worth)"
    " JOIN claim_index held ON held.desk_id = :desk AND held.stem = word.stem"
    " GROUP BY held.searchable_id ORDER BY shared DESC, held.searchable_id DESC LIMIT :most) best"
    " JOIN searchable s ON s.id = best.id ORDER BY best.shared DESC, best.id DESC"
)
