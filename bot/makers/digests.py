"""The makers of digests and their charts: made at the moment of sending, as of the moment that they are of."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.actions.digests import GROUP, edition_shown, member_key, subject_of
from bot.actions.editions import chart_of, facts_of, is_live, page_of, span_of
from bot.actions.telling import note_shown
from bot.render.charts import chart_words
from bot.render.digests import digest_message
from bot.render.drawing import ChartWords
from bot.rules.digests import LATE, Edition, digest_moment, pages
from bot.rules.refusals.digests import DigestToCome, NoDigest
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.desks import Desk, membership, person_by_telegram_id
from storage.digests import ChartFacts
from storage.editions import DESK, Digest, digest_to, last_digest
from storage.outbox import Kind, Outbox
from storage.sent import SentMessage
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Made:
    """One page of a digest, and what becomes of the row that it was made for."""

    payload: dict[str, Any]
    claim_ids: tuple[int, ...]
    subject: str
    late: bool


def read_digest(session: Session, row: Outbox, now: datetime, *, bot: str) -> Made | None:
    """One page. Nothing for somebody who leads no longer; of several that waited for a person, only the newest."""
    desk = session.get(Desk, row.desk_id) if row.desk_id else None
    edition, number = _asked(session, row)
    t = _words_for(session, desk, row) if desk is not None else None
    if desk is None or edition is None or t is None:
        return None
    own = _own(session, desk, row, edition)
    if own is not None and "digest" in row.payload:
        newest = last_digest(session, desk.id, own.recipient, now)
        if newest is not None and newest.id != own.id:
            return None
    live = is_live(session, desk, edition, now)
    if row.kind is Kind.UPDATE and not live:
        return None
    try:
        span = span_of(session, desk, edition, now)
    except (NoDigest, DigestToCome):
        # The clock was set back since it was asked for.
        return None
    late = _is_late(desk, own, row, now) if own is not None else span.late
    facts = facts_of(session, desk, edition, replace(span, late=late), now)
    layout = pages(facts.sections)
    number = max(0, min(number, len(layout) - 1))
    shown = page_of(session, facts, layout[number], now, live=live)
    message = digest_message(
        t,
        facts,
        layout[number],
        shown,
        page=number,
        of=len(layout),
        ref=edition.ref,
        bot=bot,
        private=_in_private(row),
    )
    claim_ids = tuple(dict.fromkeys(id_ for _, ids in layout[number] for id_ in ids))
    return Made(message.as_payload(), claim_ids, subject_of(edition, number), late)


def write_digest(session: Session, row: Outbox, now: datetime, made: Made) -> dict[str, Any]:
    """Notes what the page shows: a reply to it speaks of that, and of what is closed its reader has been told."""
    row.claim_ids = list(made.claim_ids)
    row.payload = {**row.payload, "subject": made.subject}
    session.add(row)
    own = session.get(Digest, row.payload["digest"]) if "digest" in row.payload else None
    if own is not None:
        own.late = made.late
        session.add(own)
    note_shown(session, made.claim_ids, row.chat_id, topic_id=row.topic_id, now=now)
    return made.payload


def read_chart(session: Session, row: Outbox, now: datetime) -> tuple[ChartFacts, ChartWords] | None:
    """What the chart before a digest shows. Nothing for somebody who leads no longer."""
    desk = session.get(Desk, row.desk_id) if row.desk_id else None
    edition = Edition.read(row.payload["edition"])
    t = _words_for(session, desk, row) if desk is not None else None
    if desk is None or edition is None or t is None:
        return None
    facts = chart_of(session, desk, span_of(session, desk, edition, now).until, now)
    return facts, chart_words(t, desk.title, facts)


def write_chart(_session: Session, _row: Outbox, _now: datetime, made: tuple[bytes, str]) -> dict[str, Any]:
    """The picture, without a sound: the digest after it has one."""
    photo, caption = made
    return {"photo": photo, "html": caption, "silent": True}


def _asked(session: Session, row: Outbox) -> tuple[Edition | None, int]:
    """The edition and the page that the row is for; new words for a message are for what it shows."""
    if row.kind is not Kind.UPDATE:
        return Edition.read(row.payload["edition"]), row.payload["page"]
    target = session.get(SentMessage, row.target_id) if row.target_id else None
    return edition_shown(target) if target is not None else (None, 0)


def _words_for(session: Session, desk: Desk, row: Outbox) -> Texts | None:
    """The reader's language in the desk's zone; None for who does not lead the desk any more."""
    settings = DeskSettings.from_json(desk.settings)
    language: str | None = settings.language
    if _in_private(row):
        person = person_by_telegram_id(session, row.chat_id)
        member = membership(session, desk.id, person.id) if person is not None else None
        if person is None or member is None or member.left_at is not None or member.role is not Role.LEAD:
            return None
        language = person.language
    return Texts(language, settings.zone, otherwise=settings.language)


def _in_private(row: Outbox) -> bool:
    # A private chat has the id of its person; those of groups are below zero.
    return row.chat_id > 0


def _own(session: Session, desk: Desk, row: Outbox, edition: Edition) -> Digest | None:
    """What this chat was sent on the edition's date."""
    if "digest" in row.payload:
        return session.get(Digest, row.payload["digest"])
    if edition.day is None:
        return None
    key = GROUP
    if _in_private(row):
        person = person_by_telegram_id(session, row.chat_id)
        member = membership(session, desk.id, person.id) if person is not None else None
        key = member_key(member.id) if member is not None else DESK
    return digest_to(session, desk.id, edition.day, key)


def _is_late(desk: Desk, own: Digest, row: Outbox, now: datetime) -> bool:
    """Whether this one came late, be it only in its delivery."""
    if own.late or row.kind is not Kind.SEND or "digest" not in row.payload:
        return own.late
    settings = DeskSettings.from_json(desk.settings)
    return now - digest_moment(own.local_date, settings.digest, settings.zone) > LATE
