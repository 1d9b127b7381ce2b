"""Replies into outbox rows, in the turn's own transaction; what is answered directly is handed back."""

from datetime import datetime

from sqlmodel import Session

from bot.handlers.turn import Direct, LookUp, Reply, Rewrite, Say
from storage.desks import Person
from storage.errands import Errand
from storage.outbox import Kind, Outbox, Status


def post(session: Session, replies: list[Reply], *, raw: dict[str, object], now: datetime) -> list[Direct]:
    """Keeps what is to be sent and looked up; returns what is answered directly after the commit."""
    direct: list[Direct] = []
    for reply in replies:
        match reply:
            case Say():
                session.add(_row_to_say(session, reply, now))
            case Rewrite():
                session.add(_row_to_rewrite(reply, now))
            case LookUp():
                session.add(
                    Errand(
                        kind=reply.kind,
                        person_id=reply.person_id,
                        payload={"update": raw, "wanted": dict(reply.wanted)},
                        not_before=now + reply.after,
                        created_at=now,
                    )
                )
            case _:
                direct.append(reply)
    session.flush()
    return direct


def _row_to_say(session: Session, say: Say, now: datetime) -> Outbox:
    payload = say.message.as_payload()
    if say.reply_to is not None:
        payload["reply_to"] = say.reply_to
    if say.subject is not None:
        payload["subject"] = say.subject
    if say.gone_after is not None:
        payload["gone_after"] = say.gone_after.total_seconds()
    person = session.get(Person, say.person_id) if say.person_id is not None else None
    return Outbox(
        desk_id=say.desk_id,
        chat_id=say.chat_id,
        topic_id=say.topic_id,
        kind=Kind.SEND,
        purpose=say.purpose,
        payload=payload,
        claim_ids=list(say.claim_ids),
        prompt_id=say.prompt_id,
        unique_key=say.unique_key,
        recipient_id=say.person_id,
        status=Status.PARKED if person is not None and not person.reachable else Status.PENDING,
        not_before=now + say.after,
        created_at=now,
    )


def _row_to_rewrite(rewrite: Rewrite, now: datetime) -> Outbox:
    payload = rewrite.message.as_payload()
    if rewrite.subject is not None:
        payload["subject"] = rewrite.subject
    return Outbox(
        desk_id=rewrite.desk_id,
        chat_id=rewrite.chat_id,
        topic_id=rewrite.topic_id,
        kind=Kind.EDIT,
        purpose=rewrite.purpose,
        payload=payload,
        claim_ids=list(rewrite.claim_ids),
        message_id=rewrite.message_id,
        unique_key=rewrite.unique_key,
        not_before=now,
        created_at=now,
    )
