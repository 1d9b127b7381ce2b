"""What somebody brings in private: a forward, a link, a file or a text."""

from collections.abc import Iterable

from bot.handlers.finding import allow, desk_of
from bot.handlers.queueing import brought_from, queue_and_tell, wordless
from bot.handlers.turn import Reply, Turn
from bot.rules.refusals import NothingToRead
from storage.vocabulary import Deed


def bring(turn: Turn) -> Iterable[Reply]:
    """A private message that answers no question and speaks of no claim."""
    desk = desk_of(turn)
    member = allow(turn, Deed.SUBMIT)
    content = turn.update.content
    if not content.text and not wordless(content, turn.t):
        raise NothingToRead
    return queue_and_tell(
        turn, desk, member, [brought_from(content, content.text, turn.t, chat_id=turn.update.chat_id)]
    )
