"""The claim's life: every state meets every deed, and nothing happens that the table does not hold."""

import itertools
from typing import Any

import pytest

from bot.rules.life import LIFE, after
from bot.rules.refusals import Refusal
from bot.rules.refusals.assignees import AlreadyTaken, AlreadyYours, NotTaken
from bot.rules.refusals.corrections import NothingToCorrect
from bot.rules.refusals.life import ClaimClosed, ClaimDeclined, ClaimMerged, InReview, NothingToReopen
from bot.rules.refusals.merging import NothingToUnmerge
from bot.rules.refusals.reviews import NoVerdictYet
from bot.rules.refusals.undoing import NothingToUndo
from storage.vocabulary import UNFINISHED, Deed, State

OPEN, TAKEN, IN_REVIEW, CLOSED, MERGED, DECLINED = State

ALLOWED = [
    (OPEN, Deed.TAKE, {}, TAKEN),
    (OPEN, Deed.ASSIGN, {}, TAKEN),
    (TAKEN, Deed.ASSIGN, {}, TAKEN),
    (IN_REVIEW, Deed.ASSIGN, {}, IN_REVIEW),
    (TAKEN, Deed.RELEASE, {}, OPEN),
    (TAKEN, Deed.RELEASE, {"leaving": True}, OPEN),
    (IN_REVIEW, Deed.RELEASE, {"leaving": True}, OPEN),
    (OPEN, Deed.RECORD_VERDICT, {}, IN_REVIEW),
    (TAKEN, Deed.RECORD_VERDICT, {}, IN_REVIEW),
    (IN_REVIEW, Deed.RECORD_VERDICT, {}, IN_REVIEW),
    (OPEN, Deed.RECORD_VERDICT, {"signed_off": True}, CLOSED),
    (TAKEN, Deed.RECORD_VERDICT, {"signed_off": True}, CLOSED),
    (IN_REVIEW, Deed.AGREE, {}, IN_REVIEW),
    (IN_REVIEW, Deed.AGREE, {"signed_off": True}, CLOSED),
    (IN_REVIEW, Deed.AMEND_VERDICT, {}, IN_REVIEW),
    (CLOSED, Deed.AMEND_VERDICT, {}, CLOSED),
    (IN_REVIEW, Deed.ASK_FOR_CHANGES, {}, TAKEN),
    (IN_REVIEW, Deed.DISAGREE, {}, IN_REVIEW),
    (IN_REVIEW, Deed.OVERRULE, {}, CLOSED),
    (CLOSED, Deed.CORRECT, {}, CLOSED),
    (CLOSED, Deed.REOPEN, {}, OPEN),
    (DECLINED, Deed.REOPEN, {}, OPEN),
    (CLOSED, Deed.ADD_SOURCE, {}, CLOSED),
    *[(state, Deed.DECLINE, {}, DECLINED) for state in sorted(UNFINISHED)],
    *[(state, Deed.MERGE, {}, MERGED) for state in sorted(UNFINISHED)],
    *[(state, Deed.SNOOZE, {}, state) for state in sorted(UNFINISHED)],
    *[(MERGED, Deed.UNMERGE, {"before": state}, state) for state in sorted(UNFINISHED)],
    *[(state, Deed.ADD_NOTE, {}, state) for state in State],
    (CLOSED, Deed.UNDO, {"before": TAKEN}, TAKEN),
]


@pytest.mark.parametrize(
    ("state", "deed", "facts", "becomes"), ALLOWED, ids=lambda value: str(value).replace(" ", "_")
)
def test_what_may_happen(state: State, deed: Deed, facts: dict[str, Any], becomes: State) -> None:
    assert after(state, deed, number=12, **facts) is becomes


REFUSED = [
    (TAKEN, Deed.TAKE, {"holder": "Ana"}, AlreadyTaken),
    (TAKEN, Deed.TAKE, {"holder": "Ana", "mine": True}, AlreadyYours),
    (IN_REVIEW, Deed.TAKE, {}, InReview),
    (CLOSED, Deed.TAKE, {}, ClaimClosed),
    (DECLINED, Deed.TAKE, {}, ClaimDeclined),
    (MERGED, Deed.TAKE, {}, ClaimMerged),
    (OPEN, Deed.RELEASE, {}, NotTaken),
    (IN_REVIEW, Deed.RELEASE, {}, InReview),
    (OPEN, Deed.RELEASE, {"leaving": True}, NotTaken),
    (CLOSED, Deed.RECORD_VERDICT, {}, ClaimClosed),
    (CLOSED, Deed.RECORD_VERDICT, {"signed_off": True}, ClaimClosed),
    (MERGED, Deed.RECORD_VERDICT, {}, ClaimMerged),
    (DECLINED, Deed.RECORD_VERDICT, {}, ClaimDeclined),
    (OPEN, Deed.AGREE, {}, NoVerdictYet),
    (TAKEN, Deed.AGREE, {"signed_off": True}, NoVerdictYet),
    (CLOSED, Deed.AGREE, {}, ClaimClosed),
    (TAKEN, Deed.AMEND_VERDICT, {}, NoVerdictYet),
    (TAKEN, Deed.OVERRULE, {}, NoVerdictYet),
    (CLOSED, Deed.OVERRULE, {}, ClaimClosed),
    (OPEN, Deed.REOPEN, {}, NothingToReopen),
    (MERGED, Deed.REOPEN, {}, ClaimMerged),
    (OPEN, Deed.UNMERGE, {}, NothingToUnmerge),
    (IN_REVIEW, Deed.CORRECT, {}, NothingToCorrect),
    (DECLINED, Deed.CORRECT, {}, ClaimDeclined),
    (CLOSED, Deed.SNOOZE, {}, ClaimClosed),
    (MERGED, Deed.MERGE, {}, ClaimMerged),
    (OPEN, Deed.UNDO, {}, NothingToUndo),
]


@pytest.mark.parametrize(
    ("state", "deed", "facts", "refusal"), REFUSED, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_what_may_not(state: State, deed: Deed, facts: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        after(state, deed, number=12, **facts)


@pytest.mark.parametrize(("state", "deed"), list(itertools.product(State, Deed)))
def test_every_pair_ends_in_a_state_or_a_refusal(state: State, deed: Deed) -> None:
    try:
        becomes = after(state, deed, number=12, before=State.OPEN)
    except Refusal:
        assert (state, deed) not in LIFE
    else:
        assert isinstance(becomes, State)


def test_only_sign_off_overruling_and_undo_close() -> None:
    closing = {deed for (state, deed), becomes in LIFE.items() if becomes is CLOSED and state is not CLOSED}
    assert closing == {Deed.OVERRULE}
