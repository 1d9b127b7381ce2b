"""The life of a claim as one table: what a deed makes of a state. All else is refused."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.rules.refusals import Refusal
from bot.rules.refusals.assignees import AlreadyTaken, AlreadyYours, NotTaken
from bot.rules.refusals.corrections import NothingToCorrect
from bot.rules.refusals.life import ClaimClosed, ClaimDeclined, ClaimMerged, InReview, NothingToReopen
from bot.rules.refusals.merging import NothingToUnmerge
from bot.rules.refusals.reviews import NoVerdictYet
from bot.rules.refusals.undoing import NothingToUndo
from storage.vocabulary import UNFINISHED, Deed, State

UNDO_WITHIN = timedelta(minutes=2)
"""How long one's own last step can be taken back; others hear of what has closed a claim only then."""

UNDONE = "undone"
"""The reason that a claim is declined for, where its submission was taken back."""

BEFORE = None
"""What the claim was before: only the caller knows."""

_ON_UNFINISHED = (
    *(Deed.TELL_APART, Deed.SNOOZE, Deed.ACKNOWLEDGE, Deed.SET_PRIORITY, Deed.SET_DUE, Deed.REMIND),
)
_ALWAYS = (Deed.READ, Deed.ADD_NOTE, Deed.ADD_APPEARANCE)

LIFE: Mapping[tuple[State, Deed], State | None] = MappingProxyType(
    {
        (State.OPEN, Deed.TAKE): State.TAKEN,
        (State.OPEN, Deed.ASSIGN): State.TAKEN,
        (State.TAKEN, Deed.ASSIGN): State.TAKEN,
        (State.IN_REVIEW, Deed.ASSIGN): State.IN_REVIEW,
        (State.TAKEN, Deed.RELEASE): State.OPEN,
        # A checker's verdict on an open claim takes it; one beside the first changes nothing here.
        (State.OPEN, Deed.RECORD_VERDICT): State.IN_REVIEW,
        (State.TAKEN, Deed.RECORD_VERDICT): State.IN_REVIEW,
        (State.IN_REVIEW, Deed.RECORD_VERDICT): State.IN_REVIEW,
        (State.IN_REVIEW, Deed.AMEND_VERDICT): State.IN_REVIEW,
        # Where nobody has to sign off: while it can still be undone (`may_amend` says so).
        (State.CLOSED, Deed.AMEND_VERDICT): State.CLOSED,
        (State.IN_REVIEW, Deed.CHOOSE_REVIEWER): State.IN_REVIEW,
        (State.IN_REVIEW, Deed.AGREE): State.IN_REVIEW,
        (State.IN_REVIEW, Deed.ASK_FOR_CHANGES): State.TAKEN,
        (State.IN_REVIEW, Deed.DISAGREE): State.IN_REVIEW,
        (State.IN_REVIEW, Deed.OVERRULE): State.CLOSED,
        (State.CLOSED, Deed.CORRECT): State.CLOSED,
        (State.CLOSED, Deed.REOPEN): State.OPEN,
        (State.DECLINED, Deed.REOPEN): State.OPEN,
        (State.CLOSED, Deed.ADD_SOURCE): State.CLOSED,
        (State.MERGED, Deed.UNMERGE): BEFORE,
        **{(state, Deed.ADD_SOURCE): state for state in UNFINISHED},
        **{(state, Deed.DECLINE): State.DECLINED for state in UNFINISHED},
        **{(state, Deed.MERGE): State.MERGED for state in UNFINISHED},
        **{(state, deed): state for state in UNFINISHED for deed in _ON_UNFINISHED},
        **{(state, deed): state for state in State for deed in _ALWAYS},
        **{(state, Deed.UNDO): BEFORE for state in State},
    }
)
"""What each deed makes of each state. What is not here is refused."""

CLOSES_WHEN_SIGNED_OFF = frozenset({Deed.RECORD_VERDICT, Deed.AMEND_VERDICT, Deed.AGREE})
"""Deeds after which the claim is closed if enough members agree (at once where none has to)."""


def after(
    state: State,
    deed: Deed,
    *,
    number: int,
    signed_off: bool = False,
    before: State | None = None,
    leaving: bool = False,
    holder: str = "",
    mine: bool = False,
) -> State:
    """The state after the deed on claim #number; raises the Refusal that fits.

    `signed_off`: enough members agree, this deed included. `before`: what the claim was, for Undo and
    un-merging. `leaving`: the assignee leaves the desk, so the claim returns to the queue even from
    review. `holder` and `mine` name the assignee in a refusal.
    """
    if leaving and deed is Deed.RELEASE and state is State.IN_REVIEW:
        return State.OPEN
    if (state, deed) not in LIFE:
        raise _refusal(state, deed, number, holder, mine)
    if signed_off and deed in CLOSES_WHEN_SIGNED_OFF:
        return State.CLOSED
    becomes = LIFE[state, deed]
    if becomes is not BEFORE:
        return becomes
    if before is None:
        raise NothingToUndo
    return before


def _refusal(state: State, deed: Deed, number: int, holder: str, mine: bool) -> Refusal:
    """Why this deed is refused in this state: first what the deed needs, then what the state forbids."""
    if deed is Deed.REOPEN and state is not State.MERGED:
        return NothingToReopen(number=number)
    if deed is Deed.UNMERGE:
        return NothingToUnmerge(number=number)
    if deed is Deed.CORRECT and state in UNFINISHED:
        return NothingToCorrect(number=number)
    if state is State.CLOSED:
        return ClaimClosed(number=number)
    if state is State.DECLINED:
        return ClaimDeclined(number=number)
    if state is State.MERGED:
        return ClaimMerged(number=number)
    if deed is Deed.TAKE and state is State.TAKEN:
        return AlreadyYours(number=number) if mine else AlreadyTaken(number=number, name=holder)
    if deed is Deed.RELEASE and state is State.OPEN:
        return NotTaken(number=number)
    if state is State.IN_REVIEW:
        return InReview(number=number)
    return NoVerdictYet(number=number)
