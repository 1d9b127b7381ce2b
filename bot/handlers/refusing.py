"""Every "no" becomes its answer here: an alert to a press, otherwise a sentence in private."""

from collections.abc import Iterable

from bot.actions.mutes import to_be_told
from bot.handlers.answering import privately
from bot.handlers.desks import choose_desk
from bot.handlers.turn import Alert, Offer, Reply, Turn
from bot.render.messages import LONGEST_ALERT, Message, shortened
from bot.rules.refusals import Refusal
from bot.rules.refusals.desks import DeskUnclear
from bot.rules.refusals.mutes import Muted
from bot.telegram.facts import Happening
from storage.mutes import mute_of


def refuse(turn: Turn, refusal: Refusal) -> Iterable[Reply]:
    """Answers a refusal where the product says it belongs. Nothing else has changed."""
    if isinstance(refusal, DeskUnclear):
        return choose_desk(turn)
    if turn.update.happening is Happening.PRESS:
        text = turn.own.plain(refusal.sentence, **refusal.values)
        return [Alert(shortened(text, LONGEST_ALERT), alert=True)]
    if turn.update.happening is Happening.INLINE:
        return [Offer()]
    if turn.update.happening is Happening.EDITED:
        return []
    if isinstance(refusal, Muted) and not _told_now(turn, refusal):
        return []
    sentence = turn.own_words(refusal.sentence, **refusal.values)
    return privately(turn, Message(sentence), purpose="refusal", public=sentence)


def _told_now(turn: Turn, refusal: Muted) -> bool:
    """A muted person has one sentence for all that they send in a day."""
    standing = mute_of(turn.session, refusal.desk_id or 0, turn.who.person.id)
    return standing is None or to_be_told(turn.session, standing, turn.now)
