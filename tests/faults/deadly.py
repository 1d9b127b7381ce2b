"""`python -m tests.faults.deadly run …`: the bot, for which some words are deadly and some have no end."""

import os
import signal
import threading
from typing import Any

import bot.cli
import bot.handlers.taking
import bot.receive
from bot.handlers.turn import Turn

DEADLY, ENDLESS = "words that kill", "words without end"
HANG_AFTER = 0.5
"""Seconds, for the words without end alone: an honest turn may be as slow as the machine."""

recognise = bot.handlers.taking.recognise
facts_of = bot.receive.facts_of
usual = bot.receive.HANG_AFTER


def recognise_or_die(session: Any, facts: Any, **more: Any) -> Turn:
    """Stands for a handler or a library that takes the process with it, or never comes back."""
    if DEADLY in facts.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if ENDLESS in facts.text:
        threading.Event().wait()
    return recognise(session, facts, **more)


def facts_of_and_patience(*given: Any) -> Any:
    """Called before each turn begins."""
    facts = facts_of(*given)
    bot.receive.HANG_AFTER = HANG_AFTER if facts is not None and ENDLESS in facts.text else usual
    return facts


if __name__ == "__main__":
    bot.handlers.taking.recognise = recognise_or_die
    bot.receive.facts_of = facts_of_and_patience
    bot.cli.main()
