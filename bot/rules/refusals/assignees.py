"""Who has a claim."""

from bot.rules.refusals import Refusal


class AlreadyTaken(Refusal):
    """#{number} is with {name} already. Send /queue untaken to see what is free."""


class AlreadyYours(Refusal):
    """You have #{number} already. Reply to its card with your verdict."""


class NotTaken(Refusal):
    """Nobody has #{number}. Send /take {number} to take it."""


class NotYoursToRelease(Refusal):
    """#{number} is with {name}. Only {name} or a lead can release it; ask them."""


class CannotCheck(Refusal):
    """{name} is a contributor and cannot take claims. Choose a checker; /members shows who is one."""


class IsMuted(Refusal):
    """{name} is muted here, and could do nothing about it. Choose somebody else, or send /unmute first."""
