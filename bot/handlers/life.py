"""A claim's life beside its verdict: how urgent it is, declined, opened again."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.actions.life import decline_claim, reopen_claim, set_priority
from bot.handlers.access import allow, allow_now, claim_of_command, pressed_claim
from bot.handlers.answering import ask_privately, done, linked
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.claims import priority_word
from bot.render.messages import shortened
from bot.rules.refusals.life import PriorityMissing, ReasonMissing, UnknownPriority
from storage.claims import Claim
from storage.vocabulary import Deed, Priority


def priority(turn: Turn) -> Iterable[Reply]:
    """`/priority N level`."""
    at, found, word = claim_of_command(turn, "priority")
    if not word:
        allow_now(at, Deed.SET_PRIORITY, found)
        raise PriorityMissing(example=f"/priority {found.number} urgent", levels=", ".join(Priority))
    return done(at, _set_priority(at, found, word), found)


def priority_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    words = _set_priority(at, found, at.update.data.rpartition(":")[2])
    return [Alert(words.striptags())]


def _set_priority(turn: Turn, found: Claim, word: str) -> Markup:
    member = allow(turn, Deed.SET_PRIORITY, found)
    if word.lower() not in list(Priority):
        raise UnknownPriority(word=shortened(word, 40), levels=", ".join(Priority))
    level = Priority(word.lower())
    set_priority(turn.session, found, level, member, turn.now)
    return turn.t(
        "Priority of {claim}: {priority}.",
        claim=linked(turn, found),
        priority=priority_word(turn.t, level),
    )


def decline(turn: Turn) -> Iterable[Reply]:
    """`/decline N why`: not checkable, or out of scope."""
    at, found, why = claim_of_command(turn, "decline")
    return declined(at, found, why)


def declined(turn: Turn, found: Claim, why: str) -> list[Reply]:
    """The reason was given, after the command or as an answer."""
    member = allow_now(turn, Deed.DECLINE, found)
    if not why.strip():
        raise ReasonMissing(example=f"/decline {found.number} an opinion, not a fact")
    decline_claim(turn.session, found, member, why, turn.now)
    return done(turn, turn.t("{claim} is declined.", claim=linked(turn, found)), found)


def decline_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    allow_now(at, Deed.DECLINE, found)
    words = at.t("Why is {claim} declined? Write the reason.", claim=linked(at, found))
    return [Alert(), ask_privately(at, found, "decline", words)]


def reopen(turn: Turn) -> Iterable[Reply]:
    """`/reopen N why`."""
    at, found, why = claim_of_command(turn, "reopen")
    return reopened(at, found, why)


def reopened(turn: Turn, found: Claim, why: str) -> list[Reply]:
    """The reason was given, after the command or as an answer."""
    member = allow_now(turn, Deed.REOPEN, found)
    if not why.strip():
        raise ReasonMissing(example=f"/reopen {found.number} a new video appeared")
    reopen_claim(turn.session, found, member, why, turn.now)
    return done(turn, turn.t("{claim} is open again.", claim=linked(turn, found)), found)


def reopen_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    allow_now(at, Deed.REOPEN, found)
    words = at.t("Why is {claim} opened again? Write the reason.", claim=linked(at, found))
    if at.update.private or at.who.person.reachable:
        return [Alert(), ask_privately(at, found, "reopen", words)]
    return [Alert(at.own.plain("Send /reopen {number} and the reason.", number=found.number), alert=True)]
