"""Vectors that are held in memory are those of the database, whatever happened; and near ones are found."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from model2vec import StaticModel
from sqlmodel import Session, col, select

from bot.actions import vectors as holding
from bot.actions.vectors import HeldVectors
from bot.embeddings import Pile, StaticEmbeddings
from storage.claims import Claim
from storage.database import open_database
from storage.desks import Desk
from storage.importing import copy_everything
from storage.schema import migrate
from storage.vectors import ClaimVector, keep_vectors
from tests.meanings import loaded, make_model

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Known:
    """A model whose vectors are given, and no more than that."""

    fingerprint = "known"

    def vectors(self, texts: object) -> list[bytes]:
        raise NotImplementedError

    def __init__(self) -> None:
        self.piles = 0

    def pile(self) -> Pile:
        self.piles += 1
        return Pile()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    with open_database(database_url) as database:
        migrate(database)
        with Session(database.engine, expire_on_commit=False) as session:
            yield session


def a_desk(session: Session, chat: int, claims: int) -> list[tuple[int, int]]:
    """A desk's claims, with its id."""
    desk = Desk(chat_id=chat, title="Newsroom", created_at=NOW)
    session.add(desk)
    session.flush()
    return [(a_claim(session, desk.id, number), desk.id) for number in range(claims)]


def a_claim(session: Session, desk_id: int, number: int) -> int:
    """One more claim, the newest."""
    claim = Claim(
        desk_id=desk_id, number=number, text="x", words_key=str(number), ladder_since=NOW, created_at=NOW
    )
    session.add(claim)
    session.flush()
    return claim.id


@pytest.mark.parametrize("bound", [1_000, 12])
def test_what_is_held_is_what_stands_there(
    session: Session, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST_COMPARED", bound)
    chance = random.Random(20261126)
    claims = [*a_desk(session, -5, 30), *a_desk(session, -6, 30)]
    held = HeldVectors(Known())

    def vector() -> bytes:
        return b"" if chance.random() < 0.1 else bytes(chance.choices(range(1, 128), k=4))

    def read(model: str = "known") -> None:
        chosen = chance.sample(claims, chance.randrange(1, 4))
        keep_vectors(session, model, ((claim, desk, vector()) for claim, desk in chosen))

    for _ in range(120):
        what = chance.random()
        if what < 0.2:
            with session.begin_nested() as savepoint:
                read()
                held.of(session, chance.choice(claims)[1])
                savepoint.rollback()
        else:
            read("another" if what < 0.3 else "known")
        if chance.random() < 0.6:
            desk_id = chance.choice(claims)[1]
            asked = [bytes(chance.choices(range(1, 128), k=4))]
            now = held.of(session, desk_id).nearest(asked, bound)
            anew = HeldVectors(Known()).of(session, desk_id).nearest(asked, bound)
            if bound == 1_000:
                assert now == anew
            else:
                # What is held may be a tenth more than is compared of a long desk; all of it stands there.
                assert dict(anew[0]).items() <= dict(held.of(session, desk_id).nearest(asked, 99)[0]).items()


@pytest.mark.parametrize(("bytes_", "read"), [(1_000_000, 3), (1, 6)])
def test_few_bytes_are_held_and_those_are_read_once(
    session: Session, bytes_: int, read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST_HELD", bytes_)
    claims = [one for chat in (-5, -6, -7) for one in a_desk(session, chat, 2)]
    keep_vectors(session, "known", ((claim, desk, b"\1\2") for claim, desk in claims))
    model = Known()
    held = HeldVectors(model)
    for again in range(2):
        for claim, desk in claims:
            # What is new is added to what is held.
            keep_vectors(session, "known", [(a_claim(session, desk, 10 * claim + again), desk, b"\1\3")])
            held.of(session, desk)
    assert model.piles == read


def test_vectors_go_along_to_another_database(session: Session, tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'old.db'}") as old:
        migrate(old)

        def fill(before: Session) -> list[tuple[int, bytes, int]]:
            claims = a_desk(before, -5, 3)
            vectors = (b"", bytes([0, 1, 128, 255]), b"\x7f" * 256)
            keep_vectors(
                before, "known", ((*one, vector) for one, vector in zip(claims, vectors, strict=True))
            )
            return _kept(before)

        had = old.write_now(fill)
        copy_everything(old, session)
    assert [vector for _, vector, _ in had] == [b"", bytes([0, 1, 128, 255]), b"\x7f" * 256]
    assert _kept(session) == had


def _kept(session: Session) -> list[tuple[int, bytes, int]]:
    query = select(ClaimVector.claim_id, ClaimVector.vector, ClaimVector.mark)
    rows = session.exec(query.order_by(col(ClaimVector.claim_id)))
    return [(claim_id, vector, mark) for claim_id, vector, mark in rows]


@given(arrays.arrays(np.float32, (7, 12), elements=st.floats(-100, 100, width=32)))
def test_a_byte_a_number_is_enough(vectors: np.ndarray) -> None:
    vectors = vectors[np.abs(vectors).max(axis=1) > 1e-3]
    if not len(vectors):
        return
    pile = Pile()
    small = StaticEmbeddings.packed(vectors)
    for place, vector in enumerate(small):
        pile.add([(place, vector)])
    (found,) = pile.nearest(small[:1], 7)
    one = vectors.astype(np.float64) / np.linalg.norm(vectors.astype(np.float64), axis=1)[:, None]
    exact = one @ one[0]
    assert len(found) == len(vectors)
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    for place, cosine in found:
        assert cosine == pytest.approx(exact[place], abs=0.02)


def test_of_many_the_nearest_and_of_equals_the_newest() -> None:
    pile = Pile()
    for start in (0, 5_000, 5_003):
        many = 5_000 if start == 0 else 3
        pile.add([(start + n, bytes([100, 1 + n % 50])) for n in range(many)])
    (found,) = pile.nearest([bytes([100, 1])], 4)
    assert [id_ for id_, _ in found] == [5_003, 5_000, 4_950, 4_900]
    assert len(pile) == 5_006
    assert Pile().nearest([bytes([1])], 4) == [[]]


def test_a_fingerprint_is_of_all_that_a_vector_depends_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    one, same = (loaded(tmp_path_factory.mktemp("model"), ("mayor head",)) for _ in range(2))
    assert one.fingerprint == same.fingerprint
    seen = {one.fingerprint, loaded(tmp_path_factory.mktemp("model"), ("mayor chief",)).fingerprint}
    model = StaticModel.from_pretrained(make_model(tmp_path_factory.mktemp("model"), ("mayor head",)))
    seen.add(StaticEmbeddings(StaticModel(model.embedding * 2, model.tokenizer)).fingerprint)
    seen.add(StaticEmbeddings(StaticModel(model.embedding, model.tokenizer, normalize=True)).fingerprint)
    seen.add(StaticEmbeddings(StaticModel(model.embedding, model.tokenizer, max_length=9)).fingerprint)
    assert len(seen) == 5


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "\u202e\u2066", "😀" * 3_000, "a" * 4_000, "ё́" * 2_000, "mayor\n" * 600]
)
def test_odd_texts_have_a_vector_or_none(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    (vector,) = loaded(tmp_path_factory.mktemp("model")).vectors([text])
    assert bool(vector) is ("mayor" in text)
