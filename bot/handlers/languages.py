"""The language that the bot speaks with a person."""

from collections.abc import Iterable

from bot.handlers.answering import privately, reworded
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.languages import language_choice, language_chosen
from bot.rules.refusals.doors import OldButton
from bot.rules.typed_settings import parse_setting
from bot.texts import Texts, languages, named


def language(turn: Turn) -> Iterable[Reply]:
    """`/language` offers those there are, `/language CODE` or a name chooses one: for private messages and
    for answers to presses."""
    if not turn.update.args:
        return privately(turn, language_choice(turn.own, languages()), purpose="language")
    words = turn.update.args
    spoken = _speak(turn, parse_setting("language", named(words) or words, languages())["language"])
    return privately(turn, language_chosen(spoken), purpose="language")


def language_pressed(turn: Turn) -> Iterable[Reply]:
    """A button of that choice."""
    code = turn.update.data.partition(":")[2]
    if not turn.update.private or code not in languages():
        raise OldButton
    chosen = language_chosen(_speak(turn, code))
    return [Alert(), reworded(turn, chosen, purpose="language")]


def _speak(turn: Turn, code: str) -> Texts:
    turn.who.person.language = code
    turn.session.add(turn.who.person)
    return turn.own
