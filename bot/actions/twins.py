"""Likely repeats: found when a claim is written, shown, never merged by themselves."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import record_deed, standing_for
from bot.actions.ladder import look_at, start_anew
from bot.rules.life import after
from bot.rules.matching import Kind, compare
from bot.rules.refusals import ChangedSince, MergeWithItself, NothingToUnmerge, OldButton
from storage.claims import Claim, appearances_of, change_if, claims_with, media_of
from storage.desks import Member
from storage.events import Event, history_of
from storage.search import candidates
from storage.vocabulary import UNFINISHED, Deed, State

MOST_COMPARED = 20


def find_twin(session: Session, claim: Claim) -> Claim | None:
    """Compares the claim with the desk's others and notes the one that is most likely the same."""
    best: tuple[float, Claim] | None = None
    found = candidates(session, claim.desk_id, claim.text, claim.language, limit=50)
    others = list(dict.fromkeys(one.claim_id for one in found if one.kind == "claim"))
    others = [claim_id for claim_id in others if claim_id != claim.id][:MOST_COMPARED]
    for other in claims_with(session, others):
        if other.state is State.MERGED:
            continue
        likeness = compare(claim.text, other.text, language=claim.language)
        if likeness.kind is Kind.DIFFERENT:
            continue
        if best is None or likeness.score > best[0]:
            best = (likeness.score, other)
    if best is None:
        return None
    claim.twin_id = best[1].id
    session.add(claim)
    session.flush()
    return best[1]


def tell_apart(session: Session, claim: Claim, member: Member, now: datetime) -> None:
    """Somebody says that the likely repeat is another event."""
    after(claim.state, Deed.TELL_APART, number=claim.number)
    before = {"twin": claim.twin_id}
    claim.twin_id = None
    session.add(claim)
    record_deed(session, claim, Deed.TELL_APART, member, now, before=before)
    show_changes(session, claim, now)


def merge_claim(session: Session, claim: Claim, into: Claim, member: Member, now: datetime) -> Claim:
    """The claim becomes part of another (or of what that one is part of), which is returned: its appearances
    and files move there and are noted for the way back."""
    if into.desk_id != claim.desk_id:
        # In private the claims of all desks of a person exist, but nothing crosses from desk to desk.
        raise OldButton
    into = standing_for(session, into)
    if claim.id == into.id:
        raise MergeWithItself
    state = after(claim.state, Deed.MERGE, number=claim.number)
    before = {"state": claim.state.value, "assignee": claim.assignee_id}
    moved: dict[str, list[int]] = {}
    for name, of_claim in (("appearances", appearances_of), ("media", media_of)):
        rows = of_claim(session, claim.id)
        moved[name] = [row.id for row in rows]
        for row in rows:
            row.claim_id = into.id
            session.add(row)
    if not change_if(
        session, claim, state=state, state_before=claim.state, merged_into_id=into.id, twin_id=None
    ):
        raise ChangedSince(number=claim.number)
    record_deed(session, claim, Deed.MERGE, member, now, before=before, after_={"into": into.id, **moved})
    look_at(session, claim, now)
    if into.state in UNFINISHED:
        start_anew(session, into, now, awake=False)
    show_changes(session, claim, now)
    show_changes(session, into, now)
    return into


def unmerge_claim(
    session: Session, claim: Claim, member: Member, now: datetime, undone: Event | None = None
) -> None:
    """The claim is what it was before it was merged; what moved with it comes back. `undone`: the merging that
    its author takes back."""
    deed = Deed.UNMERGE if undone is None else Deed.UNDO
    if claim.merged_into_id is None:
        raise NothingToUnmerge(number=claim.number)
    state = after(claim.state, deed, number=claim.number, before=claim.state_before or State.OPEN)
    into, direct = standing_for(session, claim), session.get_one(Claim, claim.merged_into_id)
    merging = next(event for event in reversed(history_of(session, claim.id)) if event.deed is Deed.MERGE)
    for name, of_claim in (("appearances", appearances_of), ("media", media_of)):
        for row in of_claim(session, into.id):
            if row.id in merging.after.get(name, ()):
                row.claim_id = claim.id
                session.add(row)
    before = {"state": claim.state.value}
    if not change_if(session, claim, state=state, state_before=None, merged_into_id=None):
        raise ChangedSince(number=claim.number)
    after_ = {"state": claim.state.value, "assignee": claim.assignee_id, "from": direct.id}
    if undone is not None:
        after_["of"] = undone.id
    record_deed(session, claim, deed, member, now, before=before, after_=after_)
    start_anew(session, claim, now)
    for one in {claim.id: claim, direct.id: direct, into.id: into}.values():
        show_changes(session, one, now)
