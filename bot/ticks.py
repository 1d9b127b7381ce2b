"""What the clock sets off: each tick looks for what is due and leaves it in the outbox.

What is due is a row with a time, so nothing depends on how often ticks come. Each desk's part is a transaction
of its own: presses come in between, and what goes wrong at one desk silences no other.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from bot.actions.bundles import name_in_group
from bot.rules.quiet import next_allowed
from bot.rules.settings import DeskSettings
from storage.database import Database
from storage.desks import Desk, desks_in_chat
from storage.dues import Matter, desks_due, due_now, due_row, matters_due, move_due, not_due, put_off, set_due
from storage.heartbeat import beat, beat_is_due, wait_from_now
from storage.news import TRY_AGAIN
from storage.outbox import Kind, Outbox, to_group
from storage.parked import desks_with_unnamed, release_one_parked, unnamed
from storage.refused import SomebodyElseRuns

log = logging.getLogger(__name__)

NAME_AFTER = timedelta(minutes=30)
"""How long a message for somebody who cannot be reached waits for a bundle that would go out anyway."""
AGAIN_AFTER = timedelta(minutes=1)
"""How long what could not be worked out for a desk waits before it is tried again."""

Look = Callable[[Session, datetime], Sequence[int]]
"""Which desks something is due for. Changes nothing."""
Do = Callable[[Session, int, datetime], bool]
"""Does what is due for one desk, in a transaction of its own; says whether something must be sent."""


class Done(Enum):
    """What came of one desk's part."""

    NOTHING = auto()
    SENT = auto()
    """Something must be sent."""
    UNKNOWN = auto()
    """The database went away meanwhile."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One kind of thing that the clock sets off."""

    matter: Matter
    look: Look
    do: Do
    by_row: bool = False
    """It comes only where a row of its matter is due."""
    in_parts: bool = False
    """One transaction does a part of what is due; the next one follows, each desk in turn, so that a long list
    of one holds up neither the others nor what people press."""

    def put_off(self, session: Session, desk_id: int, now: datetime) -> None:
        """After a failure, which would else come again every second."""
        put_off(session, self.matter, desk_id, now, now + AGAIN_AFTER)


def when_due(matter: Matter, do: Do, *, in_parts: bool = False) -> Tick:
    """A tick for what has a row of this matter."""
    return Tick(matter, partial(_desks_due, matter=matter), do, by_row=True, in_parts=in_parts)


def _desks_due(session: Session, now: datetime, *, matter: Matter) -> Sequence[int]:
    return desks_due(session, matter, now)


def desks_with_somebody_to_name(session: Session, _now: datetime) -> Sequence[int]:
    """The desks in which something has begun to wait for somebody who cannot be reached."""
    return [
        desk_id
        for desk_id in desks_with_unnamed(session)
        if due_row(session, Matter.UNREACHABLE, desk_id) is None
        and not session.get_one(Desk, desk_id).private
    ]


def name_soon(session: Session, desk_id: int, now: datetime) -> bool:
    """The group will be told who cannot be reached, in half an hour or at the end of the quiet hours."""
    quiet = DeskSettings.from_json(session.get_one(Desk, desk_id).settings).quiet
    set_due(session, Matter.UNREACHABLE, desk_id, next_allowed(now + NAME_AFTER, quiet))
    return False


def name_unreachable(session: Session, desk_id: int, now: datetime) -> bool:
    """Tells the group who cannot be reached."""
    desk = session.get_one(Desk, desk_id)
    sent = False
    for row in due_now(session, Matter.UNREACHABLE, desk_id, now):
        allowed_at = next_allowed(now, DeskSettings.from_json(desk.settings).quiet)
        if allowed_at > now:
            move_due(session, row, allowed_at)
            continue
        if not move_due(session, row, now + NAME_AFTER):
            continue
        not_due(session, Matter.UNREACHABLE, desk.id)
        if desk.paused_at is not None or not unnamed(session, desk.id):
            continue
        waiting = {"entries": [], "waiting": name_in_group(session, desk, now)}
        session.add(to_group(desk, "reminder", waiting, now))
        sent = True
    return sent


def leave(session: Session, chat_id: int, now: datetime) -> bool:
    """Leaves a group in which nobody opened a desk within a day; its row has the chat in the desk's place."""
    sent = False
    for row in due_now(session, Matter.LEAVE, chat_id, now):
        if not move_due(session, row, now + NAME_AFTER):
            continue
        not_due(session, Matter.LEAVE, chat_id)
        if desks_in_chat(session, chat_id):
            continue
        session.add(
            Outbox(chat_id=chat_id, kind=Kind.LEAVE, purpose="leaving", not_before=now, created_at=now)
        )
        sent = True
    return sent


def try_group(session: Session, desk_id: int, now: datetime) -> bool:
    """Tries a group that the bot may not write in, once an hour, with one of the messages that wait: what
    Telegram did not tell of (a right given back, a return during an outage) shows itself so."""
    desk = session.get_one(Desk, desk_id)
    sent = False
    for row in due_now(session, Matter.PAUSED, desk_id, now):
        if desk.paused_at is None:
            not_due(session, Matter.PAUSED, desk_id)
        elif move_due(session, row, now + TRY_AGAIN):
            sent = release_one_parked(session, desk_id, desk.chat_id, now)
    return sent


async def tick_once(database: Database, ticks: Sequence[Tick], now: datetime) -> bool:
    """Does whatever is due, desk by desk; says whether something must be sent. Raises nothing: what fails is
    logged and comes again."""
    sent = await _mind_the_clock(database, now)
    try:
        worth = await database.read(lambda session: worth_doing(session, ticks, now))
    except DBAPIError as error:
        log.error("the database does not say what is due (%s)", error.orig)
        return sent
    for tick in worth:
        again = True
        while again:
            try:
                desks = await database.read(partial(_look, tick, now))
            except DBAPIError as error:
                log.error("the database does not say what is due (%s)", error.orig)
                return sent
            done = [await _do(database, tick, desk_id, now) for desk_id in desks]
            sent = sent or any(what is not Done.NOTHING for what in done)
            # What failed waits for the next tick.
            again = tick.in_parts and bool(done) and Done.UNKNOWN not in done
    return sent


def worth_doing(session: Session, ticks: Sequence[Tick], now: datetime) -> list[Tick]:
    """The ticks for which anything is due. Most find nothing, so as little as can be is asked: what is due by a row
    is asked of all matters together."""
    matters = matters_due(session, now)
    return [
        tick for tick in ticks if (tick.matter in matters if tick.by_row else bool(tick.look(session, now)))
    ]


async def _mind_the_clock(database: Database, now: datetime) -> bool:
    """Notes the time each minute; after a clock was set back, lets nothing wait for the time it had shown.

    The write also tells a bot on PostgreSQL, however quiet its desks are, that another has taken over.
    """
    try:
        if not await database.read(lambda session: beat_is_due(session, now)):
            return False
        return await database.write(lambda session: _beat(session, now))
    except DBAPIError as error:
        log.error("the database does not take the time (%s)", error.orig)
    except SomebodyElseRuns:
        # The bot is about to end.
        log.error("another bot has taken the database over")
    return False


def _beat(session: Session, now: datetime) -> bool:
    back = beat(session, now)
    if back is None:
        return False
    log.warning("the clock was set back by %s; what waited for the time it had shown waits from now on", back)
    wait_from_now(session, now, back)
    return True


async def _do(database: Database, tick: Tick, desk_id: int, now: datetime) -> Done:
    try:
        sent = await database.write(lambda session: tick.do(session, desk_id, now))
    except OperationalError as error:
        log.error("the database does not take what is due (%s)", error.orig)
        # Cut at its commit, it may be committed all the same, and then there is something to send.
        return Done.UNKNOWN
    except SomebodyElseRuns:
        # The bot is about to end.
        return Done.UNKNOWN
    except Exception:
        log.exception("%s of desk %d could not be worked out", tick.matter, desk_id)
        try:
            await database.write(lambda session: tick.put_off(session, desk_id, now))
        except DBAPIError:
            return Done.UNKNOWN
        return Done.NOTHING
    return Done.SENT if sent else Done.NOTHING


def _look(tick: Tick, now: datetime, session: Session) -> list[int]:
    return list(tick.look(session, now))
