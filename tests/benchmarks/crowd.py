"""Many desks where everybody is due a reminder at the same moment."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from bot.actions.desks import join_desk, open_desk
from storage.claims import Claim
from storage.database import Database
from storage.desks import Person
from storage.dues import Due, Matter
from storage.heartbeat import beat
from storage.vocabulary import Priority, Role, State

CROWD_AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
CHECKERS = 10
"""Of each desk."""


def crowd(database: Database, desks: int) -> set[int]:
    """Many desks, each of whose checkers has a claim that is due. Returns the chats of those with urgent ones."""
    urgent = set()

    def make(session: Session) -> None:
        for desk_n in range(desks):
            people = [
                Person(telegram_id=1 + desk_n * 1000 + n, name=f"P{n}", started_at=CROWD_AT)
                for n in range(CHECKERS + 1)
            ]
            session.add_all(people)
            session.flush()
            desk, _ = open_desk(
                *(session,),
                chat_id=-desk_n - 1,
                topic_id=0,
                title="D",
                private=False,
                person=people[0],
                now=CROWD_AT,
            )
            for n, person in enumerate(people[1:]):
                member = join_desk(session, desk, person, Role.CHECKER, CROWD_AT)
                assert member is not None
                priority = Priority.URGENT if (desk_n + n) % 10 == 9 else Priority.NORMAL
                since = CROWD_AT - timedelta(hours=6 if priority is Priority.URGENT else 24)
                claim = Claim(
                    desk_id=desk.id,
                    number=n + 1,
                    text="The dam has a crack",
                    words_key=str(n),
                    state=State.TAKEN,
                    assignee_id=member.id,
                    priority=priority,
                    created_at=since,
                    taken_at=since,
                    ladder_since=since,
                )
                session.add(claim)
                session.flush()
                session.add(Due(desk_id=desk.id, matter=Matter.REMINDER, claim_id=claim.id, due_at=CROWD_AT))
                if priority is Priority.URGENT:
                    urgent.add(person.telegram_id or 0)
        session.flush()
        session.execute(text("UPDATE due SET due_at = '2030-01-01 00:00:00.000000' WHERE matter = 'digest'"))
        session.execute(text("UPDATE outbox SET status = 'cancelled' WHERE status = 'pending'"))
        beat(session, CROWD_AT)

    database.write_now(make)
    return urgent
