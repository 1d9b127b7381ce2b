"""Who may do what."""

from bot.rules.refusals import Refusal


class OnlyCheckers(Refusal):
    """Only checkers and leads may do that. Ask one of them to do it."""


class OnlyLeads(Refusal):
    """Only leads may do that. Ask a lead of this desk."""


class OnlyAssigneeOrLead(Refusal):
    """Only the person who has this claim, or a lead, may do that. Ask one of them."""


class NotYourOwn(Refusal):
    """Only the person who did that may change it. If you see it differently, say so in a reply."""
