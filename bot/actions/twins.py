"""Likely repeats: found when a claim is written, shown, never merged by themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.actions.assignees import give_back_if_gone
from bot.actions.cards import show_changes
from bot.actions.claims import has_words, record_deed, standing_for
from bot.actions.ladders import look_at, start_anew
from bot.actions.scripts import in_the_other_script
from bot.rules.life import after
from bot.rules.matching import Kind, Told, judge, judge_across
from bot.rules.meaning import Alike, Likeliest, likeliest
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.life import ChangedSince
from bot.rules.refusals.merging import MergeInCircle, MergeWithItself, NothingToUnmerge
from bot.rules.resemblance import Rarity, shortlist
from bot.rules.scripts import capitalised, two_scripts
from storage.claims import Claim, change_if, parts_of, standing
from storage.desks import Desk, Member
from storage.events import Event
from storage.media import claim_with_file, media_of
from storage.search import rarity
from storage.twins import Proposed, propose
from storage.vocabulary import UNFINISHED, Deed, State


def find_twin(session: Session, claim: Claim, alike: Sequence[Alike] = ()) -> Claim | None:
    """Compares the claim with the desk's others and notes the one that is most likely the same; where that was
    merged into another, the whole. `alike`: those whose meaning is near, the nearest first, where a model tells."""
    found = _likeliest(session, claim, alike)
    if found is not None:
        twin: Claim | None = standing_for(session, session.get_one(Claim, found.claim_id))
    else:
        twin = _with_the_same_file(session, claim)
    if twin is not None and twin.id != claim.id:
        claim.twin_id, claim.twin_alike = twin.id, found is not None and found.alike
        session.add(claim)
        session.flush()
        return twin
    return None


def _likeliest(session: Session, claim: Claim, alike: Sequence[Alike]) -> Likeliest | None:
    if not has_words(claim.text, claim.words_key):
        return None
    new = Told.of(claim.text, claim.language)
    every = session.get_one(Desk, claim.desk_id).next_number - 1
    others, counts = nearest(session, claim.desk_id, new, among=every, but=[claim.id])
    judged = judge(new, [Told(one.text, one.stems) for one in others], counts)
    if judged.kind is Kind.DIFFERENT:
        across = of_another_script(session, claim.desk_id, new, among=every, but=[claim.id])
        told = judge_across(new, [Told(one.text, one.stems) for one in across])
        others, judged = (across, told) if told.places else (others, judged)
    return likeliest([others[place].claim_id for place in judged.places], judged.kind, alike)


def nearest(
    session: Session, desk_id: int, new: Told, *, among: int, but: Collection[int] = ()
) -> tuple[list[Proposed], Rarity]:
    """The claims of the desk that are worth a close comparison with this one, and how rare all their words are.
    `among`: how many claims the desk has. `but`: claims that are not looked for."""
    counts = rarity(session, desk_id, new.stems)
    proposed = propose(session, desk_id, counts, among=among, but=but)
    places = shortlist(new.stems, [one.stems for one in proposed], Rarity(among, counts))
    others = [proposed[place] for place in places]
    further = {stem for one in others for stem in one.stems} - set(new.stems)
    return others, Rarity(among, {**counts, **rarity(session, desk_id, sorted(further))})


def of_another_script(
    session: Session, desk_id: int, new: Told, *, among: int, but: Collection[int] = ()
) -> list[Proposed]:
    """The claims of the desk that hold this one's names in the other script, those first that hold its figures too."""
    names = in_the_other_script(session, desk_id, capitalised(new.text))
    if not names:
        return []
    counts = rarity(session, desk_id, [stem for stem in new.stems if stem.isdecimal()])
    for stems in names.values():
        counts |= stems
    found = propose(session, desk_id, counts, among=among, but=but)
    return [one for one in found if two_scripts(new.text, one.text)]


def notice_the_same_file(session: Session, claim: Claim) -> None:
    """A further file came with the claim: one that came with another before makes that one likely the same."""
    twin = _with_the_same_file(session, claim) if claim.twin_id is None else None
    if twin is not None and claim.state in UNFINISHED:
        claim.twin_id, claim.twin_alike = twin.id, False
        session.add(claim)
        session.flush()


def _with_the_same_file(session: Session, claim: Claim) -> Claim | None:
    files = [file.file_unique_id for file in media_of(session, claim.id)]
    if not files:
        return None
    parts = parts_of(session, [claim.id])[claim.id]
    found = claim_with_file(session, claim.desk_id, files, but=parts)
    return standing_for(session, found) if found is not None else None


def tell_apart(session: Session, claim: Claim, member: Member, now: datetime) -> None:
    """Somebody says that the likely repeat is another event."""
    after(claim.state, Deed.TELL_APART, number=claim.number)
    before = {"twin": claim.twin_id}
    claim.twin_id, claim.twin_alike = None, False
    session.add(claim)
    record_deed(session, claim, Deed.TELL_APART, member, now, before=before)
    show_changes(session, claim, now)


def merge_claim(session: Session, claim: Claim, into: Claim, member: Member, now: datetime) -> Claim:
    """The claim becomes part of another (or of what that one is part of), which is returned. Its appearances,
    files and sources are shown there from now on, and its people count there."""
    if into.desk_id != claim.desk_id:
        # In private the claims of all desks of a person exist, but nothing crosses from desk to desk.
        raise OldButton
    whole = standing_for(session, into)
    if claim.id == into.id:
        raise MergeWithItself
    state = after(claim.state, Deed.MERGE, number=claim.number)
    if claim.id == whole.id:
        raise MergeInCircle(number=claim.number, other=into.number)
    before = standing(claim)
    changed = {"state": state, "state_before": claim.state, "merged_into_id": whole.id}
    if not change_if(session, claim, **changed, twin_id=None, twin_alike=False):
        raise ChangedSince(number=claim.number)
    if whole.twin_id == claim.id:
        whole.twin_id, whole.twin_alike = None, False
        session.add(whole)
    record_deed(session, whole, Deed.MERGE, member, now, after_={"part": claim.id, "number": claim.number})
    record_deed(session, claim, Deed.MERGE, member, now, before=before, after_=_part_of(claim, whole))
    look_at(session, claim, now)
    if whole.state in UNFINISHED:
        start_anew(session, whole, now, awake=False)
    show_changes(session, claim, now)
    show_changes(session, whole, now)
    return whole


def _part_of(claim: Claim, whole: Claim) -> dict[str, Any]:
    return {**standing(claim), "into": whole.id, "number": whole.number}


def unmerge_claim(
    session: Session, claim: Claim, member: Member, now: datetime, undone: Event | None = None
) -> None:
    """The claim is what it was before it was merged, but nobody's if whoever had it, or whose verdict was under
    review, has left meanwhile. `undone`: the merging that its author takes back."""
    deed = Deed.UNMERGE if undone is None else Deed.UNDO
    if claim.merged_into_id is None:
        raise NothingToUnmerge(number=claim.number)
    state = after(claim.state, deed, number=claim.number, before=claim.state_before or State.OPEN)
    direct, whole = session.get_one(Claim, claim.merged_into_id), standing_for(session, claim)
    before = standing(claim)
    if not change_if(session, claim, state=state, state_before=None, merged_into_id=None):
        raise ChangedSince(number=claim.number)
    give_back_if_gone(session, claim)
    after_ = standing(claim) | ({"of": undone.id} if undone is not None else {})
    record_deed(session, direct, Deed.UNMERGE, member, now, after_={"part": claim.id, "number": claim.number})
    record_deed(session, claim, deed, member, now, before=before, after_=after_)
    start_anew(session, claim, now)
    for one in {claim.id: claim, direct.id: direct, whole.id: whole}.values():
        show_changes(session, one, now)
