"""Ten articles in four languages, whose claims a reader wrote down before the rules were tuned."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.rules.cuelists import language_of
from bot.rules.spotting import Pick, read_claims

FOLDER = Path(__file__).parent.parent / "articles"
TEN = sorted(path.stem for path in FOLDER.glob("??-*.toml"))


def marked(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def holding(picks: list[Pick], words: str) -> list[Pick]:
    return [pick for pick in picks if words in " ".join(pick.sentence.split())]


@pytest.mark.parametrize("name", TEN)
def test_every_explicitly_unverified_statement_is_found(name: str) -> None:
    picks = read_claims(text_of(name))
    for claim in marked(name)["claim"]:
        if claim["unverified"]:
            found = holding(picks, claim["holds"])
            assert [pick.unverified for pick in found] == [True], claim["holds"]


@pytest.mark.parametrize("name", TEN)
def test_a_claimant_is_in_the_text_word_for_word(name: str) -> None:
    text = text_of(name)
    picks = read_claims(text)
    for pick in picks:
        named = pick.claimant_start, pick.claimant_end
        exact = text[slice(*named)] if None not in named else None
        assert (exact and " ".join(exact.split()).casefold()) == (pick.claimant and pick.claimant.casefold())
    # Of the names that the reader wrote down, the found one is a part, or has its title before it.
    for claim in marked(name)["claim"]:
        for pick in holding(picks, claim["holds"]):
            if claim.get("claimant") and pick.claimant:
                one, other = claim["claimant"].casefold(), pick.claimant.casefold()
                assert one in other or other in one or (name, other) in OTHERWISE, claim["holds"]


OTHERWISE = {("en-convoy", "the tel observatory"), ("ar-water", "مدير المستشفى الأهلي")}
"""Names that the reader wrote shorter, or of two names for one person the other."""


def test_nearly_all_claims_are_found_and_few_picks_are_silly() -> None:
    """In numbers; which picks are silly was judged by reading them all (tests/articles/README.md)."""
    claims = found = picked = silly = 0
    for name in TEN:
        picks = read_claims(text_of(name))
        claims += len(marked(name)["claim"])
        found += sum(bool(holding(picks, claim["holds"])) for claim in marked(name)["claim"])
        picked += len(picks)
        silly += sum(bool(holding(picks, words)) for words in marked(name)["silly"])
    assert found >= 0.9 * claims
    assert silly <= 0.1 * picked


@pytest.mark.parametrize(
    ("language", "claimant", "claim"),
    [
        ("ar", "مرصد حربي سوري", "40 ألف مقاتل سوري سجلوا أسماءهم لدى القوات الروسية."),
        ("ru", "Сирийский центр мониторинга", "В российские войска записались 40 000 сирийских бойцов."),
        (
            "uk",
            "Сирійський моніторинговий центр",
            "До російських військ записалися 40 000 сирійських бійців.",
        ),
    ],
)
def test_the_demo_has_an_article_in_each_language(language: str, claimant: str, claim: str) -> None:
    text = (FOLDER.parents[1] / "bot" / "demo" / f"article.{language}.txt").read_text("utf-8")
    assert language_of(text) == language
    (pick,) = holding(read_claims(text), "40")
    assert (pick.text, pick.claimant, pick.unverified) == (claim, claimant, True)
