"""Taking one's own last step back: an event that says so, never a deletion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.actions.assignees import give_back_if_gone
from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.ladders import start_anew
from bot.actions.reviews import is_disputed
from bot.actions.telling import tell_nobody
from bot.actions.twins import unmerge_claim
from bot.rules.life import UNDO_WITHIN, UNDONE, after
from bot.rules.refusals.life import ChangedSince
from bot.rules.refusals.undoing import NothingToUndo, TooLateToUndo
from storage.claims import Claim, change_if, standing
from storage.desks import Member
from storage.events import Event, deeds_of, history_of
from storage.verdicts import Verdict
from storage.vocabulary import Deed, State

_VERDICTS = (Deed.RECORD_VERDICT, Deed.AMEND_VERDICT)
_PASSED_OVER = (Deed.UNDO, Deed.ADD_APPEARANCE)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the claims that were queued, or one claim's verdict."""

    claims: tuple[Claim, ...]
    verdict: Verdict | None = None
    before: Verdict | None = None
    """The verdict that stands again."""
    amended: bool = False


def undo_last(
    session: Session, member: Member, desk_id: int, now: datetime, claim: Claim | None = None
) -> Undone:
    """Takes the member's last step back (the last on `claim`, if one is given): a queueing, a merging, or a
    verdict.

    Raises NothingToUndo where that step was something else, and TooLateToUndo after two minutes or once
    somebody else has acted on it.
    """
    deeds = deeds_of(session, desk_id, member.id)
    gone = {event.after.get("of") for event in deeds if event.deed is Deed.UNDO}
    steps = [
        event
        for event in deeds
        if event.deed not in _PASSED_OVER
        and "part" not in event.after
        and event.id not in gone
        and (claim is None or event.claim_id == claim.id)
    ]
    if not steps or steps[0].deed not in (Deed.SUBMIT, Deed.MERGE, *_VERDICTS):
        raise NothingToUndo
    if now - steps[0].at > UNDO_WITHIN:
        raise TooLateToUndo
    if steps[0].deed in _VERDICTS:
        return _undo_verdict(session, member, steps[0], now)
    if steps[0].deed is Deed.MERGE:
        return _undo_merging(session, member, steps[0], now)
    together = [event for event in deeds if event.deed is Deed.SUBMIT and event.at == steps[0].at]
    return _undo_queueing(session, member, together, now)


def _undo_queueing(session: Session, member: Member, steps: Sequence[Event], now: datetime) -> Undone:
    """What was queued in one go is declined in one go, but for claims that somebody has acted on."""
    free = [event for event in reversed(steps) if not _acted_on(session, event, member)]
    if not free:
        raise TooLateToUndo
    claims = []
    for event in free:
        claim = session.get_one(Claim, event.claim_id)
        state = after(claim.state, Deed.UNDO, number=claim.number, before=State.DECLINED)
        before = standing(claim)
        if not change_if(session, claim, state=state, closed_at=now, twin_id=None, twin_alike=False):
            raise ChangedSince(number=claim.number)
        after_ = {**standing(claim), "reason": UNDONE, "of": event.id}
        _note(session, claim, member, now, before, after_)
        claims.append(claim)
    return Undone(tuple(claims))


def _undo_merging(session: Session, member: Member, step: Event, now: datetime) -> Undone:
    claim = session.get_one(Claim, step.claim_id)
    if claim.state is not State.MERGED or _acted_on(session, step, member):
        raise TooLateToUndo
    unmerge_claim(session, claim, member, now, undone=step)
    return Undone((claim,))


def _undo_verdict(session: Session, member: Member, step: Event, now: datetime) -> Undone:
    claim = session.get_one(Claim, step.claim_id)
    if _acted_on(session, step, member):
        raise TooLateToUndo
    verdict = session.get_one(Verdict, step.after["verdict"])
    tell_nobody(session, verdict, now)
    earlier = session.get(Verdict, step.before.get("verdict") or 0)
    before = {**standing(claim), "verdict": claim.verdict_id}
    if claim.verdict_id == verdict.id:
        assignee = step.before.get("assignee")
        state = after(claim.state, Deed.UNDO, number=claim.number, before=State(step.before["state"]))
        if not change_if(
            session,
            claim,
            state=state,
            verdict_id=earlier.id if earlier is not None else None,
            assignee_id=assignee,
            taken_at=claim.taken_at if assignee is not None else None,
            closed_at=claim.closed_at if state is State.CLOSED else None,
            disputed=earlier is not None and is_disputed(session, earlier),
        ):
            raise ChangedSince(number=claim.number)
        give_back_if_gone(session, claim)
    after_ = {
        **standing(claim),
        "verdict": claim.verdict_id,
        "undone_verdict": verdict.id,
        "of": step.id,
    }
    _note(session, claim, member, now, before, after_)
    return Undone((claim,), verdict, earlier, amended=step.deed is Deed.AMEND_VERDICT)


def _acted_on(session: Session, step: Event, member: Member) -> bool:
    """Whether somebody else did anything about the claim since; what the desk did by itself does not count."""
    return any(
        event.id > step.id and event.member_id not in (None, member.id)
        for event in history_of(session, step.claim_id or 0)
    )


def _note(
    session: Session,
    claim: Claim,
    member: Member,
    now: datetime,
    before: dict[str, Any],
    after_: dict[str, Any],
) -> None:
    record_deed(session, claim, Deed.UNDO, member, now, before=before, after_=after_)
    start_anew(session, claim, now)
    show_changes(session, claim, now)
