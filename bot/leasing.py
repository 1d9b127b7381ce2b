"""Leasing: a row of the outbox becomes a call with its words, or is found to make no sense any more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.makers import Maker, Payload, Slow
from bot.measures import Measures
from bot.telegram.calls import Call
from storage.cards import Card
from storage.database import Database
from storage.outbox import Kind, Outbox, Status, lease
from storage.sent import SentMessage


@dataclass(frozen=True, slots=True)
class Made:
    """What a slow maker has read or drawn, and what the row asked for then."""

    asked: Payload
    what: Any


class Leasing:
    """Makes calls of rows."""

    def __init__(
        self, database: Database, clock: Clock, makers: Mapping[str, Maker | Slow], measures: Measures
    ) -> None:
        self._database = database
        self._clock = clock
        self._makers = makers
        self._measures = measures

    async def read(self, row_id: int, purpose: str) -> Made | None:
        """What a slow maker needs for its words; None for the others, and where the row is gone."""
        maker = self._makers.get(purpose)
        if not isinstance(maker, Slow):
            return None
        made = await self._database.read(lambda session: self._read_now(session, row_id, maker))
        if made is None or made.what is None or maker.draw is None:
            return made
        return replace(made, what=await maker.draw(made.what))

    def _read_now(self, session: Session, row_id: int, maker: Slow) -> Made | None:
        row = session.get(Outbox, row_id)
        if row is None:
            return None
        # The row first: what is committed meanwhile may be in its words, but never only in the row.
        asked = dict(row.payload)
        return Made(asked, maker.read(session, row, self._clock.now()))

    def prepare(self, session: Session, row_id: int, made: Made | None) -> Call | None:
        """Leases the row and makes its words; None if there is nothing to send after all, or not these words."""
        row = session.get(Outbox, row_id)
        if row is None or (made is not None and row.payload != made.asked):
            # Something has changed since the words were read: it stays as it is, and is read anew.
            return None
        if not lease(session, row):
            return None
        session.refresh(row)
        payload: Payload | None = dict(row.payload)
        maker = self._makers.get(row.purpose)
        if maker is not None and row.kind in (Kind.SEND, Kind.CARD, Kind.EDIT, Kind.SHRINK, Kind.UPDATE):
            now = self._clock.now()
            if isinstance(maker, Slow):
                words = made.what if made is not None else None
                payload = maker.write(session, row, now, words) if words is not None else None
            else:
                payload = maker(session, row, now)
            if payload is None:
                self._cancel(session, row, "it made no sense any more")
                return None
        call = Call(
            row.id,
            row.chat_id,
            row.topic_id,
            row.kind,
            payload or {},
            ambiguous=row.ambiguous,
            attempts=row.attempts,
            purpose=row.purpose,
        )
        match row.kind:
            case Kind.CARD:
                card = session.get(Card, row.card_id) if row.card_id else None
                if card is not None:
                    return replace(call, edit=card.message_id)
            case Kind.EDIT:
                return replace(call, edit=row.message_id)
            case Kind.SHRINK | Kind.DELETE | Kind.UPDATE:
                target = session.get(SentMessage, row.target_id) if row.target_id else None
                if target is not None:
                    return replace(call, edit=target.message_id)
            case _:
                return call
        self._cancel(session, row, "what it was to change is gone")
        return None

    def _cancel(self, session: Session, row: Outbox, reason: str) -> None:
        """There is nothing to send after all; leads see how often, and why."""
        row.status, row.reason, row.done_at = Status.CANCELLED, reason, self._clock.now()
        session.add(row)
        self._measures.message("cancelled", "")
