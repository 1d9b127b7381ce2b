"""What is answered directly, after the commit: presses, inline queries, reactions. One try each."""

import asyncio
import logging
from collections.abc import Iterable

import telegram
from telegram.error import TelegramError

from bot.handlers.turn import Direct, Offer, React
from bot.telegram.facts import Incoming
from bot.telegram.offering import results_of

log = logging.getLogger(__name__)


class DirectAnswers:
    """Gives answers on the side, so that no update waits for another's."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._under_way: set[asyncio.Task[None]] = set()

    def give(self, facts: Incoming, answers: Iterable[Direct]) -> None:
        """Answers what has just been committed, soon."""
        for answer in answers:
            task = asyncio.create_task(self._answer(facts, answer))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def finish(self, within: float) -> None:
        """Waits for those under way, so many seconds at most."""
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=within)

    async def _answer(self, facts: Incoming, answer: Direct) -> None:
        """One try: what is answered directly is a courtesy, never the only trace of a deed."""
        try:
            if isinstance(answer, React):
                await self._bot.set_message_reaction(facts.chat_id, facts.message_id, answer.emoji)
            elif facts.press_id is None:
                return
            elif isinstance(answer, Offer):
                await self._bot.answer_inline_query(
                    facts.press_id,
                    results_of(answer.results),
                    cache_time=0,
                    is_personal=True,
                    next_offset=answer.following,
                    button=telegram.InlineQueryResultsButton(answer.start, start_parameter="hello")
                    if answer.start
                    else None,
                )
            else:
                await self._bot.answer_callback_query(
                    facts.press_id, text=answer.text or None, show_alert=answer.alert, url=answer.url
                )
        except TelegramError as error:
            log.info("an answer was not taken (%s)", error)
