"""The gap after an outage that was longer than Telegram keeps messages, told once to everybody concerned."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.rules.quiet import next_allowed
from bot.rules.settings import DeskSettings
from storage.contact import last_heard, note_heard
from storage.desks import Desk, colleagues, every_desk
from storage.news import News, news_row
from storage.outbox import Outbox, Status
from storage.vocabulary import Role

KEPT = timedelta(hours=24)
"""How long Telegram keeps an update (Bot API, "Getting updates")."""


def hear_again(session: Session, now: datetime) -> bool:
    """Telegram is heard of after a break: if that was longer than Telegram keeps messages, each desk's group and
    leads are told what may be missing, at the end of its quiet hours. Says whether they are."""
    since = last_heard(session)
    note_heard(session, now)
    if since is None or now - since <= KEPT:
        return False
    for desk in every_desk(session):
        quiet = DeskSettings.from_json(desk.settings).quiet
        for row in _rows(session, desk, since, now):
            row.not_before = next_allowed(now, quiet)
            session.add(row)
    session.flush()
    return True


def _rows(session: Session, desk: Desk, since: datetime, now: datetime) -> list[Outbox]:
    facts = {"since": since.isoformat(), "until": now.isoformat()}
    leads = [one for one in colleagues(session, desk.id) if one.role is Role.LEAD and not desk.private]
    group = news_row(desk, News.GAP, desk.chat_id, now, **facts)
    group.topic_id = desk.topic_id
    rows = [group]
    for one in leads:
        if one.telegram_id is not None:
            row = news_row(desk, News.GAP, one.telegram_id, now, **facts)
            row.recipient_id = one.person_id
            row.status = Status.PENDING if one.reachable else Status.PARKED
            rows.append(row)
    return rows
