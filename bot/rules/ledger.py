"""A source as people type it: `/source 12 [protected] STANCE WHO [of WHOM]`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.rules.links import find_links, without_links
from bot.rules.refusals.sources import NotALink
from storage.vocabulary import Stance
from storage.words import fold_digits, normalise

LONGEST_NAME = 60
"""Words beside a link that are no longer name the source; longer ones are a remark."""

_POSITION = re.compile(r"#?\s?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Typed:
    """A source as it was typed. `stance` None: not said; `word` is then the first word."""

    stance: Stance | None
    words: str
    protected: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Who, and the link if there is one."""

    who: str
    url: str | None


def read_typed(words: str, stances: Mapping[str, Stance], protecting: Sequence[str]) -> Typed:
    """What follows the claim's number; the stance in any of the spellings given, in any case."""
    known = {normalise(word): stance for word, stance in stances.items()}
    first, rest = _first(words)
    protected = normalise(first) in {normalise(word) for word in protecting} and bool(first)
    if protected:
        first, rest = _first(rest)
    stance = known.get(normalise(first)) if first else None
    if stance is not None:
        return Typed(stance, rest, protected, first)
    return Typed(None, f"{first} {rest}".strip(), protected, first)


def read_named(words: str, links: Sequence[str] = ()) -> Named | None:
    """Who is named, and where; None where nothing is. `links`: those that Telegram marked in the message.

    Raises NotALink for what is meant as a link and is none.
    """
    url = next(iter((*find_links(words), *links)), None)
    who = " ".join(without_links(words).split()).strip(" ,;:–—-")
    if url is None and "://" in words:
        broken = next(word for word in words.split() if "://" in word)
        raise NotALink(word=broken[:60])
    if url is not None and (len(who) > LONGEST_NAME or not normalise(who)):
        who = ""
    return Named(who, url) if who or url else None


def splits(words: str, particles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each way to read `WHO of WHOM`, the longest WHOM last: `of` may be part of a name."""
    pieces = words.split()
    wanted = {normalise(word) for word in particles}
    for at in range(len(pieces) - 1, 0, -1):
        for width in (2, 1):
            if at >= width and at < len(pieces) and normalise(" ".join(pieces[at - width : at])) in wanted:
                before = " ".join(pieces[: at - width])
                if before:
                    yield before, " ".join(pieces[at:])


def read_position(words: str) -> int | None:
    """The number of a ledger's entry (`2`, `#2`), if the words are one."""
    found = _POSITION.fullmatch(fold_digits(words.strip()))
    return int(found[1]) if found else None


def _first(words: str) -> tuple[str, str]:
    pieces = words.split(maxsplit=1)
    return (pieces[0] if pieces else ""), (pieces[1] if len(pieces) > 1 else "")
