"""Who belongs to a desk, and as what."""

from bot.rules.refusals import Refusal


class NotAMember(Refusal):
    """You are not a member of this desk. Send /join in its group to become a checker."""


class JoinInGroup(Refusal):
    """Send /join in the group of the desk, not here; or ask one of its leads for an invitation."""


class AlreadyAMember(Refusal):
    """You are a member of this desk already. Send /queue to see what waits."""


class RemovedByLead(Refusal):
    """A lead has removed you from this desk. Ask one of them for an invitation."""


class LastLead(Refusal):
    """You are the only lead of this desk. Make somebody else a lead with /members first."""


class LastLeadOf(Refusal):
    """You are the only lead of {desk}. Make somebody else a lead first, with /members NAME lead, then send /forget
    again."""


class PersonNotFound(Refusal):
    """I find nobody called {who} at this desk. They must join first; then use the name that /members shows."""


class PersonAmbiguous(Refusal):
    """Several people at this desk are called {who}. Use the @username instead."""


class UnknownRole(Refusal):
    """There is no role "{word}". Use one of: {roles}."""
