"""Reading a text for claims: which sentences state something that should be checked, who says so, and why.

A sentence is scored by the cues it holds (cues/<language>.toml) and by figures, quotations and length. The
weights are chosen by hand near what the cues are worth on public data (tests/benchmarks/quality).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.rules.claimants import Attribution, attribution, without_dateline
from bot.rules.cuelists import Cues, Match, Token, cues_for, tokens_of
from bot.rules.figures import figures
from bot.rules.sentences import Sentence, sentences
from storage.words import guess_language, words

REASONS: dict[str, str] = {
    "unverified": "the text says that it is not verified",
    "hedge": "told with reserve",
    "attribution": "somebody's word",
    "rumour": "goes round without a name",
    "dispute": "denied or disputed",
    "figure": "gives a figure",
    "harm": "speaks of harm or a deed",
    "superlative": "first, most, all or none",
}
"""What a reader is told of each reason, by its key: English, and the key of the catalogues."""

WEIGHTS: dict[str, float] = {
    "unverified": 3.0,
    "hedge": 1.5,
    "attribution": 1.1,
    "rumour": 0.8,
    "figure": 0.55,
    "dispute": 0.7,
    "harm": 0.6,
    "superlative": 0.1,
    "quote": 0.4,
    "question": -2.5,
    "opinion": -0.8,
    "intent": -0.3,
    "background": -0.6,
    "chatter": -1.0,
    "boilerplate": -2.5,
    "short": -1.5,
    "long": 0.3,
    "very long": 0.2,
    "say": 0.2,
}
"""What each cue adds to a sentence's score, once, however often it stands there."""

ENOUGH = 1.35
"""The score from which a sentence of an article is picked."""

PLAIN_STATEMENT = 0.3
"""The score from which a sentence somebody typed is worth checking; a bare statement of fact has 0.5."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence was picked: a key of `REASONS`, and the words of the text that show it."""

    key: str
    words: str

    @property
    def sentence(self) -> str:
        """The English text of the reason, the key of the catalogues."""
        return REASONS[self.key]


@dataclass(frozen=True, slots=True)
class Pick:
    """One claim found: `sentence == whole_text[start:end]`; `text` is the claim in its own words."""

    text: str
    sentence: str
    start: int
    end: int
    claimant: str | None
    score: float
    reasons: tuple[Reason, ...]
    unverified: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what was found in it."""

    place: Sentence
    tokens: Sequence[Token]
    matches: Sequence[Match]
    said: Attribution
    score: float
    reasons: tuple[Reason, ...]

    def has(self, group: str) -> bool:
        return any(match.group == group for match in self.matches)

    @property
    def unverified(self) -> bool:
        return any(reason.key == "unverified" for reason in self.reasons)


def read_claims(
    text: str, language: str | None = None, *, most: int = 50, enough: float = ENOUGH
) -> list[Pick]:
    """The claims of an article, those most in need of checking first: at most `most`, scored `enough` or more.

    Headlines that only repeat a sentence, bylines and boilerplate are passed over. A language without a cue
    list is read by its figures and quotations alone. About 6 s for a megabyte.
    """
    cues = cues_for(language or guess_language(text))
    read = _attached(_read(text, cues, typed=False), cues)
    kept = [one for at, one in enumerate(read) if one.score >= enough and not _heading(at, read)]
    return _ordered(kept, cues)[:most]


def checkable_sentences(text: str, language: str | None = None, *, most: int = 50) -> list[Pick]:
    """The sentences of a typed message that state something at all, in the order of `read_claims`."""
    cues = cues_for(language or guess_language(text))
    read = _attached(_read(text, cues, typed=True), cues)
    return _ordered([one for one in read if one.score >= PLAIN_STATEMENT], cues)[:most]


def is_checkable(sentence: str, language: str | None = None) -> bool:
    """Whether a typed message states something that could be checked."""
    return bool(checkable_sentences(sentence, language, most=1))


def score_sentence(sentence: str, language: str | None = None) -> float:
    """The score of one sentence by itself: what the benchmarks rank by."""
    cues = cues_for(language or guess_language(sentence))
    place = Sentence(sentence, 0, len(sentence), 0, alone=True)
    return _read_one(place, cues, typed=False).score


def _read(text: str, cues: Cues, *, typed: bool) -> list[_Read]:
    """Each sentence read; a claimant that is a pronoun gets the name the sentence before gives."""
    read: list[_Read] = []
    for place in sentences(text, cues.language):
        one = _read_one(place, cues, typed=typed)
        if one.said.returning:
            before = (
                read[-1].said.claimant if read and place.paragraph - read[-1].place.paragraph <= 1 else None
            )
            one = replace(one, said=replace(one.said, claimant=before or _noun_only(one.said.claimant)))
        read.append(one)
    return read


def _noun_only(claimant: str | None) -> str | None:
    """ "the ministry" says something by itself, "it" does not."""
    return claimant if claimant and " " in claimant else None


def _read_one(place: Sentence, cues: Cues, *, typed: bool) -> _Read:
    tokens = tokens_of(place.text)
    matches = cues.find(tokens)
    said = attribution(place.text, tokens, matches, cues)
    score, reasons = _scored(place, tokens, matches, said, cues, typed=typed)
    return _Read(place, tokens, matches, said, score, reasons)


def _scored(
    place: Sentence,
    tokens: Sequence[Token],
    matches: Sequence[Match],
    said: Attribution,
    cues: Cues,
    *,
    typed: bool,
) -> tuple[float, tuple[Reason, ...]]:
    shown: dict[str, str] = {}
    against: set[str] = set()
    rumours = [match for match in matches if match.group == "rumour"]
    for match in matches:
        words_there = " ".join(place.text[tokens[match.first].start : tokens[match.after - 1].end].split())
        if match.group in REASONS:
            shown.setdefault(match.group, words_there)
        elif match.group == "according" or (match.group == "say" and said.claimant):
            if not any(_overlap(match, other) for other in rumours):
                shown.setdefault("attribution", words_there)
        else:
            against.add(match.group)
    numbers = [figure for figure in figures(place.text) if not figure.year]
    if numbers:
        shown["figure"] = place.text[numbers[0].start : numbers[0].end]
    score = sum(WEIGHTS[key] for key in shown) + sum(WEIGHTS.get(group, 0.0) for group in against)
    if numbers and "approximation" in against:
        score += 0.3
    if any(quote in place.text for quote in '"“«'):
        score += WEIGHTS["quote"]
    if place.text.rstrip('"”’») ').endswith(("?", "؟")):
        score += WEIGHTS["question"]
    score += WEIGHTS["short"] if len(tokens) < 5 and not typed else 0.0
    score += WEIGHTS["long"] if len(tokens) >= 12 else 0.0
    score += WEIGHTS["very long"] if len(tokens) >= 20 else 0.0
    if typed and _states(place, tokens, matches, bool(numbers), cues):
        score += 0.5
    reasons = tuple(Reason(key, shown[key]) for key in REASONS if key in shown)
    return score, reasons


def _overlap(one: Match, other: Match) -> bool:
    return one.first < other.after and other.first < one.after


def _states(
    place: Sentence, tokens: Sequence[Token], matches: Sequence[Match], has_number: bool, cues: Cues
) -> bool:
    """It has at least three words and something a statement has: a verb, a figure, or a name."""
    if len(tokens) < 3:
        return False
    finite = any(match.group == "finite" for match in matches) or any(
        token.word.endswith(("ed", "es")) and len(token.word) > 4 for token in tokens
    )
    named = any(place.text[token.start].isupper() for token in tokens[1:])
    return finite or has_number or named or not cues.by_word


def _attached(read: list[_Read], cues: Cues) -> list[_Read]:
    """ "That claim has not been verified" says so of the statement before it, and is no statement itself."""
    kept: list[_Read] = []
    for one in read:
        before = next((other for other in reversed(kept[-2:]) if _can_be_meant(other, one)), None)
        if before is None or not _points_back(one, cues):
            kept.append(one)
            continue
        unverified = next(reason for reason in one.reasons if reason.key == "unverified")
        kept[kept.index(before)] = replace(
            before,
            score=before.score + (0.0 if before.unverified else WEIGHTS["unverified"]),
            reasons=before.reasons if before.unverified else (unverified, *before.reasons),
        )
    return kept


def _can_be_meant(before: _Read, one: _Read) -> bool:
    near = one.place.paragraph - before.place.paragraph <= 1
    return near and len(before.tokens) >= 5 and before.place.ended and not before.has("boilerplate")


def _points_back(one: _Read, cues: Cues, *, matter_of_its_own: int = 6) -> bool:
    """It says "not verified" of something named by a word like "that claim", and holds little else."""
    if not one.unverified or any(reason.key == "figure" for reason in one.reasons):
        return False
    anaphors, pointers = cues.words("anaphors"), cues.words("pointers")
    said = [token.word for token in one.tokens]
    covered = {
        place
        for match in one.matches
        if match.group == "unverified"
        for place in range(match.first, match.after)
    }
    points = any(
        word in anaphors
        and (place == 0 or said[place - 1] in pointers or word in pointers or word in {"it", "them"})
        for place, word in enumerate(said)
    )
    idle = anaphors | pointers | cues.words("function")
    matter = [word for place, word in enumerate(said) if place not in covered and word not in idle]
    return points and len(matter) <= matter_of_its_own


def _heading(at: int, read: list[_Read]) -> bool:
    """A line that is no sentence: a byline or caption, or a headline whose words the sentences below repeat."""
    one = read[at]
    if one.place.ended or not one.place.alone or len(read) < 3:
        return False
    if len(one.tokens) < 5 or one.has("boilerplate"):
        return True
    own = set(words(one.place.text)) - _small_words(one)
    below = [set(words(other.place.text)) for other in read[at + 1 : at + 1 + _BELOW] if other.place.ended]
    if at == 0:
        below.append(set().union(*below))
    return any(len(own & there) * 2 >= len(own) for there in below)


_BELOW = 40
"""Sentences after a headline that may repeat it; the article's own title is held against all of these together."""


def _small_words(one: _Read) -> set[str]:
    return {word for token in one.tokens if len(token.word) < 4 for word in words(token.word)}


def _ordered(read: list[_Read], cues: Cues) -> list[Pick]:
    picks = [_pick(one, cues) for one in read]
    return sorted(picks, key=lambda pick: (-pick.score, pick.start))


def _pick(one: _Read, cues: Cues) -> Pick:
    place = one.place
    text = " ".join((_own_wording(one, cues) or without_dateline(place.text)).split())
    return Pick(
        text,
        place.text,
        place.start,
        place.end,
        one.said.claimant,
        round(one.score, 2),
        one.reasons,
        one.unverified,
    )


_TAIL = re.compile(r"[,;—–][^,;—–]*$")


def _own_wording(one: _Read, cues: Cues) -> str | None:
    """The statement without its frame, and without a last clause that only says it is not verified."""
    statement = one.said.statement
    whole = statement or without_dateline(one.place.text)
    tail = _TAIL.search(whole) if one.unverified else None
    if tail is None or len(whole[: tail.start()].split()) < 4:
        return statement
    tokens = tokens_of(tail[0])
    clause = replace(one, tokens=tokens, matches=cues.find(tokens), reasons=(Reason("unverified", ""),))
    if clause.has("unverified") and _points_back(clause, cues, matter_of_its_own=1):
        return whole[: tail.start()].rstrip() + "."
    return statement
