"""What came of an attempt to send, as a value that is decided outside a transaction and written in one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.cards import Card
from storage.desks import Desk, Person, desk_at, desks_in_chat
from storage.dues import Matter, look_again, not_due
from storage.forgetting import FAREWELL, forget_sender
from storage.news import News, pause
from storage.outbox import Kind, Outbox, Status
from storage.parked import release_parked_chat
from storage.sent import SentMessage, change_of, sent_message
from storage.verdicts import Told


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
        if row.purpose == FAREWELL and row.status not in (Status.PENDING, Status.LEASED):
            # It alone still told in which chat the person is.
            forget_sender(session, row.chat_id)
            session.delete(row)
            return
        session.add(row)


def record_sent(row_id: int, chat_id: int, message_id: int | None, *, edited: int | None = None) -> Outcome:
    """Telegram accepted, in the chat that the attempt was made in: the message id is kept with what the
    message is about.

    `edited` is the message that was edited. An edit leaves its card as it is: while it was under way,
    somebody may have asked for the card as a new message.
    """

    def change(session: Session, row: Outbox, now: datetime) -> None:
        row.status, row.done_at, row.reason = Status.SENT, now, None
        if message_id is None or row.purpose == FAREWELL:
            return
        # The group may have become a supergroup while the answer was under way; ids of the old one mean
        # other messages in the new one.
        row.chat_id = chat_id
        _take_up_again(session, row, now)
        row.message_id = message_id
        if row.kind is Kind.CARD and row.card_id is not None:
            card = session.get(Card, row.card_id)
            if card is not None and card.chat_id == chat_id and message_id != edited:
                card.message_id = message_id
                session.add(card)
        if row.kind in (Kind.SEND, Kind.CARD, Kind.EDIT):
            _remember(session, row, message_id, now)
        elif row.kind is not Kind.UPDATE and row.target_id is not None:
            target = session.get(SentMessage, row.target_id)
            if target is not None:
                target.shrunk = True
                session.add(target)

    return Outcome(row_id, change, "sent")


def _take_up_again(session: Session, row: Outbox, now: datetime) -> None:
    """What was accepted in the group of a paused desk shows that the bot is back, whatever it was told."""
    desk = session.get(Desk, row.desk_id) if row.desk_id is not None else None
    if desk is not None and desk.paused_at is not None and desk.chat_id == row.chat_id:
        desk.paused_at = None
        session.add(desk)
        release_parked_chat(session, row.chat_id, now)


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
        gone = now + timedelta(seconds=row.payload["gone_after"])
        session.add(change_of(sent, Kind.DELETE, "tidying", now, not_before=gone))


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


def chat_refuses(row_id: int, chat_id: int, reason: str, *, muted: bool = False) -> Outcome:
    """The person blocked the bot or never started it, or the bot is out of the group or may not write there
    (`muted`): the row waits until that has changed."""

    def change(session: Session, row: Outbox, now: datetime) -> None:
        row.status, row.reason = Status.PARKED, reason
        person = session.exec(select(Person).where(Person.telegram_id == chat_id)).first()
        if person is not None:
            person.blocked_at = now
            session.add(person)
            row.recipient_id = person.id
            if row.purpose == "reminder":
                # Who has blocked the bot is skipped: the next step of each ladder comes at once.
                session.flush()
                look_again(session, row.claim_ids, now)
            if row.kind is Kind.UPDATE:
                # What stands there already is not what somebody waits for.
                row.status, row.done_at = Status.CANCELLED, now
            return
        desks = desks_in_chat(session, chat_id)
        for desk in desks:
            pause(session, desk, News.MUTED if muted else News.OUT, now)
        if not desks:
            # Nobody's group any more, so nothing will ever release it.
            row.status, row.done_at = Status.DEAD, now

    return Outcome(row_id, change, "parked")


def chat_moved(row_id: int, old: int, new: int) -> Outcome:
    """The group became a supergroup: the desk and what waits move, and a new message is sent there."""

    def change(session: Session, row: Outbox, now: datetime) -> None:
        move_chat(session, old, new, now)
        if row.status is Status.LEASED:
            # Moved already, by the service message, while this attempt was under way.
            row.status, row.not_before = Status.PENDING, now

    return Outcome(row_id, change, "moved")


def move_chat(session: Session, old: int, new: int, now: datetime) -> None:
    """Desk, cards and waiting new messages move to the supergroup; message ids start afresh there.

    Messages already sent keep the old chat id and are never matched in the new chat; cards there are
    made anew when they are next asked for. Doing it twice changes nothing.
    """
    session.flush()
    desk = desk_at(session, old, 0)
    if desk is not None and not desks_in_chat(session, new):
        desk.chat_id = new
        # The old group reports that the bot is out of it, before or after this; the desk works on in the new one.
        desk.paused_at = None
        session.add(desk)
        not_due(session, Matter.LEAVE, new)
        # Nor does the new group have to be told how a desk is opened.
        session.execute(
            update(Outbox)
            .where(
                col(Outbox.chat_id) == new,
                col(Outbox.purpose) == "hello",
                col(Outbox.status) == Status.PENDING,
            )
            .values(status=Status.CANCELLED, reason="the group has its desk already", done_at=now)
        )
    waiting = select(Outbox).where(
        Outbox.chat_id == old, col(Outbox.status).in_((Status.PENDING, Status.LEASED, Status.PARKED))
    )
    for row in session.exec(waiting):
        if row.kind in (Kind.SEND, Kind.CARD):
            row.chat_id = new
            if row.status is Status.PARKED:
                row.status, row.not_before = Status.PENDING, now
            # There the number of the message replied to is another message's.
            row.payload = {key: value for key, value in row.payload.items() if key != "reply_to"}
        else:
            row.status, row.reason, row.done_at = Status.CANCELLED, "the group became a supergroup", now
        session.add(row)
    session.execute(update(Card).where(col(Card.chat_id) == old).values(chat_id=new, message_id=None))
    session.execute(update(Told).where(col(Told.chat_id) == old).values(chat_id=new))
    session.flush()


def topic_gone(row_id: int, chat_id: int, topic_id: int, reason: str) -> Outcome:
    """The topic was deleted or closed: what was for it goes to General, once and from now on.

    Where General is closed too, or another desk's, the row waits and the leads hear of it.
    """

    def change(session: Session, row: Outbox, now: datetime) -> None:
        desk = desk_at(session, chat_id, topic_id) if topic_id else None
        general = desk_at(session, chat_id, 0)
        if topic_id == 0 or (general is not None and general.id != row.desk_id):
            row.status, row.reason = Status.PARKED, reason
            own = desk or general
            if own is not None and own.id == row.desk_id:
                pause(session, own, News.TOPIC if topic_id else News.MUTED, now)
            else:
                row.status, row.done_at = Status.DEAD, now
            return
        if desk is not None:
            desk.topic_id = 0
            session.add(desk)
        row.status = Status.PENDING
        session.add(row)
        session.flush()
        for waiting in session.exec(
            select(Outbox).where(
                Outbox.chat_id == chat_id,
                Outbox.topic_id == topic_id,
                col(Outbox.status).in_((Status.PENDING, Status.LEASED, Status.PARKED)),
            )
        ):
            waiting.topic_id = 0
            # A reply would go to where that message stands: to the topic.
            waiting.payload = {key: value for key, value in waiting.payload.items() if key != "reply_to"}
            session.add(waiting)
        session.execute(
            update(Card)
            .where(col(Card.chat_id) == chat_id, col(Card.topic_id) == topic_id)
            .values(topic_id=0, message_id=None)
        )
        session.execute(
            update(Told)
            .where(col(Told.chat_id) == chat_id, col(Told.topic_id) == topic_id)
            .values(topic_id=0)
        )
        row.not_before = now

    return Outcome(row_id, change, "moved")
