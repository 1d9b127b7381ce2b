"""Reading a text for claims: which sentences state something that should be checked, who says so, and why.

Sentences come from sentences.py, their score and reasons from scoring.py and topics.py, the claimant from
claimants.py, what one sentence says of the one before from notes.py, the words to look for from
cues/<language>.toml: adding a language is adding that file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.rules.cuelists import Cues, cues_for, language_of, tokens_of
from bot.rules.notes import attached, points_back
from bot.rules.scoring import REASONS, ReadSentence, Reason, read_sentence
from bot.rules.sentences import Sentence, sentences
from bot.rules.statements import without_dateline
from bot.rules.topics import FEWEST, topicality
from storage.words import words

__all__ = [
    "ENOUGH",
    "REASONS",
    "Pick",
    "Reason",
    "checkable_sentences",
    "is_checkable",
    "read_claims",
    "traits_of",
]

ENOUGH = 1.6
"""The score from which a sentence of an article is picked."""

WITHOUT_CUES = 0.3
"""The same in a language without a cue list, of sentences with a figure or a quotation."""

PLAIN_STATEMENT = 0.3
"""The score from which a sentence somebody typed is worth checking; a bare statement of fact has 0.5."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One claim found: `sentence == whole_text[start:end]`; `text` is the claim in its own words.

    Where the text names the claimant, its exact words are `whole_text[claimant_start:claimant_end]`, which may
    stand in the sentence before or after.
    """

    text: str
    sentence: str
    start: int
    end: int
    claimant: str | None
    claimant_start: int | None
    claimant_end: int | None
    score: float
    reasons: tuple[Reason, ...]
    unverified: bool


def read_claims(
    text: str, language: str | None = None, *, most: int = 50, enough: float | None = None
) -> list[Pick]:
    """The claims of an article, those most in need of checking first: at most `most`, scored `enough` or more
    (`ENOUGH` if not given).

    Headlines that only repeat a sentence, bylines and boilerplate are passed over. A language without a cue
    list is read by its figures and quotations alone. A megabyte: docs/performance.md.
    """
    cues = cues_for(language or language_of(text))
    bare = enough is None and not cues.by_word
    if enough is None:
        enough = WITHOUT_CUES if bare else ENOUGH
    read = attached(_about(_read(text, cues, typed=False), cues), cues)
    kept = [
        one
        for at, one in enumerate(read)
        if one.score >= enough and not _heading(at, read) and not (bare and not _TELLING & one.traits.keys())
    ]
    return _ordered(kept, cues)[:most]


_TELLING = {"figure", "quote"}


def checkable_sentences(text: str, language: str | None = None, *, most: int = 50) -> list[Pick]:
    """The sentences of a typed message that state something at all, in the order of `read_claims`."""
    cues = cues_for(language or language_of(text))
    read = attached(_read(text, cues, typed=True), cues)
    return _ordered([one for one in read if one.tokens and one.score >= PLAIN_STATEMENT], cues)[:most]


def is_checkable(sentence: str, language: str | None = None) -> bool:
    """Whether a typed message states something that could be checked."""
    return bool(checkable_sentences(sentence, language, most=1))


def traits_of(texts: Sequence[str], language: str | None = None) -> list[Mapping[str, float]]:
    """The traits (`WEIGHTS`) of one text's sentences, which somebody else has cut: what the benchmarks rank by."""
    cues = cues_for(language or language_of(" ".join(texts)[:4000]))
    places = [Sentence(text, 0, len(text), number, alone=True) for number, text in enumerate(texts)]
    return [one.traits for one in _about([read_sentence(place, cues) for place in places], cues)]


def _about(read: Sequence[ReadSentence], cues: Cues) -> list[ReadSentence]:
    """With what only the whole text tells: how much each sentence speaks of its topic, and how early it stands."""
    if len(read) < FEWEST:
        return list(read)
    topical = topicality([one.place.text for one in read], _idle(cues))
    last = len(read) - 1
    return [
        replace(one, traits={**one.traits, "topic": topical[at], "early": 1 - at / last})
        for at, one in enumerate(read)
    ]


_IDLE = (
    "function",
    "prepositions",
    "articles",
    "auxiliaries",
    "pronouns",
    "pointers",
    "nobody",
    "dependent",
    "leading",
)


def _idle(cues: Cues) -> frozenset[str]:
    """The words of a language that carry no matter."""
    return frozenset().union(*(cues.words(name) for name in _IDLE))


def _read(text: str, cues: Cues, *, typed: bool) -> list[ReadSentence]:
    """Each sentence read; a claimant that is a pronoun gets the name the sentence before gives."""
    read: list[ReadSentence] = []
    for place in sentences(text, cues.language):
        if not typed and place.text.count(" ") + place.text.count("\n") < _FEWEST - 1:
            continue
        one = read_sentence(place, cues, typed=typed)
        read.append(_resolved(one, read))
    return read


_FEWEST = 3
"""Words; fewer state nothing, and a text may hold hundreds of thousands of such lines."""

_FAR = 12
"""Sentences back in which "the observatory" may have been named in full."""


def _resolved(one: ReadSentence, before: Sequence[ReadSentence]) -> ReadSentence:
    """With the name that a pronoun, "the group" or the next sentence of a quotation stands for."""
    if not one.said.returning and not _quotation_goes_on(one, before):
        return one
    noun = (one.said.claimant or "").partition(" ")[2].casefold()
    meant = next((other for other in reversed(before[-_FAR:]) if noun and _is_named(other, noun)), None)
    if meant is None and before and one.place.paragraph - before[-1].place.paragraph <= 1:
        meant = before[-1]
    named = meant.said if meant else None
    if meant and named and named.claimant and named.start is not None and named.end is not None:
        shift = meant.place.start - one.place.start
        said = replace(one.said, claimant=named.claimant, start=named.start + shift, end=named.end + shift)
        return replace(one, said=said, traits={**one.traits, "attribution": 1.0})
    if one.said.claimant and " " in one.said.claimant:
        return one  # "the ministry" says something by itself, "it" does not
    return replace(one, said=replace(one.said, claimant=None, start=None, end=None))


def _is_named(other: ReadSentence, noun: str) -> bool:
    return bool(other.said.claimant and not other.said.returning and noun in other.said.claimant.casefold())


def _quotation_goes_on(one: ReadSentence, before: Sequence[ReadSentence]) -> bool:
    """A sentence in quotation marks that nobody is named for, right after one that somebody is."""
    return (
        bool(before)
        and one.said.claimant is None
        and one.place.text.startswith(_OPENING)
        and one.place.text.rstrip(".").endswith(_CLOSING)
        and one.place.paragraph == before[-1].place.paragraph
        and before[-1].place.text.startswith(_OPENING)
    )


_OPENING, _CLOSING = ("“", '"', "«", "„"), ("”", '"', "»", "“")


def _heading(at: int, read: list[ReadSentence]) -> bool:
    """A line that is no sentence: a byline or caption, or a headline whose words the sentences below repeat."""
    one = read[at]
    if one.place.ended or not one.place.alone or len(read) < 3:
        return False
    if len(one.tokens) < 5 or one.has("boilerplate"):
        return True
    own = set(words(one.place.text)) - _small_words(one)
    below = [set(words(other.place.text)) for other in read[at + 1 : at + 1 + _BELOW] if other.place.ended]
    if not any(other.place.ended for other in read[:at]) and below:
        return len(own & set().union(*below)) * 4 >= len(own)
    return any(len(own & there) * 2 >= len(own) for there in below)


_BELOW = 40
"""Sentences after a headline that may repeat it; a title above the text is held against all of these together."""


def _small_words(one: ReadSentence) -> set[str]:
    return {word for token in one.tokens if len(token.word) < 4 for word in words(token.word)}


def _ordered(read: list[ReadSentence], cues: Cues) -> list[Pick]:
    picks = [_pick(one, cues) for one in read]
    return sorted(picks, key=lambda pick: (-pick.score, pick.start))


def _pick(one: ReadSentence, cues: Cues) -> Pick:
    place = one.place
    text = " ".join((_own_wording(one, cues) or without_dateline(place.text)).split())
    return Pick(
        text,
        place.text,
        place.start,
        place.end,
        one.said.claimant,
        None if one.said.start is None else place.start + one.said.start,
        None if one.said.end is None else place.start + one.said.end,
        round(one.score, 2),
        one.reasons,
        one.unverified,
    )


_TAIL = re.compile(r"[,;—–][^,;—–]*$")


def _own_wording(one: ReadSentence, cues: Cues) -> str | None:
    """The statement without its frame, and without a last clause that only says it is not verified."""
    statement = one.said.statement
    whole = statement or without_dateline(one.place.text)
    tail = _TAIL.search(whole) if one.unverified else None
    if tail is None or len(whole[: tail.start()].split()) < 4:
        return statement
    tokens = tokens_of(tail[0])
    clause = replace(one, tokens=tokens, matches=cues.find(tokens), reasons=(Reason("unverified", ""),))
    inner = _TAIL.search(whole[: tail.start()])
    dangling = inner is not None and len(tokens_of(inner[0])) <= _FEWEST  # "but no photograph", of "nor film"
    if not dangling and clause.has("unverified") and points_back(clause, cues, little=1):
        return whole[: tail.start()].rstrip() + "."
    return statement
