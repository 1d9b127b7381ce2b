"""`kill -9` at any moment: nothing that people sent is lost, nothing happens twice.

The judge is the Bot API server's own ledger: what it delivered, what was acknowledged, what it accepted.
`tests/faults/harness` plays the scenes; docs/reliability.md says what was shown with them.
"""

import json
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.desk.conftest import open_newsroom
from tests.faults.harness import boundaries
from tests.faults.harness.judge import judge
from tests.faults.harness.scene import AT_REST, EXTERNAL, HANGING, Scene
from tests.people import ANA, HERE, Bot, Telegram
from tests.servers import Databases

SEED = 20261123
A_SCENE = 25
"""Kills in one scene of the long run."""
POINTS = (
    *(*boundaries.RECEIVING, *boundaries.ACKNOWLEDGING, *boundaries.SENDING, *boundaries.EDITING),
    *(*boundaries.ANSWERING, *boundaries.TICKING, *boundaries.RUNNING_ERRANDS, *boundaries.STARTING),
    *(EXTERNAL, HANGING),
)


def test_a_death_at_every_boundary_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    scene = Scene(database_url, tmp_path, SEED, kills=len(POINTS), points=POINTS)
    try:
        scene.play()
        assert judge(scene) == []
        assert not scene.witness.unreached
    finally:
        scene.close()


def test_a_death_around_the_webhook_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    points = (
        "fetched",
        "update:before commit",
        "update:after commit",
        "acknowledge:before",
        "acknowledge:written",
    )
    scene = Scene(database_url, tmp_path, SEED, kills=len(points), points=points, webhook=True)
    try:
        scene.play()
        assert judge(scene) == []
        assert not scene.witness.unreached
    finally:
        scene.close()


@pytest.mark.parametrize(
    ("broken", "points", "faults", "said"),
    [
        ("acknowledge before commit", ("update:before commit",), None, "is lost"),
        ("forget updates", ("update:after commit",), None, "is doubled or made up"),
        ("send without lease", ("send:accepted",), None, "copies after 0 ambiguous failures"),
        ("drop leases", ("lease:after commit",), None, "is taken for sent and was never accepted"),
        ("repeat blindly", (AT_REST,), ("reset_after",), "copies after 0 ambiguous failures"),
    ],
)
def test_a_broken_guarantee_is_seen(
    tmp_path: Path, broken: str, points: tuple[str, ...], faults: tuple[str, ...] | None, said: str
) -> None:
    """The judge can be red: each promise is broken on purpose, and the judge names it."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    scene = Scene(url, tmp_path, SEED, kills=3, points=points, faults=faults, broken=broken)
    try:
        scene.play()
        assert said in "\n".join(judge(scene))
    finally:
        scene.close()


@pytest.mark.timeout(0)
def test_random_kills(
    databases: Databases, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    """The long run: scene after scene, each from its own seed, one line of the result file for each."""
    kills, first = pytestconfig.getoption("--kills"), pytestconfig.getoption("--from")
    results = HERE / pytestconfig.getoption("--results") / f"kills-{databases.kind}.jsonl"
    results.parent.mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=True
    ).stdout.strip()
    failed, began, done = [], time.monotonic(), 0
    for number in range(first // A_SCENE, -(-kills // A_SCENE)):
        # Not in pytest's folder: it keeps only the newest few, and a scene that failed must stay.
        folder = Path(mkdtemp(prefix="second-source-scene-"))
        line = _play(databases, folder, number)
        if line["outcome"] == "held":
            shutil.rmtree(folder)
        with results.open("a", encoding="utf-8") as written:
            written.write(json.dumps({**line, "database": databases.kind, "commit": commit}) + "\n")
        done += line["kills"]
        failed += [line] if line["outcome"] != "held" else []
        each = (time.monotonic() - began) / max(done, 1)
        left = max(kills - first - done, 0) * each / 60
        with capsys.disabled():
            print(
                f"\r{databases.kind}: {first + done} of {kills} kills, {len(failed)} scenes failed,"
                f" {each:.2f} s a kill, {left:.0f} min left   ",
                end="",
                flush=True,
            )
    assert not failed, f"{len(failed)} scenes failed; see {results}"


def _play(databases: Databases, folder: Path, number: int) -> dict[str, Any]:
    """One scene and what came of it, ready to be written down."""
    began = time.monotonic()
    said: list[str] = []
    counted: dict[str, Any]
    ledger: list[dict[str, Any]] = []
    webhook = number % 3 == 2
    with databases.new(folder) as url:
        scene = Scene(url, folder, SEED + number, kills=A_SCENE, webhook=webhook)
        try:
            scene.play()
            said = judge(scene)
            counted = scene.counted()
            ledger = scene.ledger()
        except Exception as error:
            # Whatever it was is written down, and the run goes on.
            said, counted = [f"{type(error).__name__}: {error}"], {}
            with suppress(Exception):
                ledger = scene.ledger()
        finally:
            scene.close()
    if said:
        (folder / "bot.log").write_text("\n".join(scene.log), encoding="utf-8")
        (folder / "ledger.jsonl").write_text("\n".join(map(json.dumps, ledger)), encoding="utf-8")
        counted["folder"] = str(folder)
    return {
        "from": number * A_SCENE,
        "seed": SEED + number,
        "mode": "webhook" if webhook else "polling",
        "outcome": said[:20] or "held",
        "kills": scene.witness.kills,
        "seconds": round(time.monotonic() - began, 1),
        **counted,
        "points": dict(sorted(scene.witness.points.items())),
    }


def test_what_was_committed_and_not_sent_is_sent_after_the_kill(telegram: Telegram, bot: Bot) -> None:
    """Telegram answers nothing while the bot dies: the card comes after the next start, once."""
    room = open_newsroom(telegram, bot)
    room.settle()
    telegram.post("faults", method="sendMessage", kind="500", count=1)
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    telegram.settle()
    bot.kill()
    bot.start()
    room.card("The tower fell on Sunday", "Take")
    bot.settle()
    assert sum("The tower fell" in words for words in room.in_group()) == 1


def test_an_answer_that_cannot_be_read_is_no_answer(telegram: Telegram, bot: Bot) -> None:
    """Telegram may have accepted: each counts as one failure that nobody can see through, and makes one copy."""
    room = open_newsroom(telegram, bot)
    room.settle()
    kinds = ("garbage", "truncated", "reset_after", "502")
    for number, kind in enumerate(kinds, 1):
        telegram.post("faults", method="sendMessage", kind=kind, count=1)
        room.claim(f"The tower number {number} fell on Sunday")
        room.settle()
        assert bot.ask("SELECT sum(ambiguous) FROM outbox") == [(number,)]
