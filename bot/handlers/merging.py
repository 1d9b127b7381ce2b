"""Two claims that are the same become one, and two again: Same, Different, /merge, /unmerge."""

from collections.abc import Iterable

from bot.actions.twins import merge_claim, tell_apart, unmerge_claim
from bot.handlers.access import (
    allow,
    claim_of_command,
    claim_with_id,
    named_claim,
    pressed_claim,
    pressed_number,
)
from bot.handlers.answering import done, linked
from bot.handlers.turn import Alert, Reply, Turn
from bot.rules.arguments import read_number
from bot.rules.refusals.merging import OtherNumberMissing
from storage.vocabulary import Deed


def same_or_different(turn: Turn) -> Iterable[Reply]:
    """The answer to "Same as #7?"."""
    at, found = pressed_claim(turn)
    if at.update.data.startswith("different:"):
        tell_apart(at.session, found, allow(at, Deed.TELL_APART, found), at.now)
        return [Alert(at.own.plain("#{number} stays a claim of its own.", number=found.number))]
    member = allow(at, Deed.MERGE, found)
    _, other = claim_with_id(at, pressed_number(at, "t") or 0)
    into = merge_claim(at.session, found, other, member, at.now)
    return [Alert(at.own.plain("#{number} is part of #{into} now.", number=found.number, into=into.number))]


def merge(turn: Turn) -> Iterable[Reply]:
    """`/merge A B`: A becomes part of B."""
    at, found, rest = claim_of_command(turn, "merge")
    member = allow(at, Deed.MERGE, found)
    example = f"/merge {found.number} {1 if found.number != 1 else 2}"
    if not rest:
        raise OtherNumberMissing(example=example)
    number, _ = read_number(rest, example)
    into = merge_claim(at.session, found, named_claim(at, number), member, at.now)
    words = at.t("{claim} is part of #{into} now.", claim=linked(at, found), into=into.number)
    return done(at, words, found)


def unmerge(turn: Turn) -> Iterable[Reply]:
    """`/unmerge A`: what was brought about it goes back to it."""
    at, found, _ = claim_of_command(turn, "unmerge")
    unmerge_claim(at.session, found, allow(at, Deed.UNMERGE, found), at.now)
    return done(at, at.t("{claim} is a claim of its own again.", claim=linked(at, found)), found)
