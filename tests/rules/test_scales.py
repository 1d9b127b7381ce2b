"""A desk's own scale: what may be added, renamed and removed, and what a rating may be called."""

import pytest

from bot.rules.refusals import Refusal
from bot.rules.refusals.scales import RatingExists, RatingUnreadable, TooFewRatings, TooManyRatings
from bot.rules.refusals.verdicts import RatingUnknown
from bot.rules.scales import MOST, Ratings, ScaleChange, changed, read_change

PLAIN: Ratings = (("true", "True"), ("false", "False"), ("unproven", "Unproven"))

READ = [
    ("add Half true", ScaleChange("add", "Half true")),
    ("ADD  Half true ", ScaleChange("add", "Half true")),
    ("rename Mixture: Half true", ScaleChange("rename", "Mixture", "Half true")),
    ("remove False", ScaleChange("remove", "False")),
    ("politifact", None),
    ("add", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "change"), READ)
def test_what_is_asked_for(words: str, change: ScaleChange | None) -> None:
    assert read_change(words) == change


DONE = [
    (ScaleChange("add", "Half true"), (*PLAIN, ("half_true", "Half true"))),
    (ScaleChange("add", "Наполовину правда"), (*PLAIN, ("rating", "Наполовину правда"))),
    (ScaleChange("add", "Mixture"), (*PLAIN, ("mixture_2", "Mixture"))),
    (ScaleChange("remove", "unproven"), PLAIN[:2]),
    (ScaleChange("rename", "UNPROVEN", "Not known"), (*PLAIN[:2], ("unproven", "Not known"))),
    (ScaleChange("rename", "true", "TRUE"), (("true", "TRUE"), *PLAIN[1:])),
]


@pytest.mark.parametrize(("change", "becomes"), DONE, ids=[str(case[0].rating) for case in DONE])
def test_what_comes_of_it(change: ScaleChange, becomes: Ratings) -> None:
    assert changed(PLAIN, change, used={"mixture"}) == becomes


MANY: Ratings = tuple((f"r{n}", f"R{'x' * n}") for n in range(MOST))
REFUSED: list[tuple[Ratings, ScaleChange, type[Refusal]]] = [
    (PLAIN, ScaleChange("add", "false"), RatingExists),
    (PLAIN, ScaleChange("rename", "True", "False"), RatingExists),
    (PLAIN, ScaleChange("rename", "Mixture", "Half"), RatingUnknown),
    (PLAIN, ScaleChange("remove", "Mixture"), RatingUnknown),
    (PLAIN, ScaleChange("rename", "True", ""), RatingUnreadable),
    (PLAIN, ScaleChange("add", "12"), RatingUnreadable),
    (PLAIN, ScaleChange("add", "False: no"), RatingUnreadable),
    (PLAIN, ScaleChange("add", "<b>x</b>"), RatingUnreadable),
    (PLAIN, ScaleChange("add", "x" * 41), RatingUnreadable),
    (PLAIN[:2], ScaleChange("remove", "True"), TooFewRatings),
    (MANY, ScaleChange("add", "One more"), TooManyRatings),
]


@pytest.mark.parametrize(("ratings", "change", "refusal"), REFUSED)
def test_what_is_refused(ratings: Ratings, change: ScaleChange, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        changed(ratings, change)
