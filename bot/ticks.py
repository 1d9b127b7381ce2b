"""What the clock sets off: each tick looks for what is due and leaves it in the outbox.

A tick is `(session, now, bot_username) -> bool`, in a transaction of its own; it says whether something
must be sent. What is due is a row with a time, so nothing depends on how often ticks come.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.actions.digests import send_digests
from bot.actions.reminders import name_in_group, remind
from bot.rules.quiet import next_allowed
from bot.rules.settings import DeskSettings
from storage.desks import Desk, desks_in_chat
from storage.dues import Matter, due_now, due_row, move_due, not_due, set_due
from storage.outbox import Kind, Outbox, desks_with_unnamed, unnamed

NAME_AFTER = timedelta(minutes=30)
"""How long a message for somebody who cannot be reached waits for a bundle that would go out anyway."""


def reminders(session: Session, now: datetime, _bot: str) -> bool:
    """The ladders of all claims."""
    return remind(session, now)


def digests(session: Session, now: datetime, _bot: str) -> bool:
    """The digests of all desks."""
    return send_digests(session, now)


def unreachable(session: Session, now: datetime, _bot: str) -> bool:
    """Tells each group who cannot be reached, at the latest an hour after something began to wait for them,
    or at the end of the quiet hours."""
    for desk_id in desks_with_unnamed(session):
        desk = session.get_one(Desk, desk_id)
        if due_row(session, Matter.UNREACHABLE, desk_id) is None and not desk.private:
            quiet = DeskSettings.from_json(desk.settings).quiet
            set_due(session, Matter.UNREACHABLE, desk_id, next_allowed(now + NAME_AFTER, quiet))
    sent = False
    for row in due_now(session, Matter.UNREACHABLE, now):
        desk = session.get_one(Desk, row.desk_id)
        allowed_at = next_allowed(now, DeskSettings.from_json(desk.settings).quiet)
        if allowed_at > now:
            move_due(session, row, allowed_at)
            continue
        if not move_due(session, row, now + NAME_AFTER):
            continue
        not_due(session, Matter.UNREACHABLE, desk.id)
        if desk.paused_at is not None or not unnamed(session, desk.id):
            continue
        session.add(
            Outbox(
                desk_id=desk.id,
                chat_id=desk.chat_id,
                topic_id=desk.topic_id,
                kind=Kind.SEND,
                purpose="reminder",
                payload={"entries": [], "waiting": name_in_group(session, desk, now)},
                not_before=now,
                created_at=now,
            )
        )
        sent = True
    return sent


def leaving(session: Session, now: datetime, _bot: str) -> bool:
    """Leaves the groups in which nobody opened a desk within a day."""
    sent = False
    for row in due_now(session, Matter.LEAVE, now):
        chat_id = row.desk_id
        if not move_due(session, row, now + NAME_AFTER):
            continue
        not_due(session, Matter.LEAVE, chat_id)
        if desks_in_chat(session, chat_id):
            continue
        session.add(
            Outbox(chat_id=chat_id, kind=Kind.LEAVE, purpose="leaving", not_before=now, created_at=now)
        )
        sent = True
    return sent
