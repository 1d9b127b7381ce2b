"""Finding a desk's claims by what they, their sources, verdicts and notes say."""

import re
from dataclasses import dataclass

from sqlmodel import Session

from bot.actions.scripts import in_the_other_script
from bot.rules.finding import (
    OTHER_SCRIPT,
    Text,
    near_words,
    order,
    page_mark,
    read_query,
    slips_in,
    weigh,
)
from bot.rules.romanising import same_name
from storage.claims import Claim, claim_by_number, claims_with
from storage.finding import texts_containing, texts_holding, words_beginning, written_at
from storage.search import rarity
from storage.vocabulary import State
from storage.words import LONGEST_WORD

LARGEST = 999_999_999

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese are written without spaces, so their words are not indexed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim that was found, and the text of it that fits best."""

    claim: Claim
    kind: str
    text: str


def find_claims(session: Session, desk_id: int, wanted: str) -> list[Hit]:
    """The desk's claims that hold most of what is looked for, the newest first among equals. `#12` is that claim.

    A name is found in Latin and in Cyrillic letters, those of the query first. A word that nobody at the desk has
    written so or so stands for those that begin with it, or are a slip or two away.
    """
    query = read_query(wanted)
    if query.number is not None:
        claim = claim_by_number(session, desk_id, query.number) if query.number <= LARGEST else None
        return [Hit(claim, "claim", claim.text)] if claim is not None else []
    counts = rarity(session, desk_id, [*query.marks, *query.words])
    meant: dict[str, dict[str, float]] = {mark: {mark: 1.0} for mark in query.marks if mark in counts}
    others = in_the_other_script(session, desk_id, query.words)
    for word in query.words:
        stands_for = dict.fromkeys(others.get(word, ()), OTHER_SCRIPT)
        if word in counts:
            stands_for[word] = 1.0
        elif len(word) >= 3:
            slips = slips_in(word)
            known = words_beginning(
                session, desk_id, word[: 2 if slips else 1], len(word) - slips, LONGEST_WORD
            )
            near = near_words(word, known)
            if stands_for:  # It is a name that was found: what else looks like it is another.
                near = {stem: worth for stem, worth in near.items() if same_name(word, stem)}
            counts |= {stem: known[stem] for stem in near}
            stands_for |= near
        if stands_for:
            meant[word] = stands_for
    found = texts_holding(session, desk_id, counts)
    # By themselves: a frequent word of the query's own would not be looked for beside them.
    for other in others.values():
        found += texts_holding(session, desk_id, other)
        counts |= other
    if not found and _UNSPACED.search(wanted):
        letters = wanted.strip()
        found = texts_containing(session, desk_id, letters)
        meant, counts = {letters: {letters: 1.0}}, {}
        texts = [Text(one.claim_id, one.kind, one.text, frozenset({letters})) for one in found]
    else:
        texts = [Text(one.claim_id, one.kind, one.text, frozenset(one.stems.split())) for one in found]
    best = weigh(meant, counts, texts)
    ordered = order(best, written_at(session, desk_id, [one.claim_id for one in best]))
    claims = {claim.id: claim for claim in claims_with(session, [one.claim_id for one in ordered])}
    return [Hit(claims[one.claim_id], one.kind, one.text) for one in ordered]


def claims_from_page(session: Session, desk_id: int, link: str) -> list[Claim]:
    """The desk's claims that lead to this page: where they were seen, or who is said to report them; oldest first.
    What was merged or declined is left out."""
    counts = rarity(session, desk_id, [page_mark(link)])
    ids = sorted({one.claim_id for one in texts_holding(session, desk_id, counts)})
    return [
        claim
        for claim in claims_with(session, ids)
        if claim.desk_id == desk_id and claim.state not in (State.MERGED, State.DECLINED)
    ]
