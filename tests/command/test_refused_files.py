"""A database that a start cannot work with is refused in one sentence and left as it is, byte for byte."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.command.calling import call, refused, said
from tests.command.files import break_in_the_middle, everything_in, make_desk
from tests.leaks import TOKEN
from tests.people import HERE, Bot

SETTINGS = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "sqlite:///desk.db"}


def spoil(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(statement)
        database.commit()


@pytest.mark.parametrize("command", ["run", "migrate"])
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("text", "is damaged or no database (file is not a database)"),
        ("middle", "is damaged or no database ("),
        ("cut", "is damaged or no database ("),
        ("newer", "was written by a newer version of Second Source (schema 9999)"),
        ("another program's", "holds tables of something else"),
        ("another program's, migrated", "holds tables of something else"),
    ],
)
def test_refused_and_left_alone(tmp_path: Path, command: str, trouble: str, words: str) -> None:
    file = tmp_path / "desk.db"
    match trouble:
        case "text":
            file.write_text("Dear diary, " * 500)
        case "middle":
            break_in_the_middle(make_desk(file, *("The tower fell" * 20 for _ in range(500))))
        case "cut":
            make_desk(file, *("The tower fell" * 20 for _ in range(500)))
            os.truncate(file, file.stat().st_size // 2)
        case "newer":
            spoil(make_desk(file), "UPDATE alembic_version SET version_num = '9999'")
        case "another program's":
            spoil(file, "CREATE TABLE diary (entry TEXT)")
        case _:
            spoil(file, "CREATE TABLE alembic_version AS SELECT 'abcd' AS version_num")
            spoil(file, "CREATE TABLE diary (entry TEXT)")
    (tmp_path / "desk.db.lock").unlink(missing_ok=True)
    before = everything_in(tmp_path)
    refused(call(tmp_path, command, **SETTINGS), words)
    assert everything_in(tmp_path) == before


def test_the_backup_to_restore_is_named(tmp_path: Path) -> None:
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    said(call(tmp_path, "backup", **SETTINGS))
    (made,) = (tmp_path / "backups").iterdir()
    file.write_text("Dear diary, " * 500)
    refused(
        call(tmp_path, "run", **SETTINGS),
        f"secondsource restore {made.relative_to(tmp_path)}`; it was left as it is",
    )
    said(call(tmp_path, "restore", str(made), **SETTINGS))
    assert "schema" in said(call(tmp_path, "migrate", **SETTINGS))


def test_a_file_that_may_only_be_read(tmp_path: Path) -> None:
    """Root may write anything, so here it gives that power away first."""
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    (tmp_path / "desk.db.lock").unlink(missing_ok=True)
    file.chmod(0o444)
    before = everything_in(tmp_path)
    powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*powerless, sys.executable, "-m", "bot.cli", "run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE), **SETTINGS},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "secondsource: The file desk.db may not be written to: change its rights or DATABASE_URL.\n"
    )
    assert everything_in(tmp_path) == before


def test_a_newer_schema_on_either_database(bot: Bot, tmp_path: Path) -> None:
    bot.stop()
    bot.tell("UPDATE alembic_version SET version_num = '9999'")
    refused(call(tmp_path, "run", **bot.env), "was written by a newer version of Second Source (schema 9999)")
    assert bot.ask("SELECT version_num FROM alembic_version") == [("9999",)]
