"""Moments that people name."""

from bot.rules.refusals import Refusal


class TimeMissing(Refusal):
    """Say when, like {example}."""


class UnreadableTime(Refusal):
    """I cannot read "{words}" as a time. Try 2h, this evening, tomorrow 9:00, Monday or 20 November 14:00."""


class TimeInThePast(Refusal):
    """ "{words}" is in the past. Give a time that is still to come, like tomorrow 9:00."""


class SnoozeTooFar(Refusal):
    """That is too far ahead: a claim can sleep for at most {days} days. Give an earlier time, like in 2 weeks."""


class DueTooFar(Refusal):
    """That is too far ahead: a claim can be due within {days} days at most. Give an earlier time, like in 2 weeks."""
