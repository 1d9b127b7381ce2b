"""Which of the bot's messages is about what, so that a reply to it speaks of that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from storage.base import Row, big, document, key_to, moment, partial_index
from storage.outbox import Kind, Outbox, Status


class SentMessage(Row, table=True):
    """A message of the bot that Telegram accepted, and what it is about: a reply to it speaks of that."""

    __tablename__ = "sent_message"
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        partial_index("ix_sent_message_digest", "desk_id", "at", where="purpose = 'digest'"),
    )

    desk_id: int | None = key_to("desk.id", required=False)
    chat_id: int = big()
    message_id: int = big()
    topic_id: int = big(default=0)
    purpose: str
    claim_ids: list[int] = document(default_factory=list)
    prompt_id: int | None = key_to("prompt.id", required=False)
    subject: str | None = Field(default=None, index=True)
    """What else it is about: `reading:5`, `verdict:12`."""
    shrunk: bool = False
    at: datetime = moment()


def change_of(sent: SentMessage, kind: Kind, purpose: str, now: datetime, **more: Any) -> Outbox:
    """The row by which this message is given new words, shortened or deleted."""
    return Outbox(
        desk_id=sent.desk_id,
        chat_id=sent.chat_id,
        topic_id=sent.topic_id,
        kind=kind,
        purpose=purpose,
        target_id=sent.id,
        created_at=now,
        **{"not_before": now, **more},
    )


def sent_message(session: Session, chat_id: int, message_id: int) -> SentMessage | None:
    """What the bot's message with this id is about."""
    return session.exec(
        select(SentMessage).where(SentMessage.chat_id == chat_id, SentMessage.message_id == message_id)
    ).first()


def messages_on(session: Session, subject: str) -> Sequence[SentMessage]:
    """The bot's messages about this subject (`verdict:12`), oldest first."""
    return session.exec(
        select(SentMessage).where(SentMessage.subject == subject).order_by(col(SentMessage.id))
    ).all()


def now_about(session: Session, subject: str, instead: str) -> Sequence[SentMessage]:
    """The bot's messages about this subject, which are about `instead` from now on, oldest first: at once, so
    that whatever comes before their edit is sent finds them too."""
    found = messages_on(session, subject)
    for sent in found:
        sent.subject = instead
        session.add(sent)
    session.flush()
    return found


def is_under_way(session: Session, subject: str, chat_id: int, message_id: int) -> bool:
    """Whether a message about this subject is on its way to the chat, so that this one, which nobody knows yet, is
    it: Telegram shows a message before the bot has its id, or has heard at all that it was accepted."""
    if sent_message(session, chat_id, message_id) is not None:
        return False
    session.flush()
    # Two queries, because each has its own small index.
    return any(
        row.payload.get("subject") == subject
        for status in (Status.LEASED, Status.PENDING)
        for row in session.exec(
            select(Outbox).where(Outbox.status == status, Outbox.chat_id == chat_id, col(Outbox.attempts) > 0)
        )
    )


def messages_of(session: Session, desk_id: int, purpose: str, since: datetime) -> Sequence[SentMessage]:
    """The desk's messages of this kind since then, oldest first."""
    query = select(SentMessage).where(
        SentMessage.desk_id == desk_id, SentMessage.purpose == purpose, SentMessage.at >= since
    )
    return session.exec(query.order_by(col(SentMessage.id))).all()


def earlier_reminders(session: Session, chat_id: int, topic_id: int) -> Sequence[SentMessage]:
    """Reminders in this chat or topic that still stand at full length."""
    query = select(SentMessage).where(
        SentMessage.chat_id == chat_id,
        SentMessage.topic_id == topic_id,
        SentMessage.purpose == "reminder",
        col(SentMessage.shrunk).is_(False),
    )
    return session.exec(query).all()
