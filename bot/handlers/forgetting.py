"""`/forget`: whoever asks, and confirms, is forgotten."""

from collections.abc import Iterable
from dataclasses import replace

from bot.actions.forgetting import forget_person, what_goes
from bot.handlers.answering import here, privately, reworded
from bot.handlers.turn import Alert, Reply, Rewrite, Turn
from bot.render.forgetting import farewell, forget_question, kept
from bot.rules.refusals.doors import OldButton
from storage.forgetting import FAREWELL, farewell_key
from storage.sent import sent_message

PURPOSE = "forget"
YES = "yes"


def forget(turn: Turn) -> Iterable[Reply]:
    """`/forget` asks first; `/forget yes` in private is the answer, where the button's has come too late."""
    leaving = what_goes(turn.session, turn.who.person)
    if turn.update.private and turn.update.args.strip().casefold() == YES:
        return _forget(turn)
    return privately(turn, forget_question(turn.own, leaving), purpose=PURPOSE)


def forget_pressed(turn: Turn) -> Iterable[Reply]:
    """The answer. The question is known by what was sent: a forged press, or a second one, finds none."""
    chat_id, message_id = turn.update.chat_id, turn.update.message_id
    sent = sent_message(turn.session, chat_id, message_id)
    answer = turn.update.data.partition(":")[2]
    if not turn.update.private or sent is None or sent.purpose != PURPOSE or answer not in (YES, "no"):
        raise OldButton
    if answer == "no":
        return [Alert(), Rewrite(chat_id, message_id, kept(turn.own), purpose=PURPOSE)]
    what_goes(turn.session, turn.who.person)
    return [Alert(), *_forget(turn)]


def _forget(turn: Turn) -> list[Reply]:
    person, words = turn.who.person, farewell(turn.own)
    key = farewell_key(person)
    forget_person(turn.session, person, turn.now)
    if turn.update.press_id is not None:
        return [reworded(turn, words, purpose=FAREWELL, unique_key=key)]
    return [replace(here(turn, words, purpose=FAREWELL), desk_id=None, unique_key=key)]
