"""The live card of a claim in each chat."""

from collections.abc import Sequence

from sqlalchemy import UniqueConstraint
from sqlmodel import Session, col, select

from storage.base import Row, big, key_to
from storage.outbox import Outbox, Status


class Card(Row, table=True):
    """The live card of a claim in one chat: edited in place, rendered when sent."""

    __table_args__ = (UniqueConstraint("claim_id", "chat_id", "topic_id"),)

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id")
    chat_id: int = big()
    topic_id: int = big(default=0)
    person_id: int | None = key_to("person.id", required=False)
    """In a private chat: whose; the card then shows what this person may do."""
    message_id: int | None = big(default=None, nullable=True)


def cards_of(session: Session, claim_id: int) -> Sequence[Card]:
    """Every chat's card of a claim."""
    return session.exec(select(Card).where(Card.claim_id == claim_id).order_by(col(Card.id))).all()


def card_in(session: Session, claim_id: int, chat_id: int, topic_id: int) -> Card | None:
    """The claim's card in this chat or topic."""
    return session.exec(
        select(Card).where(Card.claim_id == claim_id, Card.chat_id == chat_id, Card.topic_id == topic_id)
    ).first()


def card_waits(session: Session, card_id: int, rank: int = 0) -> bool:
    """Whether an edit of this card is on its way already and will show whatever has changed; it goes no later
    than `rank` asks for."""
    row = session.exec(
        select(Outbox).where(Outbox.card_id == card_id, Outbox.status == Status.PENDING).limit(1)
    ).first()
    if row is not None and row.rank > rank:
        row.rank = rank
        session.add(row)
    return row is not None
