"""Asking one person for one thing, keeping what was typed."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.desks import Person
from storage.prompts import PROMPT_LIFETIME, Prompt


def ask(
    session: Session,
    person: Person,
    *,
    chat_id: int,
    asks: str,
    now: datetime,
    desk_id: int | None = None,
    claim_id: int | None = None,
    typed: dict[str, Any] | None = None,
) -> Prompt:
    """Notes what is asked of the person in this chat. The question itself is a message of the handler's."""
    prompt = Prompt(
        desk_id=desk_id,
        person_id=person.id,
        chat_id=chat_id,
        claim_id=claim_id,
        asks=asks,
        typed=typed or {},
        created_at=now,
        expires_at=now + PROMPT_LIFETIME,
    )
    session.add(prompt)
    session.flush()
    return prompt


def close_prompt(session: Session, prompt: Prompt, now: datetime) -> None:
    """The question was answered, or is off."""
    prompt.answered_at = now
    session.add(prompt)
    session.flush()
