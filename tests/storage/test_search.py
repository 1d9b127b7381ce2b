"""Finding claims: the same answers on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.actions.claims import Brought, add_note, queue_claim
from bot.actions.desks import open_desk
from bot.actions.finding import find_claims
from storage.database import Database
from storage.desks import Desk, Member, Person
from storage.schema import migrate

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLAIMS = (
    "40,000 Syrian fighters have signed up with Russian forces",
    "14,000 fighters arrived in Karsa",
    "The bridge of Karsa was blown up by fighters",
    "The mayor of Orvell fled over the bridge",
    "Міністерство повідомило про 300 загиблих",
    "東京で大きな地震があった",
)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    migrate(database)
    with Session(database.engine, expire_on_commit=False) as session:
        yield session
    database.close()


def open_at(session: Session, chat_id: int, name: str) -> tuple[Desk, Member]:
    person = Person(telegram_id=-chat_id, name=name)
    session.add(person)
    session.flush()
    return open_desk(session, chat_id=chat_id, topic_id=0, title=name, private=False, person=person, now=NOW)


def test_best_first_then_newest_and_only_of_the_desk(session: Session) -> None:
    desk, lead = open_at(session, -5, "Newsroom")
    other, _ = open_at(session, -6, "Others")
    for hour, text in enumerate(CLAIMS):
        claim = queue_claim(session, desk, Brought(text), lead, NOW + timedelta(hours=hour)).claim
        if "bridge of Karsa" in text:
            add_note(session, claim, "Halvorsen saw it standing", lead, NOW)

    def numbers(words: str, where: Desk = desk) -> list[int]:
        return [hit.claim.number for hit in find_claims(session, where.id, words)]

    assert numbers("fighters") == [3, 2, 1]
    assert numbers("syrian fighters") == [1]
    assert numbers("bridge") == [4, 3]
    assert numbers("40000") == [1]
    assert numbers("HALVORSEN") == [3]
    assert find_claims(session, desk.id, "halvorsen")[0].kind == "note"
    assert numbers("300 загиблих") == [5]
    assert numbers("地震") == [6]
    assert numbers("zeppelin") == numbers("") == numbers('" OR *') == numbers("%") == []
    assert numbers("fighters", other) == []


def test_a_name_is_found_in_the_other_script_after_its_own(session: Session) -> None:
    desk, lead = open_at(session, -5, "Newsroom")
    other, dan = open_at(session, -6, "Dan's")
    queue_claim(session, other, Brought("Херсон без світла"), dan, NOW)
    for hour, text in enumerate(
        (
            "Kherson was shelled at night",
            "У Херсоні загинули 12 солдатів",
            "В Херсоне закрыли мост",
            "Zelensky signed the law",
            "Зеленський звільнив міністра",
            "President Zelenskyy met the mayor of Kyiv",
            "Киев остался без воды",
            "A dam broke",
            "Дам не видно",
        )
    ):
        queue_claim(session, desk, Brought(text), lead, NOW + timedelta(hours=hour))

    def numbers(words: str, where: Desk = desk) -> list[int]:
        return [hit.claim.number for hit in find_claims(session, where.id, words)]

    assert numbers("Kherson") == [1, 3, 2]
    assert numbers("Херсон") == numbers("Херсона") == [3, 2, 1]
    assert numbers("Зеленский") == [5, 6, 4]
    assert numbers("zelenskiy") == [5, 6, 4]
    assert numbers("Київ") == [7, 6]
    assert numbers("Kyiv") == [6, 7]
    assert numbers("Kherson bridge") == numbers("Kherson")
    assert numbers("dam") == [8]
    assert numbers("Kherson", other) == [1]
    assert numbers("Zelensky", other) == []
