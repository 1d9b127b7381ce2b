"""Imports go down only. This test walks every import and knows every room's floor."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# The first prefix that fits decides; a longer name stands before a shorter one.
FLOORS: tuple[tuple[str, int], ...] = (
    ("storage.vocabulary", 0),
    ("storage.words", 0),
    ("storage.stems", 0),
    ("storage", 1),
    ("bot.rules", 1),
    ("bot.actions", 2),
    ("bot.render", 2),
    ("bot.exports", 2),
    ("bot.texts", 2),
    ("bot.handlers", 3),
    ("bot.telegram", 3),
    ("bot.receive", 3),
    ("bot.batches", 3),
    ("bot.delivery", 3),
    ("bot.leasing", 3),
    ("bot.errands", 3),
    ("bot.lookups", 3),
    ("bot.fetching", 3),
    ("bot.apart", 3),
    ("bot.extracting", 3),
    ("bot.importing", 3),
    ("bot.meaning", 3),
    ("bot.embeddings", 3),
    ("bot.drawing", 3),
    ("bot.ticks", 3),
    ("bot.pace", 3),
    ("bot.menus", 3),
    ("bot.floods", 3),
    ("bot.forgotten", 3),
    ("bot.measures", 3),
    ("bot.polling", 3),
    ("bot.port", 3),
    ("bot.webhook", 3),
    ("bot.reading_file", 3),
    ("bot.backups", 3),
    ("bot.checking", 3),
    ("bot.opening", 3),
    ("bot.clock", 3),
    ("bot.contact", 3),
    ("bot.config", 3),
    ("bot.logs", 3),
    ("bot.app", 4),
    ("bot.running", 4),
    ("bot.cli", 4),
    ("bot.demo", 4),
    ("bot.makers", 3),
)

OUTSIDE = {
    0: {"rapidfuzz", "snowballstemmer"},
    "storage": {"sqlmodel", "sqlalchemy", "alembic", "psycopg"},
    "bot.rules": {
        "rapidfuzz",
        "tzfpy",
        "sentencex",
        "dateparser",
        "snowballstemmer",
        "babel",
        "publicsuffixlist",
        "trafilatura",
    },
    2: {"markupsafe", "babel", "sqlmodel", "sqlalchemy"},
    "bot.render.drawing": {"matplotlib"},
}
"""What each floor may import from outside the standard library; floors 3 and 4 anything we depend on."""

PURE = {
    "os",
    "pathlib",
    "socket",
    "subprocess",
    "asyncio",
    "time",
    "random",
    "sqlite3",
    "urllib.request",
    "logging",
}
"""What a rule may not touch: input and output, chance and the clock. (Cue lists are read by importlib.)"""


def modules() -> dict[str, Path]:
    found = {}
    for top in ("bot", "storage"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def floor(module: str) -> int:
    if module == "bot":
        return 0  # it holds nothing but its name
    for prefix, number in FLOORS:
        if module == prefix or module.startswith(prefix + "."):
            return number
    raise AssertionError(f"{module} has no room in docs/architecture.md: give it one, here and there")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def room(module: str) -> str:
    """What stands beside each other and may look at each other: all of storage, all of `bot.rules`, …"""
    return "storage" if module.startswith("storage.") else ".".join(module.split(".")[:2])


def ours(names: set[str]) -> set[str]:
    """Imported modules of ours; a name inside a module counts as its module."""
    return {
        name if name in MODULES else name.rpartition(".")[0]
        for name in names
        if name.split(".")[0] in ("bot", "storage")
    }


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_down_only(module: str) -> None:
    if module.startswith("storage.migrations"):
        return
    names = imports(MODULES[module])
    for other in ours(names):
        if module.startswith("bot.demo.server"):
            assert other.startswith("bot.demo.server"), f"the judge imports {other}"
            continue
        below = floor(other) < floor(module)
        beside = floor(other) == floor(module) and (
            room(other) == room(module) or floor(module) in (3, 4) or other == "bot.texts"
        )
        assert below or beside, f"{module} (floor {floor(module)}) imports {other} (floor {floor(other)})"
        assert not (module.startswith("storage") and other.startswith("bot")), f"{module} looks up to {other}"
        if module.startswith("bot.rules"):
            assert floor(other) == 0 or other.startswith("bot.rules"), f"a rule imports {other}"


@pytest.mark.parametrize("module", [name for name in sorted(MODULES) if floor(name) <= 2])
def test_lower_floors_know_only_their_libraries(module: str) -> None:
    if module == "bot" or module.startswith("bot.demo"):
        return
    tops = {name.split(".")[0] for name in imports(MODULES[module])} - {"bot", "storage"}
    outside = {top for top in tops if top not in sys.stdlib_module_names}
    known = room(module) if room(module) in OUTSIDE else 2
    allowed = OUTSIDE[module if module in OUTSIDE else 0 if floor(module) == 0 else known]
    assert outside <= allowed, f"{module} imports {sorted(outside - allowed)}"


@pytest.mark.parametrize("module", [name for name in sorted(MODULES) if name.startswith("bot.rules")])
def test_rules_are_pure(module: str) -> None:
    assert not imports(MODULES[module]) & PURE


def test_queries_live_in_storage() -> None:
    """No `select`, `update` or `delete` outside storage."""
    for module, path in MODULES.items():
        if module.startswith("storage"):
            continue
        bad = imports(path) & {
            "sqlmodel.select",
            "sqlalchemy.select",
            "sqlalchemy.update",
            "sqlalchemy.delete",
        }
        assert not bad, f"{module} imports {sorted(bad)}"


def test_only_the_clock_reads_the_clock() -> None:
    for module, path in MODULES.items():
        if module == "bot.clock" or module.startswith("bot.demo"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                owner = node.value
                reads = isinstance(owner, ast.Name) and owner.id in ("datetime", "date")
                assert not reads, f"{module} reads the clock"
