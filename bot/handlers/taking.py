"""One turn, whole: who it is, what the handler answers, and what is written of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.actions.meaning import Meaning
from bot.handlers.posting import post
from bot.handlers.recognising import recognise
from bot.handlers.refusing import refuse
from bot.handlers.turn import Alert, Direct, Handler
from bot.rules.refusals import Refusal
from bot.telegram.facts import Happening, Incoming


def take_turn(
    session: Session,
    handler: Handler,
    facts: Incoming,
    *,
    raw: dict[str, Any],
    now: datetime,
    bot: str,
    owners: frozenset[int],
    found: Mapping[str, Any] | None,
    meaning: Meaning,
) -> tuple[Direct, ...]:
    """One turn in a savepoint: all of it or nothing. What is refused is answered all the same."""
    with session.begin_nested():
        turn = recognise(session, facts, now=now, bot=bot, owners=owners, found=found, meaning=meaning)
    try:
        with session.begin_nested():
            direct = post(session, list(handler(turn)), raw=raw, now=now)
    except Refusal as refusal:
        with session.begin_nested():
            direct = post(session, list(refuse(turn, refusal)), raw=raw, now=now)
    return tuple(_answered_once(direct) if facts.happening is Happening.PRESS else direct)


def _answered_once(direct: list[Direct]) -> list[Direct]:
    """A press is answered exactly once, with what is said first: of two answers Telegram takes whichever is sooner,
    and a press without any turns its wheel for a minute."""
    answers = [one for one in direct if isinstance(one, Alert)]
    saying = [one for one in answers if one != Alert()] or answers or [Alert()]
    return [one for one in direct if not isinstance(one, Alert)] + saying[:1]
