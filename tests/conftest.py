"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import leaks
from tests.people import Bot, Telegram
from tests.servers import Databases, PostgreSQL, find_postgresql

Snapshot = Callable[[Path, str], None]

KINDS = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=KINDS, action="append", help="only on this database; may be given twice"
    )
    parser.addoption("--rewrite-snapshots", action="store_true", help="write the snapshots of messages anew")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs a database is done on both."""
    if "databases" in metafunc.fixturenames:
        kinds = metafunc.config.getoption("--database") or KINDS
        metafunc.parametrize("databases", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session", autouse=True)
def nothing_leaks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """At the end, over all that the tests have set off: no token and no secret stands in a line that a program
    of ours has printed, nor in a file that it has left."""
    yield
    found = [str(path) for path in leaks.written(tmp_path_factory.getbasetemp())]
    assert leaks.printed + found == [], "a secret was written down"


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    """Compares a text with the file that keeps it, one of the plain-text files beside the tests."""

    def compare(kept: Path, shown: str) -> None:
        if request.config.getoption("--rewrite-snapshots"):
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(shown, encoding="utf-8")
        assert kept.is_file(), f"there is no {kept.name} yet: run the test with --rewrite-snapshots"
        assert shown == kept.read_text(encoding="utf-8"), (
            "people see something else now: if that is meant, run the test with --rewrite-snapshots"
        )

    return compare


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A Bot API server of its own."""
    server = Telegram()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def bot(telegram: Telegram, tmp_path: Path, database_url: str) -> Iterator[Bot]:
    """The running bot on a database of its own."""
    with Bot(telegram, database_url, tmp_path) as bot:
        yield bot.start()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """A real PostgreSQL server of our own; skips where the program is absent, but never in CI."""
    folder = find_postgresql()
    if folder is None:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with PostgreSQL(folder) as server:
        yield server


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """New databases of one kind; what asks for this is run once with each kind."""
    server = request.getfixturevalue("postgresql_server") if request.param == "postgresql" else None
    return Databases(request.param, server)


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of its own, once on each kind."""
    with databases.new(tmp_path) as url:
        yield url
