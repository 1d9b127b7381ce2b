"""A text cut into paragraphs and sentences, each with its exact place in the text.

Sentences come from sentencex, which knows the abbreviations, initials and quotations of some three hundred
languages. A quotation that is never closed costs it quadratic time (300,000 characters of "(“" took 124 s), so it
is given short pieces only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import sentencex

_PIECE = 3000
"""Characters given to the segmenter at once; a longer paragraph is cut at a sentence end or a space before."""

_CLOSERS = "\"'”’»)\\]"
_BREAKS = re.compile(r"[\n\r\t]")
_ENDING = re.compile(rf"[.!?…؟。][{_CLOSERS}]{{0,4}}\s*$")
_INNER = re.compile(rf"[.!?…؟。:؛][{_CLOSERS}]{{0,4}}\s")
_CUT = re.compile(rf"(?<=[.!?…؟。])[{_CLOSERS}]{{0,4}}\s+")
_SHORT = re.compile(r"\b[^\W\d]{1,4}\.\s*$")
_INITIAL = re.compile(r"(?:^|[\s(«“\"])[\u0620-\u064a]\.\s*$")
_NO_ABBREVIATION = re.compile(
    r"(?<=\w)\s(?:no|нет|немає)[.]\s+(?=[^\W\d]|[«“\"])|\d{4}\s(?:г|р)[.]\s+(?=[^\W\da-zа-яіїєґ])"
)
"""Ends of sentences that look like abbreviations: "said no. We", "в 2020 г. Он"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence without the blanks around it: `text == whole[start:end]`."""

    text: str
    start: int
    end: int
    paragraph: int
    alone: bool
    """It is a paragraph of its own."""

    @property
    def ended(self) -> bool:
        """It ends as sentences do; headlines, bylines and captions usually don't."""
        return bool(_ENDING.search(self.text[-8:]))


def sentences(text: str, language: str | None = None) -> list[Sentence]:
    """The sentences of a text in order. Linear in practice."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        spans = [span for piece in _pieces(text, start, end) for span in _cut(text, *piece, language)]
        found += [Sentence(text[a:b], a, b, number, len(spans) == 1) for a, b in spans]
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines are paragraphs, except in a hard-wrapped text, where blank lines part them."""
    pattern = r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]+)*" if _hard_wrapped(text) else r"[^\n\r\u2028\u2029]+"
    for match in re.finditer(pattern, text):
        if match[0].strip():
            yield match.start(), match.end()


def _hard_wrapped(text: str) -> bool:
    """No line is long, and most lines that have a next one break off in mid sentence."""
    lines = text[:20_000].splitlines()
    if max(map(len, lines), default=0) > 100:
        return False
    followed = [line for line, after in pairwise(lines) if line.strip() and after.strip()]
    broken = sum(len(line) > 40 and not _ENDING.search(line[-8:]) for line in followed)
    return len(followed) >= 3 and broken * 2 > len(followed)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _PIECE:
        window = text[start : start + _PIECE]
        last = max((match.end() for match in _CUT.finditer(window)), default=0)
        cut = last or window.rfind(" ") + 1 or _PIECE
        yield start, start + cut
        start += cut
    yield start, end


def _cut(text: str, start: int, end: int, language: str | None) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if not _INNER.search(piece.rstrip()):
        yield from _trimmed(text, start, end)
        return
    begin = 0
    for cut in [*_cuts(piece, language), len(piece)]:
        if cut == len(piece) or _ends_here(piece, begin, cut):
            yield from _trimmed(text, start + begin, start + cut)
            begin = cut


def _cuts(piece: str, language: str | None) -> list[int]:
    """Where the segmenter ends its sentences; by punctuation alone if it changed letters."""
    parts: list[str] = sentencex.segment(language or "en", _BREAKS.sub(" ", piece))
    cuts = list(accumulate(len(part) for part in parts))
    if not cuts or cuts[-1] != len(piece):
        return [match.end() for match in _CUT.finditer(piece)]
    missed = (match.end() for match in _NO_ABBREVIATION.finditer(piece))
    return sorted({*cuts[:-1], *missed})


def _ends_here(piece: str, begin: int, cut: int) -> bool:
    """Not after a comma or colon, an initial ("د. نبيل"), nor a short abbreviation that goes on in a small letter."""
    tail = piece[max(begin, cut - 12) : cut]
    following = piece[cut:].lstrip()[:1]
    abbreviated = _SHORT.search(tail) and following.islower()
    return bool(_ENDING.search(tail)) and not abbreviated and not _INITIAL.search(tail)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    kept = inner.strip()
    if kept:
        yield start + left, start + left + len(kept)
