"""`secondsource import`: a desk goes on elsewhere, whole in PostgreSQL, or from its export without its people."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.command.calling import call, refused, said
from tests.desk.clock import forged
from tests.desk.conftest import Newsroom, open_newsroom
from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, text_of
from tests.servers import PostgreSQL


def a_day(telegram: Telegram, bot: Bot) -> Newsroom:
    """Closed, corrected, taken, in review, merged, with a note, a protected source, a twin: all that a desk has."""
    room = open_newsroom(telegram, bot)
    room.claim("Ninety tanks crossed the river at Orvell")
    telegram.say(ANA, "/take 1", room.group)
    card = room.card("Assignee: Ana", "Verdict")
    room.reply(ANA, card, "False: the picture is from 2016 https://example.org/tanks")
    telegram.press(BEN, room.card("says Ana", "Agree"), "Agree")
    room.card("Closed: False")
    room.taken("The dam above the town has a crack of 30 metres", BEN)
    noted = room.card("The dam above", "Verdict")
    room.reply(BEN, noted, "The engineer in Lisk did not pick up")
    telegram.say(BEN, "/source 2 Harbour master | confirms | protected", BEN)
    room.claim("The mayor fled to Vienna")
    telegram.say(ANA, "/take 3", room.group)
    room.reply(ANA, room.card("The mayor fled", "Verdict"), "True: she is there https://example.org/vienna")
    room.card("says Ana", "Agree")
    room.claim("The mayor has gone to Vienna with her family")
    telegram.say(CARO, "/merge 4 3", room.group)
    telegram.say(BEN, "Dan's own words: the bridge fell", forward={"type": "user", "name": "Zoe Private"})
    room.settle()
    return room


@contextmanager
def elsewhere(telegram: Telegram, database: str, folder: Path) -> Iterator[Bot]:
    """The bot on another database, where the other one does not run any more."""
    with Bot(telegram, database, folder) as bot:
        yield bot


def rows(bot: Bot, folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(folder, **bot.env)[:-1]]


def without_gaps(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def exported(folder: Path, **env: str) -> list[str]:
    said(call(folder, "export", "--output", "all.jsonl", **env))
    return (folder / "all.jsonl").read_text(encoding="utf-8").splitlines()


def nothing_left(folder: Path) -> None:
    """No new database, nor what SQLite keeps beside one."""
    assert not list(folder.glob("new.db*[!k]")), "`.lock` alone stays"


def test_a_newsroom_that_has_outgrown_its_file_goes_on_in_postgresql(
    telegram: Telegram, sqlite_bot: Bot, postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    room = a_day(telegram, sqlite_bot.start())
    review = room.card("says Ana", "Agree")
    with postgresql_server.new() as url, elsewhere(telegram, url, tmp_path) as bot:
        refused(call(tmp_path, "import", "desk.db", **bot.env), "A bot is running on desk.db: stop it first")
        sqlite_bot.stop()
        before = rows(sqlite_bot, tmp_path)
        whole = (tmp_path / "desk.db").read_bytes()
        (tmp_path / "cut.db").write_bytes(whole[: len(whole) // 2])
        refused(call(tmp_path, "import", "cut.db", **bot.env), "cut.db is damaged: give a whole copy")
        with closing(sqlite3.connect(tmp_path / "other.db")) as other:
            other.execute("CREATE TABLE letters (words)")
        refused(call(tmp_path, "import", "other.db", **bot.env), "other.db is no database of this version")
        printed = said(call(tmp_path, "import", "desk.db", **bot.env))
        assert "desks 1, claims 5, people 4" in printed
        assert rows(bot, tmp_path) == before
        refused(call(tmp_path, "import", "desk.db", **bot.env), "is not empty")
        # Nobody notices: the old buttons work, members are members, what was waiting waits, ids go on.
        bot.start()
        assert telegram.press(BEN, review, "Agree")["text"] == "You agreed to the verdict on #3."
        room.bot = bot
        room.claim("The bridge is closed")
        telegram.say(ANA, "/find engineer Lisk", ANA)
        assert "#2" in text_of(telegram.wait_for(ANA, "engineer"))
        assert "not a member" in forged(room, DAN, room.card("The bridge is closed"), "take:c6")["text"]
        room.settle()
        assert [row["number"] for row in rows(bot, tmp_path) if row["type"] == "claim"] == [1, 2, 3, 4, 5, 6]
    refused(call(tmp_path, "import", "desk.db", DATABASE_URL="sqlite:///new.db"), "`secondsource restore`")


def test_whoever_was_forgotten_since_stays_forgotten(
    telegram: Telegram, sqlite_bot: Bot, postgresql_server: PostgreSQL, tmp_path: Path
) -> None:
    room = open_newsroom(telegram, sqlite_bot.start())
    room.taken("Ninety tanks crossed the river", BEN)
    room.settle()
    said(call(tmp_path, "backup", "--to", "copy.db", **sqlite_bot.env))
    telegram.say(BEN, "/forget", BEN)
    telegram.press(BEN, telegram.wait_for(BEN, "/forget", button="Forget me"), "Forget me")
    room.settle()
    sqlite_bot.stop()
    (tmp_path / "desk.db.forgotten").rename(tmp_path / "copy.db.forgotten")
    with postgresql_server.new() as url, elsewhere(telegram, url, tmp_path) as bot:
        assert "and are again: 1." in said(call(tmp_path, "import", "copy.db", **bot.env))
        assert ("Ben",) not in bot.ask("SELECT name FROM person")
        assert bot.ask("SELECT state FROM claim") == [("open",)]


def test_an_export_is_read_back_in_without_its_people(telegram: Telegram, bot: Bot, tmp_path: Path) -> None:
    room = a_day(telegram, bot)
    bot.stop()
    before = rows(bot, tmp_path)
    said(call(tmp_path, "export", "--output", "desk.jsonl", **bot.env))
    with elsewhere(telegram, f"sqlite:///{tmp_path / 'new.db'}", tmp_path) as new:
        printed = said(call(tmp_path, "import", "desk.jsonl", **new.env))
        assert "with 5 claims and nobody at it: an administrator of its group sends /setup there" in printed
        refused(call(tmp_path, "import", "desk.jsonl", **new.env), "is not empty")
        after = {(row["type"], row["id"]): row for row in rows(new, tmp_path)}
        for row in before:
            kind = row["type"]
            found = after[kind, row["id"]]
            if kind in ("claim", "member"):
                # What somebody had is back in the queue: nobody is there.
                gone = {"assignee_id", "reviewer_id", "state", "verdict_id", "left_at", "demand", "version"}
                gone |= {"taken_at", "ladder_since", "round", "acknowledged_at"}
                assert {name: found[name] for name in found if name not in gone} == {
                    name: row[name] for name in row if name not in gone
                }
            else:
                assert without_gaps(found) == without_gaps(row), kind
        assert not new.ask("SELECT 1 FROM outbox")
        assert not new.ask("SELECT 1 FROM person WHERE telegram_id IS NOT NULL OR name <> ''")
        since = telegram.now()
        new.start()
        room.bot = new
        room.settle()
        assert not room.new_in_group(since), "the group hears nothing before somebody speaks"
        # The first administrator to speak leads; the others join as on the first day; strangers are strangers.
        telegram.say(CARO, "/setup", room.group)
        opened = telegram.wait_for(room.group, "desk", button="Join")
        telegram.press(ANA, opened, "Join")
        telegram.press(BEN, opened, "Join")
        telegram.say(ANA, "/find engineer Lisk", ANA)
        assert "#2" in text_of(telegram.wait_for(ANA, "engineer"))
        telegram.say(ANA, "/find example.org", ANA)
        assert "#1" in text_of(telegram.wait_for(ANA, "example.org"))
        telegram.say(BEN, "/claim Ninety tanks crossed the river at Orvell", room.group)
        room.card("That is #1 already", "Reopen")
        telegram.say(ANA, "/take 2", room.group)
        # Of a card from before, the desk knows nothing until a member presses it.
        old = room.card("the bridge fell", "Take")
        assert "not a member" in forged(room, DAN, old, "take:c5")["text"]
        assert telegram.press(ANA, old, "Take")["text"] == "You took #5."
        taken = room.card("the bridge fell", "Verdict")
        assert (taken["message_id"], "Assignee: Ana" in text_of(taken)) == (old["message_id"], True)
        room.settle()
        assert new.ask("SELECT number FROM claim WHERE state = 'taken' ORDER BY number") == [(2,), (5,)]
        assert new.ask("SELECT count(*) FROM card WHERE claim_id = 5") == [(1,)]
        assert "not a member" in forged(room, DAN, room.card("The dam"), "take:c2")["text"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "holds no desk of a group"),
        ("nonsense\n", "Line 1 is no line of an export"),
        ('{"type": "person", "desk": 1}\n', "Line 1 is no line of an export"),
        ('{"type": "desk", "desk": "1"}\n', "Line 1 is no line of an export"),
        ('{"type": "desk", "desk": 1, "id": 1, "format": 99}\n', "Line 1 has the format 99"),
        (
            '{"type": "desk", "desk": 1, "id": 1, "format": 1, "chat_id": -5}\n',
            "Line 1: topic_id of this desk",
        ),
        (
            '{"type": "desk", "desk": 1, "id": 1, "format": 1, "chat_id": null}\n'
            '{"type": "end", "desk": 1, "rows": 0}\n',
            "holds no desk of a group",
        ),
        ('{"type": "end", "desk": 1, "rows": 0}\n', "Lines before line 1 are missing"),
        ("[" * 100_000 + "\n", "Line 1 is no line of an export"),
    ],
)
def test_what_is_no_export_changes_nothing(written: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "file.jsonl").write_text(written, encoding="utf-8")
    refused(call(tmp_path, "import", "file.jsonl", DATABASE_URL="sqlite:///new.db"), words)
    nothing_left(tmp_path)


def test_a_damaged_export_changes_nothing(telegram: Telegram, sqlite_bot: Bot, tmp_path: Path) -> None:
    a_day(telegram, sqlite_bot.start())
    sqlite_bot.stop()
    lines = exported(tmp_path, **sqlite_bot.env)
    new = {"DATABASE_URL": "sqlite:///new.db"}
    claims = [place for place, line in enumerate(lines) if json.loads(line)["type"] == "claim"]

    def tried(changed: list[str], words: str) -> None:
        (tmp_path / "file.jsonl").write_text("\n".join([*changed, ""]), encoding="utf-8")
        refused(call(tmp_path, "import", "file.jsonl", **new), words)
        nothing_left(tmp_path)

    def ended(changed: list[str]) -> list[str]:
        end = json.loads(lines[-1]) | {"rows": len(changed) - 1}
        return [*changed, json.dumps(end)]

    # A full disk or a copy that was stopped: at the end of a line, inside one, in the middle.
    tried(lines[:-1], "The end of the file is missing")
    tried(lines[: claims[0] + 1], "The end of the file is missing")
    tried([*lines[:-2], lines[-2][:30]], f"Line {len(lines) - 1} is no line of an export")
    tried(lines[:-2] + lines[-1:], f"Lines before line {len(lines) - 1} are missing")
    tried(lines + lines, "does not hold together")
    tried(ended(lines[: claims[0]] + lines[claims[0] + 1 : -1]), "does not hold together")
    tried(ended([*lines[:-1], lines[claims[0]]]), "does not hold together")
    tried([lines[0].replace('"desk": 1', '"desk": 2'), *lines[1:]], "Line 1 is no line of an export")
    for name, value in (
        ("state", '"lost"'),
        ("created_at", '"yesterday"'),
        ("number", '"one"'),
        ("number", "9223372036854775808"),
        ("disputed", "1"),
        ("text", "3"),
        ("text", '"\\ud800"'),
        ("text", "null"),
    ):
        row = json.loads(lines[claims[0]]) | {name: json.loads(value)}
        tried(
            [*lines[: claims[0]], json.dumps(row), *lines[claims[0] + 1 :]],
            f"{name} of this claim cannot be read",
        )
    settings = json.loads(lines[0]) | {"settings": ["signoff"]}
    tried([json.dumps(settings), *lines[1:]], "settings of this desk cannot be read")
    (tmp_path / "file.jsonl").write_bytes(b"\xff\xfe\x00")
    refused(call(tmp_path, "import", "file.jsonl", **new), "is no text in UTF-8")
    refused(call(tmp_path, "import", "nowhere", **new), "nowhere cannot be read")
    refused(call(tmp_path, "import", ".", **new), "cannot be read")
    # An editor's empty lines are no damage.
    (tmp_path / "file.jsonl").write_text("\n".join([*lines, "", ""]), encoding="utf-8")
    said(call(tmp_path, "import", "file.jsonl", **new))
    before = (tmp_path / "new.db").read_bytes()
    refused(call(tmp_path, "import", "nowhere.jsonl", **new), "cannot be read")
    refused(call(tmp_path, "import", "file.jsonl", **new), "is not empty")
    assert (tmp_path / "new.db").read_bytes() == before, "what was there is never removed"
