"""`python -m tests.faults.deadly run …`: the bot, for which some words are deadly and some have no end."""

import os
import signal
import threading
from typing import Any

import bot.cli
import bot.receive
from bot.handlers.turn import Turn

DEADLY, ENDLESS = "words that kill", "words without end"
HANG_AFTER = 3.0
"""Seconds: short for a test, long enough that no honest turn takes it on a busy machine."""

recognise = bot.receive.recognise


def recognise_or_die(session: Any, facts: Any, **more: Any) -> Turn:
    """Stands for a handler or a library that takes the process with it, or never comes back."""
    if DEADLY in facts.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if ENDLESS in facts.text:
        threading.Event().wait()
    return recognise(session, facts, **more)


if __name__ == "__main__":
    bot.receive.recognise = recognise_or_die
    bot.receive.HANG_AFTER = HANG_AFTER
    bot.cli.main()
