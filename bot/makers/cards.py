"""Makers: rows of the outbox whose words are made at the moment of sending."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.actions.telling import note_told
from bot.actions.verdicts import required_at
from bot.render.cards import Viewer, card, earlier_card
from bot.rules.life import UNDO_WITHIN
from bot.rules.permissions import allowed
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.cards import Card
from storage.claims import Claim
from storage.desks import Desk, Member, Person, membership
from storage.facts.claims import claim_facts
from storage.outbox import Outbox
from storage.vocabulary import Deed, Role, State


def make_card(session: Session, row: Outbox, now: datetime, *, bot: str) -> dict[str, Any] | None:
    """The claim as it stands now. In private it shows what its reader may do now."""
    shown = session.get(Card, row.card_id) if row.card_id else None
    found = session.get(Claim, shown.claim_id) if shown else None
    if shown is None or found is None:
        return None
    desk = session.get_one(Desk, found.desk_id)
    settings = DeskSettings.from_json(desk.settings)
    claim = claim_facts(session, found)
    viewer: Viewer | None = None
    language: str | None = settings.language
    if shown.person_id is not None:
        person = session.get_one(Person, shown.person_id)
        member = membership(session, desk.id, person.id)
        role = member.role if member is not None and member.left_at is None else None
        if role is None:
            # Whoever has left keeps what they have read and gets nothing new.
            return None
        mine = member is not None and claim.assignee_id == member.id
        may = frozenset(deed for deed in Deed if allowed(role, deed, assignee=mine))
        if member is not None and _just_queued(found, member, now):
            may |= {Deed.UNDO}
        viewer = Viewer(_not_own(may, member.id if member else 0, claim), names=mine or role is Role.LEAD)
        language = person.language
    t = Texts(language, ZoneInfo(settings.timezone), otherwise=settings.language)
    message = card(t, claim, bot=bot, viewer=viewer, needed=required_at(desk, settings))
    if claim.state is State.CLOSED and claim.verdict is not None:
        note_told(session, found, claim.verdict.id, row.chat_id, topic_id=row.topic_id, now=now)
    return {
        **message.as_payload(),
        **({"reply_to": row.payload["reply_to"]} if "reply_to" in row.payload else {}),
    }


def make_earlier_card(session: Session, row: Outbox, _now: datetime, *, bot: str) -> dict[str, Any] | None:
    """What is left of a card whose claim has been shown anew further down: one line, no buttons."""
    found = session.get(Claim, row.claim_ids[0])
    desk = session.get(Desk, found.desk_id) if found is not None else None
    if found is None or desk is None:
        return None
    person = session.get(Person, row.recipient_id) if row.recipient_id else None
    settings = DeskSettings.from_json(desk.settings)
    language = person.language if person is not None else None
    return earlier_card(
        Texts(language, ZoneInfo(settings.timezone), otherwise=settings.language),
        found.id,
        found.number,
        bot=bot,
    ).as_payload()


def _just_queued(found: Claim, member: Member, now: datetime) -> bool:
    """Whether the member may still take it back; at a desk of one the card is the answer with that button."""
    return (
        found.submitter_id == member.id
        and found.state is State.OPEN
        and now - found.created_at <= UNDO_WITHIN
    )


def _not_own(may: frozenset[Deed], member_id: int, claim: Any) -> frozenset[Deed]:
    """Nobody signs off a verdict of their own, so no button offers it."""
    if claim.verdict is not None and claim.verdict.author_id == member_id:
        return may - {Deed.AGREE, Deed.ASK_FOR_CHANGES, Deed.DISAGREE}
    return may
