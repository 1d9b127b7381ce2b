"""A long even load with faults: does anything get lost, late or fat?

    python -m tests.faults.soak --minutes 30 --rate 10 --faults 0.01 --database sqlite --result FILE

At eight desks people queue claims, take them, look at them, give verdicts and agree at a steady rate while one
call in a hundred is refused, cut or answered with rubbish, and an hour of the desks' time passes every minute.
Each half minute a line is written: memory, depth of the queue, age of the oldest message that should have
gone. At the end every claim must stand where the people's words have brought it.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO

from tests.people import PATIENCE, Bot, Telegram
from tests.servers import Databases, PostgreSQL, find_postgresql

FAULTS = ("500", "502", "429", "reset_before", "reset_after", "garbage", "truncated")
WORDS = (
    *(
        "bridge",
        "dam",
        "mayor",
        "minister",
        "harbour",
        "convoy",
        "drone",
        "hospital",
        "school",
        "river",
        "rail",
    ),
    *(
        "village",
        "border",
        "fighters",
        "tanks",
        "grain",
        "ship",
        "airport",
        "factory",
        "bank",
        "fire",
        "flood",
    ),
    *("vaccine", "election", "ballot", "judge", "police", "bread", "tunnel", "market", "tower", "ferry"),
)
DESKS = 8
UNFINISHED = 15
"""About as many claims as a busy desk has open at once."""
EVERY = 30.0
"""Seconds between two lines of measurement."""
BEGINNING = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
"""An hour passes every minute: in half an hour each desk has its digest twice, first while all is warming up, and a
day of UTC begins with its backup."""
SEEN = "SELECT max(update_id) FROM seen_update"
DUE = "SELECT count(*), min(not_before) FROM outbox WHERE status IN ('pending', 'leased') AND not_before <= :now"


@dataclass(frozen=True, slots=True)
class Measured:
    """One line: seconds since the start, updates said, those of them not worked on yet, resident memory in MiB,
    queue depth, seconds that the oldest message is late."""

    at: float
    updates: int
    behind: int
    memory: float
    waiting: int
    oldest: float


@dataclass(frozen=True)
class Room:
    """A desk of two, and the bot's chat with each of them."""

    telegram: Telegram
    bot: Bot
    group: int
    checkers: tuple[int, int]


def open_room(telegram: Telegram, bot: Bot, number: int) -> Room:
    """A group with a desk: the first of the two leads."""
    lead, other = 1000 + 2 * number, 1001 + 2 * number
    for person, name in ((lead, f"Ana {number}"), (other, f"Ben {number}")):
        telegram.post("users", id=person, first_name=name, language_code="en")
        telegram.start(person)
    chat = telegram.post(
        "chats", type="supergroup", title=f"Desk {number}", members=[lead, other], admins=[lead]
    )
    group = int(chat["id"])
    telegram.post(f"chats/{group}/bot", status="administrator", by=lead)
    telegram.say(lead, "/setup", group)
    telegram.press(other, telegram.wait_for(group, "desk is open", button="Join"), "Join")
    return Room(telegram, bot, group, (lead, other))


@dataclass
class People:
    """What the people of one desk have said so far, and what must have come of it."""

    room: Room
    chance: random.Random
    open: list[int] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    in_review: dict[int, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    closed: int = 0

    def say_something(self) -> None:
        """One update: the next step of some claim, or a new one."""
        unfinished = len(self.open) + len(self.taken) + len(self.in_review)
        if unfinished < UNFINISHED or self.chance.random() < 0.1:
            self._claim()
            return
        step = self.chance.random()
        if step < 0.1:
            self._note()
        elif self.in_review and step < 0.5:
            self._agree()
        elif self.taken and step < 0.75:
            self._verdict()
        elif self.open:
            self._take()
        elif self.in_review:
            self._agree()
        else:
            self._verdict()

    def _claim(self) -> None:
        number = len(self.texts) + 1
        words = " ".join(self.chance.sample(WORDS, 4))
        self.texts.append(f"Report {number} of the {words} near kilometre {self.chance.randrange(10**6)}")
        self.open.append(number)
        self._say(self._anyone(), f"/claim {self.texts[-1]}", self.room.group)

    def _take(self) -> None:
        number = self.open.pop(self.chance.randrange(len(self.open)))
        self.taken[number] = self._anyone()
        self._say(self.taken[number], f"/take {number}")

    def _verdict(self) -> None:
        number = self.chance.choice(list(self.taken))
        self.in_review[number] = author = self.taken.pop(number)
        self._say(author, f"/verdict {number} False: nobody else has it https://example.org/{number}")

    def _agree(self) -> None:
        number = self.chance.choice(list(self.in_review))
        author = self.in_review.pop(number)
        first, second = self.room.checkers
        self._say(second if author == first else first, f"/agree {number}")
        self.closed += 1

    def _note(self) -> None:
        number = self.chance.randrange(len(self.texts)) + 1
        self._say(self._anyone(), f"/show {number}")

    def _anyone(self) -> int:
        return self.chance.choice(self.room.checkers)

    def _say(self, person: int, words: str, chat: int | None = None) -> None:
        self.room.telegram.say(person, words, chat)


def memory_of(pid: int) -> float:
    """Resident memory in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def soak(
    rooms: list[Room], seconds: float, rate: float, faults: float, seed: int, every: float = EVERY
) -> Iterator[Measured]:
    """Runs the load and yields measurements; raises AssertionError where something was lost or doubled."""
    chance = random.Random(seed)
    telegram, bot = rooms[0].telegram, rooms[0].bot
    desks = [People(room, chance) for room in rooms]
    bot.settle()
    ((first,),) = bot.ask(SEEN)
    begun = time.monotonic()
    said, next_look, next_hour = 0, every, 60.0
    jumps: list[tuple[datetime, datetime]] = []
    # A share of the calls. Faults that come by the clock would meet every single call of a bot that waits longer
    # after each.
    for kind in FAULTS:
        telegram.post(
            "faults", kind=kind, count=1_000_000, share=faults / len(FAULTS), seed=chance.randrange(1 << 30)
        )
    while (passed := time.monotonic() - begun) < seconds:
        if passed >= next_look:
            next_look += every
            yield measure(bot, passed, said, first, jumps)
        if passed >= next_hour:
            next_hour += 60.0
            before = now_of(telegram)
            telegram.advance(hours=1)
            jumps.append((before, now_of(telegram)))
        chance.choice(desks).say_something()
        said += 1
        # Waits by the ledger, for as long as the rate leaves; whatever comes meanwhile is only looked at.
        while (left := said / rate - (time.monotonic() - begun)) > 0:
            newest = 1 << 60
            telegram.http.get("/control/wait", params={"since": newest, "timeout": min(left, 5)})
    telegram.http.delete("/control/faults")
    yield measure(bot, time.monotonic() - begun, said, first, jumps)
    judge(bot, desks)


def now_of(telegram: Telegram) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=telegram.get("clock")["offset"])


def measure(
    bot: Bot, passed: float, said: int, first: int, jumps: list[tuple[datetime, datetime]]
) -> Measured:
    assert bot.program is not None
    now = now_of(bot.telegram)
    ((waiting, oldest),) = bot.ask(DUE, now=now)
    if isinstance(oldest, str):
        oldest = datetime.fromisoformat(oldest).replace(tzinfo=UTC)
    late = lateness(oldest, now, jumps) if oldest is not None else 0.0
    ((seen,),) = bot.ask(SEEN)
    memory = memory_of(bot.program.process.pid)
    return Measured(round(passed, 1), said, first + said - seen, round(memory, 1), waiting, round(late, 1))


def lateness(due: datetime, now: datetime, jumps: list[tuple[datetime, datetime]]) -> float:
    """Real seconds since this was due: the hours that only the clock has skipped do not count."""
    skipped = sum((max(to - max(due, since), timedelta()) for since, to in jumps), timedelta())
    return (now - due - skipped).total_seconds()


def judge(bot: Bot, desks: list[People]) -> None:
    """Every word has had its effect once, and nothing was given up."""
    while not bot.telegram.get("idle", timeout=PATIENCE)["idle"]:
        seen = bot.ask(SEEN)
        bot.telegram.get("idle", timeout=PATIENCE)
        assert bot.ask(SEEN) != seen, "what was said is not worked on any more"
    bot.settle()
    assert bot.whole()
    for people in desks:
        texts = (
            "SELECT claim.text FROM claim JOIN desk ON desk.id = claim.desk_id WHERE chat_id = :chat"
            " ORDER BY number"
        )
        assert [text for (text,) in bot.ask(texts, chat=people.room.group)] == people.texts
    states = dict(bot.ask("SELECT state, count(*) FROM claim GROUP BY state"))
    expected = {
        "open": sum(len(people.open) for people in desks),
        "taken": sum(len(people.taken) for people in desks),
        "in review": sum(len(people.in_review) for people in desks),
        "closed": sum(people.closed for people in desks),
    }
    assert states == {state: count for state, count in expected.items() if count}
    deeds = dict(bot.ask("SELECT deed, count(*) FROM event GROUP BY deed"))
    assert deeds["submit"] == sum(len(people.texts) for people in desks)
    assert deeds["agree"] == expected["closed"]
    assert not bot.ask("SELECT * FROM set_aside")
    assert not bot.ask("SELECT * FROM attempt")
    # What has no answer three times in a row is given up with a reason; nothing else is.
    lost = bot.ask("SELECT reason FROM outbox WHERE status NOT IN ('sent', 'cancelled') AND ambiguous < 2")
    assert not lost


def run(kind: str, minutes: float, rate: float, faults: float, seed: int, result: IO[str]) -> bool:
    """One soak on a new database; writes each measurement, and says whether it stayed lean and in time."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="soak-")))
        server = None
        if kind == "postgresql":
            programs = find_postgresql()
            assert programs is not None, "PostgreSQL is not installed"
            server = stack.enter_context(PostgreSQL(programs))
        url = stack.enter_context(Databases(kind, server).new(folder))
        telegram = Telegram()
        telegram.move(BEGINNING)
        stack.callback(telegram.close)
        bot = Bot(telegram, url, folder).start()
        stack.callback(bot.stop)
        lines = []
        rooms = [open_room(telegram, bot, number) for number in range(DESKS)]
        for line in soak(rooms, minutes * 60, rate, faults, seed):
            lines.append(line)
            result.write(json.dumps(asdict(line)) + "\n")
            result.flush()
            sys.stderr.write(f"\r{kind} {line}  ")
        summary = summarise(lines)
        result.write(json.dumps({"database": kind, "rate": rate, "faults": faults, "seed": seed, **summary}))
        result.write("\n")
        sys.stderr.write(f"\n{summary}\n")
        return summary["growth"] <= 0.05 and summary["oldest"] <= 60


def summarise(lines: list[Measured]) -> dict[str, float]:
    """Growth of memory from the second sixth to the last sixth (the first warms up), and the latest message."""
    sixth = max(len(lines) // 6, 1)
    before = median(line.memory for line in lines[sixth : 2 * sixth])
    after = median(line.memory for line in lines[-sixth:])
    return {
        "updates": lines[-1].updates,
        "seconds": lines[-1].at,
        "memory_before": before,
        "memory_after": after,
        "growth": round(after / before - 1, 4),
        "oldest": max(line.oldest for line in lines),
        "most_waiting": max(line.waiting for line in lines),
        "most_behind": max(line.behind for line in lines),
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="A long even load with faults.")
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--rate", type=float, default=10, help="updates a second")
    asked.add_argument("--faults", type=float, default=0.01, help="part of the calls that fail")
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--seed", type=int, default=20261123)
    asked.add_argument("--result", type=Path, required=True)
    given = asked.parse_args()
    with given.result.open("w", encoding="utf-8") as file:
        well = run(given.database, given.minutes, given.rate, given.faults, given.seed, file)
    sys.exit(0 if well else 1)
