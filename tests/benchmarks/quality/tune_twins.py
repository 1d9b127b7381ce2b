"""Finds the weights of `bot/rules/likelihood.py` on public data, and prints them.

    pip install scikit-learn
    SECOND_SOURCE_DATA=/path/to/data python -m tests.benchmarks.quality.tune_twins [FOLDER]

Two steps, both cross-validated by query. Nearness: the weights under which the right claim comes before the others
that the database proposes for its query (a conditional logit). Likelihood: a logistic regression over the nearest of
each query, once with and once without its right claims. Printed with it are MAP@5 and, for "is there a twin at all",
the best F1 at a precision of 0.90 or more. FOLDER keeps the measures for the next time.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sqlmodel import Session

from bot.rules.differences import dates_contradict, particulars
from bot.rules.likelihood import LIKELIHOOD, LONGEST_LEAD, NEARNESS
from bot.rules.matching import Told
from bot.rules.resemblance import measures, traits
from tests.benchmarks.quality.claims import Store

SETS = {"A_ct2020_en": (1.0, 1.0), "A_ru_paraphraser": (0.5, 0.5), "A_ct2018_ar": (2.0, 0.5)}
"""What a query counts for nearness and for likelihood; the Arabic ones are few."""
MOST_QUERIES = 1000
FOLDS = 5
HELD_BACK = 3.0
"""How strongly weights are kept near nothing (L2)."""
NEAR = len(NEARNESS) + 1


def table(name, folder):
    """A row of measures and traits for each pair, the asking it belongs to, and whether the pair is right. Each query
    is asked twice: the asking's number halved is its place, and odd ones find a desk without the right claims."""
    store = Store(name, folder)
    values, asking_of, right = [], [], []
    with Session(store.database.reading) as session:
        for asking in range(2 * min(len(store.queries), MOST_QUERIES)):
            query = store.queries[asking // 2]
            new, found, rarity = store.proposed(session, query, without=asking % 2 == 1)
            mine, said = new.as_new(rarity), particulars(new.text)
            for one in found:
                theirs = Told(one.text, one.stems).as_other(rarity)
                told = measures(mine, theirs)
                apart = dates_contradict(said, particulars(one.text))
                values.append((*told, apart, *traits(mine, theirs, told)))
                asking_of.append(asking)
                right.append(one.claim_id - 1 in query.gold)
    store.database.close()
    return (
        np.array(values, float),
        np.array(asking_of),
        np.array(right),
        min(len(store.queries), MOST_QUERIES),
    )


def nearest(parts):
    """The weights of nearness, in the measures' own units. `parts`: values, query of each, right, weight."""
    values = np.vstack([part[0] for part in parts])[:, :NEAR]
    mean, spread = values.mean(0), values.std(0) + 1e-9
    values = (values - mean) / spread
    right = np.concatenate([part[2] for part in parts]).astype(float)
    groups, weights, count = [], [], 0
    for _, queries, _, weight in parts:
        group = np.unique(queries, return_inverse=True)[1]
        groups.append(group + count)
        weights += [weight] * (group.max() + 1)
        count += group.max() + 1
    group = np.concatenate(groups)
    known = np.array(weights) * (np.bincount(group, right) > 0)

    def loss(found):
        scores = values @ found
        highest = np.full(count, -np.inf)
        np.maximum.at(highest, group, scores)
        grown = np.exp(scores - highest[group])
        every, mine = np.bincount(group, grown), np.bincount(group, grown * right) + 1e-300
        slope = values.T @ (known[group] * (grown / every[group] - grown * right / mine[group]))
        return known @ np.log(every / mine) + HELD_BACK * found @ found / 2, slope + HELD_BACK * found

    return minimize(loss, np.zeros(NEAR), jac=True, method="L-BFGS-B").x / spread


def tops(part, weights):
    """For each asking: the nearest's nearness, lead and traits; whether it is right."""
    values, askings, right = part[:3]
    near = values[:, :NEAR] @ weights
    rows, labels = [], []
    for asking in np.unique(askings):
        places = np.flatnonzero(askings == asking)
        places = places[np.argsort(-near[places], kind="stable")]
        lead = near[places[0]] - near[places[1]] if len(places) > 1 else LONGEST_LEAD
        rows.append([near[places[0]], min(lead, LONGEST_LEAD), *values[places[0], NEAR:]])
        labels.append(right[places[0]])
    return np.array(rows), np.array(labels)


def likelihood(parts, weights):
    """Its weights and intercept, in their own units."""
    found = [tops(part, weights) for part in parts]
    rows = np.vstack([one[0] for one in found])
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    model = LogisticRegression(max_iter=1000).fit(
        (rows - mean) / spread,
        np.concatenate([one[1] for one in found]),
        sample_weight=np.concatenate(
            [np.full(len(one[1]), part[4]) for one, part in zip(found, parts, strict=True)]
        ),
    )
    judged = model.coef_[0] / spread
    return judged, model.intercept_[0] - judged @ mean


def precision_at_5(part, weights, count):
    """Of each query that the part holds."""
    values, askings, right = part[:3]
    near = values[:, :NEAR] @ weights
    found = np.zeros(count)
    for asking in np.unique(askings[askings % 2 == 0]):
        mine = askings == asking
        ordered = right[mine][np.argsort(-near[mine], kind="stable")][:5]
        found[asking // 2] = 1 / (1 + ordered.argmax()) if ordered.any() else 0.0
    return found


def best_f1(alerts, count, least):
    """The best F1 whose precision is at least this, with its precision, recall and threshold."""
    best, right = (0.0, 0.0, 0.0, 0.0), 0
    for number, (odds, is_right) in enumerate(sorted(alerts, reverse=True), start=1):
        right += is_right
        precision, recall = right / number, right / count
        if right and precision >= least:
            best = max(best, (2 * precision * recall / (precision + recall), precision, recall, odds))
    return best


def measured(name, cache):
    kept = cache / f"{name}.npz" if cache else None
    if kept and kept.exists():
        loaded = np.load(kept)
        return loaded["v"], loaded["q"], loaded["r"], int(loaded["n"])
    with TemporaryDirectory() as folder:
        found = table(name, Path(folder))
    if kept:
        np.savez(kept, v=found[0], q=found[1], r=found[2], n=found[3])
    return found


def main() -> None:
    cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    tables = {name: measured(name, cache) for name in SETS}
    chance = np.random.RandomState(0)
    folds = {name: chance.randint(0, FOLDS, one[3]) for name, one in tables.items()}
    precision = {name: np.zeros(one[3]) for name, one in tables.items()}
    alerts = {name: [] for name in SETS}

    def parts(chosen):
        for name, (values, askings, right, _) in tables.items():
            rows = chosen(folds[name][askings // 2])
            yield values[rows], askings[rows], right[rows], *SETS[name]

    for fold in range(FOLDS):
        learnt = list(parts(lambda of, fold=fold: of != fold))
        weights = nearest([part[:4] for part in learnt])
        judged, intercept = likelihood(learnt, weights)
        for name, part in zip(SETS, parts(lambda of, fold=fold: of == fold), strict=True):
            precision[name] += precision_at_5(part, weights, tables[name][3])
            rows, labels = tops(part, weights)
            alerts[name] += zip(rows @ judged + intercept, labels, strict=True)
    for name, (_, askings, right, count) in tables.items():
        spread = 1.96 * precision[name].std() / count**0.5
        any_, strict = best_f1(alerts[name], count, 0), best_f1(alerts[name], count, 0.9)
        found = np.unique(askings[right]).size / count
        print(
            f"{name}: {count} queries, proposed {found:.3f}, MAP@5 {precision[name].mean():.3f} ± {spread:.3f};"
            f" best F1 {any_[0]:.3f} (P {any_[1]:.2f}, R {any_[2]:.2f}, from {any_[3]:.2f}); at P ≥ 0.90 F1"
            f" {strict[0]:.3f} (P {strict[1]:.2f}, R {strict[2]:.2f}, from {strict[3]:.2f})"
        )
    every = list(parts(lambda of: of >= 0))
    weights = nearest([part[:4] for part in every])
    judged, intercept = likelihood(every, weights)
    for name, weight in zip([*NEARNESS, "DATES_DIFFER"], weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    for name, weight in zip(LIKELIHOOD, judged, strict=True):
        print(f'    "{name}": {weight:.3f},')
    print(f"INTERCEPT = {intercept:.2f}")


if __name__ == "__main__":
    main()
