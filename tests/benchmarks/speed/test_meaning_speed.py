"""What a model of meanings adds to the lookup of a new claim at a big desk, on SQLite and on PostgreSQL.

    SECOND_SOURCE_CLAIMS=100000 pytest tests/benchmarks/speed/test_meaning_speed.py -s [--database sqlite]

Claims as in `test_twin_speed.py`; each has a vector of 256 numbers, as small static models make them. Reading the
words of a claim (tokenizing, a mean) is measured with a model made here, of 30,000 words: how well it understands them
makes no difference to the time.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pytest
from model2vec import StaticModel
from sqlalchemy import text
from sqlmodel import Session
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from bot.actions.meaning import MOST_ALIKE, READ_AT_ONCE
from bot.actions.vectors import HeldVectors
from bot.embeddings import StaticEmbeddings
from storage.database import Database
from storage.schema import migrate
from storage.vectors import keep_vectors
from tests.benchmarks.filling import fill, without_foreign_keys
from tests.benchmarks.speed.test_twin_speed import DESK, Speech, look_up
from tests.servers import Databases

CLAIMS = int(os.environ.get("SECOND_SOURCE_CLAIMS", "10000"))
LOOKUPS, BATCH, NUMBERS = 50, 5_000, 256

pytestmark = pytest.mark.timeout(7200)


def made_model(speech: Speech) -> StaticEmbeddings:
    chance = np.random.default_rng(20261125)
    vocabulary = {"[UNK]": 0, **{word: n for n, word in enumerate(speech.words[:30_000], 1)}}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    numbers = chance.standard_normal((len(vocabulary), NUMBERS), dtype=np.float32)
    return StaticEmbeddings(StaticModel(numbers, tokenizer))


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[tuple[Database, Speech, StaticEmbeddings]]:
    speech = Speech(20261125)
    model = made_model(speech)
    claims = [speech.claim() for _ in range(CLAIMS)]
    with databases.new(tmp_path) as url, Database(url) as database:
        migrate(database)
        with without_foreign_keys(database) as session:
            fill(session, DESK, claims, [claim.split() for claim in claims])
            for at in range(0, CLAIMS, BATCH):
                vectors = enumerate(model.vectors(claims[at : at + BATCH]), at + 1)
                keep_vectors(session, model.fingerprint, ((n, DESK, vector) for n, vector in vectors))
        if database.path is None:
            with database.engine.connect() as connection:
                connection.execute(text("ANALYZE"))
                connection.commit()
        yield database, speech, model


def test_what_meaning_costs(desk: tuple[Database, Speech, StaticEmbeddings], databases: Databases) -> None:
    database, speech, model = desk
    plain, added, ten, step = [], [], [], []
    held = HeldVectors(model)
    with without_foreign_keys(database) as session:
        first = _seconds(lambda: held.of(session, DESK))
        for number in range(CLAIMS + 1, CLAIMS + 1 + LOOKUPS):
            claim = speech.claim()
            plain.append(_seconds(lambda claim=claim: look_up(session, claim)))
            added.append(_seconds(lambda some=[claim], at=number: _meaning(session, held, model, some, at)))
        for nth in range(5):
            claims = [speech.claim() for _ in range(10)]
            number = CLAIMS + 1 + LOOKUPS + 10 * nth
            ten.append(_seconds(lambda some=claims, at=number: _meaning(session, held, model, some, at)))
        size = held.of(session, DESK).size / 1e6
        for nth in range(10):
            claims = [speech.claim() for _ in range(READ_AT_ONCE)]
            number = CLAIMS + 1_000 + nth * READ_AT_ONCE
            step.append(_seconds(lambda some=claims, at=number: _read(session, model, some, at)))
    print(
        f"\n{databases.kind}, {CLAIMS:,} claims: reading all vectors, once, {first * 1000:.0f} ms, {size:.1f} MB;"
        f" a lookup by words {_ms(plain)}, by meaning {_ms(added)} more, {1 + median(added) / median(plain):.1f} times"
        f" in all; ten claims at once {_ms(ten)} more; a step of {READ_AT_ONCE} unread claims {_ms(step)}"
    )
    # Machines differ; ten times too slow is a mistake on any.
    assert median(added) < 0.03 + CLAIMS * 3e-6


def _meaning(
    session: Session, held: HeldVectors, model: StaticEmbeddings, claims: list[str], number: int
) -> None:
    """All that is done for new claims beside the words."""
    vectors = _read(session, model, claims, number)
    assert held.of(session, DESK).nearest(vectors, MOST_ALIKE)[0]


def _read(session: Session, model: StaticEmbeddings, claims: list[str], number: int) -> list[bytes]:
    vectors = model.vectors(claims)
    keep_vectors(session, model.fingerprint, ((n, DESK, vector) for n, vector in enumerate(vectors, number)))
    return vectors


def _seconds(do: object) -> float:
    began = perf_counter()
    do()  # type: ignore[operator]
    return perf_counter() - began


def _ms(seconds: list[float]) -> str:
    return f"{median(seconds) * 1000:.1f} ms"
