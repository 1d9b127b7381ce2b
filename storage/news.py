"""What the leads of a desk must hear of its group; the words are made at the moment of sending."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from storage.desks import Desk, colleagues
from storage.dues import Matter, set_due
from storage.outbox import Kind, Outbox, Status
from storage.vocabulary import Role

TRY_AGAIN = timedelta(hours=1)
"""How often a group is tried that the bot may not write in."""


class News(StrEnum):
    """What happened."""

    OUT = "out"
    """The bot was removed from the group."""
    MUTED = "muted"
    """The bot is in the group and may not write there."""
    DEMOTED = "demoted"
    """The bot is no administrator of the group any more."""
    TOPIC = "topic"
    """The desk's topic is gone, and General is another desk's."""
    GAP = "gap"
    """Telegram was out of reach for longer than it keeps messages."""
    FORGOTTEN = "forgotten"
    """A member asked to be forgotten, and is out."""


def news_row(desk: Desk, what: News, chat_id: int, now: datetime, **facts: Any) -> Outbox:
    """A message about this to a chat, in the group of the desk unless it is given a recipient."""
    return Outbox(
        desk_id=desk.id,
        chat_id=chat_id,
        kind=Kind.SEND,
        purpose="news",
        payload={"news": what.value, **facts},
        not_before=now,
        created_at=now,
    )


def tell_leads(session: Session, desk: Desk, what: News, now: datetime, **facts: Any) -> None:
    """Each lead hears of it in private, as soon as they can be reached."""
    for one in colleagues(session, desk.id):
        if one.role is Role.LEAD and one.telegram_id is not None:
            row = news_row(desk, what, one.telegram_id, now, **facts)
            row.recipient_id = one.person_id
            row.status = Status.PENDING if one.reachable else Status.PARKED
            session.add(row)
    session.flush()


def pause(session: Session, desk: Desk, what: News, now: datetime) -> None:
    """Nothing can be sent to the desk's group until the bot is back; its leads hear of it once."""
    if desk.paused_at is not None:
        return
    desk.paused_at = now
    session.add(desk)
    set_due(session, Matter.PAUSED, desk.id, now + TRY_AGAIN)
    if not desk.private:
        tell_leads(session, desk, what, now)
