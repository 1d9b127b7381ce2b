"""The complete export: every row of the desk, nothing of another's, nobody's name, the submitter nowhere."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.exports.jsonl import desk_lines
from storage.base import Row
from storage.desks import Desk
from storage.events import Event
from storage.sources import Source
from storage.vocabulary import Deed, Stance
from tests.desk.conftest import Newsroom, open_newsroom
from tests.desk.test_readings import ARTICLE, paste
from tests.people import ANA, BEN, CARO, DAN, PEOPLE, Bot, Telegram, lines_of


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    return open_newsroom(telegram, bot)


def secondsource(*arguments: str, database: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_everything_but_who_submitted(newsroom: Newsroom, tmp_path: Path) -> None:
    telegram, database = newsroom.telegram, newsroom.bot.env["DATABASE_URL"]
    paste(newsroom, BEN, ARTICLE)
    found = telegram.wait_for(BEN, "to check", button="Queue 4 claims")
    telegram.press(BEN, found, "Queue 4 claims")
    newsroom.card("4 claims queued")
    telegram.say(BEN, "The mayor fled to Orvell", forward={"type": "user", "name": "Zoe Private"})
    card = newsroom.card("The mayor fled", "Take")
    telegram.press(ANA, card, "Take")
    card = newsroom.card("Assignee: Ana", "Verdict")
    newsroom.reply(ANA, card, "False (Altered): she is at home https://example.org/home")
    telegram.press(CARO, newsroom.card("says Ana", "Agree"), "Agree")
    newsroom.card("Closed: False")
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "desk")
    newsroom.settle()
    telegram.say(DAN, "Dan alone says that 5 people were killed")
    telegram.wait_for(DAN, "Dan alone", button="Take")
    newsroom.settle()

    # While the bot runs; every desk, then one.
    done = secondsource("export", "--format", "jsonl", database=database, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(lines_of(done.stdout))
    assert {row["desk"] for row in rows} == {1, 2}
    first = [row for row in rows if row["desk"] == 1]
    counted = Counter(row["type"] for row in first)
    assert counted["claim"] == 5
    assert counted["appearance"] == 5
    assert (counted["desk"], counted["member"], counted["scale"], counted["reading"]) == (1, 3, 1, 1)
    assert (counted["verdict"], counted["evidence"], counted["review"]) == (1, 1, 1)
    assert counted["event"] == 11
    claim = next(row for row in first if row["type"] == "claim" and row["state"] == "closed")
    assert (claim["text"], claim["demand"], claim["language"]) == ("The mayor fled to Orvell", 1, "en")
    assert claim["created_at"].endswith("+00:00")
    assert next(row for row in first if row["type"] == "appearance")["reading_id"] == 1

    for row in first:
        said = json.dumps(row, ensure_ascii=False)
        assert not {"submitter_id", "brought_by", "person_id", "telegram_id"} & row.keys()
        assert not any(name in said for name in (*PEOPLE.values(), "Zoe")), said
        assert str(row.get("chat_id")) not in map(str, PEOPLE)
        if row["type"] == "event" and row["deed"] in ("submit", "add appearance"):
            assert row["member_id"] is None
    only = secondsource("export", "--desk", "2", "--output", "two.jsonl", database=database, cwd=tmp_path)
    assert only.returncode == 0, only.stderr
    written = [*lines_of((tmp_path / "two.jsonl").read_text(encoding="utf-8"))]
    assert {row["desk"] for row in written} == {2}
    assert "chat_id" not in written[0]
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export", "--format", "csv2"), "There is no export format csv2"),
        (("export",), "desk.db"),
        (("read", "nowhere.txt"), "nowhere.txt cannot be read"),
        (("read", "."), "cannot be read"),
        (("read", "empty.txt"), "holds no text"),
        (("read", "binary.txt"), "is no text"),
    ],
    ids=["format", "missing-database", "missing-file", "folder", "empty", "binary"],
)
def test_refusals_are_one_sentence_and_change_nothing(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 9)
    before = sorted(tmp_path.iterdir())
    done = secondsource(*arguments, database=f"sqlite:///{tmp_path / 'desk.db'}", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("secondsource: ")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_read_prints_what_would_be_queued(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = secondsource("read", "a.txt", database="sqlite:///none.db", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Moscow said")
    assert "40,000" in lines[1]
    assert lines[1].startswith("✓  1. [")
    assert lines[2].strip() == "claimant: a Syrian war monitor"
    assert lines[3].strip().startswith("why: the text says that it is not verified")
    picks = json.loads(
        secondsource("read", "--json", "a.txt", database="sqlite:///none.db", cwd=tmp_path).stdout
    )
    assert [pick["chosen"] for pick in picks] == [True, True, True, True, False, False]
    assert ARTICLE[picks[0]["start"] : picks[0]["end"]] == picks[0]["sentence"]
    assert picks[0]["reasons"][0]["key"] == "unverified"


def test_a_protected_source_is_one_without_a_name() -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    desk = Desk(id=1, chat_id=-5, title="Newsroom", created_at=at)
    known: dict[str, Any] = {"desk_id": 1, "claim_id": 1, "stance": Stance.CONFIRMS, "added_by": 1, "at": at}
    named: dict[str, Any] = {
        "who": "Nurse Oleh",
        "url": "https://clinic.example/oleh",
        "origin": "outlet:clinic.example",
    }
    rows: list[Row] = [Source(id=n, protected=n == 2, **known, **named) for n in (1, 2)]
    whom = {"stance": "repeats", "repeats_who": "her brother at the ministry"}
    told: list[dict[str, object]] = [{"source": 1, "who": "Nurse Oleh", **whom}, {"source": 2, **whom}]
    rows += [Event(id=n, desk_id=1, deed=Deed.ADD_SOURCE, after=one, at=at) for n, one in enumerate(told, 1)]
    written = [*lines_of("".join(desk_lines(desk, ((row, 0) for row in rows))))]
    _, open_, protected, open_event, protected_event, end = written
    assert end == {"type": "end", "desk": 1, "rows": 4}
    # Whom it repeats could tell who it is: neither the row nor its history says so.
    assert open_event["after"] == told[0]
    assert protected_event["after"] == {**told[1], "repeats_who": None}
    assert (open_["who"], open_["url"], open_["origin"]) == tuple(named.values())
    assert (protected["who"], protected["url"], protected["origin"]) == ("", None, "protected:2")
    assert "leh" not in str(protected)
    assert "clinic" not in str(protected)
    assert protected["protected"]
