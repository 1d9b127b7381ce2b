"""A statement taken out of its frame, made a sentence of its own; only where it can stand alone."""

import re
from collections.abc import Sequence

from bot.rules.cuelists import Cues, tokens_of

_LARGE = "A-ZÀ-ÞА-ЯІЇЄҐЁ"
_DATELINE = re.compile(
    rf"^[{_LARGE}][{_LARGE} .'’-]{{2,30}}(?:,[^—–\n(]{{1,30}})?(?:\([^)\n]{{1,40}}\))?\s*(?:[—–]\s*|-\s+)"
    r"|^[^\n()—–.]{3,40}\([^)\n]{3,40}\)\s*[—–-]\s+"
)
"""A place in capitals, or a place and date with the agency in brackets, before a dash."""

_FEWEST = 4
"""Words of a statement that stands alone."""


def without_dateline(sentence: str) -> str:
    """The sentence without "DAMASCUS (Wire) — " before it."""
    return _DATELINE.sub("", sentence)


def standing_alone(statement: str | None, cues: Cues) -> str | None:
    """The statement as a sentence of its own; None where it would not make sense alone."""
    if statement is None:
        return None
    statement = without_dateline(statement.strip().lstrip(",،:;—– "))
    said = [token.word for token in tokens_of(statement)]
    if len(said) < _FEWEST or said[0] in cues.words("dependent"):
        return None
    if cues.words("first_person") & set(said) or _two_statements(said, cues):
        return None
    pairs = (("“", "”"), ("«", "»"), ("(", ")"))
    if (
        any(statement.count(one) != statement.count(other) for one, other in pairs)
        or statement.count('"') % 2
    ):
        return None
    ended = statement if statement[-1] in '.!?…؟"”»' else statement + "."
    return ended[0].upper() + ended[1:]


def _two_statements(said: Sequence[str], cues: Cues) -> bool:
    """A second "and that …" follows."""
    that, joining = cues.words("that"), cues.words("joining")
    together = {clitic + word for clitic in cues.words("clitics") for word in that}
    paired = any(
        word in that and before in joining and after not in cues.words("anaphors")
        for before, word, after in zip(said, said[1:], [*said[2:], ""], strict=False)
    )
    return paired or any(word in together for word in said)
