"""What is kept of a person, and how it goes: the rows that only they need are deleted, what others work with
stays and points to an empty row."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, delete, or_, select

from storage.appearances import Appearance
from storage.base import metadata
from storage.cards import Card
from storage.claims import Claim
from storage.desks import NOWHERE, Desk, Member, Person
from storage.editions import Digest
from storage.errands import Errand
from storage.floods import SenderAllowance
from storage.invitations import Invitation
from storage.mutes import Mute
from storage.outbox import Outbox
from storage.prompts import Prompt
from storage.readings import PastedPart, Reading
from storage.reminders import Reminder
from storage.search import purge_index
from storage.sent import SentMessage
from storage.sources import Source
from storage.unnaming import CountedAs, unname_forwards, unname_messages
from storage.updates import SetAside
from storage.verdicts import Correction, Review, Told, Verdict

Item = TypeVar("Item")

FAREWELL = "farewell"
"""The purpose of the last message to somebody who is forgotten: its row goes as soon as it has an outcome."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a person leaves behind who is forgotten."""

    desks: tuple[str, ...]
    """Titles of the desks that they are at."""
    claims: int
    """Unfinished claims that they have."""
    own: bool
    """Whether a desk of theirs alone goes with them, whole."""
    copied: bool
    """Whether the bot itself copies its database, lets no copy grow old and forgets again where one is put back."""


def places_of(session: Session, person_id: int) -> Sequence[Member]:
    """The person's rows at every desk, also at those that they have left."""
    return session.exec(
        select(Member).where(Member.person_id == person_id).order_by(col(Member.desk_id))
    ).all()


def copies_itself(session: Session) -> bool:
    """Whether it is the bot that makes and restores the copies: PostgreSQL is copied with its own tools."""
    return session.get_bind().dialect.name == "sqlite"


def colleagues_left(session: Session, desk_id: int, but: int) -> int:
    """How many present members the desk has beside this one."""
    present = select(Member.id).where(Member.desk_id == desk_id, col(Member.left_at).is_(None))
    return len(session.exec(present.where(Member.id != but)).all())


def claims_naming(session: Session, member_ids: Collection[int]) -> Sequence[Claim]:
    """The claims whose cards name one of these members, oldest first."""
    named = (
        select(Verdict.claim_id).where(col(Verdict.author_id).in_(member_ids)),
        select(Review.claim_id).where(col(Review.reviewer_id).in_(member_ids)),
        select(Correction.claim_id).where(col(Correction.author_id).in_(member_ids)),
    )
    query = select(Claim).where(
        or_(
            col(Claim.assignee_id).in_(member_ids),
            col(Claim.reviewer_id).in_(member_ids),
            *(col(Claim.id).in_(ids) for ids in named),
        )
    )
    return session.exec(query.order_by(col(Claim.id))).all()


def blank(session: Session, person: Person, now: datetime, counted_as: CountedAs) -> None:
    """Everything that tells who this person is goes, and every text that only they have seen. The caller has
    taken them out of their desks."""
    session.flush()
    places = places_of(session, person.id)
    member_ids = [member.id for member in places]
    desk_ids = {member.desk_id for member in places} | _invited_to(session, person.id)
    known_as = [person.name, person.username or ""]
    if person.telegram_id is not None:
        _leave_chat(session, person.telegram_id, person.id)
        _drop_updates(session, person.telegram_id, person.id)
        forget_sender(session, person.telegram_id)
    _drop_drafts(session, person.id)
    _unname_work(session, member_ids, person)
    unname_forwards(session, person, counted_as)
    unname_messages(session, desk_ids, known_as)
    for member in places:
        member.quiet = member.removed_at = None
        session.add(member)
    person.telegram_id = person.username = person.language = person.desk_id = None
    person.started_at = person.blocked_at = None
    person.name, person.forgotten_at = "", now
    session.add(person)
    session.flush()


def forget_sender(session: Session, telegram_id: int) -> None:
    """Nothing is kept of how fast this sender wrote."""
    session.execute(delete(SenderAllowance).where(col(SenderAllowance.sender_id) == telegram_id))


def marks_forgotten(session: Session) -> frozenset[str]:
    """The marks of everybody who was forgotten."""
    return frozenset(session.exec(select(Person.mark).where(col(Person.forgotten_at).is_not(None))))


def farewell_key(person: Person) -> str:
    """The unique key of the last message to this person."""
    return f"{FAREWELL}:{person.mark}"


def farewells_wait(session: Session, marks: Iterable[str]) -> bool:
    """Whether the last message to one of these is still to be sent."""
    keys = [f"{FAREWELL}:{mark}" for mark in marks]
    return any(
        session.exec(select(Outbox.id).where(col(Outbox.unique_key).in_(some)).limit(1)).first() is not None
        for some in _portions(keys)
    )


def people_marked(session: Session, marks: Iterable[str]) -> list[Person]:
    """Who of those with these marks is not forgotten here yet."""
    there = select(Person).where(col(Person.forgotten_at).is_(None))
    return [
        person
        for some in _portions(sorted(marks))
        for person in session.exec(there.where(col(Person.mark).in_(some)))
    ]


def close_place(session: Session, desk: Desk) -> None:
    """The desk's chat was the person's own: it lives nowhere from now on."""
    desk.chat_id, desk.topic_id, desk.title = NOWHERE, desk.id, ""
    session.add(desk)
    session.flush()


def erase_desk(session: Session, desk: Desk) -> None:
    """Deletes a desk that lives nowhere, whole, with its history: nobody is left who could read it."""
    desk_id = desk.id
    session.execute(update(Person).where(col(Person.desk_id) == desk_id).values(desk_id=None))
    session.expunge(desk)
    for table in reversed(metadata.sorted_tables):
        if "desk_id" in table.c and table.name != "person":
            session.execute(table.delete().where(table.c.desk_id == desk_id))
    session.execute(delete(Desk).where(col(Desk.id) == desk_id))
    purge_index(session)
    session.expire_all()


def _portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """As many at once as one statement may name."""
    return (items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE))


def _invited_to(session: Session, person_id: int) -> set[int]:
    return set(session.exec(select(Invitation.desk_id).where(Invitation.person_id == person_id)))


def _leave_chat(session: Session, chat_id: int, person_id: int) -> None:
    """What the bot knows of the private chat, whose id is the person's."""
    cards = select(Card.id).where(or_(col(Card.chat_id) == chat_id, col(Card.person_id) == person_id))
    sent = select(SentMessage.id).where(SentMessage.chat_id == chat_id)
    _delete_messages(
        session,
        or_(
            col(Outbox.chat_id) == chat_id,
            col(Outbox.recipient_id) == person_id,
            col(Outbox.card_id).in_(cards),
            col(Outbox.target_id).in_(sent),
        ),
    )
    session.execute(delete(SentMessage).where(col(SentMessage.chat_id) == chat_id))
    session.execute(delete(Card).where(or_(col(Card.chat_id) == chat_id, col(Card.person_id) == person_id)))
    session.execute(delete(Told).where(col(Told.chat_id) == chat_id))
    for table in (Appearance, Verdict):
        session.execute(
            update(table).where(col(table.chat_id) == chat_id).values(chat_id=None, message_id=None)
        )
    session.execute(
        update(Reading).where(col(Reading.chat_id) == chat_id).values(chat_id=NOWHERE, message_id=None)
    )


def _delete_messages(session: Session, which: ColumnElement[bool]) -> None:
    ids = session.exec(select(Outbox.id).where(which)).all()
    delete_messages(session, ids)


def delete_messages(session: Session, ids: Sequence[int]) -> None:
    """Deletes these rows of the outbox; that a digest or a reminder went out stays known."""
    for some in _portions(ids):
        for table in (Reminder, Digest):
            session.execute(update(table).where(col(table.outbox_id).in_(some)).values(outbox_id=None))
        session.execute(delete(Outbox).where(col(Outbox.id).in_(some)))


def _drop_updates(session: Session, telegram_id: int, person_id: int) -> None:
    """Their own updates that wait for a look-up, and every one set aside that shows them."""
    for errand in session.exec(select(Errand).where(col(Errand.done_at).is_(None))):
        if errand.person_id == person_id or _sender_of(errand.payload.get("update")) == telegram_id:
            session.delete(errand)
    session.flush()
    session.execute(update(Errand).where(col(Errand.person_id) == person_id).values(person_id=None))
    for kept in session.exec(select(SetAside)):
        if _shows(kept.raw, telegram_id):
            session.delete(kept)
    session.flush()


def _sender_of(raw: Any) -> int | None:
    """Whose update it is, whatever its kind."""
    for part in raw.values() if isinstance(raw, dict) else ():
        if isinstance(part, dict) and isinstance(part.get("from"), dict):
            found = part["from"].get("id")
            return found if isinstance(found, int) else None
    return None


def _shows(raw: Any, telegram_id: int) -> bool:
    """Whether this id stands anywhere in an update."""
    if isinstance(raw, dict):
        return any(_shows(part, telegram_id) for part in raw.values())
    if isinstance(raw, list):
        return any(_shows(part, telegram_id) for part in raw)
    return raw == telegram_id and not isinstance(raw, bool)


def _drop_drafts(session: Session, person_id: int) -> None:
    """What they were asked and typed, parts of a paste, texts that were read and never queued; that they were muted."""
    asked = select(Prompt.id).where(Prompt.person_id == person_id)
    for table in (SentMessage, Outbox):
        session.execute(update(table).where(col(table.prompt_id).in_(asked)).values(prompt_id=None))
    session.execute(delete(Prompt).where(col(Prompt.person_id) == person_id))
    session.execute(delete(PastedPart).where(col(PastedPart.person_id) == person_id))
    session.execute(delete(Mute).where(col(Mute.person_id) == person_id))
    used = select(Appearance.reading_id).where(col(Appearance.reading_id).is_not(None))
    session.execute(
        delete(Reading).where(
            col(Reading.person_id) == person_id,
            col(Reading.queued_at).is_(None),
            col(Reading.id).not_in(used),
        )
    )


def _unname_work(session: Session, member_ids: Collection[int], person: Person) -> None:
    """Who submitted a claim, whom they protected, whom they invited or who invited them."""
    session.execute(update(Claim).where(col(Claim.submitter_id).in_(member_ids)).values(submitter_id=None))
    counted: dict[str, str] = {}
    protected = select(Source).where(col(Source.added_by).in_(member_ids), col(Source.protected))
    for source in session.exec(protected.order_by(col(Source.id))):
        # Still one origin each, of which nobody knows any more which.
        source.origin = counted.setdefault(source.origin, f"forgotten:{source.id}")
        source.who, source.url = "", None
        session.add(source)
    session.flush()
    theirs = or_(col(Invitation.made_by).in_(member_ids), col(Invitation.person_id) == person.id)
    session.execute(
        update(Invitation)
        .where(theirs, col(Invitation.decided_at).is_(None), col(Invitation.revoked_at).is_(None))
        .values(revoked_at=col(Invitation.made_at))
    )
    session.execute(update(Invitation).where(theirs).values(digest=None))
    session.execute(update(Invitation).where(col(Invitation.person_id) == person.id).values(person_id=None))
