"""Finds the weights of `bot/rules/resemblance.py` and `bot/rules/matching.py` on public data, and prints them.

    pip install scikit-learn
    SECOND_SOURCE_DATA=/path/to/data python -m tests.benchmarks.quality.tune_twins

A logistic regression over the measures of each query and what the database proposes for it, cross-validated by query;
printed with it are MAP@5 and, for "is there a twin at all", the best F1 at a precision of 0.90 or more. A pair of the
English set counts twice as much as one of the others.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.linear_model import LogisticRegression
from sqlmodel import Session

from bot.rules.differences import particulars
from bot.rules.matching import LEAD_COUNTS, LONGEST_LEAD, PARTICULARS, particular_measures
from bot.rules.resemblance import WEIGHTS, Weighed, measures
from tests.benchmarks.quality.claims import Store

SETS = {"A_ct2020_en": 1.0, "A_ru_paraphraser": 0.5, "A_ct2018_ar": 0.5}
MOST_QUERIES = 700
FOLDS = 5
NAMES = [*WEIGHTS, *PARTICULARS]


def table(name, folder):
    """A row of measures for each pair, the query it belongs to, and whether the pair is one."""
    store = Store(name, folder)
    values, query_of, right = [], [], []
    with Session(store.database.reading) as session:
        for place, query in enumerate(store.queries[:MOST_QUERIES]):
            new, found, rarity = store.proposed(session, query.text)
            mine, said = Weighed(new.stems, rarity), particulars(new.text)
            for one in found:
                theirs = particulars(one.text)
                values.append(
                    (*measures(mine, Weighed(one.stems, rarity)), *particular_measures(said, theirs))
                )
                query_of.append(place)
                right.append(one.claim_id - 1 in query.gold)
    return np.array(values, float), np.array(query_of), np.array(right), min(len(store.queries), MOST_QUERIES)


def fitted(parts):
    """Weights and intercept in the measures' own units."""
    values = np.vstack([part[0] for part in parts])
    mean, spread = values.mean(0), values.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=500).fit(
        (values - mean) / spread,
        np.concatenate([part[1] for part in parts]),
        sample_weight=np.concatenate([np.full(len(part[1]), part[2]) for part in parts]),
    )
    weights = model.coef_[0] / spread
    return weights, model.intercept_[0] - (weights * mean).sum()


def judged(odds, query_of, right, count):
    """MAP@5 of each query, and of each query with and without its claims: the odds with the lead, and whether right."""
    precision, alerts = np.zeros(count), []
    for place in range(count):
        mine = query_of == place
        order = np.argsort(-odds[mine], kind="stable")
        sorted_odds, sorted_right = odds[mine][order], right[mine][order]
        if sorted_right[:5].any():
            precision[place] = 1 / (1 + sorted_right[:5].argmax())
        for keep in (np.ones(len(order), bool), ~sorted_right):
            left = sorted_odds[keep]
            lead = min(left[0] - left[1], LONGEST_LEAD) if len(left) > 1 else LONGEST_LEAD
            if len(left):
                alerts.append((left[0] + LEAD_COUNTS * lead, bool(sorted_right[keep][0]), place))
    return precision, alerts


def best_f1(alerts, count, least):
    """The best F1 whose precision is at least this, with its precision, recall and threshold."""
    best, right = (0.0, 0.0, 0.0, 0.0), 0
    for number, (odds, is_right, _) in enumerate(sorted(alerts, reverse=True), start=1):
        right += is_right
        precision, recall = right / number, right / count
        if right and precision >= least:
            best = max(best, (2 * precision * recall / (precision + recall), precision, recall, odds))
    return best


def main() -> None:
    cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    tables = {}
    for name in SETS:
        kept = cache / f"{name}.npz" if cache else None
        if kept and kept.exists():
            loaded = np.load(kept)
            tables[name] = (loaded["v"], loaded["q"], loaded["r"], int(loaded["n"]))
            continue
        with TemporaryDirectory() as folder:
            tables[name] = table(name, Path(folder))
        if kept:
            v, q, r, n = tables[name]
            np.savez(kept, v=v, q=q, r=r, n=n)
    chance = np.random.RandomState(0)
    folds = {name: chance.randint(0, FOLDS, one[3]) for name, one in tables.items()}
    odds = {name: np.zeros(len(one[2])) for name, one in tables.items()}
    for fold in range(FOLDS):
        weights, intercept = fitted(
            [
                (values[folds[name][queries] != fold], right[folds[name][queries] != fold], SETS[name])
                for name, (values, queries, right, _) in tables.items()
            ]
        )
        for name, (values, queries, _, _) in tables.items():
            mine = folds[name][queries] == fold
            odds[name][mine] = values[mine] @ weights + intercept
    for name, (_, queries, right, count) in tables.items():
        precision, alerts = judged(odds[name], queries, right, count)
        spread = 1.96 * precision.std() / count**0.5
        any_, strict = best_f1(alerts, count, 0), best_f1(alerts, count, 0.9)
        found = np.unique(queries[right]).size / count
        print(
            f"{name}: {count} queries, proposed {found:.3f}, MAP@5 {precision.mean():.3f} ± {spread:.3f}; best F1"
            f" {any_[0]:.3f} (P {any_[1]:.2f}, R {any_[2]:.2f}, from {any_[3]:.2f}); at P ≥ 0.90 F1"
            f" {strict[0]:.3f} (P {strict[1]:.2f}, R {strict[2]:.2f}, from {strict[3]:.2f})"
        )
    weights, intercept = fitted([(one[0], one[2], SETS[name]) for name, one in tables.items()])
    for name, weight in zip(NAMES, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(f"INTERCEPT = {intercept:.2f}")


if __name__ == "__main__":
    main()
