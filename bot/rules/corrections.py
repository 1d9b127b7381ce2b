"""The kinds of correction as people write them: `/correct 12 rating change Mixture: why`."""

import re
from collections.abc import Mapping

from bot.rules.arguments import shortened
from bot.rules.refusals.corrections import UnknownCorrection
from storage.vocabulary import CorrectionKind

SHORT: Mapping[str, CorrectionKind] = {
    "rating": CorrectionKind.RATING_CHANGE,
    "minor": CorrectionKind.MINOR,
}
"""What also says a kind, beside its name."""

_AFTER = re.compile(r"[\s:.,–—-]*")


def read_kind(words: str, names: Mapping[str, CorrectionKind]) -> tuple[CorrectionKind, str]:
    """The kind that the words begin with, and what follows it.

    `names`: what the kinds are called in the languages of the person and the desk; the longest that fits is
    meant, in any case. Raises UnknownCorrection, which names the kinds.
    """
    known = {**{kind.value: kind for kind in CorrectionKind}, **SHORT, **names}
    folded = words.casefold()
    for name in sorted(known, key=len, reverse=True):
        if folded.startswith(name.casefold()) and not folded[len(name) : len(name) + 1].isalnum():
            rest = words[len(name) :]
            return known[name], rest[_AFTER.match(rest).end() :].strip()  # type: ignore[union-attr]
    kinds = ", ".join(names) or ", ".join(CorrectionKind)
    raise UnknownCorrection(word=shortened(words.split(maxsplit=1)[0] if words.split() else ""), kinds=kinds)
