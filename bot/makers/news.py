"""Makers of news: in the reader's language at the moment of sending."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.actions.outages import KEPT
from bot.render.news import forgotten, gap, group_news
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.claims import claims_with
from storage.desks import Desk, Person, membership
from storage.news import News
from storage.outbox import Outbox
from storage.vocabulary import Role


def make_news(session: Session, row: Outbox, _now: datetime, *, bot: str) -> dict[str, Any] | None:
    """What happened to the group. Whoever has left the desk hears nothing of it, and nobody hears that the
    bot is out of a group to which it is back."""
    desk = session.get(Desk, row.desk_id) if row.desk_id is not None else None
    if desk is None:
        return None
    person = session.get(Person, row.recipient_id) if row.recipient_id is not None else None
    member = membership(session, desk.id, person.id) if person is not None else None
    if person is not None and (member is None or member.left_at is not None):
        return None
    settings = DeskSettings.from_json(desk.settings)
    language = person.language if person is not None else None
    t = Texts(language, ZoneInfo(settings.timezone), otherwise=settings.language)
    what = News(row.payload["news"])
    if what is News.GAP:
        since, until = (datetime.fromisoformat(row.payload[key]) for key in ("since", "until"))
        return gap(t, since, until, until - KEPT).as_payload()
    if what is News.FORGOTTEN:
        back = [(claim.id, claim.number) for claim in claims_with(session, row.payload["claims"])]
        return forgotten(t, desk.title, Role(row.payload["role"]), back, bot=bot).as_payload()
    if what is not News.DEMOTED and desk.paused_at is None:
        return None
    return group_news(t, what, desk.title).as_payload()
