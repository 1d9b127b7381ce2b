"""How the long run of random kills is asked for (`pytest tests/faults --kills 10000`), and a PostgreSQL server
that may be stopped, filled and cut off."""

from collections.abc import Iterator

import pytest

from tests.servers import PostgreSQL

LONG = "test_random_kills"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=0, help="only this: so many random kills on each database")
    parser.addoption("--from", dest="from_kill", type=int, default=0, help="go on with this kill")
    parser.addoption("--results", default="docs/reliability", help="the folder that the result files grow in")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long run is alone where it is asked for, and absent where it is not."""
    kills = config.getoption("--kills")
    wanted = [item for item in items if (getattr(item, "originalname", "") == LONG) == bool(kills)]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


@pytest.fixture(scope="session")
def server(postgresql_server: PostgreSQL) -> Iterator[PostgreSQL]:
    """Not the one that other tests use: this one is stopped and started."""
    with PostgreSQL(postgresql_server.programs) as server:
        yield server


@pytest.fixture
def url(server: PostgreSQL) -> Iterator[str]:
    """An empty database of that server."""
    with server.new() as url:
        yield url
