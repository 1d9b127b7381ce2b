"""How long a new claim waits for its twin at a big desk, on SQLite and on PostgreSQL.

    SECOND_SOURCE_CLAIMS=1000000 pytest tests/benchmarks/speed -s [--database sqlite]

Claims are made of made-up words that are as common as words are (Zipf's law, 200,000 of them, 6 to 18 a claim). A
lookup is all that `find_twin` does: the words of a new claim, what the database proposes, the comparing. Half of the
new claims repeat an old one in part. An insert is one claim's row with its index and counts, without the commit.
"""

import os
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.actions.twins import nearest
from bot.rules.matching import Told, best_of
from storage.database import Database
from storage.schema import migrate
from storage.search import make_findable, rarity
from storage.twins import propose
from tests.benchmarks.filling import fill, without_foreign_keys
from tests.servers import Databases

CLAIMS = int(os.environ.get("SECOND_SOURCE_CLAIMS", "20000"))
LOOKUPS, INSERTS = 200, 200
DESK = 1

pytestmark = pytest.mark.timeout(7200)


def made_up(number: int) -> str:
    """A word that no stemmer changes."""
    syllables = ""
    while True:
        number, rest = divmod(number, 70)
        syllables = "bcdfghklmnprtv"[rest // 5] + "aeiou"[rest % 5] + syllables
        if number == 0:
            return f"{syllables}ko"


class Speech:
    """Claims as people would write them, as far as word counts go."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = [made_up(number) for number in range(200_000)]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def claim(self) -> str:
        return " ".join(
            self.chance.choices(self.words, cum_weights=self.weights, k=self.chance.randrange(6, 19))
        )

    def repeat(self, claim: str) -> str:
        kept = [word for word in claim.split() if self.chance.random() < 0.7]
        return " ".join([*kept, *self.claim().split()[:3]])


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[tuple[Database, Speech, list[str]]]:
    speech = Speech(20261125)
    claims = [speech.claim() for _ in range(CLAIMS)]
    with databases.new(tmp_path) as url, Database(url) as database:
        migrate(database)
        with without_foreign_keys(database) as session:
            fill(session, DESK, claims, [claim.split() for claim in claims])
        if database.path is None:
            # As its own autovacuum would soon after so many new rows.
            with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("VACUUM (ANALYZE)"))
        yield database, speech, claims


def look_up(session: Session, claim: str) -> object:
    new = Told.of(claim)
    others, counts = nearest(session, DESK, new, among=CLAIMS)
    return best_of(new, [Told(one.text, one.stems) for one in others], counts)


def test_a_twin_is_found_in_time(desk: tuple[Database, Speech, list[str]], databases: Databases) -> None:
    database, speech, claims = desk
    asked = [
        speech.repeat(speech.chance.choice(claims)) if number % 2 else speech.claim()
        for number in range(LOOKUPS)
    ]
    took, proposing, found = [], [], 0
    with Session(database.engine) as session:
        for number, claim in enumerate(asked):
            began = perf_counter()
            found += look_up(session, claim) is not None and number % 2
            took.append(perf_counter() - began)
            began = perf_counter()
            propose(session, DESK, rarity(session, DESK, Told.of(claim).stems), among=CLAIMS)
            proposing.append(perf_counter() - began)
    inserted = []
    with without_foreign_keys(database) as session:
        for number in range(INSERTS):
            claim = speech.claim()
            began = perf_counter()
            make_findable(
                session, desk_id=DESK, claim_id=CLAIMS + number, kind="claim", text_=claim, language="en"
            )
            inserted.append(perf_counter() - began)
    print(
        f"\n{databases.kind}, {CLAIMS:,} claims: a lookup {_shown(took)}, of it the database {_shown(proposing)};"
        f" an insert {_shown(inserted)}; {found} of {LOOKUPS // 2} repeats found"
    )
    assert found > LOOKUPS / 2 * 0.6
    # Machines differ; ten times too slow is a mistake on any.
    assert median(took) < 0.05


def _shown(seconds: list[float]) -> str:
    late = quantiles(seconds, n=20)[-1]
    return f"p50 {median(seconds) * 1000:.2f} ms, p95 {late * 1000:.2f} ms"
