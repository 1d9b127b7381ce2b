"""One scene: a desk, people at work, and a bot that is killed again and again."""

import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.harness import boundaries
from tests.faults.harness.looking import Look
from tests.faults.harness.script import Script
from tests.hooks import free_port
from tests.leaks import SECRET, TOKEN
from tests.people import ANA, BEN, CARO, DAN, PATIENCE, Program, Telegram

MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""A Monday, half an hour before the digest. Nothing is said after 21:00."""
HOURS = 12
BURSTS = 4
"""So often people go on while the bot does not die, before it is killed from outside."""
FAULTS = ("500", "502", "reset_before", "reset_after", "garbage", "truncated", "429")
EXTERNAL, HANGING, AT_REST = "external", "hanging", "at rest"
PLANS = (
    (6, boundaries.RECEIVING),
    (3, boundaries.ACKNOWLEDGING),
    (8, boundaries.SENDING),
    (3, boundaries.EDITING),
    (2, boundaries.ANSWERING),
    (3, boundaries.TICKING),
    (2, boundaries.RUNNING_ERRANDS),
    (2, boundaries.STARTING),
    (6, (EXTERNAL,)),
    (2, (HANGING,)),
)


@dataclass
class Witness:
    """What the director saw of the kills: rows leased and updates under way when the bot died."""

    points: Counter[str] = field(default_factory=Counter)
    leased: Counter[int] = field(default_factory=Counter)
    running: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    unreached: Counter[str] = field(default_factory=Counter)


class Scene:
    """Plays one scene. Everything is drawn from the seed, but the moments between two processes."""

    def __init__(
        self,
        database: str,
        folder: Path,
        seed: int,
        *,
        kills: int,
        points: tuple[str, ...] | None = None,
        faults: tuple[str, ...] | None = None,
        broken: str = "",
        webhook: bool = False,
    ) -> None:
        """`points`: dies at these in turn instead of at random ones. `faults`: one before each death, instead of
        one now and then. `broken`: the guarantee that is broken on purpose."""
        self.database = database
        self.folder = folder
        self.chance = Random(seed)
        self.kills = kills
        self.points = points
        self.faults = faults
        self.broken = broken
        self.port = free_port() if webhook else None
        self.witness = Witness()
        self.telegram = Telegram()
        self.ahead = (MORNING - datetime.now(UTC)).total_seconds()
        self.telegram.post("clock", offset=self.ahead)
        self.moved = 0
        self.run = 0
        self._bot: Program | None = None
        self._look: Look | None = None
        self.log: list[str] = []

    def play(self) -> None:
        """Opens the desk, kills the bot as often as was asked for, and lets it finish its work."""
        self.start()
        self._open()
        while self.witness.kills < self.kills:
            self._kill_once()
        self._finish()

    def close(self) -> None:
        if self._bot is not None:
            self._bot.kill()
        if self._look is not None:
            self._look.close()
        self.telegram.close()

    def start(self, crash_at: str = "") -> None:
        """Starts the bot; it may die at once."""
        self.run += 1
        env = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.telegram.url,
            "TELEGRAM_PACE": "off",
            "DATABASE_URL": self.database,
            "LOG_LEVEL": "INFO",
            "RUN": str(self.run),
            "CRASH_AT": crash_at,
            "BREAK": self.broken,
        }
        if self.port is not None:
            here = f"127.0.0.1:{self.port}"
            env |= {"LISTEN": here, "WEBHOOK_URL": f"http://{here}/hook", "WEBHOOK_SECRET": SECRET}
        self._bot = Program.start(
            "tests.faults.harness.crashing",
            *("run", "--clock-from", f"{self.telegram.url}/clock"),
            env=env,
            cwd=self.folder,
        )

    @property
    def look(self) -> Look:
        if self._look is None:
            self._look = Look(self.database)
        return self._look

    def ended(self, within: float = 0.0) -> bool:
        """Whether the bot has ended, or ends within so many seconds."""
        assert self._bot is not None
        try:
            self._bot.process.wait(within)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _code(self) -> int:
        """What the bot ended with."""
        assert self._bot is not None
        code = self._bot.process.wait(PATIENCE)
        self.log += self._bot.lines
        self._bot = None
        return code

    def _open(self) -> None:
        telegram = self.telegram
        group = telegram.group()
        telegram.start(ANA, BEN, CARO, DAN)
        telegram.say(CARO, "/setup", group)
        opened = telegram.wait_for(group, "desk is open", button="Join")
        telegram.press(ANA, opened, "Join")
        telegram.press(BEN, opened, "Join")
        assert not self.dies_or_rests()
        self.script = Script(telegram, self.chance, group)
        self._strike(AT_REST)

    def idle(self, within: float = 0.0) -> bool:
        """Whether every update is acknowledged, or is within so many seconds."""
        return bool(self.telegram.get("idle", timeout=within)["idle"])

    def dies_or_rests(self) -> bool:
        """Waits until the bot has died (True), or has nothing left to do (False).

        On a machine that has much else to do it may be slow, as long as the ledger grows.
        """
        began = time.monotonic()
        deadline, newest = began + PATIENCE, self.telegram.now()
        rested = 0
        while rested < 2:
            if self.ended():
                return True
            quiet = self.idle(0.05) and not self.look.waiting(self.ahead)
            rested = rested + 1 if quiet else 0
            if time.monotonic() > deadline:
                before, newest = newest, self.telegram.now()
                if newest != before and time.monotonic() - began < PATIENCE * 10:
                    deadline = time.monotonic() + PATIENCE
                    continue
                waiting, idle = self.look.waiting(self.ahead), self.idle()
                raise AssertionError(f"the bot does not come to rest ({waiting=}, {idle=})")
            if self.ended(0.005 if quiet else 0.015):
                return True
        return False

    def _kill_once(self) -> None:
        if self.points is None and any(count >= 2 for count in self._under_way().values()):
            # A third death would rightly set the update aside: this time the bot may finish it first.
            self.start()
            assert not self.dies_or_rests(), "the bot died by itself"
            self._strike(AT_REST)
            return
        point = self._choose()
        external = point in (EXTERNAL, HANGING)
        n = self._how_often(point)
        if self.chance.random() < 0.5:
            self._burst(point)
        if self.faults is not None or self.chance.random() < 0.15:
            self._spoil()
        self.start("" if external else f"{point}:{n}")
        if external:
            self._strike_at_work(point)
            return
        for _ in range(BURSTS):
            self._burst(point)
            if self.dies_or_rests():
                self._died(point)
                return
        self.witness.unreached[point] += 1
        self._strike(AT_REST)

    def _choose(self) -> str:
        if self.points is not None:
            return self.points[self.witness.kills % len(self.points)]
        groups = [group for _, group in PLANS if self.moved < HOURS or group is not boundaries.TICKING]
        weights = [weight for weight, group in PLANS if group in groups]
        return self.chance.choice(self.chance.choices(groups, weights)[0])

    def _how_often(self, point: str) -> int:
        if point.startswith(("tick", "errand", "start", "takeover")):
            return 1
        if point.endswith("inside"):
            return self.chance.randrange(1, 16)
        return self.chance.choice((1, 1, 1, 2, 2, 3))

    def _burst(self, point: str) -> None:
        """People do a few things, among them what leads to the point."""
        for _ in range(self.chance.randrange(1, 5)):
            self.script.act()
        if point.startswith("errand"):
            self.script.article()
        elif point.startswith("edit"):
            self.script.take()
        elif point.startswith("answer") and not self.script.press():
            self.script.claim()
        elif point.startswith("tick") and self.moved < HOURS:
            self.script.claim(urgent=True)
            if self._bot is not None and not self.ended():
                self.dies_or_rests()
            self.advance(3660)

    def advance(self, seconds: float) -> None:
        """Moves everybody's clock."""
        self.moved += 1
        self.ahead += seconds
        self.telegram.post("clock", offset=self.ahead)

    def _spoil(self) -> None:
        """Telegram or the way there fails a few times."""
        if self.faults is not None:
            self.telegram.post("faults", kind=self.chance.choice(self.faults), method="sendMessage", count=1)
            return
        kind = self.chance.choice(FAULTS)
        method = self.chance.choice(("sendMessage", "sendMessage", "editMessageText", "getUpdates"))
        self.telegram.post("faults", kind=kind, method=method, count=self.chance.choice((1, 1, 2)))

    def _strike_at_work(self, point: str) -> None:
        """`kill -9` from outside, when the ledger has a few lines of it since people began to act."""
        since = self.telegram.now()
        lines = self.chance.randrange(1, 12)
        if point == HANGING:
            kind = self.chance.choice(("hang_after", "hang_before"))
            self.telegram.post("faults", kind=kind, method="sendMessage", count=1)
            self.script.claim()
        self._burst(point)
        while lines > 0:
            assert not self.ended(), "the bot died by itself"
            found = self.telegram.get("wait", since=since, timeout=0.2)
            lines -= sum(line["kind"] in ("delivered", "acknowledged", "call") for line in found)
            if not found and not self.look.waiting(self.ahead) and self.idle():
                break
            if any(str(line.get("fault")).startswith("hang") for line in found):
                break
            since = int(found[-1]["n"]) if found else since
        self._strike(point)
        if point == HANGING:
            self.telegram.http.delete("/control/faults")

    def _strike(self, point: str) -> None:
        assert self._bot is not None
        if not self.ended():
            self._bot.process.send_signal(signal.SIGKILL)
        self._died(point)

    def _died(self, point: str) -> None:
        code = self._code()
        assert code == -signal.SIGKILL, f"the bot ended by itself ({code})"
        self.look.alone()
        self.witness.kills += 1
        self.witness.points[point] += 1
        for (row,) in self.look.ask("SELECT id FROM outbox WHERE status = 'leased'"):
            self.witness.leased[row] += 1
        for (update,) in self.look.ask("SELECT update_id FROM attempt WHERE running"):
            self.witness.running[update] += 1
        cards = (
            "SELECT claim.number, claim.id, card.message_id FROM claim LEFT JOIN card"
            " ON card.claim_id = claim.id AND card.chat_id = :group"
        )
        for number, claim, message in self.look.ask(cards, group=self.script.group):
            self.script.ids[number] = claim
            if message is not None:
                self.script.cards[number] = message

    def _under_way(self) -> dict[int, int]:
        """Updates that are not settled yet, and how often the bot died over them."""
        running = {update for (update,) in self.look.ask("SELECT update_id FROM attempt")}
        return {update: self.witness.running[update] for update in running}

    def _finish(self) -> None:
        """No more faults and kills: the bot does all that is left, and stops as it is told to."""
        self.telegram.http.delete("/control/faults")
        self.start()
        self._wait_until_at_work()
        assert not self.dies_or_rests(), "the bot died by itself"
        for _ in range(10):
            if not self.look.ask("SELECT 1 FROM outbox WHERE status IN ('pending', 'leased') LIMIT 1"):
                break
            self.advance(120)
            assert not self.dies_or_rests(), "the bot died by itself"
        assert self._bot is not None
        self._bot.process.send_signal(signal.SIGTERM)
        code = self._code()
        assert code == 0, f"a stop ended with {code}"
        self.look.alone()

    def _wait_until_at_work(self) -> None:
        """Its menus are the first thing that a bot publishes when its loops run."""
        since, deadline = 0, time.monotonic() + PATIENCE
        while True:
            lines = self.telegram.get("wait", since=since, timeout=1)
            if any(
                line.get("trace") == f"{self.run}:" and line["method"] == "setMyCommands" for line in lines
            ):
                return
            since = int(lines[-1]["n"]) if lines else since
            assert not self.ended(), "the bot died by itself"
            assert time.monotonic() < deadline, "the bot does not come to work"

    def counted(self) -> dict[str, Any]:
        """How much work the scene was: updates taken, messages meant, copies that were one too many."""
        (messages,) = self.look.ask("SELECT count(*), sum(ambiguous) FROM outbox")
        (updates,) = self.look.ask("SELECT count(*) FROM seen_update")
        sent = Counter(
            str(line["trace"]).partition(":")[2]
            for line in self.ledger()
            if line["kind"] == "call" and line["method"] == "sendMessage" and line["ok"]
        )
        return {
            "updates": updates[0],
            "messages": messages[0],
            "ambiguous": messages[1],
            "copies": sum(count - 1 for count in sent.values()),
        }

    def ledger(self) -> list[dict[str, Any]]:
        return self.telegram.ledger()
