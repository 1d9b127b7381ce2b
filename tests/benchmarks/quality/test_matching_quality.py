"""How well claims find their twins by comparing pairs, on public data given by path (none of it is kept here).

    SECOND_SOURCE_DATA=/path/to/data pytest tests/benchmarks/quality -s

Each query is compared with the 50 claims that share most of its rare words. Printed: MAP@5, recall@5, and for
"is there a twin at all" (each query once with and once without its claim in the store) precision and recall of
what `compare` calls likely the same.
"""

import gzip
import json
import math
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.rules.matching import Kind, compare
from storage.words import words

DATA = os.environ.get("SECOND_SOURCE_DATA", "")
SETS = [("A_ru_paraphraser", 0.925), ("A_ct2018_ar", 0.60), ("A_ct2020_en", 0.65)]
"""Each set with the least MAP@5 it may have on its first 300 queries, by the claims' texts without their titles."""


def rows(name: str, file: str) -> list[dict[str, Any]]:
    if not DATA:
        pytest.skip("SECOND_SOURCE_DATA is not set: no data to measure on")
    path = Path(DATA) / name / f"{file}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Store:
    """The claims by their words, and each word's rarity."""

    def __init__(self, claims: list[dict[str, Any]]) -> None:
        self.text = {str(claim["id"]): claim["text"] for claim in claims}
        self.holding: dict[str, list[str]] = defaultdict(list)
        for key, text in self.text.items():
            for word in set(words(text)):
                self.holding[word].append(key)

    def rarity(self, word: str) -> float:
        return math.log((len(self.text) + 1) / (len(self.holding.get(word, ())) + 0.5))

    def candidates(self, text: str) -> list[str]:
        known = [word for word in set(words(text)) if word in self.holding]
        found: Counter[str] = Counter()
        for word in sorted(known, key=lambda word: (len(self.holding[word]), word))[:12]:
            for key in self.holding[word]:
                found[key] += self.rarity(word)
        return [key for key, _ in found.most_common(50)]


@pytest.mark.parametrize(("name", "floor"), SETS, ids=[name for name, _ in SETS])
def test_twins_are_found(name: str, floor: float) -> None:
    store = Store(rows(name, "claims"))
    queries = rows(name, "queries")[:300]
    precision_at = recalled = right = wrong = 0.0
    for query in queries:
        gold = {str(key) for key in query["gold"]}
        compared = [
            (compare(query["text"], store.text[key], weight=store.rarity), key)
            for key in store.candidates(query["text"])
        ]
        compared.sort(key=lambda pair: -pair[0].score)
        places = [place for place, (_, key) in enumerate(compared[:5], start=1) if key in gold]
        precision_at += 1 / places[0] if places else 0
        recalled += bool(places)
        if compared and compared[0][0].kind is not Kind.DIFFERENT:
            right, wrong = right + (compared[0][1] in gold), wrong + (compared[0][1] not in gold)
        without = [likeness for likeness, key in compared if key not in gold]
        wrong += bool(without) and without[0].kind is not Kind.DIFFERENT
    count = len(queries)
    print(
        f"\n{name}: {count} queries, MAP@5 {precision_at / count:.3f}, recall@5 {recalled / count:.3f};"
        f" likely the same: precision {right / max(right + wrong, 1):.2f}, recall {right / count:.2f}"
    )
    assert precision_at / count > floor
