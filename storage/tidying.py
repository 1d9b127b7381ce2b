"""What has had its time and goes, a few rows in one transaction: nobody waits for it."""

from datetime import datetime

from sqlalchemy import text, update
from sqlmodel import Session, col, delete, or_, select

from storage.floods import SenderAllowance
from storage.forgetting import delete_messages
from storage.outbox import Outbox
from storage.prompts import HOLDS_SOMETHING, Prompt
from storage.readings import PastedPart
from storage.updates import SeenUpdate, SetAside

AT_ONCE = 500
"""Rows of a kind in one transaction."""


def drop_set_aside(session: Session, before: datetime) -> None:
    """Updates set aside earlier than this, with what people had written."""
    session.execute(delete(SetAside).where(col(SetAside.at) < before))


def drop_pasted(session: Session, before: datetime) -> None:
    """Parts of long texts sent earlier than this: they were read long ago."""
    session.execute(delete(PastedPart).where(col(PastedPart.sent_at) < before))


def drop_typed(session: Session, before: datetime) -> int:
    """What was typed for questions that were over earlier than this, the oldest first; of how many. That they were
    asked stays known: an old button still finds its question, and that it is over."""
    query = select(Prompt.id).where(col(Prompt.expires_at) < before, text(HOLDS_SOMETHING))
    ids = session.exec(query.order_by(col(Prompt.expires_at)).limit(AT_ONCE)).all()
    session.execute(update(Prompt).where(col(Prompt.id).in_(ids)).values(typed={}))
    return len(ids)


def drop_messages(session: Session, before: datetime) -> int:
    """Messages that had their outcome earlier than this, the oldest first; how many went. That a digest or a
    reminder was sent stays known."""
    query = select(Outbox.id).where(col(Outbox.done_at).is_not(None), col(Outbox.done_at) < before)
    ids = session.exec(query.order_by(col(Outbox.done_at)).limit(AT_ONCE)).all()
    delete_messages(session, ids)
    return len(ids)


def drop_seen(session: Session, before: datetime) -> int:
    """Of the updates with the lowest ids those that were seen earlier than this; how many went."""
    # By the key: ids and times go up together, but for the rare day on which Telegram numbers anew.
    lowest = session.exec(
        select(SeenUpdate.update_id, SeenUpdate.at).order_by(col(SeenUpdate.update_id)).limit(AT_ONCE)
    ).all()
    old = [update_id for update_id, at in lowest if at < before]
    session.execute(delete(SeenUpdate).where(col(SeenUpdate.update_id).in_(old)))
    return len(old)


def drop_allowances(session: Session, idle_since: datetime, calm_since: datetime) -> None:
    """Allowances that are whole again, of senders whose last flood no lead is told of any more."""
    calm = or_(col(SenderAllowance.flood_ended).is_(None), col(SenderAllowance.flood_ended) < calm_since)
    session.execute(delete(SenderAllowance).where(col(SenderAllowance.at) < idle_since, calm))
