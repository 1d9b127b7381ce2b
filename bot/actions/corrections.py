"""Correcting a closed claim: typed, dated, with a reason; the old verdict stays readable."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.verdicts import VerdictGiven, rest_on_the_same, write_version
from bot.rules.life import after
from bot.rules.refusals.corrections import AlreadyVoid, NothingToCorrect, SameRatingAsNow
from bot.rules.refusals.life import ChangedSince, ReasonMissing
from storage.claims import Claim, change_if
from storage.desks import Member
from storage.verdicts import Correction, Verdict
from storage.vocabulary import CorrectionKind, Deed


def correct_claim(
    session: Session,
    claim: Claim,
    member: Member,
    kind: CorrectionKind,
    reason: str,
    now: datetime,
    *,
    given: VerdictGiven | None = None,
    seen: int | None = None,
) -> Correction:
    """Corrects a closed claim and returns what was written down.

    `given`: the verdict that stands instead, for a change of rating; where it brings no evidence of its
    own it rests on what the old one rests on. `seen`: the verdict that the person looked at; ChangedSince
    where another stands now. A void verdict can only be replaced by a change of rating.
    """
    after(claim.state, Deed.CORRECT, number=claim.number)
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    if verdict is None:
        raise NothingToCorrect(number=claim.number)
    if seen is not None and seen != verdict.id:
        raise ChangedSince(number=claim.number)
    if not reason.strip():
        raise ReasonMissing(example=f"/correct {claim.number} {kind.value}: the video is from 2015")
    if claim.voided and kind is not CorrectionKind.RATING_CHANGE:
        raise AlreadyVoid(number=claim.number)
    new = None
    if given is not None:
        unchanged = (given.rating, given.qualifiers) == (verdict.rating, tuple(verdict.qualifiers))
        if unchanged and not claim.voided:
            raise SameRatingAsNow(number=claim.number)
        new = write_version(session, claim, member, given, now)
        if not given.evidence:
            rest_on_the_same(session, new, verdict)
    if not change_if(
        session,
        claim,
        verdict_id=new.id if new else verdict.id,
        voided=kind is CorrectionKind.VOID,
        overruled=claim.overruled and new is None,
    ):
        raise ChangedSince(number=claim.number)
    correction = Correction(
        desk_id=claim.desk_id,
        claim_id=claim.id,
        kind=kind,
        reason=reason.strip(),
        author_id=member.id,
        verdict_id=verdict.id,
        new_verdict_id=new.id if new else None,
        at=now,
    )
    session.add(correction)
    session.flush()
    record_deed(
        session,
        claim,
        Deed.CORRECT,
        member,
        now,
        before={"verdict": verdict.id, "stands": verdict.id, "rating": verdict.rating},
        after_={
            "stands": claim.verdict_id,
            "verdict": claim.verdict_id,
            "kind": kind.value,
            "reason": correction.reason,
            "correction": correction.id,
            **({"rating": new.rating} if new else {}),
        },
    )
    show_changes(session, claim, now)
    return correction
