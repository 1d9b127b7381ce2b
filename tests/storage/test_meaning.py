"""What a model reads in claims is kept beside them, found again, and goes with them; on both databases."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.actions import meaning as reading
from bot.actions import vectors as holding
from bot.actions.albums import join_album
from bot.actions.claims import Brought, FileBrought, queue_claim, words_key
from bot.actions.desks import open_desk
from bot.actions.meaning import ReadMeaning
from bot.actions.twins import find_twin, tell_apart
from bot.embeddings import StaticEmbeddings
from bot.render.cards import card
from bot.texts import Texts
from storage import vectors
from storage.claims import Claim
from storage.database import Database, open_database
from storage.desks import Desk, Member, Person
from storage.dues import Matter, desks_due
from storage.facts.claims import claim_facts
from storage.forgetting import close_place, erase_desk
from storage.schema import migrate
from storage.vectors import ClaimVector
from tests.meanings import SAME, loaded

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RESIGNED, QUIT = "The mayor resigned on Friday", "Town head quit his post"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with open_database(database_url) as opened:
        migrate(opened)
        yield opened


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with Session(database.engine, expire_on_commit=False) as session:
        yield session


class Room:
    """A desk, and what it makes of new claims."""

    def __init__(self, session: Session, chat: int, meaning: reading.Meaning) -> None:
        person = Person(telegram_id=-chat, name="Ana")
        session.add(person)
        session.flush()
        self.session, self.meaning = session, meaning
        self.desk: Desk
        self.lead: Member
        self.desk, self.lead = open_desk(
            session, chat_id=chat, topic_id=0, title="Newsroom", private=False, person=person, now=NOW
        )

    def queue(self, *texts: str, **more: object) -> list[Claim]:
        """As the handler does it."""
        brought = [Brought(text, **more) for text in texts]  # type: ignore[arg-type]
        claims = [queue_claim(self.session, self.desk, one, self.lead, NOW).claim for one in brought]
        alike = self.meaning.alike(self.session, claims)
        for claim in claims:
            find_twin(self.session, claim, alike.get(claim.id, ()))
        return claims


@pytest.fixture
def model(tmp_path: Path) -> StaticEmbeddings:
    return loaded(tmp_path / "model")


@pytest.fixture
def meaning(model: StaticEmbeddings) -> ReadMeaning:
    return ReadMeaning(model, 0.8)


def kept(session: Session) -> Sequence[tuple[int, str]]:
    return session.exec(
        select(ClaimVector.claim_id, ClaimVector.model).order_by(col(ClaimVector.claim_id))
    ).all()


def caught_up(session: Session, meaning: ReadMeaning) -> int:
    """Reads what is due as the ticks do; says in how many transactions."""
    times = 0
    while due := desks_due(session, Matter.MEANING, NOW):
        assert list(due) == [0]
        assert not meaning.catch_up(session, 0, NOW)
        times += 1
    return times


def test_a_claim_in_other_words_is_found_at_its_desk_alone(session: Session, meaning: ReadMeaning) -> None:
    room, strangers = Room(session, -5, meaning), Room(session, -6, meaning)
    (theirs,) = strangers.queue(RESIGNED)
    (first,) = room.queue(RESIGNED)
    assert first.twin_id is None
    other, second = room.queue("The bridge is closed", QUIT)
    assert other.twin_id is None
    assert (second.twin_id, second.twin_alike) == (first.id, True)
    assert theirs.twin_id is None
    # Words that the model does not know, or that it knows to be about something else.
    assert [one.twin_id for one in room.queue("Rain tomorrow", "Fighters crossing")] == [None, None]
    tell_apart(session, second, room.lead, NOW)
    assert (second.twin_id, second.twin_alike) == (None, False)


def test_without_a_model_nothing_is_found_kept_or_asked(session: Session) -> None:
    room = Room(session, -5, reading.NoMeaning())
    room.queue(RESIGNED)
    (second,) = room.queue(QUIT)
    assert second.twin_id is None
    assert not kept(session)
    room.meaning.begin(session, NOW)
    assert not desks_due(session, Matter.MEANING, NOW)


def test_the_card_says_why_and_what_differs(session: Session, meaning: ReadMeaning) -> None:
    room = Room(session, -5, meaning)
    room.queue("The mayor resigned, with 40,000 fighters")
    (second,) = room.queue("Head quit; 14,000 of them")
    shown = str(card(Texts("en"), claim_facts(session, second), bot="desk_bot").html)
    assert "Alike in meaning" in shown
    assert "not the same figures" in shown
    (third,) = room.queue("Head never quit")
    assert third.twin_alike
    assert "only one of the two denies it" in str(
        card(Texts("en"), claim_facts(session, third), bot="desk_bot").html
    )


def test_what_was_written_before_is_read_in_steps_the_newest_first(
    session: Session, meaning: ReadMeaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 2)
    monkeypatch.setattr(vectors, "LOOKED_AT", 3)
    room = Room(session, -5, reading.NoMeaning())
    claims = room.queue(*(f"{text} {n}" for n in range(4) for text in (RESIGNED, QUIT)))
    meaning.begin(session, NOW)
    meaning.catch_up(session, 0, NOW)
    assert [claim_id for claim_id, _ in kept(session)] == [claims[6].id, claims[7].id]
    # The process ends and another begins.
    meaning.begin(session, NOW)
    assert caught_up(session, meaning) <= len(claims)
    assert [claim_id for claim_id, _ in kept(session)] == [claim.id for claim in claims]
    meaning.begin(session, NOW)
    caught_up(session, meaning)
    assert len(kept(session)) == len(claims)


def test_another_models_vectors_are_never_compared_and_are_made_anew(
    session: Session, meaning: ReadMeaning, tmp_path: Path
) -> None:
    Room(session, -5, meaning).queue(RESIGNED)
    # Of as many numbers, and with each word elsewhere.
    turned = ReadMeaning(loaded(tmp_path / "turned", (*SAME[1:], SAME[0])), 0.8)
    room = Room(session, -7, turned)
    ((_, before),) = kept(session)
    turned.begin(session, NOW)
    caught_up(session, turned)
    ((claim_id, after),) = kept(session)
    assert after != before
    # The old one, put back, finds nobody to compare with.
    room.desk = session.get_one(Desk, session.get_one(Claim, claim_id).desk_id)
    room.meaning = meaning
    (second,) = room.queue(QUIT)
    assert second.twin_id is None
    meaning.begin(session, NOW)
    caught_up(session, meaning)
    (third,) = room.queue("Head quit once more")
    assert third.twin_alike


def test_a_long_desk_is_compared_in_parts_up_to_a_bound(
    session: Session, model: StaticEmbeddings, meaning: ReadMeaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "AT_ONCE", 2)
    monkeypatch.setattr(holding, "MOST_COMPARED", 5)
    room = Room(session, -5, meaning)
    first, *_ = room.queue(RESIGNED, *(f"Bridge closed {n}" for n in range(4)))
    # Itself counts as the newest of the five.
    (sixth,) = room.queue(QUIT)
    assert sixth.twin_id != first.id
    (seventh,) = room.queue(QUIT + " again")
    assert seventh.twin_id == sixth.id
    for n in range(20):
        room.queue(f"Bridge closed {n} times")
    (late,) = room.queue("Mayor quit")
    assert late.twin_id not in {first.id, sixth.id, seventh.id}
    monkeypatch.setattr(holding, "MOST_COMPARED", 100)
    again = ReadMeaning(model, 0.8)
    assert first.id in {one.claim_id for one in again.alike(session, [late])[late.id]}


def test_what_is_held_is_never_believed(session: Session, meaning: ReadMeaning) -> None:
    room, other = Room(session, -5, meaning), Room(session, -6, meaning)
    (first,) = room.queue("The bridge is closed")
    other.queue(RESIGNED)
    with session.begin_nested() as savepoint:
        (undone,) = room.queue(RESIGNED)
        savepoint.rollback()
    # A claim that stands, in the place of one that was undone and whose vector was held.
    (second,) = room.queue("Fighters: 14000")
    assert second.id == undone.id or session.get_bind().dialect.name != "sqlite"
    (third,) = room.queue(QUIT)
    assert third.twin_id is None
    # A claim is read anew: other words, or another copy of the bot's work.
    first.text, first.words_key = RESIGNED, words_key(Brought(RESIGNED))
    session.add(first)
    session.flush()
    meaning.note(session, first)
    (fourth,) = room.queue("Mayor quit")
    assert fourth.twin_id in {first.id, third.id}
    assert {one.claim_id for one in meaning.alike(session, [fourth])[fourth.id] if one.likely} == {
        first.id,
        third.id,
    }


def test_few_desks_are_held(session: Session, meaning: ReadMeaning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "MOST_HELD", 1)
    rooms = [Room(session, chat, meaning) for chat in (-5, -6, -7)]
    for room in rooms:
        room.queue(RESIGNED)
    assert [room.queue(QUIT)[0].twin_alike for room in rooms] == [True, True, True]


def test_a_picture_without_words_means_nothing_until_its_words_come(
    session: Session, meaning: ReadMeaning
) -> None:
    room = Room(session, -5, meaning)
    (said,) = room.queue("Bridge closed")
    photo = (FileBrought("photo", "a", "a"),)
    (picture,) = room.queue("bridge closed picture", files=photo, unlike="a")
    assert picture.twin_id is None
    assert not meaning.alike(session, [picture])
    later = Brought(RESIGNED, seen_text=RESIGNED, files=(FileBrought("photo", "b", "b"),))
    join_album(session, picture, later, room.lead, NOW, meaning)
    (second,) = room.queue(QUIT)
    assert (second.twin_id, second.twin_alike) == (picture.id, True)
    assert said.twin_id is None


def test_with_a_desk_go_its_vectors(session: Session, meaning: ReadMeaning) -> None:
    room, stay = Room(session, -5, meaning), Room(session, -6, meaning)
    room.queue(RESIGNED)
    (other,) = stay.queue(RESIGNED)
    close_place(session, room.desk)
    erase_desk(session, room.desk)
    assert [claim_id for claim_id, _ in kept(session)] == [other.id]
