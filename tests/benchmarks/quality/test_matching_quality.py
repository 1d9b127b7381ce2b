"""How well new claims find their twins, on public data given by path (none of it is kept here).

    SECOND_SOURCE_DATA=/path/to/data pytest tests/benchmarks/quality/test_matching_quality.py -s

Each query is looked up in a real SQLite desk as a new claim is. Printed: MAP@5 and recall@5 with 95 % intervals, and
for "is there a twin at all" (each query once with and once without its claims in the store, the lead reckoned anew)
precision, recall and F1 of what is called the same or likely the same.
SECOND_SOURCE_QUERIES: how many queries of each set, 300 unless told.
"""

import os
from pathlib import Path
from statistics import mean, stdev

import pytest
from sqlmodel import Session

from bot.rules.matching import Told, best_of, rank
from tests.benchmarks.quality.claims import Store

MOST = int(os.environ.get("SECOND_SOURCE_QUERIES", "300"))
SETS = [("A_ct2020_en", 0.78), ("A_ru_paraphraser", 0.90), ("A_ct2018_ar", 0.50), ("A_ct2021_2b_en", 0.35)]
"""Each set with the least MAP@5 that is no mistake; docs/performance.md says what was reached."""

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.parametrize(("name", "floor"), SETS, ids=[name for name, _ in SETS])
def test_twins_are_found(name: str, floor: float, tmp_path: Path) -> None:
    store = Store(name, tmp_path)
    precision: list[float] = []
    found: list[float] = []
    right = told = 0
    with Session(store.database.reading) as session:
        for query in store.queries[:MOST]:
            new, proposed, rarity = store.proposed(session, query)
            others = [Told(one.text, one.stems) for one in proposed]
            is_gold = [one.claim_id - 1 in query.gold for one in proposed]
            first = [is_gold[place] for place, _ in rank(new, others, rarity)[:5]]
            precision.append(1 / (1 + first.index(True)) if True in first else 0.0)
            found.append(float(True in first))
            best = best_of(new, others, rarity)
            told += best is not None
            right += best is not None and is_gold[best[0]]
            new, proposed, rarity = store.proposed(session, query, without=True)
            told += best_of(new, [Told(one.text, one.stems) for one in proposed], rarity) is not None
    store.database.close()
    count = len(precision)
    alert, recall = right / max(told, 1), right / count
    print(
        f"\n{name}: {count} queries, MAP@5 {_with_interval(precision)}, recall@5 {_with_interval(found)};"
        f" a twin at all: precision {alert:.2f}, recall {recall:.2f},"
        f" F1 {2 * alert * recall / max(alert + recall, 1e-9):.2f}"
    )
    assert mean(precision) > floor


def _with_interval(values: list[float]) -> str:
    return f"{mean(values):.3f} ± {1.96 * stdev(values) / len(values) ** 0.5:.3f}"
