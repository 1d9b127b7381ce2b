"""The claim's life: every state meets every deed, and nothing happens that the table does not hold."""

import itertools

import pytest

from bot.rules import refusals as no
from bot.rules.life import LIFE, after, ends_snooze, starts_ladder_anew
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
def test_what_may_happen(state: State, deed: Deed, facts: dict[str, bool], becomes: State) -> None:
    assert after(state, deed, number=12, **facts) is becomes


REFUSED = [
    (TAKEN, Deed.TAKE, {"holder": "Ana"}, no.AlreadyTaken),
    (TAKEN, Deed.TAKE, {"holder": "Ana", "mine": True}, no.AlreadyYours),
    (IN_REVIEW, Deed.TAKE, {}, no.InReview),
    (CLOSED, Deed.TAKE, {}, no.ClaimClosed),
    (DECLINED, Deed.TAKE, {}, no.ClaimDeclined),
    (MERGED, Deed.TAKE, {}, no.ClaimMerged),
    (OPEN, Deed.RELEASE, {}, no.NotTaken),
    (IN_REVIEW, Deed.RELEASE, {}, no.InReview),
    (OPEN, Deed.RELEASE, {"leaving": True}, no.NotTaken),
    (CLOSED, Deed.RECORD_VERDICT, {}, no.ClaimClosed),
    (CLOSED, Deed.RECORD_VERDICT, {"signed_off": True}, no.ClaimClosed),
    (MERGED, Deed.RECORD_VERDICT, {}, no.ClaimMerged),
    (DECLINED, Deed.RECORD_VERDICT, {}, no.ClaimDeclined),
    (OPEN, Deed.AGREE, {}, no.NoVerdictYet),
    (TAKEN, Deed.AGREE, {"signed_off": True}, no.NoVerdictYet),
    (CLOSED, Deed.AGREE, {}, no.ClaimClosed),
    (TAKEN, Deed.AMEND_VERDICT, {}, no.NoVerdictYet),
    (TAKEN, Deed.OVERRULE, {}, no.NoVerdictYet),
    (CLOSED, Deed.OVERRULE, {}, no.ClaimClosed),
    (OPEN, Deed.REOPEN, {}, no.NothingToReopen),
    (MERGED, Deed.REOPEN, {}, no.ClaimMerged),
    (OPEN, Deed.UNMERGE, {}, no.NothingToUnmerge),
    (IN_REVIEW, Deed.CORRECT, {}, no.NothingToCorrect),
    (DECLINED, Deed.CORRECT, {}, no.ClaimDeclined),
    (CLOSED, Deed.SNOOZE, {}, no.ClaimClosed),
    (MERGED, Deed.MERGE, {}, no.ClaimMerged),
    (OPEN, Deed.UNDO, {}, no.NothingToUndo),
]


@pytest.mark.parametrize(
    ("state", "deed", "facts", "refusal"), REFUSED, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_what_may_not(state: State, deed: Deed, facts: dict[str, object], refusal: type[no.Refusal]) -> None:
    with pytest.raises(refusal):
        after(state, deed, number=12, **facts)


@pytest.mark.parametrize(("state", "deed"), list(itertools.product(State, Deed)))
def test_every_pair_ends_in_a_state_or_a_refusal(state: State, deed: Deed) -> None:
    try:
        becomes = after(state, deed, number=12, before=State.OPEN)
    except no.Refusal:
        assert (state, deed) not in LIFE
    else:
        assert isinstance(becomes, State)


def test_only_sign_off_overruling_and_undo_close() -> None:
    closing = {deed for (state, deed), becomes in LIFE.items() if becomes is CLOSED and state is not CLOSED}
    assert closing == {Deed.OVERRULE}


def test_what_starts_the_ladder_anew() -> None:
    assert not any(starts_ladder_anew(deed) for deed in (Deed.READ, Deed.ACKNOWLEDGE, Deed.ADD_APPEARANCE))
    assert all(starts_ladder_anew(deed) for deed in (Deed.TAKE, Deed.ADD_NOTE, Deed.SNOOZE, Deed.SET_DUE))


def test_only_a_new_state_wakes_a_claim() -> None:
    assert ends_snooze(OPEN, TAKEN)
    assert not ends_snooze(TAKEN, TAKEN)
