"""Invitations, and whoever followed one."""

from bot.rules.refusals import Refusal


class InvitationUsed(Refusal):
    """This invitation was used already or is too old. Ask a lead for a new one."""


class InvitationOff(Refusal):
    """This invitation is off: whoever made it leads no more, or whoever followed it is gone. Send /invite for
    another."""


class AlreadyDecided(Refusal):
    """Somebody has decided about that already. Send /members to see who is at the desk."""
