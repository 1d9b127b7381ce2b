"""What reviewers say to a verdict: agree, ask for changes, disagree; and a lead's overruling."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.assignees import check_free
from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.ladders import start_anew
from bot.actions.verdicts import EvidenceGiven, VerdictGiven, write_version
from bot.rules.life import after
from bot.rules.refusals.life import ChangedSince, ReasonMissing
from bot.rules.refusals.reviews import AuthorCannotReview, ChangesWanted, NoVerdictYet, SameRating
from bot.rules.signoff import (
    ChangesAsked,
    Closes,
    Disputed,
    Said,
    SignOff,
    check_overruler,
    check_reviewer,
    sign_off,
)
from storage.claims import Claim, change_if, standing
from storage.desks import Colleague, Member, colleagues, names_of
from storage.verdicts import Review, Verdict, reviews_of
from storage.vocabulary import Decision, Deed, Role, State

_DEEDS = {
    Decision.AGREE: Deed.AGREE,
    Decision.CHANGES: Deed.ASK_FOR_CHANGES,
    Decision.DISAGREE: Deed.DISAGREE,
    Decision.OVERRULE: Deed.OVERRULE,
}


def review_verdict(
    session: Session,
    claim: Claim,
    reviewer: Member,
    decision: Decision,
    *,
    required: int,
    now: datetime,
    seen: int | None = None,
    reason: str = "",
    rating: str | None = None,
    qualifiers: tuple[str, ...] = (),
    evidence: tuple[EvidenceGiven, ...] = (),
) -> SignOff:
    """Records what the reviewer says to the verdict under review and what comes of it.

    `seen` is the version that the reviewer looked at: where there is a newer one, ChangedSince. Author ≠
    reviewer, always (but for an overruling where no other lead exists). A lead who decides a dispute says why,
    also by agreeing. An overruling is a verdict of the
    lead's own, which closes the claim; the one that it overrules stays beside it.
    """
    deed = _DEEDS[decision]
    # The state speaks first: "it is closed" helps more than "it changed".
    check_no_changes_wanted(session, claim)
    after(claim.state, deed, number=claim.number)
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    if verdict is None:
        raise NoVerdictYet(number=claim.number)
    if seen is not None and seen != verdict.id:
        raise ChangedSince(number=claim.number)
    leads, said = _leads(session, claim.desk_id), _said(session, verdict)
    if decision is Decision.OVERRULE:
        check_overruler(claim.number, verdict.author_id, reviewer.id, len(leads - {reviewer.id}))
    else:
        # Whoever has agreed may think better of it. Where fewer must agree since (the setting was changed), whoever
        # agreed already closes it by saying so again.
        enough = isinstance(sign_off(required, verdict.author_id, verdict.id, said), Closes)
        agrees = () if enough or decision is not Decision.AGREE else said
        check_reviewer(claim.number, verdict.author_id, verdict.id, reviewer.id, agrees)
    decides = claim.disputed and reviewer.id in leads
    if (decision is not Decision.AGREE or decides) and not reason.strip():
        raise ReasonMissing(example=with_a_reason(decision, claim.number))
    if decision is Decision.DISAGREE and rating == verdict.rating:
        raise SameRating
    newest = Said(reviewer.id, decision, verdict.id, reviewer.id in leads)
    outcome = sign_off(required, verdict.author_id, verdict.id, [*said, newest])
    if decision is Decision.CHANGES:
        # A new version is waited for, which is not disputed.
        outcome = ChangesAsked(reviewer.id)
    closes = isinstance(outcome, Closes)
    state = after(claim.state, deed, number=claim.number, signed_off=closes)
    before = {**standing(claim), "verdict": verdict.id}
    session.add(
        Review(
            desk_id=claim.desk_id,
            claim_id=claim.id,
            verdict_id=verdict.id,
            author_id=verdict.author_id,
            reviewer_id=reviewer.id,
            decision=decision,
            rating=rating,
            qualifiers=list(qualifiers),
            reason=reason.strip() or None,
            at=now,
        )
    )
    session.flush()
    stands = verdict
    if decision is Decision.OVERRULE:
        ruling = VerdictGiven(rating or verdict.rating, reason, qualifiers, evidence)
        stands = write_version(session, claim, reviewer, ruling, now)
    changed = change_if(
        session,
        claim,
        state=state,
        verdict_id=stands.id,
        closed_at=now if state is State.CLOSED else None,
        disputed=isinstance(outcome, Disputed),
        overruled=decision is Decision.OVERRULE,
    )
    if not changed:
        raise ChangedSince(number=claim.number)
    after_ = {
        **standing(claim),
        "verdict": stands.id,
        "reason": reason.strip() or None,
        "rating": rating,
    }
    if qualifiers:
        after_["qualifiers"] = list(qualifiers)
    record_deed(session, claim, deed, reviewer, now, before=before, after_=after_)
    start_anew(session, claim, now)
    show_changes(session, claim, now)
    return outcome


def choose_reviewer(session: Session, claim: Claim, chosen: Colleague, by: Member, now: datetime) -> Verdict:
    """This member is asked to sign off, now and for newer versions; anybody else still may. Returns the verdict
    under review."""
    check_no_changes_wanted(session, claim)
    after(claim.state, Deed.CHOOSE_REVIEWER, number=claim.number)
    verdict = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    if verdict is None:
        raise NoVerdictYet(number=claim.number)
    check_free(session, chosen)
    if chosen.member_id == verdict.author_id:
        raise AuthorCannotReview(name=chosen.name)
    before = {"reviewer": claim.reviewer_id}
    if not change_if(session, claim, reviewer_id=chosen.member_id):
        raise ChangedSince(number=claim.number)
    record_deed(
        session, claim, Deed.CHOOSE_REVIEWER, by, now, before=before, after_={"reviewer": chosen.member_id}
    )
    start_anew(session, claim, now)
    show_changes(session, claim, now)
    return verdict


def check_no_changes_wanted(session: Session, claim: Claim) -> None:
    """Raises ChangesWanted where there is a verdict, but one that a new version is waited for."""
    if claim.state is not State.TAKEN or claim.verdict_id is None:
        return
    said = reviews_of(session, claim.verdict_id)
    if said and said[-1].decision is Decision.CHANGES:
        by = said[-1].reviewer_id
        raise ChangesWanted(number=claim.number, name=names_of(session, [by]).get(by, ""))


def is_disputed(session: Session, verdict: Verdict) -> bool:
    """Whether a lead still has to decide about this version."""
    # How many must agree changes nothing about that.
    return isinstance(sign_off(1, verdict.author_id, verdict.id, _said(session, verdict)), Disputed)


def _said(session: Session, verdict: Verdict) -> list[Said]:
    leads = _leads(session, verdict.desk_id)
    return [
        Said(row.reviewer_id, row.decision, row.verdict_id, row.reviewer_id in leads)
        for row in reviews_of(session, verdict.id)
    ]


def _leads(session: Session, desk_id: int) -> set[int]:
    return {one.member_id for one in colleagues(session, desk_id) if one.role is Role.LEAD}


_EXAMPLES = {
    Decision.AGREE: "/agree {} the list names nobody",
    Decision.CHANGES: "/changes {} the date is wrong",
    Decision.DISAGREE: "/disagree {} Mixture: half is right",
    Decision.OVERRULE: "/overrule {} Mixture: half is right",
}


def with_a_reason(decision: Decision, number: int) -> str:
    """How the decision is said by a command, with its reason."""
    return _EXAMPLES[decision].format(number)
