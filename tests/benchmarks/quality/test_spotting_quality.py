"""How well sentences are ranked by need of checking, on public data given by path (none of it is kept here).

    SECOND_SOURCE_DATA=/path/to/data pytest tests/benchmarks/quality -s

The folder holds `<set>/sentences.jsonl.gz` with doc, text and label (1 = states a claim in question / worth
checking). Printed: mean average precision over articles, the same for sentence length and for file order, and
how many sentences an article's default threshold lets through.
"""

import gzip
import json
import os
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.rules.spotting import ENOUGH, score_sentence

DATA = os.environ.get("SECOND_SOURCE_DATA", "")
SETS = [("B_newsclaims_en", 0.34), ("B_ct2022_1a_en", 0.25)]
"""Each set with what a plain cue list reaches on it (published with the data): we must be above."""

Articles = dict[str, list[tuple[str, int]]]


def articles(name: str) -> Articles:
    if not DATA:
        pytest.skip("SECOND_SOURCE_DATA is not set: no data to measure on")
    file = Path(DATA) / name / "sentences.jsonl.gz"
    if not file.exists():
        pytest.skip(f"no {file}")
    found: Articles = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found[str(row["doc"])].append((row["text"], int(row["label"])))
    if max(len(rows) for rows in found.values()) < 20:
        return {"all": [row for rows in found.values() for row in rows]}
    return found


def average_precision(labels: Sequence[int]) -> float:
    hits = 0
    total = 0.0
    for rank, label in enumerate(labels, start=1):
        if label:
            hits += 1
            total += hits / rank
    return total / hits


def each_precision(found: Articles, score: Callable[[str, int], float]) -> list[float]:
    values = []
    for rows in found.values():
        if any(label for _, label in rows):
            ranked = sorted(enumerate(rows), key=lambda row: -score(row[1][0], row[0]))
            values.append(average_precision([label for _, (_, label) in ranked]))
    return values


def interval(values: list[float]) -> tuple[float, float]:
    """95 % by drawing articles again, a thousand times."""
    draw = random.Random(7)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(1000))
    return means[25], means[975]


@pytest.mark.parametrize(("name", "floor"), SETS, ids=[name for name, _ in SETS])
def test_ranking_of_sentences(name: str, floor: float) -> None:
    found = articles(name)
    ours = each_precision(found, lambda text, _: score_sentence(text, "en"))
    length = each_precision(found, lambda text, _: len(text))
    order = each_precision(found, lambda _, at: -at)
    rows = [row for rows in found.values() for row in rows]
    picked = [label for text, label in rows if score_sentence(text, "en") >= ENOUGH]
    mean = sum(ours) / len(ours)
    low, high = interval(ours)
    print(
        f"\n{name}: {len(ours)} articles, mean average precision {mean:.3f} ({low:.3f} to {high:.3f});"
        f" by length {sum(length) / len(length):.3f}, in order {sum(order) / len(order):.3f};"
        f" above the threshold {len(picked)} of {len(rows)} sentences,"
        f" precision {sum(picked) / max(len(picked), 1):.2f},"
        f" recall {sum(picked) / sum(label for _, label in rows):.2f}"
    )
    assert mean > floor
