"""Reading a text for claims: which sentences state something that should be checked, who says so, and why.

Sentences come from sentences.py, their score and reasons from scoring.py, the claimant from claimants.py, the
words to look for from cues/<language>.toml: adding a language is adding that file.
"""

import re
from dataclasses import dataclass, replace

from bot.rules.claimants import without_dateline
from bot.rules.cuelists import Cues, cues_for, tokens_of
from bot.rules.scoring import REASONS, WEIGHTS, ReadSentence, Reason, read_sentence
from bot.rules.sentences import Sentence, sentences
from storage.words import guess_language, words

__all__ = [
    "ENOUGH",
    "REASONS",
    "Pick",
    "Reason",
    "checkable_sentences",
    "is_checkable",
    "read_claims",
    "score_sentence",
]

ENOUGH = 1.35
"""The score from which a sentence of an article is picked."""

WITHOUT_CUES = 0.8
"""The same in a language without a cue list, where only figures, quotations and length speak."""

PLAIN_STATEMENT = 0.3
"""The score from which a sentence somebody typed is worth checking; a bare statement of fact has 0.5."""


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


def read_claims(
    text: str, language: str | None = None, *, most: int = 50, enough: float | None = None
) -> list[Pick]:
    """The claims of an article, those most in need of checking first: at most `most`, scored `enough` or more
    (`ENOUGH` if not given).

    Headlines that only repeat a sentence, bylines and boilerplate are passed over. A language without a cue
    list is read by its figures and quotations alone. About 6 s for a megabyte.
    """
    cues = cues_for(language or guess_language(text))
    if enough is None:
        enough = ENOUGH if cues.by_word else WITHOUT_CUES
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
    return read_sentence(place, cues, typed=False).score


def _read(text: str, cues: Cues, *, typed: bool) -> list[ReadSentence]:
    """Each sentence read; a claimant that is a pronoun gets the name the sentence before gives."""
    read: list[ReadSentence] = []
    for place in sentences(text, cues.language):
        one = read_sentence(place, cues, typed=typed)
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


def _attached(read: list[ReadSentence], cues: Cues) -> list[ReadSentence]:
    """ "That claim has not been verified" says so of the statement before it, and is no statement itself."""
    kept: list[ReadSentence] = []
    for one in read:
        near = range(len(kept) - 1, max(len(kept) - 3, -1), -1)
        meant = next((place for place in near if _can_be_meant(kept[place], one)), None)
        if meant is None or not _points_back(one, cues):
            kept.append(one)
        elif not kept[meant].unverified:
            unverified = next(reason for reason in one.reasons if reason.key == "unverified")
            kept[meant] = replace(
                kept[meant],
                score=kept[meant].score + WEIGHTS["unverified"],
                reasons=(unverified, *kept[meant].reasons),
            )
    return kept


def _can_be_meant(before: ReadSentence, one: ReadSentence) -> bool:
    near = one.place.paragraph - before.place.paragraph <= 1
    return near and len(before.tokens) >= 5 and before.place.ended and not before.has("boilerplate")


def _points_back(one: ReadSentence, cues: Cues, *, matter_of_its_own: int = 6) -> bool:
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


def _heading(at: int, read: list[ReadSentence]) -> bool:
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
    if clause.has("unverified") and _points_back(clause, cues, matter_of_its_own=1):
        return whole[: tail.start()].rstrip() + "."
    return statement
