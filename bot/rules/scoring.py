"""How much one sentence needs checking: a score from the cues it holds, and the reasons a reader is shown.

The score is a weighted sum of some thirty traits, the same in every language. The weights are chosen near what
each trait is worth on public data (tests/benchmarks/quality), and above that for what this desk is for: what a
text itself calls unverified.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.rules.claimants import Attribution, attribution
from bot.rules.cuelists import Cues, Match, Token, tokens_of
from bot.rules.figures import figures
from bot.rules.said_dates import calendar
from bot.rules.sentences import Sentence
from bot.rules.statements import without_dateline

REASONS: dict[str, str] = {
    "unverified": "the text says that it is not verified",
    "hedge": "told with reserve",
    "attribution": "somebody's word",
    "rumour": "goes round without a name",
    "dispute": "denied or disputed",
    "figure": "gives a figure",
    "effect": "says what brings about what",
    "finding": "leans on a study or on evidence",
    "harm": "speaks of harm",
    "superlative": "first, most, all or none",
    "date": "gives a date",
    "name": "names somebody or a place",
}
"""What a reader is told of each reason, by its key: English, and the key of the catalogues."""

WEIGHTS: dict[str, float] = {
    "unverified": 3.0,
    "hedge": 1.1,
    "attribution": 0.7,
    "rumour": 0.7,
    "dispute": 0.9,
    "figure": 0.25,
    "effect": 1.0,
    "finding": 1.0,
    "harm": 0.4,
    "superlative": 0.1,
    "date": 0.05,
    "name": 0.1,
    "about": 0.1,
    "possible": 0.4,
    "quote": 0.4,
    "topic": 1.4,
    "early": 0.3,
    "say": 0.2,
    "length": 0.5,
    "question": -2.0,
    "opinion": -0.4,
    "intent": -0.3,
    "background": -0.5,
    "chatter": -0.6,
    "boilerplate": -2.5,
    "capitals": -0.8,
    "link": -0.6,
    "short": -1.0,
    "statement": 0.5,
}
"""What each trait adds to a sentence's score, once, however often it stands there. "about" is a figure that is
only approximate, "say" a verb of saying, "topic" how much the sentence speaks of what its text is about, "early"
how near it stands to the beginning, "length" grows from one word to thirty, "capitals" is the share of words
written large, "statement" a plain statement in a typed message."""


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
    """A sentence with what was found in it. `traits` holds the keys of `WEIGHTS`, each from 0 to 1."""

    place: Sentence
    tokens: Sequence[Token]
    matches: Sequence[Match]
    said: Attribution
    reasons: tuple[Reason, ...]
    traits: Mapping[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(WEIGHTS[key] * value for key, value in self.traits.items())

    def has(self, group: str) -> bool:
        return any(match.group == group for match in self.matches)

    @property
    def unverified(self) -> bool:
        return any(reason.key == "unverified" for reason in self.reasons)


def read_sentence(place: Sentence, cues: Cues, *, typed: bool = False) -> ReadSentence:
    """The sentence read by itself. In a `typed` message a plain statement counts by itself, however short it is."""
    tokens = tokens_of(place.text)
    matches = cues.find(tokens)
    said = attribution(place.text, tokens, matches, cues)
    shown = _shown(place, tokens, matches, said)
    traits = dict.fromkeys(shown, 1.0) | _told(place, tokens, matches, shown)
    if not typed and len(tokens) < _SHORT:
        traits["short"] = 1.0
    if typed and _states(place, tokens, matches, "figure" in shown, cues):
        traits["statement"] = 1.0
    reasons = tuple(Reason(key, shown[key]) for key in REASONS if key in shown)
    return ReadSentence(place, tokens, matches, said, reasons, traits)


_SHORT = 6
_LONG = 30


def _shown(
    place: Sentence, tokens: Sequence[Token], matches: Sequence[Match], said: Attribution
) -> dict[str, str]:
    """The reasons that a reader is shown, each with the first words of the sentence that show it."""
    shown: dict[str, str] = {}
    rumours = [match for match in matches if match.group == "rumour"]
    for match in matches:
        words_there = " ".join(place.text[tokens[match.first].start : tokens[match.after - 1].end].split())
        if match.group in REASONS:
            shown.setdefault(match.group, words_there)
        elif _attributes(match, said) and not any(_overlap(match, other) for other in rumours):
            shown.setdefault("attribution", words_there)
    begin = len(place.text) - len(without_dateline(place.text))
    links = _links(place.text)
    numbers = [
        figure
        for figure in figures(place.text)
        if not figure.year and figure.start >= begin and not _inside(figure.start, links)
    ]
    if numbers:
        shown["figure"] = place.text[numbers[0].start : numbers[0].end]
    if calendar(place.text):
        shown["date"] = ""
    told = [token for token in tokens if token.start >= begin]
    named = next((token for token in told[1:] if place.text[token.start].isupper()), None)
    if named is not None:
        shown["name"] = place.text[named.start : named.end]
    return shown


def _told(
    place: Sentence, tokens: Sequence[Token], matches: Sequence[Match], shown: Mapping[str, str]
) -> dict[str, float]:
    """The traits of how a sentence is told, which a reader is not shown."""
    told = {match.group: 1.0 for match in matches if match.group in WEIGHTS and match.group not in REASONS}
    if any(match.group in ("say", "say_first") for match in matches):
        told["say"] = 1.0
    if "figure" in shown and any(match.group == "approximation" for match in matches):
        told["about"] = 1.0
    if any(quote in place.text for quote in '"“«'):
        told["quote"] = 1.0
    if place.text.rstrip('"”’») ').endswith(("?", "؟")):
        told["question"] = 1.0
    if any(mark in place.text for mark in ("http", "www.", "©")):
        told["link"] = 1.0
    large = sum(place.text[token.start].isupper() for token in tokens[1:])
    told["capitals"] = min(large / (len(tokens) + 1), 0.5)
    told["length"] = min(len(tokens), _LONG) / _LONG
    return told


def _attributes(match: Match, said: Attribution) -> bool:
    return match.group == "according" or (match.group in ("say", "say_first") and said.claimant is not None)


def _overlap(one: Match, other: Match) -> bool:
    return one.first < other.after and other.first < one.after


def _links(text: str) -> list[tuple[int, int]]:
    return [link.span() for link in _LINK.finditer(text)]


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """By halving, for a text may be nothing but links."""
    place = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return place >= 0 and at < spans[place][1]


_LINK = re.compile(r"(?:\b\w{1,20}://|\b(?:javascript|data|mailto):|www\.)\S+")


def _states(
    place: Sentence, tokens: Sequence[Token], matches: Sequence[Match], has_number: bool, cues: Cues
) -> bool:
    """It has at least three words and something a statement has: a verb, a figure, or a name."""
    links = _links(place.text)
    said = [token for token in tokens if not _inside(token.start, links)]
    if len(said) < 3:
        return False
    finite = any(match.group == "finite" for match in matches) or any(
        token.word.endswith(("ed", "es")) and len(token.word) > 4 for token in tokens
    )
    named = any(place.text[token.start].isupper() for token in tokens[1:])
    return finite or has_number or named or not cues.by_word
