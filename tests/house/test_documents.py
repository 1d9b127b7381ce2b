"""The documents are under test: commands, settings and rooms that they name exist, and none is missing."""

import ast
import re
from pathlib import Path

from bot.app import COMMANDS, PRESSES
from bot.cli import app
from bot.config import Config
from bot.render.help import COMMANDS as SHOWN
from bot.render.help import PARTS
from bot.rules.permissions import PERMITS
from bot.rules.refusals import every_refusal, sentence_of
from storage.vocabulary import Deed

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme() -> None:
    named = set(re.findall(r"^\| `([A-Z_]+)`", README, re.MULTILINE))
    exist = {name.upper() for name in Config.model_fields}
    assert named == exist


def test_every_command_of_the_menu_has_a_door_and_every_door_is_shown() -> None:
    assert {one.name for one in SHOWN} | {"start"} == set(COMMANDS)


def test_every_command_has_its_place_in_help() -> None:
    placed = [name for _, names in PARTS for name in names]
    assert sorted(placed) == sorted(one.name for one in SHOWN)


def test_commands_in_the_readme_exist() -> None:
    for name in re.findall(r"`/([a-z]+)", README):
        assert name in COMMANDS or name in ("newbot", "setinline", "healthz", "metrics", "data"), name


def test_every_command_of_the_command_line_is_in_the_readme() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert f"secondsource {command.name or command.callback.__name__}" in README


def test_the_two_commands_are_one_line_each() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert lines[0].endswith("secondsource demo")
    assert "&& .venv/bin/pytest" in lines[1]


def test_every_deed_has_a_permit() -> None:
    assert set(PERMITS) | {Deed.REMIND} == set(Deed)


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_refusals_name_only_commands_that_exist() -> None:
    for refusal in every_refusal():
        for name in re.findall(r"(?<![\w/])/([a-z]+)", sentence_of(refusal)):
            assert name in COMMANDS, f"{refusal.__name__} names /{name}"


def test_every_button_has_somebody_who_answers_it() -> None:
    """Every verb written into a button's data, anywhere in our own code."""
    verbs: dict[str, str] = {}
    for path in (ROOT / "bot").rglob("*.py"):
        if "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id != "Button" or len(node.args) < 2:
                continue
            data = node.args[1]
            first = data.values[0] if isinstance(data, ast.JoinedStr) else data
            if isinstance(first, ast.Constant):
                verbs[str(first.value).partition(":")[0]] = path.name
    assert len(verbs) > 20
    assert {verb: name for verb, name in verbs.items() if verb not in PRESSES} == {}
