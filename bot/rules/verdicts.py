"""A verdict is a reply: `[#N] RATING [(QUALIFIER[, QUALIFIER])] SEPARATOR rationale`.

A rating is a label of the desk's scale, or what people write for it (`spellings.py`), in any language the
caller names, in any case, the longest first, after any emoji. The separator is `:`, `.`, dashes or a line
break, with any blanks, or the text ends.
Everything takes time linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.rules.arguments import shortened, to_number
from bot.rules.links import find_links, is_link_only, says_something
from bot.rules.refusals.verdicts import QualifierUnknown, RatingMissing, RatingUnknown
from storage.words import fold_digits, optional_mark, plain_letters

EDITS = 2
"""How far from a rating a first word may be to be asked about."""

_HEAD = 400
"""No rating with its qualifiers is longer; only so much is looked at closely."""

_NUMBER = re.compile(r"#[ \t\u00a0]*(\d+)(?!\w)")
_QUALIFIERS = re.compile(r"[(（]([^()（）\r\n]{0,200})[)）]")
_COMMA = re.compile(r"[,،、;؛]")
_DASHES = frozenset("-‐‑‒–—―−－")
_COLONS = frozenset(":：")
_LINE_BREAKS = frozenset("\n\r\v\f\u0085\u2028\u2029")
# The two exclamation marks among the emoji that Unicode files under punctuation, and the keycap's frame.
_MARKS = frozenset("‼⁉\u20e3")


@dataclass(frozen=True, slots=True)
class VerdictReply:
    """A verdict as it was typed. An empty rationale is to be asked for."""

    number: int | None
    rating: str
    """Key on the scale."""
    qualifiers: tuple[str, ...]
    rationale: str
    """With its links; empty if nothing but links was given."""
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A first word close to a rating: "Did you mean …?", and what it would mean."""

    word: str
    meant: VerdictReply
    unknown: str | None = None
    """The rating is right, but what stands in brackets after it is no qualifier: this one."""


@dataclass(frozen=True, slots=True)
class LinkOnly:
    """A link and no words: offered as a source. `rest` holds further links."""

    number: int | None
    url: str
    rest: str


@dataclass(frozen=True, slots=True)
class Note:
    """Anything else. `number` is the claim it begins with (`#14 …`), if it does."""

    number: int | None
    text: str


Reply = VerdictReply | NearMiss | LinkOnly | Note


def parse_reply(text: str, ratings: Mapping[str, str], qualifiers: Mapping[str, str]) -> Reply:
    """What a reply says. Both mappings go from a label, in any language, to its key.

    Raises NumberTooLarge for `#` and a number that no claim can have.
    """
    number, body = _number(text)
    if is_link_only(body):
        first = find_links(body)[0]
        return LinkOnly(number, first, body.replace(first, "", 1).strip())
    head = _Head(body, qualifiers)
    for key, end in head.labels(0, ratings):
        found = head.verdict(number, key, end)
        if found is not None:
            return found
    return _near_miss(number, head, ratings) or Note(number, body)


def read_verdict(
    text: str, ratings: Mapping[str, str], qualifiers: Mapping[str, str], example: str
) -> VerdictReply:
    """The verdict after a command (`/verdict 12 …`), where a rating must stand and needs no separator.

    Raises RatingMissing or RatingUnknown, which name the scale, and QualifierUnknown where brackets and a separator
    follow the rating: the first label of each key.
    """
    _, body = _number(text)
    shown = first_labels(ratings)
    if not body:
        raise RatingMissing(ratings=shown, example=example)
    head = _Head(body, qualifiers)
    for key, end in head.labels(0, ratings):
        found = head.verdict(None, key, end)
        if found is not None:
            return found
        bracket = _QUALIFIERS.match(body, end + len(body[end:]) - len(body[end:].lstrip()))
        if bracket is not None and head.ends(bracket.end()):
            word = head.unknown(bracket[1])
            raise QualifierUnknown(word=shortened(word or ""), qualifiers=first_labels(qualifiers))
        if end == len(body) or not body[end].isalnum():
            return _reply(None, key, (), body[end:].lstrip(" \t,"))
    word = re.split(r"[:\n]", body, maxsplit=1)[0].split(" ")[0]
    raise RatingUnknown(word=shortened(word), ratings=shown)


def first_labels(known: Mapping[str, str]) -> str:
    """What each key is called: the first label of it."""
    names: dict[str, str] = {}
    for label, key in known.items():
        names.setdefault(key, label)
    return ", ".join(names.values())


class _Head:
    """A text whose beginning is looked at. Positions are those of `text`."""

    def __init__(self, text: str, qualifiers: Mapping[str, str]) -> None:
        self.text = text
        self.qualifiers = {_folded(label): key for label, key in qualifiers.items()}

    def labels(self, at: int, ratings: Mapping[str, str]) -> Iterator[tuple[str, int]]:
        """Each rating whose label stands at `at`, longest label first, with the position after it."""
        folded = [(_folded(label), key) for label, key in ratings.items()]
        for label, key in sorted(folded, key=lambda pair: len(pair[0]), reverse=True):
            end = self._after(label, at)
            if end is not None:
                yield key, end

    def verdict(self, number: int | None, rating: str, at: int) -> VerdictReply | None:
        """The verdict, if qualifiers that we know and a separator follow the rating that ends at `at`."""
        at = self._blanks(at)
        qualifiers: tuple[str, ...] = ()
        bracket = _QUALIFIERS.match(self.text, at)
        if bracket:
            known = [self.qualifiers.get(_folded(name)) for name in _COMMA.split(bracket[1])]
            qualifiers = tuple(dict.fromkeys(key for key in known if key is not None))
            if None in known:
                return None
            at = self._blanks(bracket.end())
        rest = self._separated(at)
        return None if rest is None else _reply(number, rating, qualifiers, self.text[rest:])

    def unknown(self, inside: str) -> str | None:
        """The first of these names that is no qualifier."""
        names = (name.strip() for name in _COMMA.split(inside))
        return next((name for name in names if _folded(name) not in self.qualifiers), None)

    def first_words(self) -> Iterator[tuple[str, str]]:
        """Everything on the first line that stands before a colon or a dash, and what stands after both."""
        for at, character in enumerate(self.text[:_HEAD]):
            if character in _LINE_BREAKS:
                return
            if character in _COLONS or character in _DASHES:
                yield self.text[:at].strip(), self.text[at + 1 :]

    def ends(self, at: int) -> bool:
        """Whether the verdict's head ends here: a separator follows, or nothing."""
        return self._separated(self._blanks(at)) is not None

    def _after(self, label: str, at: int) -> int | None:
        """The position after the folded `label`, if it stands at `at`; invisible characters don't count."""
        done = 0
        while done < len(label):
            if at >= len(self.text):
                return None
            character = self.text[at]
            if _invisible(character):
                at += 1
            elif label[done] == " ":
                after = self._blanks(at)
                if after == at:
                    return None
                at, done = after, done + 1
            else:
                folded = _fold(character)
                if not folded or not label.startswith(folded, done):
                    return None
                at, done = at + 1, done + len(folded)
        return at

    def _blanks(self, at: int) -> int:
        """The position after blanks and invisible characters, on the same line."""
        while at < len(self.text) and (_blank(self.text[at]) or _invisible(self.text[at])):
            at += 1
        return at

    def _separated(self, at: int) -> int | None:
        """The position after the separator at `at`. An ellipsis is none: it hesitates."""
        if at == len(self.text) or self.text[at] in _LINE_BREAKS:
            return at
        if self.text[at] in _COLONS:
            return at + 1
        if self.text[at] == ".":
            return None if self.text.startswith("..", at) else at + 1
        end = at
        while end < len(self.text) and self.text[end] in _DASHES:
            end += 1
        return end if end > at else None


def _near_miss(number: int | None, head: _Head, ratings: Mapping[str, str]) -> NearMiss | None:
    longest = max(map(len, ratings), default=0) + EDITS
    for words, rest in head.first_words():
        word, bracket, inside = words.partition("(")
        folded = _folded(word)
        if len(folded) > longest:
            return None
        distances = [(_distance(folded, _folded(label)), key) for label, key in ratings.items()]
        edits, rating = min(distances, default=(EDITS + 1, ""))
        if edits <= EDITS:
            # A bracket that holds no qualifier we know belongs to the reason.
            meant = _reply(number, rating, (), f"({inside}:{rest}" if bracket else rest)
            closed = inside.rstrip().endswith(")") and not edits
            return NearMiss(words, meant, head.unknown(inside.rstrip()[:-1]) if closed else None)
    return None


def _distance(word: str, label: str) -> int:
    """Edits from one to the other; too many for more words ("a mixture"), or where more would be changed
    than kept ("ru" is no "true").
    """
    if word.count(" ") > label.count(" "):
        return EDITS + 1
    edits = OSA.distance(word, label, score_cutoff=EDITS)
    return edits if edits * 2 <= len(label) and edits < len(word) else EDITS + 1


def _reply(number: int | None, rating: str, qualifiers: tuple[str, ...], rest: str) -> VerdictReply:
    rationale = rest.strip() if says_something(rest) else ""
    return VerdictReply(number, rating, qualifiers, rationale, find_links(rest))


def _number(text: str) -> tuple[int | None, str]:
    """The claim number that the text begins with, and the rest without blanks and emoji before it."""
    start = _after_emoji(text, 0)
    match = _NUMBER.match(fold_digits(text[start : start + _HEAD]))
    if match is None:
        return None, _composed(text[start:].rstrip())
    rest = _after_emoji(text, start + match.end())
    return to_number(match[1]), _composed(text[rest:].rstrip())


def _after_emoji(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or _invisible(text[at]) or _emoji(text[at])):
        at += 1
    return at


def _composed(text: str) -> str:
    """The text with its head composed (a Mac types й as two characters), so that letters can be compared."""
    head = text[:_HEAD]
    return (
        text if unicodedata.is_normalized("NFC", head) else unicodedata.normalize("NFC", head) + text[_HEAD:]
    )


def _folded(label: str) -> str:
    """A label or a word to compare: compatible forms and case folded, blanks single, invisibles gone."""
    seen = "".join(character for character in label if not _invisible(character))
    return " ".join(plain_letters(unicodedata.normalize("NFKC", seen).casefold()).split())


def _fold(character: str) -> str:
    return plain_letters(unicodedata.normalize("NFKC", character).casefold())


def _blank(character: str) -> bool:
    return character.isspace() and character not in _LINE_BREAKS


def _invisible(character: str) -> bool:
    """Format characters (direction marks, joiners), variation selectors, Arabic vowel signs and stretching."""
    return character > "\x7f" and (unicodedata.category(character) == "Cf" or optional_mark(character))


def _emoji(character: str) -> bool:
    return character > "\x7f" and (unicodedata.category(character) in {"So", "Sk"} or character in _MARKS)
