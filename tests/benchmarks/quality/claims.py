"""Claims of public data in a real database of the desk's, and what is asked of them."""

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.actions.meaning import LONGEST_READ, MOST_ALIKE
from bot.actions.twins import nearest
from bot.embeddings import StaticEmbeddings
from bot.rules.matching import Kind, Told, judge
from bot.rules.meaning import Alike
from bot.rules.resemblance import Rarity
from storage.database import Database
from storage.schema import migrate
from storage.twins import Proposed
from storage.words import claim_words, normalise
from tests.benchmarks.filling import fill, without_foreign_keys

DATA = os.environ.get("SECOND_SOURCE_DATA", "")
MODEL = os.environ.get("SEMANTIC_MODEL", "")


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


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one look-up, as claims' ids."""

    by_words: list[int]
    """The nearest first."""
    kind: Kind
    """What the words make of the first."""
    near: list[tuple[int, float]]
    """Those whose meaning is nearest, with their cosines; without a model none."""
    gold: frozenset[int]

    def alike(self, likely: float | None) -> list[Alike]:
        """What the model says, were that value the newsroom's; None: were there no model."""
        if likely is None:
            return []
        return [Alike(claim_id, cosine, cosine >= likely) for claim_id, cosine in self.near]


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
        self.model = StaticEmbeddings.load(MODEL) if MODEL else None
        self._pile = self.model.pile() if self.model is not None else None
        if self.model is not None and self._pile is not None:
            vectors = self.model.vectors([said[:LONGEST_READ] for said in self.texts])
            self._pile.add([(place, vector) for place, vector in enumerate(vectors, 1) if vector])

    def proposed(
        self, session: Session, query: Query, *, without: bool = False
    ) -> tuple[Told, list[Proposed], Rarity]:
        """What the desk would compare the query with; `without` its right claims, were they not there."""
        new = Told.of(query.text)
        gold = [place + 1 for place in query.gold] if without else []
        return new, *nearest(session, 1, new, among=len(self.texts), but=gold)

    def look_up(self, session: Session, query: Query, *, without: bool = False) -> Looked:
        """What the desk makes of the query; `without` its right claims, were they not there."""
        new, proposed, rarity = self.proposed(session, query, without=without)
        judged = judge(new, [Told(one.text, one.stems) for one in proposed], rarity)
        gold = frozenset(place + 1 for place in query.gold)
        near = self._near(query.text, MOST_ALIKE + len(gold))
        if without:
            near = [one for one in near if one[0] not in gold]
        by_words = [proposed[place].claim_id for place in judged.places]
        return Looked(by_words, judged.kind, near[:MOST_ALIKE], gold)

    def _near(self, text: str, most: int) -> list[tuple[int, float]]:
        if self.model is None or self._pile is None:
            return []
        (vector,) = self.model.vectors([text[:LONGEST_READ]])
        return self._pile.nearest([vector], most)[0] if vector else []
