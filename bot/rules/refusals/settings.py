"""A desk's settings."""

from bot.rules.refusals import Refusal


class UnknownSetting(Refusal):
    """There is no setting "{name}". Send /settings to see them all."""


class UnreadableSetting(Refusal):
    """I cannot read "{words}" as a value of {name}. Write it like {example}."""


class UnknownZone(Refusal):
    """I do not know the time zone "{words}". Name a region and a city, like /settings timezone Europe/Kyiv."""


class UnknownLanguage(Refusal):
    """I do not speak "{words}" yet. Choose one of: {languages}."""


class QuietAllDay(Refusal):
    """Quiet hours cannot fill the whole day, or no reminder would come. Leave an hour at least: send
    {example}."""


class LadderWithoutEnd(Refusal):
    """That ladder has no end: only what is overdue comes again, last and at most once an hour. Write it like
    {example}."""


class LadderTooLong(Refusal):
    """That ladder is too long: {limit} steps at most, within {days} days. Write it like {example}."""
