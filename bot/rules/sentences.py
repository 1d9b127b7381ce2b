"""A text cut into paragraphs and sentences, each with its exact place in the text.

Sentences come from pysbd, which knows abbreviations, initials and quotations in several languages. Its list
handling takes cubic time on hostile input (4,000 characters of "a) b) c)" took 49 s), so it is given short
pieces only, and pieces that look like lists or stammering are cut by punctuation alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pysbd

_PIECE = 3000
"""Characters given to the segmenter at once; a longer paragraph is cut at a sentence end or a space before."""

_SEGMENTERS = {"en": "en", "ar": "ar", "ru": "ru", "uk": "ru"}
_CLOSERS = "\"'”’»)\\]"
_ENDING = re.compile(rf"[.!?…؟。][{_CLOSERS}]{{0,4}}\s*$")
_INNER = re.compile(rf"[.!?…؟。:؛][{_CLOSERS}]{{0,4}}\s")
_CUT = re.compile(rf"(?<=[.!?…؟。])[{_CLOSERS}]{{0,4}}\s+")
_SHORT = re.compile(r"\b\w{1,4}\.\s*$")
_LIST_MARK = re.compile(r"(?<!\w)(?:\w|[ivxIVX]{2,4}|\d\d)[.)](?=\s|$)")


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
    """The sentences of a text in order. Linear in practice: some 5 s for a megabyte of prose."""
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
    cuts = _plain_cuts(piece) if _hostile(piece) else _segmenter_cuts(piece, language)
    begin = 0
    for cut in [*cuts, len(piece)]:
        if cut == len(piece) or _ends_here(piece, begin, cut):
            yield from _trimmed(text, start + begin, start + cut)
            begin = cut


def _ends_here(piece: str, begin: int, cut: int) -> bool:
    """Not after a comma or colon, nor after a short abbreviation that goes on in a small letter ("40 тис. бійців")."""
    tail = piece[max(begin, cut - 12) : cut]
    return bool(_ENDING.search(tail)) and not (_SHORT.search(tail) and piece[cut:].lstrip()[:1].islower())


def _hostile(piece: str) -> bool:
    return len(_LIST_MARK.findall(piece)) > 8 or (len(piece) > 400 and piece.count(".") * 15 > len(piece))


def _plain_cuts(piece: str) -> list[int]:
    return [match.end() for match in _CUT.finditer(piece)]


def _segmenter_cuts(piece: str, language: str | None) -> list[int]:
    """Where the segmenter ends its sentences, found again in the piece; by punctuation if it changed letters."""
    flat = re.sub(r"[\n\r\t]", " ", piece)
    cuts: list[int] = []
    at = 0
    for sentence in _segmenter(_SEGMENTERS.get(language or "", "en")).segment(flat):
        found = flat.find(sentence.strip(), at)
        if found < 0:
            return _plain_cuts(piece)
        at = found + len(sentence.strip())
        cuts.append(at)
    return cuts


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    kept = inner.strip()
    if kept:
        yield start + left, start + left + len(kept)


def _segmenter(language: str) -> Any:
    """A new one each time: it keeps the text it works on in itself, and making one costs a microsecond."""
    return pysbd.Segmenter(language=language, clean=False)
