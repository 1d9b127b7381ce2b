"""Noting which chats and people the bot itself has told a rating: they are told of a correction."""

from datetime import datetime

from sqlmodel import Session

from storage.claims import Claim
from storage.verdicts import Told, was_told


def note_told(
    session: Session, claim: Claim, verdict_id: int, chat_id: int, *, topic_id: int = 0, now: datetime
) -> None:
    """This chat has been told this verdict's rating; noting it twice changes nothing."""
    known = was_told(session, claim.id, verdict_id, chat_id)
    if not known:
        session.add(
            Told(
                desk_id=claim.desk_id,
                claim_id=claim.id,
                verdict_id=verdict_id,
                chat_id=chat_id,
                topic_id=topic_id,
                at=now,
            )
        )
        session.flush()
