"""One person's flood is theirs alone; a whole group's is the group's: told once, where it belongs."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.floods import Judged, judge, settle
from bot.rules.floods import BURST, GROUP
from storage.database import Database
from storage.floods import floods_in
from storage.outbox import Outbox
from storage.schema import migrate
from tests.handlers.scene import GROUP as NEWSROOM
from tests.handlers.scene import NOW, OTHER_GROUP, PEOPLE, set_the_scene

ANA = PEOPLE["Ana"][0]


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    migrate(database)
    with Session(database.engine) as session:
        set_the_scene(session)
        yield session
        session.rollback()
    database.close()


def sent(person: int, chat: int, n: int = 1, *, after: float = 0) -> list[dict[str, Any]]:
    at = int((NOW + timedelta(seconds=after)).timestamp())
    message = {"message_id": 1, "from": {"id": person}, "chat": {"id": chat}, "date": at, "text": "words"}
    return [{"update_id": number, "message": message} for number in range(n)]


def pressed(person: int, chat: int, n: int = 1) -> list[dict[str, Any]]:
    press = {"id": "1", "from": {"id": person}, "message": {"chat": {"id": chat}}}
    return [{"update_id": number, "callback_query": press} for number in range(n)]


def judged(session: Session, batch: Sequence[dict[str, Any]]) -> Judged:
    found = judge(session, batch, NOW)
    settle(session, found, NOW)
    session.flush()
    return found


def told(session: Session) -> list[tuple[int, str]]:
    return [
        (row.chat_id, row.payload["html"]) for row in session.exec(select(Outbox)) if row.purpose == "flood"
    ]


def test_one_person_uses_up_their_own_and_nobody_elses(session: Session) -> None:
    found = judged(session, sent(ANA, NEWSROOM, 2000))
    assert len(found.taken) == BURST
    assert len(judged(session, sent(PEOPLE["Ben"][0], NEWSROOM)).taken) == 1
    assert len(judged(session, pressed(ANA, NEWSROOM)).taken) == 1
    ((chat, _),) = told(session)
    assert chat == ANA
    assert [(row.sender_id, row.refused) for row in floods_in(session, [NEWSROOM], NOW - timedelta(1))] == [
        (ANA, 1880)
    ]


def test_a_whole_group_is_told_once_in_the_group_and_no_other_waits(session: Session) -> None:
    crowd = [raw for person in range(5000, 5010) for raw in sent(person, NEWSROOM, 100)]
    found = judged(session, crowd)
    assert len(found.taken) == GROUP.burst
    assert not judged(session, sent(6000, NEWSROOM, 5)).taken
    ((chat, words),) = told(session)
    assert chat == NEWSROOM
    assert "More was sent here at once than I can take" in words
    (row,) = floods_in(session, [NEWSROOM], NOW - timedelta(1))
    assert (row.sender_id, row.counted.of_group, row.refused) == (NEWSROOM, True, 405)
    # In private, at another desk, on a button, and a little later in the group: all is heard.
    for batch in (
        sent(6000, 6000),
        sent(6000, OTHER_GROUP),
        pressed(6000, NEWSROOM),
        sent(6000, NEWSROOM, after=60),
    ):
        assert len(judged(session, batch).taken) == 1


def test_who_posts_as_the_group_has_an_allowance_beside_the_groups(session: Session) -> None:
    as_group = [
        {**raw, "message": {**raw["message"], "sender_chat": {"id": NEWSROOM}}}
        for raw in sent(1, NEWSROOM, 500)
    ]
    assert len(judged(session, as_group).taken) == BURST
    assert len(judged(session, sent(ANA, NEWSROOM)).taken) == 1
