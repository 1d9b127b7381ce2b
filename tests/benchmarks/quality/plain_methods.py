"""What plain methods reach on the same queries that `test_matching_quality.py` asks: what its figures stand beside.

    pip install scikit-learn
    SECOND_SOURCE_DATA=/path/to/data python -m tests.benchmarks.quality.plain_methods A_ct2020_en

Each method gives every claim a score for every query. "A twin at all" asks each query once with and once without its
claims in the store; an alert is the best score of a query, in the method's own units, above the threshold that is best
for these queries: a plain method is given that advantage.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from storage.words import words
from tests.benchmarks.quality.claims import Query, Store
from tests.benchmarks.quality.tune_twins import best_f1

TURNED, LENGTH_COUNTS = 1.2, 0.75
"""BM25's k1 and b (Robertson, Zaragoza 2009)."""


def bm25(claims: list[str], asked: list[str]) -> Iterable[np.ndarray]:
    """Okapi BM25 over stems."""
    told = [words(claim) for claim in claims]
    held = Counter(stem for claim in told for stem in set(claim))
    usual = sum(map(len, told)) / len(told)
    places: dict[str, list[tuple[int, float]]] = {}
    for place, claim in enumerate(told):
        slack = TURNED * (1 - LENGTH_COUNTS + LENGTH_COUNTS * len(claim) / usual)
        for stem, n in Counter(claim).items():
            places.setdefault(stem, []).append((place, n * (TURNED + 1) / (n + slack)))
    for query in asked:
        scores = np.zeros(len(claims))
        for stem in set(words(query)) & set(places):
            worth = log(1 + (len(claims) - held[stem] + 0.5) / (held[stem] + 0.5))
            for place, value in places[stem]:
                scores[place] += worth * value
        yield scores


def tfidf(claims: list[str], asked: list[str]) -> Iterable[np.ndarray]:
    """The cosine of stems plus the cosine of three to five letters in a row."""
    by_words = TfidfVectorizer(analyzer=words, sublinear_tf=True)
    by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    kept = [(method, method.fit_transform(claims)) for method in (by_words, by_letters)]
    for query in asked:
        yield sum((method.transform([query]) @ matrix.T).toarray().ravel() for method, matrix in kept)


def measure(name: str, queries: list[Query], scores: Iterable[np.ndarray]) -> None:
    ranks, alerts = [], []
    for query, row in zip(queries, scores, strict=True):
        ordered = np.argsort(-row, kind="stable")
        first = [place in query.gold for place in ordered[:5]]
        ranks.append(1 / (1 + first.index(True)) if True in first else 0.0)
        alerts.append((row[ordered[0]], first[0]))
        rest = next(place for place in ordered if place not in query.gold)
        alerts.append((row[rest], False))
    spread = 1.96 * float(np.std(ranks)) / len(ranks) ** 0.5
    any_, strict = best_f1(alerts, len(queries), 0), best_f1(alerts, len(queries), 0.9)
    print(
        f"{name}: MAP@5 {np.mean(ranks):.3f} ± {spread:.3f}; a twin at all: best F1 {any_[0]:.2f} (P {any_[1]:.2f},"
        f" R {any_[2]:.2f}); at P ≥ 0.90 F1 {strict[0]:.2f} (P {strict[1]:.2f}, R {strict[2]:.2f})",
        flush=True,
    )


def main() -> None:
    for name in sys.argv[1:]:
        with TemporaryDirectory() as folder:
            store = Store(name, Path(folder))
            store.database.close()
        asked = [query.text for query in store.queries]
        print(f"{name}: {len(asked)} queries, {len(store.texts):,} claims")
        for method in (bm25, tfidf):
            measure(method.__name__, store.queries, method(store.texts, asked))


if __name__ == "__main__":
    main()
