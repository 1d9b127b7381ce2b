"""The demo's own refusals. What it shows is tested in tests/demo."""

from pathlib import Path

from tests.command.calling import call, refused


def test_a_language_that_nobody_there_speaks(tmp_path: Path) -> None:
    refused(call(tmp_path, "demo", "--no-browser", "--language", "tlh"), "--language: there is no 'tlh'")
