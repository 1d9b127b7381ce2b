"""Makers of reminders: their words are made at the moment of sending, without what is settled by then."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.actions.bundles import GROUP, Entry
from bot.render.reminders import IN_FULL, NAMED, Reminded, Waiting, bundle, shrunk
from bot.rules.ladders import To
from bot.rules.permissions import allowed
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.claims import Claim
from storage.desks import Desk, Member, Person, membership, names_of
from storage.facts.claims import claim_facts
from storage.outbox import Kind, Outbox, Status, to_be_removed
from storage.reminders import reminded_since
from storage.sent import SentMessage, change_of, earlier_reminders
from storage.vocabulary import UNFINISHED, Deed

DELETABLE = timedelta(hours=47)
"""Bot API, deleteMessage: only a message sent less than 48 hours ago can be deleted. An hour to spare."""


def make_reminder(session: Session, row: Outbox, now: datetime, *, bot: str) -> dict[str, Any] | None:
    """The bundle as it is still true: a claim that was acted upon meanwhile is left out, and a bundle of
    which nothing is left is not sent. The one before it in this chat makes room."""
    desk = session.get(Desk, row.desk_id) if row.desk_id else None
    if desk is None:
        return None
    person = session.get(Person, row.recipient_id) if row.recipient_id else None
    member = membership(session, desk.id, person.id) if person is not None else None
    if person is not None and (member is None or member.left_at is not None):
        return None
    entries = [Entry(**entry) for entry in row.payload["entries"]]
    key = GROUP if person is None or desk.private else f"member:{member.id if member else 0}"
    true, unread = _still_true(session, row, entries, key)
    reminded = _in_full(session, true[:IN_FULL], member)
    named = [(claim.id, claim.number) for claim, _ in true[IN_FULL:]]
    waiting = _still_waiting(session, desk, row)
    if not reminded and not waiting:
        return None
    shown = {claim.id for claim, _ in true}
    earlier = _earlier(session, row, shown, now) if reminded else []
    settings = DeskSettings.from_json(desk.settings)
    language = person.language if person is not None else None
    t = Texts(language, ZoneInfo(settings.timezone), otherwise=settings.language)
    message = bundle(
        t,
        reminded,
        bot=bot,
        desk=desk.title,
        private=person is not None,
        now=now,
        waiting=waiting,
        named=named,
        more=unread + row.payload.get("more", 0),
        earlier=[(claim.id, claim.number) for claim in earlier],
    )
    # A reply to the bundle speaks of what it shows, not of what it once meant to.
    row.claim_ids = [*(claim.id for claim, _ in true), *(claim.id for claim in earlier)]
    session.add(row)
    if reminded:
        _make_room(session, row, now)
    return message.as_payload()


def _earlier(session: Session, row: Outbox, shown: set[int], now: datetime) -> list[Claim]:
    """Claims of the reminders that this one replaces, about which nobody has done anything since."""
    found: dict[int, Claim] = {}
    for sent in earlier_reminders(session, row.chat_id, row.topic_id):
        if sent.desk_id != row.desk_id:
            continue
        for claim_id in sent.claim_ids:
            claim = session.get(Claim, claim_id)
            if claim is None or claim_id in shown or claim.state not in UNFINISHED:
                continue
            since = max(claim.ladder_since, claim.acknowledged_at or claim.ladder_since)
            if since <= sent.at and (claim.snoozed_until is None or claim.snoozed_until <= now):
                found[claim_id] = claim
    return list(found.values())


def _still_true(
    session: Session, row: Outbox, entries: list[Entry], key: str
) -> tuple[list[tuple[Claim, list[Entry]]], int]:
    """The claims that the bundle is still about, the most urgent first, each with why; no more of them than it
    can name. And how many more there are, of which nobody has looked whether they still are."""
    by_claim: dict[int, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: tuple(one.urgency)):
        by_claim.setdefault(entry.claim_id, []).append(entry)
    true: list[tuple[Claim, list[Entry]]] = []
    for looked_at, (claim_id, about) in enumerate(by_claim.items()):
        if len(true) == IN_FULL + NAMED:
            return true, len(by_claim) - looked_at
        claim = session.get(Claim, claim_id)
        if claim is None or claim.state not in UNFINISHED:
            continue
        on_it = claim.acknowledged_at.timestamp() if claim.acknowledged_at is not None else None
        found = [
            entry
            for entry in about
            if entry.round == claim.round
            and (on_it is None or on_it < entry.at)
            and not reminded_since(session, claim.id, entry.key(key), row.id)
        ]
        if found:
            true.append((claim, found))
    return true, 0


def _in_full(
    session: Session, true: list[tuple[Claim, list[Entry]]], member: Member | None
) -> list[Reminded]:
    """What is said of each claim to this reader."""
    people = [id_ for _, found in true for one in found for id_ in (one.member_id, one.left_by) if id_]
    names = names_of(session, people)
    reminded = []
    for claim, found in true:
        first = found[0]
        may = None
        if member is not None:
            mine = claim.assignee_id == member.id
            may = frozenset(deed for deed in Deed if allowed(member.role, deed, assignee=mine))
        reminded.append(
            Reminded(
                claim_facts(session, claim),
                first.about,
                To(first.to) if member is not None else To.GROUP,
                first.asks,
                names.get(first.left_by or 0),
                tuple(names[one.member_id] for one in found if one.member_id in names),
                may,
            )
        )
    return reminded


def _still_waiting(session: Session, desk: Desk, row: Outbox) -> list[Waiting]:
    """Those who are still members and still cannot be reached."""
    waiting = []
    for one in row.payload.get("waiting", ()):
        person = session.get(Person, one["person_id"])
        member = membership(session, desk.id, one["person_id"])
        if person is None or person.reachable or member is None or member.left_at is not None:
            continue
        claims = [session.get(Claim, claim_id) for claim_id in one["claims"]]
        about = tuple((claim.id, claim.number) for claim in claims if claim is not None)
        name = f"{person.name} (@{person.username})" if person.username else person.name
        waiting.append(Waiting(name, one["n"], about))
    return waiting


def _make_room(session: Session, row: Outbox, now: datetime) -> None:
    """The reminders that stand in this chat are shortened or deleted after the new one."""
    for sent in earlier_reminders(session, row.chat_id, row.topic_id):
        if sent.desk_id != row.desk_id or to_be_removed(session, sent.id):
            continue
        session.add(
            change_of(
                sent,
                Kind.SHRINK,
                "earlier reminder",
                now,
                payload={"newer": row.id},
                rank=row.rank,
                claim_ids=list(sent.claim_ids),
            )
        )
    session.flush()


def make_room(session: Session, row: Outbox, now: datetime, *, bot: str) -> dict[str, Any] | None:
    """An earlier reminder: gone if Telegram still deletes it, else one line. It stays if the newer one did
    not come."""
    sent = session.get(SentMessage, row.target_id) if row.target_id else None
    newer = session.get(Outbox, row.payload.get("newer", 0))
    if sent is None or (newer is not None and newer.status in (Status.DEAD, Status.CANCELLED)):
        return None
    if now - sent.at < DELETABLE:
        return {"delete": True}
    desk = session.get(Desk, row.desk_id) if row.desk_id else None
    settings = DeskSettings.from_json(desk.settings if desk else {})
    claims = [session.get(Claim, claim_id) for claim_id in sent.claim_ids]
    t = Texts(settings.language, ZoneInfo(settings.timezone))
    known = [(claim.id, claim.number) for claim in claims if claim is not None]
    return shrunk(t, known, sent.at, bot=bot).as_payload()
