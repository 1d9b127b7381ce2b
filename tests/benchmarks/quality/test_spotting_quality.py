"""How well sentences are ranked by need of checking, on public data given by path (none of it is kept here).

    SECOND_SOURCE_DATA=/path/to/data pytest tests/benchmarks/quality -s

The folder holds `<set>/sentences.jsonl.gz` with doc, text and label (1 = states a claim in question / worth
checking). Printed: mean average precision over the texts with an interval of 95 % (articles, or where a set is one
heap of posts, posts drawn again), beside sentence length; and, for articles, the same with weights chosen anew on
the other articles only, so that no article is ranked by weights that have seen it.
"""

import gzip
import json
import math
import os
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.rules.scoring import WEIGHTS
from bot.rules.spotting import ENOUGH, traits_of

DATA = os.environ.get("SECOND_SOURCE_DATA", "")
FOLDS = 6
RIDGE = 60.0
"""How strongly chosen weights are drawn to 0, in sentences."""


@dataclass(frozen=True)
class Set:
    name: str
    language: str
    least: float
    """What a plain cue list reaches on it, or more: we must be above."""
    articles: bool = True
    """Its documents are texts with a topic, not a heap of posts."""


SETS = [
    Set("B_newsclaims_en", "en", 0.40),
    Set("B_ct2022_1a_en", "en", 0.25, articles=False),
    Set("B_ct2022_1a_ar", "ar", 0.43, articles=False),
    Set("B_ct2022_1a_bg", "bg", 0.25, articles=False),
    Set("B_ct2019_en", "en", 0.09),
]

Row = tuple[dict[str, float], int]


def documents(one: Set) -> list[list[Row]]:
    """Each document as its sentences' traits and labels."""
    if not DATA:
        pytest.skip("SECOND_SOURCE_DATA is not set: no data to measure on")
    file = Path(DATA) / one.name / "sentences.jsonl.gz"
    if not file.exists():
        pytest.skip(f"no {file}")
    texts: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, list[int]] = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts[str(row["doc"])].append(row["text"])
            labels[str(row["doc"])].append(int(row["label"]))
    if one.articles:
        read = {doc: traits_of(found, one.language) for doc, found in texts.items()}
    else:
        read = {doc: [traits_of([text], one.language)[0] for text in found] for doc, found in texts.items()}
    return [
        list(zip(map(dict, read[doc]), labels[doc], strict=True)) for doc in sorted(texts) if any(labels[doc])
    ]


def average_precision(scored: Sequence[tuple[float, int]]) -> float:
    hits = 0
    total = 0.0
    for rank, (_, label) in enumerate(sorted(scored, key=lambda pair: -pair[0]), start=1):
        if label:
            hits += 1
            total += hits / rank
    return total / max(hits, 1)


def score(traits: dict[str, float], weights: dict[str, float] = WEIGHTS) -> float:
    return sum(weights[key] * value for key, value in traits.items())


def interval(found: Sequence[list[Row]], values: list[float], by: Callable[[dict[str, float]], float]) -> str:
    """95 % by drawing the documents again, or of a single one its sentences."""
    draw = random.Random(7)
    if len(found) > 1:
        means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(1000))
        return f"{means[25]:.3f} to {means[975]:.3f}"
    scored = [(by(traits), label) for traits, label in found[0]]
    means = sorted(average_precision(draw.choices(scored, k=len(scored))) for _ in range(200))
    return f"{means[5]:.3f} to {means[195]:.3f}"


def chosen_weights(rows: Sequence[Row], keys: Sequence[str]) -> dict[str, float]:
    """Weights by logistic regression with a ridge, over standardised traits (Newton's method)."""
    columns = [[traits.get(key, 0.0) for traits, _ in rows] for key in keys]
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    table = [
        [
            1.0,
            *(
                (traits.get(key, 0.0) - mean) / spread
                for key, mean, spread in zip(keys, means, spreads, strict=True)
            ),
        ]
        for traits, _ in rows
    ]
    weights = [0.0] * (len(keys) + 1)
    size = range(len(weights))
    for _ in range(6):
        slope = [-RIDGE * weight for weight in weights]
        curve = [[RIDGE * (i == j) for j in size] for i in size]
        for line, (_, label) in zip(table, rows, strict=True):
            chance = 1 / (1 + math.exp(-sum(map(float.__mul__, weights, line))))
            bend = chance * (1 - chance)
            for i in size:
                slope[i] += line[i] * (label - chance)
                part = bend * line[i]
                row = curve[i]
                for j in range(i + 1):
                    row[j] += part * line[j]
        for i in size:
            for j in range(i):
                curve[j][i] = curve[i][j]
        weights = [weight + step for weight, step in zip(weights, solved(curve, slope), strict=True)]
    return {key: weight / spread for key, weight, spread in zip(keys, weights[1:], spreads, strict=True)}


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a symmetric positive system, by elimination."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        for k in range(i + 1, len(rows)):
            factor = rows[k][i] / rows[i][i]
            rows[k] = [low - factor * high for low, high in zip(rows[k], rows[i], strict=True)]
    answer = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        known = sum(rows[i][j] * answer[j] for j in range(i + 1, len(rows)))
        answer[i] = (rows[i][-1] - known) / rows[i][i]
    return answer


def cross_validated(found: Sequence[list[Row]]) -> list[float]:
    """Each article's average precision by weights chosen on the articles of the other folds."""
    order = list(range(len(found)))
    random.Random(1).shuffle(order)
    values = [0.0] * len(found)
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        seen = [row for at, rows in enumerate(found) if at not in held for row in rows]
        weights = chosen_weights(seen, list(WEIGHTS))
        for at in held:
            values[at] = average_precision([(score(traits, weights), label) for traits, label in found[at]])
    return values


@pytest.mark.timeout(900)
@pytest.mark.parametrize("one", SETS, ids=[one.name for one in SETS])
def test_ranking_of_sentences(one: Set) -> None:
    found = documents(one)
    values = [average_precision([(score(traits), label) for traits, label in rows]) for rows in found]
    length = [average_precision([(traits["length"], label) for traits, label in rows]) for rows in found]
    rows = [row for rows in found for row in rows]
    picked = [label for traits, label in rows if score(traits) >= ENOUGH]
    mean = sum(values) / len(values)
    print(
        f"\n{one.name}: {len(found)} documents, {len(rows)} sentences, mean average precision {mean:.3f}"
        f" ({interval(found, values, score)}); by length {sum(length) / len(length):.3f};"
        f" chance {sum(label for _, label in rows) / len(rows):.3f};"
        f" above the threshold {len(picked)}, precision {sum(picked) / max(len(picked), 1):.2f},"
        f" recall {sum(picked) / sum(label for _, label in rows):.2f}"
    )
    assert mean > one.least
    if one.name == SETS[0].name:
        anew = cross_validated(found)
        mean = sum(anew) / len(anew)
        print(f"  weights chosen on the other articles: {mean:.3f} ({interval(found, anew, score)})")
        assert mean > one.least
