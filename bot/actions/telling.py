"""Noting which chats and people the bot itself has told a rating: they are told of a correction."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from storage.claims import Claim
from storage.outbox import cancel_waiting
from storage.verdicts import Told, Verdict, forget_told, was_told
from storage.vocabulary import State


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


def tell_nobody(session: Session, verdict: Verdict, now: datetime) -> None:
    """The verdict was taken back or gave way to a newer one: whoever was to hear that it closed its claim, and
    has not yet, never does."""
    cancel_waiting(session, f"closing:{verdict.id}", now)
    forget_told(session, verdict.id)


def note_shown(
    session: Session, claim_ids: Iterable[int], chat_id: int, *, topic_id: int = 0, now: datetime
) -> None:
    """This chat is shown these claims in a list: of those that are closed it has been told the rating."""
    for claim_id in claim_ids:
        claim = session.get(Claim, claim_id)
        if claim is not None and claim.state is State.CLOSED and claim.verdict_id is not None:
            note_told(session, claim, claim.verdict_id, chat_id, topic_id=topic_id, now=now)
