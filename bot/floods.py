"""Floods: which updates of a batch are one too many of their sender's or their group's, and what comes of those.

Nothing but their ids is kept. The sender is told once in a flood, in private, a group once in the group; leads see
it in `/status`. The allowance is a row, written in the transaction of its batch: neither a restart nor a batch that
was undone counts wrong.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import telegram
from sqlmodel import Session
from telegram.error import TelegramError

from bot.handlers.recognising import desk_of_private
from bot.render.floods import group_too_fast, press_refused, too_fast
from bot.rules.floods import GROUP, PERSON, Allowance, Rate, fresh, refuse, spend
from bot.rules.settings import DeskSettings
from bot.telegram.sendings import Raw, Sending, sending_of
from bot.texts import Texts
from storage.desks import desks_in_chat, person_by_telegram_id
from storage.floods import Key, SenderAllowance, allowances
from storage.outbox import Kind, Outbox, to_group

log = logging.getLogger(__name__)

ALERTS_AT_ONCE = 4
"""Presses that came too fast are answered on the side, so that nobody else's answer waits for them."""
ALERTS_WAITING = 100
"""More of them are left unanswered: their phone stops waiting by itself."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A batch, divided. `left` is what each of its senders has left afterwards."""

    taken: Sequence[Raw]
    refused: Sequence[tuple[Raw, Sending]]
    left: Mapping[Key, Allowance]
    begun: Mapping[Key, Sending]
    """Whose flood began in this batch, and with what."""


def judge(session: Session, batch: Sequence[Raw], now: datetime) -> Judged:
    """Divides a batch, in its order. Writes nothing: `settle` does, together with what came of the rest."""
    sendings = [sending_of(raw) for raw in batch]
    keys = {key for sending in sendings if sending is not None for key in sending.keys}
    left = {(row.sender_id, row.counted): _of_row(row) for row in allowances(session, keys)} if keys else {}
    taken: list[Raw] = []
    refused: list[tuple[Raw, Sending]] = []
    begun: dict[Key, Sending] = {}
    for raw, sending in zip(batch, sendings, strict=True):
        if sending is None:
            taken.append(raw)
            continue
        # Telegram's time where there is one: what was sent over a day and comes at once after an outage
        # is no flood.
        at = sending.at or now
        for key in sending.keys:
            rate = _rate(key)
            before = left.get(key) or fresh(at, rate)
            after = spend(before, at, rate)
            if after is None:
                # What is too much for its sender takes nothing from the group's.
                left[key], begins = refuse(before, at, rate)
                refused.append((raw, sending))
                if begins:
                    begun[key] = sending
                break
            left[key] = after
        else:
            taken.append(raw)
    return Judged(taken, refused, left, begun)


def settle(session: Session, judged: Judged, now: datetime) -> None:
    """Keeps what each sender has left, and tells whose flood began in this batch."""
    rows = (
        {(row.sender_id, row.counted): row for row in allowances(session, judged.left)} if judged.left else {}
    )
    for key, left in judged.left.items():
        row = rows.get(key) or SenderAllowance(sender_id=key[0], counted=key[1], level=left.level, at=left.at)
        row.level, row.at = left.level, left.at
        row.flood_began, row.flood_ended, row.refused = left.flood_began, left.flood_ended, left.refused
        if key in judged.begun:
            row.chat_id = judged.begun[key].chat_id
        session.add(row)
    for (_, counted), sending in judged.begun.items():
        # A press has its answer on the button.
        if sending.press_id is None:
            tell = _tell_group if counted.of_group else _tell
            tell(session, sending, now)


def _rate(key: Key) -> Rate:
    return GROUP if key[1].of_group else PERSON


def _of_row(row: SenderAllowance) -> Allowance:
    return Allowance(row.level, row.at, row.flood_began, row.flood_ended, row.refused)


def _tell(session: Session, sending: Sending, now: datetime) -> None:
    person = person_by_telegram_id(session, sending.sender_id)
    if person is None or not person.reachable:
        return
    desk = desk_of_private(session, person)
    settings = DeskSettings.from_json(desk.settings) if desk is not None else DeskSettings()
    texts = Texts(person.language, ZoneInfo(settings.timezone), otherwise=settings.language)
    session.add(
        Outbox(
            desk_id=desk.id if desk is not None else None,
            chat_id=sending.sender_id,
            kind=Kind.SEND,
            purpose="flood",
            payload=too_fast(texts, sending.at or now).as_payload(),
            recipient_id=person.id,
            not_before=now,
            created_at=now,
        )
    )


def _tell_group(session: Session, sending: Sending, now: datetime) -> None:
    """In a group of several desks, one in each topic, by the first of them."""
    desk = next(iter(desks_in_chat(session, sending.chat_id)), None)
    if desk is None or desk.paused_at is not None:
        return
    settings = DeskSettings.from_json(desk.settings)
    texts = Texts(settings.language, ZoneInfo(settings.timezone))
    payload = group_too_fast(texts, sending.at or now).as_payload()
    session.add(to_group(desk, "flood", payload, now))


class Alerts:
    """Answers presses that came too fast, so that the phone does not wait: one try each, a few at once."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._waiting: deque[Sending] = deque(maxlen=ALERTS_WAITING)
        self._at_work: set[asyncio.Task[None]] = set()

    def answer(self, refused: Iterable[Sending]) -> None:
        """Answers those of them that are presses, soon."""
        self._waiting.extend(sending for sending in refused if sending.press_id)
        while len(self._at_work) < min(ALERTS_AT_ONCE, len(self._waiting) + len(self._at_work)):
            task = asyncio.create_task(self._work_off())
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)

    async def _work_off(self) -> None:
        while self._waiting:
            sending = self._waiting.popleft()
            text = press_refused(Texts(sending.language or "en"))
            try:
                await self._bot.answer_callback_query(sending.press_id or "", text=text, show_alert=True)
            except TelegramError as error:
                log.info("an answer was not taken (%s)", error)

    async def stop(self) -> None:
        """Leaves what waits unanswered."""
        self._waiting.clear()
        if self._at_work:
            await asyncio.wait(set(self._at_work), timeout=1)
