"""Ana checks, Caro leads, Kit contributes, Dan is a stranger: every deed is asked for by each of them."""

import pytest

from bot.rules.permissions import PERMITS, allowed, check
from bot.rules.refusals import Refusal
from bot.rules.refusals.members import NotAMember
from bot.rules.refusals.permissions import NotYourOwn, OnlyAssigneeOrLead, OnlyCheckers, OnlyLeads
from storage.vocabulary import Deed, Role

KIT, ANA, CARO, DAN = Role.CONTRIBUTOR, Role.CHECKER, Role.LEAD, None

FOR_ALL = {Deed.SETUP, Deed.JOIN}
FOR_MEMBERS = {
    *(Deed.READ, Deed.SUBMIT, Deed.ADD_APPEARANCE, Deed.ADD_NOTE, Deed.ADD_SOURCE, Deed.TELL_APART),
}
FOR_CHECKERS = {
    *(Deed.TAKE, Deed.RECORD_VERDICT, Deed.AGREE, Deed.ASK_FOR_CHANGES, Deed.DISAGREE, Deed.CORRECT),
    *(Deed.DECLINE, Deed.REOPEN, Deed.MERGE, Deed.UNMERGE, Deed.ACKNOWLEDGE),
}
FOR_LEADS = {
    *(Deed.ASSIGN, Deed.OVERRULE, Deed.CHANGE_SETTINGS, Deed.MANAGE_MEMBERS),
    *(Deed.READ_DIGEST, Deed.READ_STATUS, Deed.EXPORT),
}
FOR_ASSIGNEE_OR_LEAD = {Deed.CHOOSE_REVIEWER, Deed.RELEASE, Deed.SNOOZE, Deed.SET_DUE, Deed.SET_PRIORITY}
FOR_WHO_DID_IT = {Deed.UNDO, Deed.AMEND_VERDICT}


def test_every_deed_is_in_exactly_one_of_these() -> None:
    groups = [
        FOR_ALL,
        FOR_MEMBERS,
        FOR_CHECKERS,
        FOR_LEADS,
        FOR_ASSIGNEE_OR_LEAD,
        FOR_WHO_DID_IT,
        {Deed.REMIND},
    ]
    assert sorted(deed for group in groups for deed in group) == sorted(Deed)


@pytest.mark.parametrize("deed", Deed)
def test_a_stranger_may_only_join_and_open(deed: Deed) -> None:
    assert allowed(DAN, deed, own=True, assignee=True) is (deed in FOR_ALL)
    if deed not in FOR_ALL:
        with pytest.raises(NotAMember):
            check(DAN, deed, own=True, assignee=True)


@pytest.mark.parametrize("deed", sorted(FOR_MEMBERS))
def test_members(deed: Deed) -> None:
    assert all(allowed(role, deed) for role in Role)


@pytest.mark.parametrize("deed", sorted(FOR_CHECKERS))
def test_checkers(deed: Deed) -> None:
    assert allowed(ANA, deed)
    assert allowed(CARO, deed)
    with pytest.raises(OnlyCheckers):
        check(KIT, deed)


@pytest.mark.parametrize("deed", sorted(FOR_LEADS))
def test_leads(deed: Deed) -> None:
    check(CARO, deed)
    for role in (KIT, ANA):
        with pytest.raises(OnlyLeads):
            check(role, deed, assignee=True, own=True)


@pytest.mark.parametrize("deed", sorted(FOR_ASSIGNEE_OR_LEAD))
def test_the_assignee_or_a_lead(deed: Deed) -> None:
    check(ANA, deed, assignee=True)
    check(CARO, deed)
    with pytest.raises(OnlyAssigneeOrLead):
        check(ANA, deed)


@pytest.mark.parametrize("deed", sorted(FOR_WHO_DID_IT))
def test_only_who_did_it_not_even_a_lead(deed: Deed) -> None:
    check(ANA, deed, own=True)
    for role in (ANA, CARO):
        with pytest.raises(NotYourOwn):
            check(role, deed)


def test_nobody_asks_for_a_reminder() -> None:
    assert Deed.REMIND not in PERMITS
    assert not allowed(CARO, Deed.REMIND)


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("assignee", [False, True])
def test_each_role_may_do_what_the_one_before_it_may_and_check_agrees(
    deed: Deed, own: bool, assignee: bool
) -> None:
    answers = []
    for role in (DAN, KIT, ANA, CARO):
        answers.append(allowed(role, deed, own=own, assignee=assignee))
        try:
            check(role, deed, own=own, assignee=assignee)
        except Refusal:
            assert not answers[-1]
        else:
            assert answers[-1]
    assert answers == sorted(answers)
