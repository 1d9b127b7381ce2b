"""Lists, and what is looked for."""

from bot.rules.refusals import Refusal


class WordsMissing(Refusal):
    """Say what to look for, like {example}."""


class NothingFound(Refusal):
    """I found nothing for "{words}". Try fewer or other words."""


class UnknownFilter(Refusal):
    """There is no list "{word}". Use one of: {filters}."""
