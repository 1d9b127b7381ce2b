"""Who is muted."""

from bot.rules.refusals import Refusal


class Muted(Refusal):
    """A lead of {desk} has muted you: what you send there has no effect. Ask a lead to unmute you."""

    desk_id: int | None = None
    """Which desk: in private it need not be the one that the turn began with."""


class LeadsAreHeard(Refusal):
    """{name} leads this desk. Make them a checker first (/members), then mute them."""


class NotMuted(Refusal):
    """{name} is not muted here. Send /unmute to see who is."""


class WhomToMute(Refusal):
    """Say whom: {example}, or reply to their message in the group with the command alone."""
