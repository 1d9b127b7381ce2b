"""The maker of digests: their words are made at the moment of sending, as of the moment they were due."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.actions.digests import digest_for
from bot.actions.telling import note_shown
from bot.render.digests import digest_message
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.desks import Desk, Person, membership
from storage.dues import Digest, last_digest
from storage.outbox import Outbox
from storage.vocabulary import Role


def make_digest(session: Session, row: Outbox, now: datetime, *, bot: str) -> dict[str, Any] | None:
    """The first page. Nothing for somebody who leads no longer; of several that waited for a person, only
    the newest."""
    digest = session.get(Digest, row.payload["digest"])
    if digest is None:
        return None
    desk = session.get_one(Desk, digest.desk_id)
    settings = DeskSettings.from_json(desk.settings)
    language: str | None = settings.language
    if row.recipient_id is not None:
        person = session.get_one(Person, row.recipient_id)
        member = membership(session, desk.id, person.id)
        if member is None or member.left_at is not None or member.role is not Role.LEAD:
            return None
        language = person.language
    newest = last_digest(session, desk.id, digest.recipient, now)
    if newest is not None and newest.id != digest.id:
        return None
    t = Texts(language, ZoneInfo(settings.timezone), otherwise=settings.language)
    facts = digest_for(session, desk, digest.local_date, now)
    message, claim_ids = digest_message(t, facts, 0, bot=bot)
    row.claim_ids = list(claim_ids)
    session.add(row)
    note_shown(session, claim_ids, row.chat_id, topic_id=row.topic_id, now=now)
    return message.as_payload()
