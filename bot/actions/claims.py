"""Queueing a claim, and what is kept with it: appearances, files, notes, history."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.indexing import index_claim, index_files, index_link, index_note
from bot.actions.ladders import look_at, start_anew
from bot.rules.pages import page_of
from storage.appearances import Appearance, appearances_of
from storage.claims import Claim, exact_twins, standing
from storage.desks import Desk, Member, next_number
from storage.events import record
from storage.media import Media
from storage.vocabulary import Deed
from storage.words import guess_language, normalise

LONGEST_CLAIM = 4096


@dataclass(frozen=True, slots=True)
class FileBrought:
    kind: str
    file_id: str
    file_unique_id: str
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brought to the desk: a statement, and where it was seen."""

    text: str
    kind: str = "message"
    claimant: str | None = None
    language: str | None = None
    url: str | None = None
    title: str | None = None
    published_on: date | None = None
    seen_text: str | None = None
    origin: str | None = None
    origin_private: bool = False
    media_group: str | None = None
    chat_id: int | None = None
    message_id: int | None = None
    files: tuple[FileBrought, ...] = ()
    reading_id: int | None = None
    unlike: str | None = None
    """What tells it apart where it has no words of its own: its file's unique id."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of it: a new claim, or one more appearance of a claim with the same words."""

    claim: Claim
    repeated: bool


def words_key(brought: Brought) -> str:
    """What exact repeats have in common: the SHA-256 of the normalised words, or of the file."""
    return hashlib.sha256((brought.unlike or normalise(brought.text)).encode()).hexdigest()


def has_words(text: str, key: str) -> bool:
    """Whether a claim with this text and key has words of its own; where a file without words made it, what stands for
    them is ours, and tells nothing."""
    return key == words_key(Brought(text))


def queue_claim(
    session: Session, desk: Desk, brought: Brought, member: Member, now: datetime, *, apart: bool = False
) -> Queued:
    """Queues a claim. The same words again make no second claim but one more appearance of the first,
    unless `apart` says that it is another event."""
    key = words_key(brought)
    twins = [] if apart else exact_twins(session, desk.id, key)
    if twins:
        # Where that one was merged into another, the appearance still goes with its words.
        add_appearance(session, twins[0], brought, member, now)
        return Queued(standing_for(session, twins[0]), repeated=True)
    number = next_number(session, desk)
    claim = Claim(
        desk_id=desk.id,
        number=number,
        text=brought.text,
        words_key=key,
        language=brought.language or guess_language(brought.text),
        claimant=brought.claimant,
        submitter_id=member.id,
        ladder_since=now,
        created_at=now,
    )
    session.add(claim)
    session.flush()
    _keep_appearance(session, claim, brought, member, now)
    record(
        session,
        Deed.SUBMIT,
        desk_id=desk.id,
        claim_id=claim.id,
        member_id=member.id,
        at=now,
        after={"number": number, "text": brought.text, "claimant": brought.claimant},
    )
    index_claim(session, claim)
    look_at(session, claim, now)
    return Queued(claim, repeated=False)


def standing_for(session: Session, claim: Claim) -> Claim:
    """The claim that this one was merged into, or itself."""
    into = session.get(Claim, claim.merged_into_id) if claim.merged_into_id else None
    return standing_for(session, into) if into is not None else claim


def add_appearance(session: Session, claim: Claim, brought: Brought, member: Member, now: datetime) -> None:
    """The claim was seen in one more place, or brought by one more person."""
    _keep_appearance(session, claim, brought, member, now)
    record(
        session,
        Deed.ADD_APPEARANCE,
        desk_id=claim.desk_id,
        claim_id=claim.id,
        member_id=member.id,
        at=now,
        after={"kind": brought.kind, "url": brought.url},
    )
    show_changes(session, claim, now)
    if claim.merged_into_id is not None:
        show_changes(session, standing_for(session, claim), now)


def _keep_appearance(session: Session, claim: Claim, brought: Brought, member: Member, now: datetime) -> None:
    if brought.url and any(
        seen.url and seen.brought_by == member.id and page_of(seen.url) == page_of(brought.url)
        for seen in appearances_of(session, claim.id)
    ):
        # One article is one appearance; of another person it counts as one more who brought it.
        keep_files(session, claim, brought.files, now)
        session.flush()
        return
    session.add(
        Appearance(
            desk_id=claim.desk_id,
            claim_id=claim.id,
            kind=brought.kind,
            url=brought.url,
            title=brought.title,
            published_on=brought.published_on,
            text=brought.seen_text,
            origin=brought.origin,
            origin_private=brought.origin_private,
            chat_id=brought.chat_id,
            message_id=brought.message_id,
            media_group=brought.media_group,
            reading_id=brought.reading_id,
            brought_by=member.id,
            at=now,
        )
    )
    index_link(session, claim, brought.url)
    keep_files(session, claim, brought.files, now)
    session.flush()


def keep_files(session: Session, claim: Claim, files: Sequence[FileBrought], now: datetime) -> None:
    """Files that belong to the claim."""
    index_files(session, claim, [file.file_name for file in files])
    for file in files:
        session.add(
            Media(
                desk_id=claim.desk_id,
                claim_id=claim.id,
                kind=file.kind,
                file_id=file.file_id,
                file_unique_id=file.file_unique_id,
                file_name=file.file_name,
                at=now,
            )
        )


def add_note(
    session: Session,
    claim: Claim,
    text: str,
    member: Member,
    now: datetime,
    *,
    media_group: str | None = None,
) -> None:
    """A reply that is no verdict is kept in the history and can be found. `media_group`: the album that it is
    the first part of."""
    claim.notes += 1
    session.add(claim)
    album = {"media_group": media_group} if media_group else {}
    record_deed(session, claim, Deed.ADD_NOTE, member, now, after_={"text": text, **album})
    index_note(session, claim, text)
    start_anew(session, claim, now, awake=False)
    show_changes(session, claim, now)


def record_deed(
    session: Session,
    claim: Claim,
    deed: Deed,
    member: Member | None,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after_: dict[str, Any] | None = None,
) -> None:
    """One line in the claim's history."""
    record(
        session,
        deed,
        desk_id=claim.desk_id,
        claim_id=claim.id,
        member_id=member.id if member else None,
        at=now,
        before=before,
        after=after_,
    )


def note_change(
    session: Session,
    claim: Claim,
    deed: Deed,
    member: Member | None,
    now: datetime,
    before: dict[str, Any],
    reason: str = "",
) -> None:
    after_ = standing(claim)
    if reason:
        after_["reason"] = reason
    record_deed(session, claim, deed, member, now, before=before, after_=after_)
    start_anew(session, claim, now)
    show_changes(session, claim, now)
