"""Who may do what: one table of deeds. Whether the person is the assignee or did it themselves is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.rules.refusals.members import NotAMember
from bot.rules.refusals.permissions import NotYourOwn, OnlyAssigneeOrLead, OnlyCheckers, OnlyLeads
from storage.vocabulary import Deed, Role


class Whose(StrEnum):
    """Whose claim or deed it must be, beside the role."""

    ANY = "any"
    ASSIGNEES = "assignees"
    """The claim's assignee, or a lead."""
    OWN = "own"
    """Only the person who did it, lead or not."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The least role (None: anybody at all), and whose it must be."""

    role: Role | None
    whose: Whose = Whose.ANY


_ANYBODY = Permit(None)
_MEMBER = Permit(Role.CONTRIBUTOR)
_CHECKER = Permit(Role.CHECKER)
_LEAD = Permit(Role.LEAD)
_ASSIGNEE = Permit(Role.CONTRIBUTOR, Whose.ASSIGNEES)

PERMITS: Mapping[Deed, Permit] = MappingProxyType(
    {
        # That an administrator opens the desk, and who is in the group, only Telegram can tell.
        Deed.SETUP: _ANYBODY,
        Deed.JOIN: _ANYBODY,
        Deed.READ: _MEMBER,
        Deed.SUBMIT: _MEMBER,
        Deed.ADD_APPEARANCE: _MEMBER,
        Deed.ADD_NOTE: _MEMBER,
        Deed.ADD_SOURCE: _MEMBER,
        Deed.TELL_APART: _MEMBER,
        Deed.UNDO: Permit(Role.CONTRIBUTOR, Whose.OWN),
        Deed.TAKE: _CHECKER,
        Deed.RECORD_VERDICT: _CHECKER,
        Deed.AMEND_VERDICT: Permit(Role.CHECKER, Whose.OWN),
        # Whoever gave the verdict counts as the one who has the claim.
        Deed.CHOOSE_REVIEWER: _ASSIGNEE,
        Deed.AGREE: _CHECKER,
        Deed.ASK_FOR_CHANGES: _CHECKER,
        Deed.DISAGREE: _CHECKER,
        Deed.CORRECT: _CHECKER,
        Deed.DECLINE: _CHECKER,
        Deed.REOPEN: _CHECKER,
        Deed.MERGE: _CHECKER,
        Deed.UNMERGE: _CHECKER,
        # A reminder to the group or to reviewers is answered by whoever is on it.
        Deed.ACKNOWLEDGE: _CHECKER,
        Deed.RELEASE: _ASSIGNEE,
        Deed.SNOOZE: _ASSIGNEE,
        Deed.SET_DUE: _ASSIGNEE,
        Deed.SET_PRIORITY: _ASSIGNEE,
        Deed.ASSIGN: _LEAD,
        Deed.OVERRULE: _LEAD,
        Deed.CHANGE_SETTINGS: _LEAD,
        Deed.MANAGE_MEMBERS: _LEAD,
        Deed.READ_DIGEST: _LEAD,
        Deed.READ_STATUS: _LEAD,
        Deed.EXPORT: _LEAD,
    }
)
"""What is not here (reminding) the desk does by itself and nobody may ask for."""

_RANK = {role: rank for rank, role in enumerate(Role)}


def allowed(role: Role | None, deed: Deed, *, own: bool = False, assignee: bool = False) -> bool:
    """Whether a person of this role (None: no member) may do this.

    `own`: it concerns what this person did. `assignee`: this person has the claim.
    """
    permit = PERMITS.get(deed)
    if permit is None:
        return False
    if permit.role is None:
        return True
    if role is None or _RANK[role] < _RANK[permit.role]:
        return False
    if permit.whose is Whose.OWN:
        return own
    return permit.whose is Whose.ANY or assignee or role is Role.LEAD


def check(role: Role | None, deed: Deed, *, own: bool = False, assignee: bool = False) -> None:
    """Raises the Refusal that fits where `allowed` says no."""
    if allowed(role, deed, own=own, assignee=assignee):
        return
    if role is None:
        raise NotAMember
    permit = PERMITS.get(deed, _LEAD)
    if permit.role is not None and _RANK[role] < _RANK[permit.role]:
        raise OnlyLeads if permit.role is Role.LEAD else OnlyCheckers
    if permit.whose is Whose.OWN:
        raise NotYourOwn
    if permit.whose is Whose.ASSIGNEES:
        raise OnlyAssigneeOrLead
    raise OnlyLeads
