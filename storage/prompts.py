"""What the desk is waiting for somebody to type. A row, so that it survives a restart."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import true
from sqlmodel import Session, col, select

from storage.base import Row, big, document, key_to, moment, partial_index

PROMPT_LIFETIME = timedelta(hours=24)
HOLDS_SOMETHING = "CAST(typed AS TEXT) <> '{}'"
"""Of a prompt: what was typed is still kept."""


class Prompt(Row, table=True):
    """A question to one person in one chat; nobody else can answer it."""

    __table_args__ = (partial_index("ix_prompt_typed", "expires_at", where=HOLDS_SOMETHING),)

    desk_id: int | None = key_to("desk.id", required=False)
    person_id: int = key_to("person.id", index=True)
    chat_id: int = big()
    claim_id: int | None = key_to("claim.id", required=False)
    asks: str
    """What is asked: `rationale`, `evidence`, `verdict`, `changes`, `source`, …"""
    typed: dict[str, Any] = document(default_factory=dict)
    """What the person has typed so far; kept."""
    created_at: datetime = moment()
    expires_at: datetime = moment()
    answered_at: datetime | None = moment(required=False)


def answered_prompts(session: Session, person_id: int, chat_id: int, limit: int = 20) -> Sequence[Prompt]:
    """What this person was asked here and has answered, newest first."""
    query = select(Prompt).where(
        Prompt.person_id == person_id, Prompt.chat_id == chat_id, col(Prompt.answered_at).is_not(None)
    )
    return session.exec(query.order_by(col(Prompt.id).desc()).limit(limit)).all()


def waiting_prompts(session: Session, person_id: int, chat_id: int | None, now: datetime) -> Sequence[Prompt]:
    """What this person has been asked here (None: anywhere) and not answered, newest first."""
    query = select(Prompt).where(
        Prompt.person_id == person_id,
        Prompt.chat_id == chat_id if chat_id is not None else true(),
        col(Prompt.answered_at).is_(None),
        Prompt.expires_at > now,
    )
    return session.exec(query.order_by(col(Prompt.id).desc())).all()
