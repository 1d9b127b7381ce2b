"""How much one sentence needs checking: a score from the cues it holds, and the reasons a reader is shown.

The weights are chosen by hand near what the cues are worth on public data (tests/benchmarks/quality).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.claimants import Attribution, attribution
from bot.rules.cuelists import Cues, Match, Token, tokens_of
from bot.rules.figures import figures
from bot.rules.sentences import Sentence

REASONS: dict[str, str] = {
    "unverified": "the text says that it is not verified",
    "hedge": "told with reserve",
    "attribution": "somebody's word",
    "rumour": "goes round without a name",
    "dispute": "denied or disputed",
    "figure": "gives a figure",
    "harm": "speaks of harm",
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
    "about": 0.3,
    "statement": 0.5,
}
"""What each cue adds to a sentence's score, once, however often it stands there. "about" is a figure that is
only approximate, "say" a verb of saying, "statement" a plain statement in a typed message."""


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
class ReadSentence:
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


def read_sentence(place: Sentence, cues: Cues, *, typed: bool) -> ReadSentence:
    """The sentence read. In a `typed` message a plain statement counts by itself, however short it is."""
    tokens = tokens_of(place.text)
    matches = cues.find(tokens)
    said = attribution(place.text, tokens, matches, cues)
    score, reasons = _scored(place, tokens, matches, said, cues, typed=typed)
    return ReadSentence(place, tokens, matches, said, score, reasons)


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
        score += WEIGHTS["about"]
    if any(quote in place.text for quote in '"“«'):
        score += WEIGHTS["quote"]
    if place.text.rstrip('"”’») ').endswith(("?", "؟")):
        score += WEIGHTS["question"]
    score += WEIGHTS["short"] if len(tokens) < 5 and not typed else 0.0
    score += WEIGHTS["long"] if len(tokens) >= 12 else 0.0
    score += WEIGHTS["very long"] if len(tokens) >= 20 else 0.0
    if typed and _states(place, tokens, matches, bool(numbers), cues):
        score += WEIGHTS["statement"]
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
