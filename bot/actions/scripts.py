"""What a desk has written in Latin letters, for names in Cyrillic ones, and the other way round."""

from collections.abc import Iterable

from sqlmodel import Session

from bot.rules.romanising import cyrillic_stems, latin_beginnings, of_that_name
from storage.finding import words_beginning
from storage.search import rarity

MOST_NAMES = 4
"""Words that are looked for in the other script, the longest: it takes time."""


def in_the_other_script(session: Session, desk_id: int, words: Iterable[str]) -> dict[str, dict[str, int]]:
    """For stems that may be names, what the desk has written for them in the other script, and in how many texts."""
    found: dict[str, dict[str, int]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word))[:MOST_NAMES]:
        if stems := cyrillic_stems(word):
            found[word] = rarity(session, desk_id, sorted(stems))
        elif beginnings := latin_beginnings(word):
            known = words_beginning(session, desk_id, beginnings, len(word) - 1, 2 * len(word) + 4)
            found[word] = {name: known[name] for name in of_that_name(word, known)}
    return {word: stems for word, stems in found.items() if stems}
