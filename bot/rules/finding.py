"""Understanding what somebody looks for, and ordering what was found: the same on both databases."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import log

from rapidfuzz.distance import OSA

from bot.rules.links import find_links, without_links
from bot.rules.origins import is_domain, names_of, origin_of_link, origin_of_name
from bot.rules.pages import page_of
from storage.words import fold_digits, words

MOST_NEAR = 5
"""Words of the desk that one word, which nobody wrote there, may be meant for."""
ENOUGH = 0.6
"""The share of the best result's worth that another must have."""
OTHER_SCRIPT = 0.85
"""What a name is worth that stands there in the other script: what is found in the query's own comes before it."""

_BEGINNING, _SLIP, _TWO_SLIPS = 0.9, 0.8, 0.6
"""What a word is worth that only begins alike, or differs by one or two slips."""

_NUMBER = re.compile(r"#\s?(\d{1,12})")
_CHANNEL = re.compile(r"(?<![\w@])@([A-Za-z]\w{3,31})\b", re.ASCII)
_BARE = re.compile(r"(?<![\w@/.-])(?:[\w-]+\.)+[^\W\d_][\w-]+(?:/[^\s<>\"]*)?")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: claim #number, or texts that hold these marks and words."""

    number: int | None = None
    marks: tuple[str, ...] = ()
    """Of pages and outlets, see `page_mark` and `outlet_mark`."""
    words: tuple[str, ...] = ()
    """As the index keeps them."""


def read_query(text: str) -> Query:
    """`#12`, links with or without their scheme, an outlet by its domain, `@channel`, and words."""
    number = _NUMBER.fullmatch(fold_digits(text.strip()))
    if number is not None:
        return Query(number=int(number[1]))
    marks = [_mark_of_link(link) for link in find_links(text)]
    rest = without_links(text)
    for found in _BARE.findall(rest):
        host, _, path = found.partition("/")
        if is_domain(host):
            marks.append(_mark_of_link(f"https://{found}") if path else outlet_mark(f"https://{host}"))
            rest = rest.replace(found, " ")
    marks += [_mark("o", origin_of_name(f"@{channel}")) for channel in _CHANNEL.findall(rest)]
    return Query(marks=tuple(dict.fromkeys(marks)), words=tuple(dict.fromkeys(words(rest))))


def page_mark(link: str) -> str:
    """The word in the index under which every text stands that leads to this page."""
    return _mark("p", page_of(link))


def outlet_mark(link: str) -> str:
    """The same for whatever is of this outlet, channel or account."""
    return _mark("o", origin_of_link(link))


def link_words(link: str) -> list[str]:
    """What a link is found by: its page, its outlet, and the outlet's name."""
    names = sorted(names_of(origin_of_link(link)), key=len)
    return [page_mark(link), outlet_mark(link), *(words(names[0]) if names else ())]


def slips_in(word: str) -> int:
    """How many slips of the fingers a word of this length may hold. Figures hold none: each is another figure."""
    if any(character.isdecimal() for character in word) or len(word) < 4:
        return 0
    return 1 if len(word) < 8 else 2


def near_words(word: str, known: Mapping[str, int]) -> dict[str, float]:
    """Of the `known` words (with the number of texts that hold each) those that this one may be meant for, and how
    much they are worth: what begins alike, then what differs by a slip, the closest first."""
    slips = slips_in(word)
    found: list[tuple[float, int, str]] = []
    for other in known:
        if other == word or any(character.isdecimal() for character in other):
            continue
        if len(word) >= 3 and other.startswith(word):
            found.append((_BEGINNING, known[other], other))
            continue
        distance = OSA.distance(word, other, score_cutoff=slips) if slips else 1
        if distance <= slips:
            found.append((_SLIP if distance == 1 else _TWO_SLIPS, known[other], other))
    found.sort(key=lambda one: (-one[0], -one[1], one[2]))
    best = found[0][0] if found else 0.0
    # Where one slip explains it, two explain nothing better.
    return {other: worth for worth, _, other in found[:MOST_NEAR] if worth > _TWO_SLIPS or worth == best}


@dataclass(frozen=True, slots=True)
class Text:
    """One text that was found."""

    claim_id: int
    kind: str
    text: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Best:
    """A claim that was found: how much of what was looked for it holds, and the text that holds most."""

    claim_id: int
    worth: float
    kind: str
    text: str


def weigh(
    meant: Mapping[str, Mapping[str, float]], counts: Mapping[str, int], texts: Iterable[Text]
) -> list[Best]:
    """What each claim's texts hold of the query, rare words counting more; claims that hold far less than the best
    are left out.

    `meant`: each word of the query with the stems that stand for it and what each is worth. `counts`: how many
    texts hold a stem. The order is not yet that of the answer: see `order`.
    """
    rare = {word: _rarity(stems, counts) for word, stems in meant.items()}
    held: dict[int, dict[str, float]] = {}
    best: dict[int, tuple[float, Text]] = {}
    for text in texts:
        own = {
            word: max((worth for stem, worth in stems.items() if stem in text.stems), default=0.0)
            for word, stems in meant.items()
        }
        whole = held.setdefault(text.claim_id, {})
        for word, worth in own.items():
            whole[word] = max(whole.get(word, 0.0), worth)
        score = sum(rare[word] * own[word] for word in sorted(own)) + (0.01 if text.kind == "claim" else 0)
        if text.claim_id not in best or score > best[text.claim_id][0]:
            best[text.claim_id] = score, text
    worths = {
        claim_id: round(sum(rare[word] * whole[word] for word in sorted(whole)), 6)
        for claim_id, whole in held.items()
    }
    enough = max(worths.values(), default=0.0) * ENOUGH
    return [
        Best(claim_id, worth, best[claim_id][1].kind, best[claim_id][1].text)
        for claim_id, worth in worths.items()
        if worth >= enough
    ]


def order(found: Sequence[Best], written: Mapping[int, datetime]) -> list[Best]:
    """The most relevant first, of equals the newest."""
    there = [one for one in found if one.claim_id in written]
    return sorted(there, key=lambda one: (one.worth, written[one.claim_id], one.claim_id), reverse=True)


def _rarity(stems: Mapping[str, float], counts: Mapping[str, int]) -> float:
    return 1 / (1 + log(max(1, min((counts.get(stem, 1) for stem in stems), default=1))))


def _mark_of_link(link: str) -> str:
    """A link to a page is that page; to a front page, a channel or an account, whatever is of it."""
    page = page_of(link)
    if page.startswith("t.me/"):
        deep = page.rpartition("/")[2].isdecimal()
    else:
        deep = "/" in page or "?" in page or "#" in page
    return page_mark(link) if deep else outlet_mark(link)


def _mark(letter: str, key: str) -> str:
    return letter + sha256(key.encode()).hexdigest()[:20]
