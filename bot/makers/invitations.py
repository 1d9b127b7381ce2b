"""The makers of an invitation's link, whose secret exists in the message alone, and of what is said when it is off."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.render.invitations import invitation_link, nobody_waits, you_wait_in_vain
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.desks import Desk, Person, membership
from storage.invitations import Invitation, digest_of
from storage.outbox import Outbox

SECRET_BYTES = 16
"""128 bits; 22 characters of a link that may have 64."""


def make_invitation_link(session: Session, row: Outbox, now: datetime, *, bot: str) -> dict[str, Any] | None:
    """The message with the link. Sent again because Telegram did not answer, it holds another secret, and the
    link of a copy that came after all opens nothing: rather that than a secret that is kept."""
    invitation = session.get(Invitation, int(row.payload["subject"].partition(":")[2]))
    person = session.get(Person, row.recipient_id) if row.recipient_id is not None else None
    if invitation is None or person is None or invitation.revoked_at or invitation.used_at:
        return None
    if invitation.expires_at <= now:
        return None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation.digest = digest_of(secret)
    session.add(invitation)
    desk = session.get_one(Desk, invitation.desk_id)
    t = _texts(desk, person)
    link = f"https://t.me/{bot}?start=invite-{secret}"
    return invitation_link(t, desk.title, invitation, link).as_payload()


def make_admission_off(session: Session, row: Outbox, _now: datetime) -> dict[str, Any] | None:
    """That an invitation which was followed is off: to whoever waits, and in the place of the question to leads."""
    invitation = session.get(Invitation, row.payload["invitation"])
    reader = session.get(Person, row.recipient_id) if row.recipient_id is not None else None
    if invitation is None or reader is None:
        return None
    desk = session.get_one(Desk, invitation.desk_id)
    t = _texts(desk, reader)
    if reader.id == invitation.person_id:
        return you_wait_in_vain(t, desk.title).as_payload()
    member = membership(session, desk.id, reader.id)
    if member is None or member.left_at is not None:
        return None
    waited = session.get(Person, invitation.person_id) if invitation.person_id is not None else None
    return nobody_waits(t, waited.name if waited is not None else None).as_payload()


def _texts(desk: Desk, reader: Person) -> Texts:
    settings = DeskSettings.from_json(desk.settings)
    return Texts(reader.language, ZoneInfo(settings.timezone), otherwise=settings.language)
