"""Ana gives the verdict; Ben and Caro review it. Author is never reviewer; agreement is to one version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals.reviews import AlreadyAgreed, OwnOverrule, OwnVerdict
from bot.rules.signoff import (
    ChangesAsked,
    Closes,
    Disputed,
    Said,
    SignOff,
    Waits,
    check_overruler,
    check_reviewer,
    required_agreements,
    sign_off,
)
from storage.vocabulary import Decision

ANA, BEN, CARO = 1, 2, 3
OLD, THIS = 10, 11
AGREE, CHANGES, DISAGREE, OVERRULE = Decision

CASES = [
    ("none needed", 0, [], Closes(0)),
    ("one needed, none yet", 1, [], Waits(0, 1)),
    ("one agrees", 1, [(BEN, AGREE, THIS)], Closes(1)),
    ("one of two", 2, [(BEN, AGREE, THIS)], Waits(1, 2)),
    ("two of two", 2, [(BEN, AGREE, THIS), (CARO, AGREE, THIS)], Closes(2)),
    ("the same one twice is one", 2, [(BEN, AGREE, THIS), (BEN, AGREE, THIS)], Waits(1, 2)),
    ("the author does not count", 1, [(ANA, AGREE, THIS)], Waits(0, 1)),
    ("an older version does not count", 1, [(BEN, AGREE, OLD)], Waits(0, 1)),
    ("an older dispute is over", 1, [(BEN, DISAGREE, OLD), (BEN, AGREE, THIS)], Closes(1)),
    ("changes asked for", 1, [(BEN, CHANGES, THIS)], ChangesAsked(BEN)),
    ("changes outweigh agreement", 1, [(CARO, AGREE, THIS), (BEN, CHANGES, THIS)], ChangesAsked(BEN)),
    ("disputed", 1, [(BEN, DISAGREE, THIS)], Disputed(BEN)),
    ("a dispute outweighs agreement", 1, [(BEN, DISAGREE, THIS), (CARO, AGREE, THIS)], Disputed(BEN)),
    ("a dispute outweighs changes", 1, [(BEN, CHANGES, THIS), (CARO, DISAGREE, THIS)], Disputed(CARO)),
    ("a reviewer thought again", 1, [(BEN, DISAGREE, THIS), (BEN, AGREE, THIS)], Closes(1)),
    ("overruled", 2, [(BEN, DISAGREE, THIS), (CARO, OVERRULE, THIS)], Closes(0, overruled=True)),
    (
        "a lead decides a dispute by agreeing",
        1,
        [(BEN, DISAGREE, THIS), (CARO, AGREE, THIS, True)],
        Closes(1),
    ),
    ("a lead agreed before it", 1, [(CARO, AGREE, THIS, True), (BEN, DISAGREE, THIS)], Disputed(BEN)),
    ("a lead agrees, one more must", 2, [(BEN, DISAGREE, THIS), (CARO, AGREE, THIS, True)], Waits(1, 2)),
    ("an older overruling is over", 1, [(CARO, OVERRULE, OLD)], Waits(0, 1)),
]


@pytest.mark.parametrize(
    ("required", "said", "comes_to"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_it_comes_to(
    required: int, said: list[tuple[int, Decision, int, bool]], comes_to: SignOff
) -> None:
    assert sign_off(required, ANA, THIS, [Said(*word) for word in said]) == comes_to


words = st.lists(
    st.builds(
        Said, st.sampled_from([ANA, BEN, CARO, 4]), st.sampled_from(Decision), st.sampled_from([OLD, THIS])
    )
)


@given(st.integers(1, 2), words)
def test_it_never_closes_without_enough_others(required: int, said: list[Said]) -> None:
    result = sign_off(required, ANA, THIS, said)
    others = {word.reviewer for word in said if word.verdict == THIS and word.decision is AGREE} - {ANA}
    if isinstance(result, Closes) and not result.overruled:
        assert len(others) >= result.agreed >= required


def test_nobody_reviews_their_own_verdict() -> None:
    with pytest.raises(OwnVerdict):
        check_reviewer(12, ANA, THIS, ANA, [])
    check_reviewer(12, ANA, THIS, BEN, [])


def test_agreeing_twice_is_said_but_not_to_a_newer_version() -> None:
    with pytest.raises(AlreadyAgreed):
        check_reviewer(12, ANA, THIS, BEN, [Said(BEN, AGREE, THIS)])
    check_reviewer(12, ANA, THIS, BEN, [Said(BEN, AGREE, OLD)])
    check_reviewer(12, ANA, THIS, CARO, [Said(CARO, AGREE, THIS), Said(BEN, DISAGREE, THIS)])
    check_reviewer(12, ANA, THIS, BEN, [Said(BEN, AGREE, THIS), Said(BEN, DISAGREE, THIS)])


def test_a_lead_overrules_their_own_verdict_only_while_alone() -> None:
    with pytest.raises(OwnOverrule):
        check_overruler(12, CARO, CARO, other_leads=1)
    check_overruler(12, CARO, CARO, other_leads=0)
    check_overruler(12, ANA, CARO, other_leads=1)


def test_a_desk_of_one_needs_nobody_else() -> None:
    assert required_agreements(1, private=True) == 0
    assert required_agreements(2, private=False) == 2
