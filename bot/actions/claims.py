"""Queueing a claim, taking it, releasing it, assigning it, noting on it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.ladder import look_at, start_anew
from bot.rules.life import after
from bot.rules.refusals import AlreadyTaken, ChangedSince, NotYoursToRelease
from storage.claims import Appearance, Claim, Media, change_if, exact_twins, standing
from storage.desks import Desk, Member, colleague, names_of, next_number
from storage.events import record
from storage.search import make_findable
from storage.verdicts import Verdict
from storage.vocabulary import Deed, Priority, Role, State
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
    for kind, text in (("claim", brought.text), ("claimant", brought.claimant)):
        if text:
            make_findable(
                session, desk_id=desk.id, claim_id=claim.id, kind=kind, text_=text, language=claim.language
            )
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
    session.add(
        Appearance(
            desk_id=claim.desk_id,
            claim_id=claim.id,
            kind=brought.kind,
            url=brought.url,
            title=brought.title,
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
    keep_files(session, claim, brought.files, now)
    session.flush()


def keep_files(session: Session, claim: Claim, files: Sequence[FileBrought], now: datetime) -> None:
    """Files that belong to the claim."""
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


def take_claim(session: Session, claim: Claim, member: Member, now: datetime) -> None:
    """The member becomes the assignee. Of two people at once one gets it, the other AlreadyTaken."""
    state = _state_after_taking(session, claim, member)
    before = standing(claim)
    if not change_if(session, claim, state=state, assignee_id=member.id, taken_at=now):
        _state_after_taking(session, claim, member)
        raise ChangedSince(number=claim.number)
    _note_change(session, claim, Deed.TAKE, member, now, before)


def _state_after_taking(session: Session, claim: Claim, member: Member) -> State:
    holder = _name(session, claim.assignee_id) if claim.assignee_id else ""
    return after(
        claim.state, Deed.TAKE, number=claim.number, holder=holder, mine=claim.assignee_id == member.id
    )


def release_claim(session: Session, claim: Claim, member: Member, now: datetime, reason: str = "") -> None:
    """The claim goes back to the queue. Only its assignee or a lead may do that."""
    after(claim.state, Deed.RELEASE, number=claim.number)
    if claim.assignee_id != member.id and member.role is not Role.LEAD:
        name = _name(session, claim.assignee_id) if claim.assignee_id else ""
        raise NotYoursToRelease(number=claim.number, name=name)
    before = standing(claim)
    if not set_free(session, claim):
        raise ChangedSince(number=claim.number)
    _note_change(session, claim, Deed.RELEASE, member, now, before, reason=reason)


def give_back(session: Session, claim: Claim, leaver: Member, now: datetime) -> None:
    """The member leaves the desk: the claim returns to the queue if it was theirs, from review too if the
    verdict there is theirs. Under review by somebody else's verdict it goes to that verdict's author."""
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    before = standing(claim)
    said_so = claim.state is State.IN_REVIEW and verdict is not None and verdict.author_id == leaver.id
    if claim.state is State.IN_REVIEW and verdict is not None and not said_so:
        if claim.assignee_id == leaver.id and change_if(session, claim, assignee_id=verdict.author_id):
            _note_change(session, claim, Deed.ASSIGN, None, now, before)
        return
    if not said_so and (claim.assignee_id != leaver.id or claim.state is State.OPEN):
        return
    after(claim.state, Deed.RELEASE, number=claim.number, leaving=True)
    if set_free(session, claim):
        _note_change(session, claim, Deed.RELEASE, None, now, before)


def give_back_if_gone(session: Session, claim: Claim) -> None:
    """A claim that comes back to an earlier state has its owner no more if that one has left the desk, or if
    the author of the verdict under review has: then it is open. The caller writes the event."""
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    if claim.state is State.IN_REVIEW and verdict is not None:
        if colleague(session, verdict.author_id) is None:
            set_free(session, claim)
        elif claim.assignee_id is None or colleague(session, claim.assignee_id) is None:
            change_if(session, claim, assignee_id=verdict.author_id)
    elif claim.state is State.TAKEN and (
        claim.assignee_id is None or colleague(session, claim.assignee_id) is None
    ):
        set_free(session, claim)


def set_free(session: Session, claim: Claim) -> bool:
    """Nobody's again, with no verdict under review; False if somebody acted on it this very moment. The caller
    writes the event."""
    return change_if(
        session,
        claim,
        state=State.OPEN,
        assignee_id=None,
        taken_at=None,
        verdict_id=None,
        reviewer_id=None,
        disputed=False,
    )


def assign_claim(session: Session, claim: Claim, to: Member, by: Member, now: datetime) -> None:
    """A lead gives the claim to somebody, whoever had it."""
    if claim.assignee_id == to.id and claim.state is State.TAKEN:
        raise AlreadyTaken(number=claim.number, name=_name(session, to.id))
    state = after(claim.state, Deed.ASSIGN, number=claim.number)
    before = standing(claim)
    if not change_if(session, claim, state=state, assignee_id=to.id, taken_at=now):
        raise ChangedSince(number=claim.number)
    _note_change(session, claim, Deed.ASSIGN, by, now, before)


def decline_claim(session: Session, claim: Claim, member: Member, reason: str, now: datetime) -> None:
    """Not checkable or out of scope, with a reason."""
    state = after(claim.state, Deed.DECLINE, number=claim.number)
    before = standing(claim)
    if not change_if(session, claim, state=state, closed_at=now, disputed=False):
        raise ChangedSince(number=claim.number)
    _note_change(session, claim, Deed.DECLINE, member, now, before, reason=reason)


def reopen_claim(session: Session, claim: Claim, member: Member, reason: str, now: datetime) -> None:
    """A closed or declined claim is worked on again, with a reason."""
    state = after(claim.state, Deed.REOPEN, number=claim.number)
    before = standing(claim)
    if not change_if(
        session,
        claim,
        state=state,
        assignee_id=None,
        taken_at=None,
        verdict_id=None,
        reviewer_id=None,
        closed_at=None,
        disputed=False,
        overruled=False,
        voided=False,
    ):
        raise ChangedSince(number=claim.number)
    _note_change(session, claim, Deed.REOPEN, member, now, before, reason=reason)


def set_priority(session: Session, claim: Claim, priority: Priority, member: Member, now: datetime) -> None:
    """How urgent the claim is; its ladder is worked out anew."""
    after(claim.state, Deed.SET_PRIORITY, number=claim.number)
    before = {"priority": claim.priority.value}
    claim.priority = priority
    record_deed(
        session, claim, Deed.SET_PRIORITY, member, now, before=before, after_={"priority": priority.value}
    )
    start_anew(session, claim, now)
    show_changes(session, claim, now)


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
    if text:
        make_findable(
            session,
            desk_id=claim.desk_id,
            claim_id=claim.id,
            kind="note",
            text_=text,
            language=guess_language(text),
        )
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


def _note_change(
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


def _name(session: Session, member_id: int) -> str:
    return names_of(session, [member_id]).get(member_id, "")
