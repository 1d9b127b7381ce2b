"""Every command but `run`, `migrate` and `restore` only reads the file: the bot may be writing to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.command.calling import call, said
from tests.command.files import make_desk
from tests.leaks import TOKEN

SETTINGS = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "sqlite:///desk.db"}


@pytest.mark.parametrize(
    "arguments", [("check",), ("export", "--output", "all.jsonl"), ("backup", "--to", "copy.db")]
)
def test_it_neither_waits_for_who_writes_nor_changes_anything(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("UPDATE claim SET text = 'The bridge is closed'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE claim SET text = 'Nobody has said this yet'")
        parts = [file, file.with_name("desk.db-wal")]
        before = [part.read_bytes() for part in parts]
        said(call(tmp_path, *arguments, **SETTINGS))
        assert [part.read_bytes() for part in parts] == before
        writer.execute("ROLLBACK")
    for made in {"all.jsonl", "copy.db"} & {path.name for path in tmp_path.iterdir()}:
        content = (tmp_path / made).read_bytes()
        assert b"The bridge is closed" in content
        assert b"Nobody has said this yet" not in content
