"""What people write for a rating, a qualifier or a stance, beside the labels that the desk shows.

Read from `spellings/<language>.toml`; what is shown stands in the catalogues. A spelling may stand under
several ratings: the first of them that the desk's scale has is meant.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files

ALWAYS = "en"
"""Read whatever the languages of desk and person."""


def spelled(part: str, languages: Iterable[str | None], keys: Collection[str]) -> dict[str, str]:
    """The spellings of one part (`ratings`, `qualifiers`, `stances`) to their keys, of `keys` only.

    `languages`: codes such as `uk` or `ar-EG`; of two that mean another thing by a word the first decides,
    English last. A language without a file adds nothing.
    """
    found: dict[str, str] = {}
    for language in (*languages, ALWAYS):
        for key, words in _of(language).get(part, {}).items():
            if key in keys:
                for word in words:
                    found.setdefault(word, key)
    return found


def particles(name: str, languages: Iterable[str | None]) -> tuple[str, ...]:
    """The small words of commands (`of`, `protected`) in these languages and English, longest first."""
    found = {word for one in (*languages, ALWAYS) for word in _of(one).get("words", {}).get(name, ())}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def spelled_languages() -> frozenset[str]:
    """Every language that has a file."""
    return frozenset(
        file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")
    )


_FOLDER = files("bot.rules").joinpath("spellings")


def _of(language: str | None) -> Mapping[str, Mapping[str, list[str]]]:
    base = (language or ALWAYS).replace("_", "-").split("-")[0].lower()
    return _read(base) if base in spelled_languages() else {}


@cache
def _read(language: str) -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_FOLDER.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
