"""`/status`: what could not be done."""

from collections import Counter
from collections.abc import Iterable

from bot.handlers.access import allow, desk_of
from bot.handlers.answering import privately
from bot.handlers.turn import Reply, Turn
from bot.render.status import Flood, Kept, NotReached, Unsent
from bot.render.status import status as status_message
from bot.rules.retention import FLOOD_KEPT
from storage.desks import colleagues, person_by_telegram_id
from storage.floods import floods_in
from storage.outbox import undelivered, withdrawn
from storage.parked import parked
from storage.status import set_aside_in
from storage.vocabulary import Deed

SHOWN = 15


def status(turn: Turn) -> Iterable[Reply]:
    """Messages that could not be sent and why, updates set aside, floods, unreachable people. In private."""
    desk = desk_of(turn)
    allow(turn, Deed.READ_STATUS)
    people = colleagues(turn.session, desk.id)
    names = {one.telegram_id: one.name for one in people}
    held = parked(turn.session, desk.id)
    waiting = Counter(row.recipient_id for row in held)
    for_group = [row for row in held if row.recipient_id is None]
    chats = {desk.chat_id, *(id_ for id_ in names if id_)}
    message = status_message(
        turn.own,
        desk.title,
        unsent=[
            Unsent(row.done_at or row.created_at, row.purpose, names.get(row.chat_id), row.reason or "")
            for row in undelivered(turn.session, desk.id, SHOWN)
        ],
        withdrawn=withdrawn(turn.session, desk.id),
        kept=Kept(len(for_group), for_group[-1].reason or "") if for_group else None,
        set_aside=[(row.at, row.update_id) for row in set_aside_in(turn.session, chats)],
        floods=[
            Flood(row.flood_began or row.at, _name_of(turn, row.sender_id), row.refused, row.counted.of_group)
            for row in floods_in(turn.session, chats, turn.now - FLOOD_KEPT)
        ],
        unreached=[NotReached(one.name, waiting[one.person_id]) for one in people if not one.reachable],
    )
    return privately(turn, message, purpose="status")


def _name_of(turn: Turn, telegram_id: int) -> str | None:
    person = person_by_telegram_id(turn.session, telegram_id)
    return person.name if person is not None else None
