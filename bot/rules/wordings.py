"""What words do in a claim, whatever it is about: they number, measure, deny, or tell nothing at all.

Read from `wordings/<language>.toml`, all languages at once: a claim may mix them. Adding a language touches no code.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from storage.words import fold_digits, optional_mark, plain_letters, words


@dataclass(frozen=True, slots=True)
class Wordings:
    """The words of all languages, each as `fold` gives it where nothing else is said."""

    negations: frozenset[str]
    negation_starts: tuple[str, ...]
    common: frozenset[str]
    """Stems, as `storage.words.words` gives them."""
    values: Mapping[str, Decimal]
    """Number words: what they add."""
    magnitudes: Mapping[str, Decimal]
    """Number words: what they multiply."""
    units: Mapping[str, str]
    """What is measured, by its sign: "kilometres" and "км" are "km"."""

    def denies(self, word: str) -> bool:
        """Whether this folded word turns what is said round."""
        return word in self.negations or word.endswith("n't") or word.startswith(self.negation_starts)


def fold(word: str) -> str:
    """A word as the lists hold it: small, plain letters, without optional marks, digits as 0–9."""
    plain = plain_letters(fold_digits(word).casefold())
    return plain if plain.isascii() else "".join(one for one in plain if not optional_mark(one))


@lru_cache(maxsize=1)
def wordings() -> Wordings:
    """All lists together."""
    read = [tomllib.loads(entry.read_text("utf-8")) for entry in _files()]
    negations = [word for one in read for word in one["negations"].split()]
    return Wordings(
        frozenset(fold(word) for word in negations if not word.endswith("*")),
        tuple(fold(word.removesuffix("*")) for word in negations if word.endswith("*")),
        frozenset(stem for one in read for stem in words(one["common"])),
        {word: Decimal(value) for value, word in _listed(read, "values")},
        {word: Decimal(value) for value, word in _listed(read, "magnitudes")},
        {word: sign for sign, word in _listed(read, "units")},
    )


def _files() -> Iterator[Any]:
    folder = files("bot.rules").joinpath("wordings")
    yield from sorted(
        (one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    )


def _listed(read: list[dict[str, Any]], table: str) -> Iterator[tuple[str, str]]:
    for one in read:
        for key, listed in one[table].items():
            yield from ((key, fold(word)) for word in listed.split())
