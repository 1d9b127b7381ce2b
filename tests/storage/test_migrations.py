"""Migrations make what the models say, on SQLite and on PostgreSQL, and can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from storage.base import BigId
from storage.database import Database, open_database
from storage.desks import Desk, Member, Person
from storage.errands import Errand
from storage.events import record
from storage.finding import texts_holding
from storage.refused import SomebodyElseRuns
from storage.schema import config_for, migrate
from storage.search import make_findable, rarity
from storage.tables import Claim, metadata
from storage.verdicts import Correction, Evidence, Review, Scale, Verdict
from storage.vocabulary import CorrectionKind, Decision, Deed, Role
from storage.words import words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with open_database(database_url) as opened:
        yield opened


def test_migrations_equal_the_models(database: Database) -> None:
    assert migrate(database)
    assert not migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _o, name, *_: (
                    not str(name).startswith(("searchable_", "claim_index"))
                ),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_migrations_can_be_taken_back(database: Database) -> None:
    migrate(database)
    with database.engine.begin() as connection:
        command.downgrade(config_for(connection), "base")
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    assert migrate(database)


def a_claim(session: Session) -> Claim:
    desk = Desk(chat_id=-1_001_234_567_890, title="Newsroom", created_at=NOW)
    person = Person(telegram_id=2**40, name="Ana")
    session.add_all([desk, person])
    session.flush()
    member = Member(desk_id=desk.id, person_id=person.id, role=Role.CHECKER, joined_at=NOW)
    session.add(member)
    session.flush()
    claim = Claim(
        desk_id=desk.id,
        number=1,
        text="40,000 fighters signed up",
        words_key="k",
        submitter_id=member.id,
        ladder_since=NOW,
        created_at=NOW,
    )
    session.add(claim)
    session.flush()
    record(session, Deed.SUBMIT, desk_id=desk.id, claim_id=claim.id, member_id=member.id, at=NOW)
    return claim


def test_a_row_comes_back_as_it_went(database: Database) -> None:
    migrate(database)
    claim_id = database.write_now(lambda session: a_claim(session).id)
    kept = database.read_now(lambda session: session.get_one(Claim, claim_id))
    assert kept.created_at == NOW
    assert kept.created_at.tzinfo is UTC
    assert kept.state.value == "open"


def a_review(session: Session) -> Review:
    """Ana's verdict with its evidence, Ben's agreement, and a correction."""
    claim = a_claim(session)
    ana = claim.submitter_id or 0
    person = Person(telegram_id=2**41, name="Ben")
    scale = Scale(desk_id=claim.desk_id, version=1, ratings=[["true", "True"]], created_at=NOW)
    session.add_all([person, scale])
    session.flush()
    ben = Member(desk_id=claim.desk_id, person_id=person.id, role=Role.CHECKER, joined_at=NOW)
    of_claim: dict[str, Any] = {"desk_id": claim.desk_id, "claim_id": claim.id}
    verdict = Verdict(
        **of_claim, author_id=ana, version=1, scale_id=scale.id, rating="true", rationale="seen", at=NOW
    )
    session.add_all([ben, verdict])
    session.flush()
    by_ben: dict[str, Any] = {"verdict_id": verdict.id, "author_id": ana, "reviewer_id": ben.id}
    review = Review(**of_claim, **by_ben, decision=Decision.AGREE, at=NOW)
    kind = CorrectionKind.MINOR
    session.add_all(
        [
            review,
            Evidence(desk_id=claim.desk_id, verdict_id=verdict.id, kind="link", url="https://example.org"),
            Correction(**of_claim, kind=kind, reason="a name", author_id=ana, verdict_id=verdict.id, at=NOW),
        ]
    )
    session.flush()
    return review


def test_a_number_is_never_given_twice(database: Database) -> None:
    """What goes with whoever is forgotten may still be under way, or stand in an old button."""
    migrate(database)
    numbered = [table for table in metadata.sorted_tables if "id" in table.c and table.c.id.type is BigId]
    assert len(numbered) > 20
    if database.path is not None:
        with database.engine.connect() as connection:
            tables = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
            made: dict[str, str] = {}
            made.update((name, sql) for name, sql in tables)
        assert [table.name for table in numbered if "AUTOINCREMENT" not in made[table.name]] == []

    def errand(session: Session) -> Errand:
        made = Errand(kind="link", not_before=NOW, created_at=NOW)
        session.add(made)
        session.flush()
        return made

    first = database.write_now(lambda session: errand(session).id)
    database.write_now(lambda session: session.delete(session.get_one(Errand, first)))
    assert database.write_now(lambda session: errand(session).id) > first


def run(statement: str, session: Session) -> object:
    return session.connection().scalar(text(statement))


@pytest.mark.parametrize("deed", ["UPDATE {} SET desk_id = desk_id", "DELETE FROM {}"])
def test_history_is_append_only(database: Database, deed: str) -> None:
    migrate(database)
    database.write_now(a_review)
    for table in ("event", "verdict", "evidence", "review", "correction"):
        with pytest.raises(DBAPIError, match="append-only"):
            database.write_now(partial(run, deed.format(table)))
        assert database.read_now(partial(run, f"SELECT count(*) FROM {table}"))


AGREE = (
    "INSERT INTO review (desk_id, claim_id, verdict_id, author_id, reviewer_id, decision, qualifiers, at)"
    " SELECT desk_id, claim_id, verdict_id, {author}, {reviewer}, '{decision}', '[]', at FROM review"
)


@pytest.mark.parametrize(
    ("author", "reviewer", "decision"),
    [
        ("author_id", "author_id", "agree"),
        ("author_id", "author_id", "changes"),
        ("author_id", "author_id", "disagree"),
        # Somebody who gives another's name as that of the author.
        ("reviewer_id", "author_id", "agree"),
    ],
)
def test_no_table_lets_an_author_review(
    database: Database, author: str, reviewer: str, decision: str
) -> None:
    migrate(database)
    database.write_now(a_review)
    own = AGREE.format(author=author, reviewer=reviewer, decision=decision)
    with pytest.raises(IntegrityError):
        database.write_now(lambda session: session.execute(text(own)))
    other = AGREE.format(author="author_id", reviewer="reviewer_id", decision="disagree")
    database.write_now(lambda session: session.execute(text(other)))


def test_the_index_finds_by_the_rarest_words(database: Database) -> None:
    migrate(database)

    def fill(session: Session) -> int:
        claim = a_claim(session)
        for said in ("40,000 fighters signed up", "The bridge fell", "The bridge is closed"):
            make_findable(
                session, desk_id=claim.desk_id, claim_id=claim.id, kind="claim", text_=said, language="en"
            )
        return claim.desk_id

    desk = database.write_now(fill)
    counts = database.read_now(lambda session: rarity(session, desk, words("a bridge that fell", "en")))
    found = database.read_now(lambda session: texts_holding(session, desk, counts))
    assert found[0].text == "The bridge fell"
    assert not database.read_now(lambda session: texts_holding(session, desk + 1, counts))


def test_one_bot_on_one_database(database: Database) -> None:
    database.lock()
    with (
        open_database(database.url.render_as_string(hide_password=False)) as second,
        pytest.raises(SomebodyElseRuns),
    ):
        second.lock()


def test_the_reading_connection_cannot_write(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'desk.db'}") as database:
        migrate(database)
        with pytest.raises(DBAPIError, match=r"readonly|query_only"):
            database.read_now(lambda session: session.execute(text("DELETE FROM due")))
