"""How well new claims find their twins, on public data given by path (none of it is kept here).

    SECOND_SOURCE_DATA=/path/to/data pytest tests/benchmarks/quality/test_matching_quality.py -s

Each query is looked up in a real SQLite desk as a new claim is. Printed: MAP@5 and recall@5 with 95 % intervals, and
for "is there a twin at all" (each query once with and once without its claims in the store, the lead and the fused
order reckoned anew) precision, recall and F1 of what is called the same or likely the same.
SECOND_SOURCE_QUERIES: how many queries of each set, 300 unless told.
SEMANTIC_MODEL: the same once more with this model beside the words, for several values of SEMANTIC_LIKELY.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, stdev

import pytest
from sqlmodel import Session

from bot.rules.meaning import fused, likeliest
from tests.benchmarks.quality.claims import Looked, Store

MOST = int(os.environ.get("SECOND_SOURCE_QUERIES", "300"))
SETS = [("A_ct2020_en", 0.78), ("A_ru_paraphraser", 0.90), ("A_ct2018_ar", 0.50), ("A_ct2021_2b_en", 0.35)]
"""Each set with the least MAP@5 that is no mistake; docs/performance.md says what was reached."""
LIKELY = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.parametrize(("name", "floor"), SETS, ids=[name for name, _ in SETS])
def test_twins_are_found(name: str, floor: float, tmp_path: Path) -> None:
    store = Store(name, tmp_path)
    with Session(store.database.reading) as session:
        there = [store.look_up(session, query) for query in store.queries[:MOST]]
        gone = [store.look_up(session, query, without=True) for query in store.queries[:MOST]]
    store.database.close()
    precision, ranked = _ranks([one.by_words for one in there], there)
    print(f"\n{name}: {len(there)} queries, {ranked}; a twin at all: {_told(there, gone, None)}")
    for line in _with_meaning(there, gone) if store.model is not None else ():
        print(line)
    assert mean(precision) > floor


def _with_meaning(there: Sequence[Looked], gone: Sequence[Looked]) -> Iterator[str]:
    orders = [fused(one.by_words, [claim_id for claim_id, _ in one.near]) for one in there]
    yield f"  fused with the model's order: {_ranks(orders, there)[1]}"
    for likely in LIKELY:
        yield f"  SEMANTIC_LIKELY={likely}: {_told(there, gone, likely)}"


def _ranks(orders: Sequence[Sequence[int]], looked: Sequence[Looked]) -> tuple[list[float], str]:
    """MAP@5 query by query, and it and recall@5 in words."""
    hits = [
        [claim_id in one.gold for claim_id in order[:5]] for order, one in zip(orders, looked, strict=True)
    ]
    precision = [1 / (1 + first.index(True)) if True in first else 0.0 for first in hits]
    recall = [float(True in first) for first in hits]
    return precision, f"MAP@5 {_with_interval(precision)}, recall@5 {_with_interval(recall)}"


def _told(there: Sequence[Looked], gone: Sequence[Looked], likely: float | None) -> str:
    """How often a twin is named where there is one and where there is none; without `likely` by the words alone."""
    named = [likeliest(one.by_words, one.kind, one.alike(likely)) for one in (*there, *gone)]
    told = sum(one is not None for one in named)
    right = sum(
        one is not None and one.claim_id in looked.gold for one, looked in zip(named, there, strict=False)
    )
    alert, recall = right / max(told, 1), right / len(there)
    harmonic = 2 * alert * recall / max(alert + recall, 1e-9)
    return f"precision {alert:.2f}, recall {recall:.2f}, F1 {harmonic:.2f}"


def _with_interval(values: list[float]) -> str:
    return f"{mean(values):.3f} ± {1.96 * stdev(values) / len(values) ** 0.5:.3f}"
