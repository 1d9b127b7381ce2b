"""Commands as a person calls them, each in a process of its own (forked, so that many are quick)."""

from dataclasses import dataclass
from pathlib import Path

from tests.people import PATIENCE, Program


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    lines: list[str]


def call(folder: Path, *arguments: str, **env: str) -> Done:
    """Calls `secondsource` with these arguments in this folder."""
    unset = dict.fromkeys(("TELEGRAM_BOT_TOKEN", "BACKUPS"), "")
    program = Program.start("bot.cli", *arguments, env={**unset, **env}, cwd=folder)
    code = program.process.wait(PATIENCE * 3)
    program.finish()
    return Done(code, [line for line in program.lines if line])


def said(done: Done) -> str:
    """What a command that went well printed."""
    assert done.code == 0, done.lines
    return "\n".join(done.lines)


def refused(done: Done, words: str) -> None:
    """One sentence with these words, exit code 2."""
    assert done.code == 2, done.lines
    (sentence,) = done.lines
    assert sentence.startswith("secondsource: ")
    assert words in sentence
