"""What came of an attempt to send, as a value that is decided outside a transaction and written in one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.desks import Desk, Person
from storage.dues import Matter, not_due
from storage.outbox import Card, Kind, Outbox, SentMessage, Status, sent_message


@dataclass(frozen=True, slots=True)
class Outcome:
    """Writes itself once; a row that has had its outcome is left as it is."""

    row_id: int
    change: Callable[[Session, Outbox, datetime], None]
    word: str
    """What came of the attempt, for whoever counts."""

    def write(self, session: Session, now: datetime) -> None:
        """Writes the outcome in the caller's transaction."""
        row = session.get(Outbox, self.row_id)
        if row is None or row.status not in (Status.LEASED, Status.PENDING):
            return
        self.change(session, row, now)
        session.add(row)


def record_sent(row_id: int, message_id: int | None, *, edited: int | None = None) -> Outcome:
    """Telegram accepted: the message id is kept with what the message is about.

    `edited` is the message that was edited. An edit leaves its card as it is: while it was under way,
    somebody may have asked for the card as a new message.
    """

    def change(session: Session, row: Outbox, now: datetime) -> None:
        row.status, row.done_at, row.reason = Status.SENT, now, None
        if message_id is None:
            return
        row.message_id = message_id
        if row.kind is Kind.CARD and row.card_id is not None:
            card = session.get(Card, row.card_id)
            if card is not None and message_id != edited:
                card.message_id = message_id
                session.add(card)
        if row.kind in (Kind.SEND, Kind.CARD, Kind.EDIT):
            _remember(session, row, message_id, now)
        elif row.target_id is not None:
            target = session.get(SentMessage, row.target_id)
            if target is not None:
                target.shrunk = True
                session.add(target)

    return Outcome(row_id, change, "sent")


def _remember(session: Session, row: Outbox, message_id: int, now: datetime) -> None:
    known = sent_message(session, row.chat_id, message_id)
    if known is not None:
        known.claim_ids = list(row.claim_ids)
        known.subject = row.payload.get("subject", known.subject)
        session.add(known)
        return
    sent = SentMessage(
        desk_id=row.desk_id,
        chat_id=row.chat_id,
        message_id=message_id,
        topic_id=row.topic_id,
        purpose=row.purpose,
        claim_ids=list(row.claim_ids),
        prompt_id=row.prompt_id,
        subject=row.payload.get("subject"),
        at=now,
    )
    session.add(sent)
    session.flush()
    if "gone_after" in row.payload:
        session.add(
            Outbox(
                desk_id=row.desk_id,
                chat_id=row.chat_id,
                topic_id=row.topic_id,
                kind=Kind.DELETE,
                purpose="tidying",
                target_id=sent.id,
                not_before=now + timedelta(seconds=row.payload["gone_after"]),
                created_at=now,
            )
        )


def try_again(
    row_id: int, *, after: timedelta, counted: bool, reason: str, ambiguous: bool = False
) -> Outcome:
    """The row waits and is tried again; `counted` if it was an attempt at all."""

    def change(_session: Session, row: Outbox, now: datetime) -> None:
        row.status, row.reason, row.not_before = Status.PENDING, reason, now + after
        row.attempts -= not counted
        row.ambiguous += ambiguous

    return Outcome(row_id, change, "ambiguous" if ambiguous else "429" if reason == "429" else "put_off")


def give_back(row_id: int) -> Outcome:
    """The row was not tried: its lease, if it stands, is undone."""

    def change(_session: Session, row: Outbox, _now: datetime) -> None:
        if row.status is Status.LEASED:
            row.status, row.attempts = Status.PENDING, row.attempts - 1

    return Outcome(row_id, change, "put_off")


def bury(row_id: int, reason: str) -> Outcome:
    """Telegram will not have it: the reason is shown to leads, the queue moves on."""

    def change(_session: Session, row: Outbox, now: datetime) -> None:
        row.status, row.reason, row.done_at = Status.DEAD, reason, now

    return Outcome(row_id, change, "dead")


def chat_refuses(row_id: int, chat_id: int, reason: str) -> Outcome:
    """403: the person blocked the bot or never started it, or the bot is out of the group."""

    def change(session: Session, row: Outbox, now: datetime) -> None:
        person = session.exec(select(Person).where(Person.telegram_id == chat_id)).first()
        if person is not None:
            person.blocked_at = now
            session.add(person)
            row.status, row.reason, row.recipient_id = Status.PARKED, reason, person.id
            return
        # Out of the group: what was for it waits until the bot is back.
        row.status, row.reason = Status.PARKED, reason
        for desk in session.exec(select(Desk).where(Desk.chat_id == chat_id)):
            desk.paused_at = now
            session.add(desk)

    return Outcome(row_id, change, "parked")


def chat_moved(row_id: int, old: int, new: int) -> Outcome:
    """The group became a supergroup: the row and the desk move, and the row is sent there."""

    def change(session: Session, row: Outbox, now: datetime) -> None:
        move_chat(session, old, new)
        session.refresh(row)
        row.status, row.not_before = Status.PENDING, now

    return Outcome(row_id, change, "moved")


def move_chat(session: Session, old: int, new: int) -> None:
    """Desk, cards and waiting new messages move to the supergroup; message ids start afresh there.

    Messages already sent keep the old chat id and are never matched in the new chat; cards there are
    made anew when they are next asked for. Doing it twice changes nothing.
    """
    session.flush()
    desk = session.exec(select(Desk).where(Desk.chat_id == old)).first()
    if desk is not None and session.exec(select(Desk.id).where(Desk.chat_id == new)).first() is None:
        desk.chat_id = new
        # The old group reports that the bot is out of it, before or after this; the desk works on in the new one.
        desk.paused_at = None
        session.add(desk)
        not_due(session, Matter.LEAVE, new)
    waiting = (Status.PENDING, Status.LEASED)
    session.execute(
        update(Outbox)
        .where(
            col(Outbox.chat_id) == old,
            col(Outbox.status).in_(waiting),
            col(Outbox.kind).in_((Kind.SEND, Kind.CARD)),
        )
        .values(chat_id=new)
    )
    session.execute(
        update(Outbox)
        .where(col(Outbox.chat_id) == old, col(Outbox.status).in_(waiting))
        .values(status=Status.CANCELLED, reason="the group became a supergroup")
    )
    session.execute(update(Card).where(col(Card.chat_id) == old).values(chat_id=new, message_id=None))


def topic_gone(row_id: int, chat_id: int, topic_id: int) -> Outcome:
    """The topic was deleted: what was for it goes to General, once and from now on."""

    def change(session: Session, row: Outbox, now: datetime) -> None:
        if topic_id == 0:
            row.status, row.reason, row.done_at = Status.DEAD, "the topic is closed", now
            return
        desk = session.exec(select(Desk).where(Desk.chat_id == chat_id, Desk.topic_id == topic_id)).first()
        general = session.exec(select(Desk.id).where(Desk.chat_id == chat_id, Desk.topic_id == 0)).first()
        if desk is not None and general is None:
            desk.topic_id = 0
            session.add(desk)
        for table in (Outbox, Card):
            session.execute(
                update(table)
                .where(col(table.chat_id) == chat_id, col(table.topic_id) == topic_id)
                .values(topic_id=0)
            )
        row.topic_id, row.status, row.not_before = 0, Status.PENDING, now

    return Outcome(row_id, change, "moved")
