"""Thousands of reminders due at one moment, and the bot is killed twice while it sends them: who got which?

    python -m tests.faults.many_reminders --desks 1000 --database sqlite --pace

Each of ten checkers of every desk has a claim that is due; some are urgent. The bot runs as a process of its own and
is ended with kill -9 after three and after seven tenths of the messages. The server's ledger judges: everybody is
reached, the urgent ones first, and nobody is told twice but where a call was cut before its answer came. `--pace` sends
at Telegram's pace instead of as fast as it goes.
"""

import argparse
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import open_database
from storage.schema import migrate
from tests.benchmarks.crowd import CHECKERS, CROWD_AT, crowd
from tests.leaks import TOKEN
from tests.people import PATIENCE, Bot, Telegram
from tests.servers import Databases, PostgreSQL, find_postgresql

KILLED_AT = (0.3, 0.7)
LONGEST = 3600
"""Seconds until nobody waits any longer."""


def met(telegram: Telegram, people: list[int]) -> None:
    """Everybody has pressed Start, and the bot of the day before has taken note of it."""
    for person in people:
        telegram.post("users", id=person, first_name=f"P{person}", language_code="en")
        telegram.post("start", **{"from": person})
    taken = 0
    while True:
        asked = telegram.http.post(
            f"/bot{TOKEN}/getUpdates", json={"offset": taken, "limit": 100}, timeout=PATIENCE
        )
        updates = asked.json()["result"]
        if not updates:
            return
        taken = updates[-1]["update_id"] + 1


def run(kind: str, desks: int, *, paced: bool) -> bool:
    """Prints what came of it, and returns whether it is as promised."""
    people = [1 + desk * 1000 + number for desk in range(desks) for number in range(1, CHECKERS + 1)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        programs = find_postgresql() if kind == "postgresql" else None
        server = stack.enter_context(PostgreSQL(programs)) if programs is not None else None
        url = stack.enter_context(Databases(kind, server).new(folder))
        with open_database(url) as database:
            migrate(database)
            urgent = crowd(database, desks)
        telegram = Telegram()
        stack.callback(telegram.close)
        met(telegram, people)
        telegram.move(CROWD_AT)
        bot = Bot(telegram, url, folder)
        bot.env |= {"BACKUPS": "off", "TELEGRAM_PACE": "telegram" if paced else "off"}
        since, began, killed = telegram.now(), time.monotonic(), 0
        bot.start()
        while waiting(bot) and time.monotonic() - began < LONGEST:
            telegram.http.get("/control/wait", params={"since": telegram.now(), "timeout": 1})
            if killed < len(KILLED_AT) and len(sent(telegram, since)) >= KILLED_AT[killed] * len(people):
                bot.kill()
                killed += 1
                bot.start()
        took = time.monotonic() - began
        chats = sent(telegram, since)
        ((unclear,),) = bot.ask("SELECT coalesce(sum(ambiguous), 0) FROM outbox")
        bot.stop()
    reached = list(dict.fromkeys(chats))
    copies = sum(times - 1 for times in Counter(chats).values())
    last_urgent = max((reached.index(chat) for chat in urgent if chat in reached), default=-1) + 1
    print(
        f"{kind}: {len(people):,} reminders, {killed} kills: {len(reached):,} people reached, {copies} copies for"
        f" {unclear} calls whose answer never came, the {len(urgent):,} urgent ones among the first {last_urgent:,},"
        f" {took:.0f} s"
    )
    return set(reached) == set(people) and copies <= unclear and killed == len(KILLED_AT)


def waiting(bot: Bot) -> int:
    """How many reminders are still to be made or sent."""
    ((unsent,),) = bot.ask(
        "SELECT count(*) FROM outbox WHERE purpose = 'reminder' AND status IN ('pending', 'leased')"
    )
    ((due,),) = bot.ask("SELECT count(*) FROM due WHERE matter = 'reminder' AND due_at <= :now", now=CROWD_AT)
    return int(unsent) + int(due)


def sent(telegram: Telegram, since: int) -> list[int]:
    """The chat of each reminder that went out, in order."""
    return [
        line["chat"]
        for line in telegram.ledger(since)
        if line["kind"] == "call"
        and line["method"] == "sendMessage"
        and line.get("ok")
        and "⏰" in (line.get("text") or "")
    ]


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Thousands of reminders at one moment, and two kills.")
    asked.add_argument("--desks", type=int, default=1000, help=f"desks of {CHECKERS} checkers")
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--pace", action="store_true", help="send at Telegram's pace")
    given = asked.parse_args()
    sys.exit(0 if run(given.database, given.desks, paced=given.pace) else 1)
