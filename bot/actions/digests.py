"""The digest: due once for each local date and recipient, left in the outbox; its lines follow its claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.rules.digests import Edition, digest_due, digest_moment, next_digest, weekly_due
from bot.rules.settings import DeskSettings
from storage.claims import Claim
from storage.desks import Desk, Member, colleagues
from storage.dues import Matter, due_now, look_at_all, move_due
from storage.editions import DESK, Digest, has_digest, last_digest, newest_digest
from storage.outbox import Kind, Outbox, Status, make_anew
from storage.sent import SentMessage, change_of, messages_of
from storage.vocabulary import HowOften, Role

GROUP = "group"
MONDAY = 0
FOLLOWED = timedelta(hours=36)
"""How long a digest is looked for whose lines may have to follow: longer than any is live."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Recipient:
    key: str
    chat_id: int
    topic_id: int = 0
    person_id: int | None = None
    reachable: bool = True
    weekly: bool = False


def send_digests(session: Session, desk_id: int, now: datetime) -> bool:
    """Leaves the desk's digest in the outbox, if one is due, once for each recipient; says whether there is."""
    desk = session.get_one(Desk, desk_id)
    settings = DeskSettings.from_json(desk.settings)
    sent = False
    for row in due_now(session, Matter.DIGEST, desk_id, now):
        zone, last = settings.zone, last_date(session, desk, settings, now)
        due = digest_due(now, zone, settings.digest, last)
        if not move_due(
            session, row, next_digest(now, zone, settings.digest, due.local_date if due else last)
        ):
            continue
        if due is None:
            # Woken although none is due: the settings changed, and with them perhaps the quiet hours.
            look_at_all(session, desk.id, now)
            continue
        before = newest_digest(session, desk.id, now)
        digest = Digest(
            desk_id=desk.id,
            local_date=due.local_date,
            recipient=DESK,
            since=before.until if before is not None else min(desk.created_at, now),
            until=now,
            missed=[one.isoformat() for one in due.missed],
            late=due.late,
            at=now,
        )
        if has_digest(session, desk.id, due.local_date, DESK):
            # Made by a clock that was ahead.
            continue
        session.add(digest)
        for recipient in _recipients(session, desk, settings, due.local_date, now):
            if not has_digest(session, desk.id, due.local_date, recipient.key):
                _send(session, desk, recipient, digest, chart=settings.digest_chart)
                sent = True
    return sent


def last_date(session: Session, desk: Desk, settings: DeskSettings, now: datetime) -> date:
    """The newest local date that has a digest, or needs none because the desk did not exist at its time."""
    newest = newest_digest(session, desk.id, now)
    if newest is not None:
        return newest.local_date
    began = min(desk.created_at, now)
    opened = began.astimezone(settings.zone).date()
    moment = digest_moment(opened, settings.digest, settings.zone)
    return opened if moment <= began else opened - _DAY


def member_key(member_id: int) -> str:
    """The recipient that this member is."""
    return f"member:{member_id}"


def choose_how_often(session: Session, member: Member, often: HowOften) -> None:
    """How often this member gets the desk's digest from now on."""
    member.digest = often
    session.add(member)
    session.flush()


def _recipients(
    session: Session, desk: Desk, settings: DeskSettings, day: date, now: datetime
) -> Iterator[_Recipient]:
    weekday = MONDAY if settings.weekly is None else settings.weekly
    for one in colleagues(session, desk.id):
        if one.role is not Role.LEAD or one.telegram_id is None or one.digest is HowOften.OFF:
            continue
        key, weekly = member_key(one.member_id), one.digest is HowOften.WEEKLY
        newest = last_digest(session, desk.id, key, now) if weekly else None
        if not weekly or weekly_due(day, weekday, newest.local_date if newest is not None else None):
            yield _Recipient(key, one.telegram_id, 0, one.person_id, one.reachable, weekly)
    # While the bot is out of the group, its leads have theirs all the same.
    if settings.digest_to_group and not desk.private and desk.paused_at is None:
        yield _Recipient(GROUP, desk.chat_id, desk.topic_id)


def _send(session: Session, desk: Desk, recipient: _Recipient, due: Digest, *, chart: bool) -> None:
    digest = Digest(
        desk_id=desk.id,
        local_date=due.local_date,
        recipient=recipient.key,
        since=due.since,
        until=due.until,
        missed=due.missed,
        late=due.late,
        at=due.at,
    )
    session.add(digest)
    session.flush()
    edition = Edition(due.local_date, weekly=recipient.weekly).ref
    if chart and recipient.reachable and desk.next_number > 1:
        # A chart of nothing says nothing. Whoever cannot be reached needs the words, later, not old curves.
        session.add(_row(desk, recipient, due, "digest chart", {"edition": edition}))
        session.flush()
    row = _row(desk, recipient, due, "digest", {"digest": digest.id, "edition": edition, "page": 0})
    row.unique_key = f"digest:{desk.id}:{due.local_date.isoformat()}:{recipient.key}"
    row.status = Status.PENDING if recipient.reachable else Status.PARKED
    session.add(row)
    session.flush()
    digest.outbox_id = row.id
    session.add(digest)
    session.flush()


def _row(desk: Desk, recipient: _Recipient, due: Digest, purpose: str, payload: dict[str, object]) -> Outbox:
    return Outbox(
        desk_id=desk.id,
        chat_id=recipient.chat_id,
        topic_id=recipient.topic_id,
        kind=Kind.SEND,
        purpose=purpose,
        payload=payload,
        recipient_id=recipient.person_id,
        not_before=due.until,
        created_at=due.until,
    )


def show_in_digests(session: Session, claim: Claim, now: datetime) -> None:
    """The lines of this claim in the digests of the day will show how it stands when their edits go out."""
    for sent in _showing(session, claim, now):
        if make_anew(session, sent.id):
            continue
        session.add(change_of(sent, Kind.UPDATE, "digest", now))
        session.flush()


def _showing(session: Session, claim: Claim, now: datetime) -> Sequence[SentMessage]:
    """The messages that show this claim as a line of a digest that is still followed."""
    found = [
        sent
        for sent in messages_of(session, claim.desk_id, "digest", now - FOLLOWED)
        if claim.id in sent.claim_ids
    ]
    if not found:
        return []
    newest = newest_digest(session, claim.desk_id, now)
    day = newest.local_date if newest is not None else None
    editions = [(sent, edition_shown(sent)[0]) for sent in found]
    return [sent for sent, edition in editions if edition is not None and edition.day in (None, day)]


def edition_shown(sent: SentMessage) -> tuple[Edition | None, int]:
    """Which edition, and which page of it, this message shows."""
    _, _, rest = (sent.subject or "").partition(":")
    ref, _, page = rest.partition(":")
    return Edition.read(ref), int(page) if page.isdecimal() else 0


def subject_of(edition: Edition, page: int) -> str:
    """What a message says it is about that shows this page: `digest:2026-11-24:0`."""
    return f"digest:{edition.ref}:{page}"
