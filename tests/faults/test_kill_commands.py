"""A migration, a backup and a restore are killed at every step that they make: what is there is whole."""

import shutil
import signal
from pathlib import Path

from tests.command.files import claims_in, make_desk
from tests.faults.harness.looking import Look
from tests.leaks import TOKEN
from tests.people import PATIENCE, Program

STEPS = 200
"""More than any of these commands makes."""


def ends(folder: Path, crash_at: str, *arguments: str, url: str = "sqlite:///desk.db") -> int:
    """What a command ended with that was to die at this point."""
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": url, "CRASH_AT": crash_at}
    program = Program.start("tests.faults.harness.crashing", *arguments, env=env, cwd=folder)
    code = program.process.wait(PATIENCE)
    assert code in (0, -signal.SIGKILL), program.lines
    return code


def test_a_migration_leaves_the_old_schema_or_the_new(database_url: str, tmp_path: Path) -> None:
    look = None
    for point in ("step:1", "step:20", "step:60", "before commit:1", "after commit:1"):
        assert ends(tmp_path, f"migrate:{point}", "migrate", url=database_url) == -signal.SIGKILL
        look = look or Look(database_url)
        look.alone()
        if look.sqlite:
            assert look.ask("PRAGMA integrity_check") == [("ok",)]
            found = look.ask("SELECT count(*) FROM sqlite_master WHERE name = 'outbox'")
        else:
            found = look.ask("SELECT count(*) FROM pg_tables WHERE tablename = 'outbox'")
        assert found == [(int(point.startswith("after")),)]
    assert look is not None
    look.close()


def test_a_backup_is_whole_or_is_none(tmp_path: Path) -> None:
    file = make_desk(tmp_path / "desk.db", "The tower fell")
    deaths = 0
    for step in range(1, STEPS):
        if ends(tmp_path, f"file:{step}", "backup", "--to", "copy.db") == 0:
            break
        deaths += 1
        assert claims_in(file) == ["The tower fell"]
        if (tmp_path / "copy.db").exists():
            assert claims_in(tmp_path / "copy.db") == ["The tower fell"]
            (tmp_path / "copy.db").unlink()
    assert deaths >= 4
    assert claims_in(tmp_path / "copy.db") == ["The tower fell"]


def test_a_restore_leaves_the_old_database_or_the_new(tmp_path: Path) -> None:
    make_desk(tmp_path / "old.db", "old")
    make_desk(tmp_path / "new.db", "new")
    file = tmp_path / "desk.db"
    found = set()
    for step in range(1, STEPS):
        shutil.copy(tmp_path / "old.db", file)
        if ends(tmp_path, f"file:{step}", "restore", "new.db") == 0:
            break
        (there,) = claims_in(file)
        found.add(there)
    assert found == {"old", "new"}
    assert claims_in(file) == ["new"]
    for kept in (tmp_path / "backups").glob("*-before-restore.db"):
        assert claims_in(kept) == ["old"]
