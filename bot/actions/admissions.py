"""What becomes of those who have followed an invitation and wait, when nobody will decide about it any more."""

from datetime import datetime

from sqlmodel import Session

from storage.desks import Member, Person, person_by_telegram_id
from storage.invitations import Invitation, revoke_all_of, waiting_of, waiting_to_join
from storage.outbox import Kind, Outbox, Status, cancel_waiting
from storage.sent import messages_on

OFF = "admission off"
"""The purpose of the messages that say so; their words are made when they are sent."""


def end_invitations_of(session: Session, member: Member, now: datetime) -> None:
    """What this member has invited to, and nobody has let in yet, is off: whoever waits hears it, and leads are not
    asked any more."""
    for invitation in waiting_of(session, member.id):
        _ask_no_more(session, invitation, now)
        person = session.get(Person, invitation.person_id or 0)
        if person is not None and person.telegram_id is not None:
            row = _row(invitation, person.telegram_id, person, now)
            row.status = Status.PENDING if person.reachable else Status.PARKED
            session.add(row)
    revoke_all_of(session, member.id, now)


def wait_no_more(session: Session, person: Person, now: datetime) -> None:
    """This person is not waiting to be let in anywhere any more, and leads are not asked about them."""
    for invitation in waiting_to_join(session, person.id):
        _ask_no_more(session, invitation, now)


def _ask_no_more(session: Session, invitation: Invitation, now: datetime) -> None:
    subject = f"admission:{invitation.id}"
    cancel_waiting(session, subject, now)
    for sent in messages_on(session, subject):
        row = _row(invitation, sent.chat_id, person_by_telegram_id(session, sent.chat_id), now)
        row.kind, row.target_id = Kind.UPDATE, sent.id
        session.add(row)
    session.flush()


def _row(invitation: Invitation, chat_id: int, person: Person | None, now: datetime) -> Outbox:
    # Of no desk: what is of a desk is withheld from whoever does not belong to it.
    return Outbox(
        chat_id=chat_id,
        kind=Kind.SEND,
        purpose=OFF,
        payload={"invitation": invitation.id},
        recipient_id=person.id if person is not None else None,
        not_before=now,
        created_at=now,
    )
