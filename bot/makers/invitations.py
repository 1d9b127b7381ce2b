"""The maker of an invitation's link: its secret exists in the message alone."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.render.invitations import invitation_link
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.desks import Desk, Person
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
    settings = DeskSettings.from_json(desk.settings)
    t = Texts(person.language, ZoneInfo(settings.timezone), otherwise=settings.language)
    link = f"https://t.me/{bot}?start=invite-{secret}"
    return invitation_link(t, desk.title, invitation, link).as_payload()
