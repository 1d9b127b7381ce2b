"""Cue lists: the words of one language that tell what a sentence does, read from `cues/<language>.toml`.

A phrase is written in words a translator can read, and matches whole words in any case:

    allegedly               that word
    has|have|had            one of these
    verif*                  any ending
    yet?                    may be missing (not as the first word)
    ...                     up to four words between (not at either end)

So every phrase looks at a bounded stretch of words, and no list can make reading slow. What a language writes
together with the next word (Arabic "و") stands in its list `clitics` and is understood before every word.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from storage.words import fold_digits, guess_language, plain_letters

_GAP = 4
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ`-][^\W_]+)*")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a sentence: its folded form, and where it stands in the sentence."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found: its group, and the numbers of its first word and of the word after its last."""

    group: str
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One place of a phrase."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    optional: bool
    gap: bool

    def fits(self, word: str) -> bool:
        return word in self.words or (bool(self.prefixes) and word.startswith(self.prefixes))


@dataclass(frozen=True, slots=True)
class _Phrase:
    group: str
    steps: tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language; of a language without a file, none."""

    language: str | None
    by_word: dict[str, tuple[_Phrase, ...]]
    by_prefix: dict[str, tuple[_Phrase, ...]]
    lists: dict[str, frozenset[str]]

    def find(self, tokens: Sequence[Token]) -> list[Match]:
        """All cues of a sentence in order; of one group, the longest at each place and none inside another."""
        found: list[Match] = []
        ends: dict[str, int] = {}
        for at, token in enumerate(tokens):
            longest: dict[str, int] = {}
            for phrase in self._starting(token.word):
                if at >= ends.get(phrase.group, 0) and (after := _follow(phrase.steps, tokens, at)):
                    longest[phrase.group] = max(after, longest.get(phrase.group, 0))
            found += [Match(group, at, after) for group, after in longest.items()]
            ends.update(longest)
        return found

    def words(self, name: str) -> frozenset[str]:
        """A plain list of single words, such as the pronouns; empty where the language has none."""
        return self.lists.get(name, frozenset())

    def _starting(self, word: str) -> Iterator[_Phrase]:
        yield from self.by_word.get(word, ())
        for phrase in self.by_prefix.get(word[:2], ()):
            if phrase.steps[0].fits(word):
                yield phrase


def tokens_of(sentence: str) -> list[Token]:
    """The words of a sentence, folded the way cue lists are."""
    return [Token(fold_word(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(sentence)]


def fold_word(word: str) -> str:
    """In small letters, without marks that are written at will, and with one form of letters that have several."""
    return _MARKS.sub("", plain_letters(fold_digits(word).casefold()).replace("`", "'"))


def _folder() -> Traversable:
    return files("bot.rules").joinpath("cues")


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The languages that have a cue list."""
    return frozenset(
        entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml")
    )


def language_of(text: str) -> str | None:
    """The language of a text: as `guess_language` knows it, else that whose small words the text is full of."""
    known = guess_language(text)
    if known is not None:
        return known
    said = [token.word for token in tokens_of(text[:4000])]
    shares = {
        language: sum(word in cues_for(language).words("function") for word in said)
        for language in languages()
    }
    best = max(shares, key=lambda language: (shares[language], language))
    return best if shares[best] * _SMALL_WORDS > len(said) else None


_SMALL_WORDS = 7
"""Of so many words one at least is a small one in a text of its language."""


@lru_cache
def cues_for(language: str | None) -> Cues:
    """The cue list of a language; an empty one where there is no file for it.

    Raises ValueError, naming the phrase, if a file holds a phrase that cannot be read.
    """
    if language not in languages():
        return Cues(language, {}, {}, {})
    content = tomllib.loads(_folder().joinpath(f"{language}.toml").read_text("utf-8"))
    return parse_cues(language, content)


def parse_cues(language: str | None, content: dict[str, dict[str, list[str]]]) -> Cues:
    """A cue list from the parsed file: `[phrases]`, one list for each group, and `[words]`, plain lists."""
    clitics = tuple(content.get("words", {}).get("clitics", ()))
    by_word: dict[str, list[_Phrase]] = {}
    by_prefix: dict[str, list[_Phrase]] = {}
    for group, phrases in content.get("phrases", {}).items():
        for written in phrases:
            phrase = _Phrase(group, _steps(written, clitics))
            for word in phrase.steps[0].words:
                by_word.setdefault(word, []).append(phrase)
            for prefix in {prefix[:2] for prefix in phrase.steps[0].prefixes}:
                by_prefix.setdefault(prefix, []).append(phrase)
    return Cues(
        language,
        {word: tuple(phrases) for word, phrases in by_word.items()},
        {prefix: tuple(phrases) for prefix, phrases in by_prefix.items()},
        {name: frozenset(map(fold_word, listed)) for name, listed in content.get("words", {}).items()},
    )


def _steps(written: str, clitics: tuple[str, ...]) -> tuple[_Step, ...]:
    steps = tuple(_step(part, clitics) for part in written.split())
    edges = (*steps[:1], *steps[-1:])
    if not steps or any(step.gap for step in edges) or steps[0].optional:
        raise ValueError(f"cue phrase cannot begin or end like this: {written!r}")
    if any(len(prefix) < 2 for step in steps for prefix in step.prefixes):
        raise ValueError(f"cue phrase needs two letters before its star: {written!r}")
    return steps


def _step(part: str, clitics: tuple[str, ...]) -> _Step:
    if part == "...":
        return _Step(frozenset(), (), optional=False, gap=True)
    optional = part.endswith("?")
    bare = [fold_word(choice) for choice in part.removesuffix("?").split("|")]
    choices = [clitic + choice for clitic in ("", *clitics) for choice in bare]
    return _Step(
        frozenset(choice for choice in choices if not choice.endswith("*")),
        tuple(choice.removesuffix("*") for choice in choices if choice.endswith("*")),
        optional,
        gap=False,
    )


def _follow(steps: tuple[_Step, ...], tokens: Sequence[Token], at: int) -> int:
    """The number of the word after the phrase if it stands at `at`; 0 if it does not."""
    if not steps:
        return at
    step, rest = steps[0], steps[1:]
    if step.gap:
        tries = (_follow(rest, tokens, at + skipped) for skipped in range(_GAP + 1))
        return next((after for after in tries if after), 0)
    if at < len(tokens) and step.fits(tokens[at].word) and (after := _follow(rest, tokens, at + 1)):
        return after
    return _follow(rest, tokens, at) if step.optional else 0
