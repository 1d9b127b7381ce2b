"""What the bot counts of itself, for `/metrics`. No label holds a person, a chat or a text."""

import asyncio
from datetime import datetime
from functools import partial
from math import nan

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from sqlalchemy.exc import DBAPIError

from storage.backlog import backlog
from storage.database import Database

SECONDS_TO_LOOK = 3.0
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Measures:
    """Counters since the process began, and what the database says when it is asked."""

    def __init__(self) -> None:
        # A registry of our own: the library's is shared by everything in the process.
        self.registry = CollectorRegistry()
        self._updates = Counter(
            "secondsource_updates",
            "Updates by what became of them: done; known (had its effects before); flooded (one too many of"
            " its sender's); set_aside (failed three times).",
            ["outcome"],
            registry=self.registry,
        )
        self._messages = Counter(
            "secondsource_messages",
            "Attempts to send, edit or delete a message, by what came of them.",
            ["outcome"],
            registry=self.registry,
        )
        self._reminders = Counter(
            "secondsource_reminders", "Reminder messages that Telegram accepted.", registry=self.registry
        )
        self._digests = Counter(
            "secondsource_digests", "Digests that Telegram accepted.", registry=self.registry
        )
        self._transactions = Histogram(
            "secondsource_database_transaction_seconds",
            "Time of each writing transaction, from its begin to its end.",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._oldest_due = Gauge(
            "secondsource_outbox_oldest_due_seconds",
            "How long the oldest message that may be sent has waited; NaN while the database does not answer.",
            registry=self.registry,
        )
        self._outbox = Gauge(
            "secondsource_outbox_due", "Messages that may be sent and are not yet.", registry=self.registry
        )
        self._errands = Gauge(
            "secondsource_errands_due", "Errands that may be done and are not yet.", registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        for outcome in ("done", "known", "flooded", "set_aside"):
            self._updates.labels(outcome)

    def updates(self, *, done: int, known: int, flooded: int, set_aside: int) -> None:
        """A batch was committed."""
        self._updates.labels("done").inc(done)
        self._updates.labels("known").inc(known)
        self._updates.labels("flooded").inc(flooded)
        self._updates.labels("set_aside").inc(set_aside)

    def message(self, outcome: str, purpose: str) -> None:
        """An attempt had its outcome."""
        self._messages.labels(outcome).inc()
        if outcome == "sent" and purpose == "reminder":
            self._reminders.inc()
        elif outcome == "sent" and purpose == "digest":
            self._digests.inc()

    def transaction(self, seconds: float) -> None:
        """A writing transaction ended."""
        self._transactions.observe(seconds)

    async def page(self, database: Database, now: datetime) -> bytes:
        """Everything in Prometheus' text format; what is in the database is asked for now, on the thread
        that only reads."""
        oldest = waiting = errands = nan
        try:
            found = await asyncio.wait_for(database.read(partial(backlog, now=now)), SECONDS_TO_LOOK)
        except (DBAPIError, TimeoutError):
            pass
        else:
            oldest = (now - found.oldest_due).total_seconds() if found.oldest_due is not None else 0.0
            waiting, errands = found.messages, found.errands
        self._oldest_due.set(oldest)
        self._outbox.set(waiting)
        self._errands.set(errands)
        return generate_latest(self.registry)
