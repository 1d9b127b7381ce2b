"""The live card of a claim in each chat: what changed is shown by one edit, however much changed."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.digests import show_in_digests
from storage.cards import Card, card_in, card_waits, cards_of
from storage.claims import Claim
from storage.outbox import LEAST, Kind, Outbox
from storage.sent import change_of, sent_message


def open_card(
    session: Session,
    claim: Claim,
    *,
    chat_id: int,
    topic_id: int = 0,
    person_id: int | None = None,
    now: datetime,
    reply_to: int | None = None,
    afresh: bool = False,
) -> Card:
    """Makes the claim's card in this chat go out. `afresh`: as a new message, where one stands already; the
    earlier one then shows only where the live one is."""
    earlier = None
    card = card_in(session, claim.id, chat_id, topic_id)
    if card is None:
        card = Card(
            desk_id=claim.desk_id, claim_id=claim.id, chat_id=chat_id, topic_id=topic_id, person_id=person_id
        )
    elif afresh:
        earlier, card.message_id = card.message_id, None
    session.add(card)
    session.flush()
    _send(session, claim, card, now, reply_to)
    standing = sent_message(session, chat_id, earlier) if earlier is not None else None
    if standing is not None:
        # Where it is gone already, nobody has to hear of it.
        session.add(
            change_of(
                standing,
                Kind.SHRINK,
                "earlier card",
                now,
                claim_ids=[claim.id],
                recipient_id=card.person_id,
            )
        )
        session.flush()
    return card


def take_up_card(
    session: Session, claim: Claim, *, chat_id: int, topic_id: int, message_id: int, now: datetime
) -> None:
    """A message that the desk knows nothing of is the claim's card in this chat from now on, where it has none: it is
    from before an export was read back, or from after the backup that was restored."""
    if card_in(session, claim.id, chat_id, topic_id) is None and not sent_message(
        session, chat_id, message_id
    ):
        card = Card(
            desk_id=claim.desk_id,
            claim_id=claim.id,
            chat_id=chat_id,
            topic_id=topic_id,
            message_id=message_id,
        )
        session.add(card)
        session.flush()
        _send(session, claim, card, now)


def show_changes(session: Session, claim: Claim, now: datetime) -> None:
    """Every card of the claim, and its line in the day's digest, will show how it stands when their edits go out."""
    for card in cards_of(session, claim.id):
        _send(session, claim, card, now)
    show_in_digests(session, claim, now)


def draw_anew(session: Session, claim: Claim, now: datetime) -> None:
    """Every card of the claim is drawn anew, after all else that its chat waits for: nothing has happened to it."""
    for card in cards_of(session, claim.id):
        if card.message_id is not None:
            _send(session, claim, card, now, rank=LEAST)


def _send(
    session: Session, claim: Claim, card: Card, now: datetime, reply_to: int | None = None, rank: int = 0
) -> None:
    if card_waits(session, card.id, rank):
        return
    session.add(
        Outbox(
            desk_id=claim.desk_id,
            chat_id=card.chat_id,
            topic_id=card.topic_id,
            kind=Kind.CARD,
            purpose="card",
            claim_ids=[claim.id],
            card_id=card.id,
            payload={"reply_to": reply_to} if reply_to else {},
            recipient_id=card.person_id,
            rank=rank,
            not_before=now,
            created_at=now,
        )
    )
    session.flush()
