"""Claims of public data in a real database of the desk's, and what is asked of them."""

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.actions.twins import nearest
from bot.rules.matching import Told
from bot.rules.resemblance import Rarity
from storage.database import Database
from storage.schema import migrate
from storage.twins import Proposed
from storage.words import claim_words, normalise
from tests.benchmarks.filling import fill, without_foreign_keys

DATA = os.environ.get("SECOND_SOURCE_DATA", "")


def rows(name: str, file: str) -> list[dict[str, Any]]:
    """The lines of a file of the data; skips where it is not given."""
    if not DATA:
        pytest.skip("SECOND_SOURCE_DATA is not set: no data to measure on")
    path = Path(DATA) / name / f"{file}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    gold: frozenset[int]
    """Places of the claims that state the same. Claims with the same words are one, whatever their ids."""


class Store:
    """Claims of one set as one desk's, in SQLite, written in bulk."""

    def __init__(self, name: str, folder: Path) -> None:
        kept: dict[str, int] = {}
        place: dict[str, int] = {}
        self.texts: list[str] = []
        for claim in rows(name, "claims"):
            key = normalise(claim["text"])
            if key not in kept:
                kept[key] = len(self.texts)
                self.texts.append(f"{claim['text']} {claim.get('title') or ''}".strip())
            place[str(claim["id"])] = kept[key]
        self.queries = [
            Query(query["text"], frozenset(place[str(gold)] for gold in query["gold"] if str(gold) in place))
            for query in rows(name, "queries")
        ]
        self.database = Database(f"sqlite:///{folder / name}.db")
        migrate(self.database)
        with without_foreign_keys(self.database) as session:
            fill(session, 1, self.texts, [claim_words(said) for said in self.texts])

    def proposed(
        self, session: Session, query: Query, *, without: bool = False
    ) -> tuple[Told, list[Proposed], Rarity]:
        """What the desk would compare the query with; `without` its right claims, were they not there."""
        new = Told.of(query.text)
        gold = [place + 1 for place in query.gold] if without else []
        return new, *nearest(session, 1, new, among=len(self.texts), but=gold)
