"""Each guarantee broken on purpose, from outside: a judge that cannot be red is worth nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

import bot.batches
import bot.delivery
import bot.leasing
import bot.telegram.attempts
from bot.receive import Receiver
from storage.outbox import Outbox, Status


def acknowledge_before_commit() -> None:
    """Telegram hears that updates are done before they are."""
    take = Receiver.take

    async def early(self: Receiver, batch: Sequence[dict[str, Any]]) -> None:
        newest = max(update["update_id"] for update in batch)
        await self._bot.do_api_request("getUpdates", {"offset": newest + 1, "timeout": 0, "limit": 1})
        await take(self, batch)

    Receiver.take = early


def forget_updates() -> None:
    """Nobody writes down which updates have had their effects."""

    def forget(session: Session, *_: Any) -> None:
        session.flush()

    bot.batches.mark_seen = forget


def send_without_lease() -> None:
    """The attempt is not written before it is made."""
    bot.leasing.lease = lambda _session, _row: True


def drop_leases() -> None:
    """What a dead process was sending is taken for sent."""

    def drop(session: Session) -> int:
        leased = update(Outbox).where(col(Outbox.status) == Status.LEASED)
        return int(session.execute(leased.values(status=Status.SENT)).rowcount)

    bot.delivery.take_over_leases = drop


def repeat_blindly() -> None:
    """No answer is taken for "not accepted", and nobody counts."""
    try_again = bot.telegram.attempts.try_again

    def again(row_id: int, **more: Any) -> Any:
        return try_again(row_id, **{**more, "ambiguous": False})

    bot.telegram.attempts.try_again = again


BREAKS: Mapping[str, Callable[[], None]] = {
    one.__name__.replace("_", " "): one
    for one in (acknowledge_before_commit, forget_updates, send_without_lease, drop_leases, repeat_blindly)
}


def break_guarantee(name: str) -> None:
    """Breaks one guarantee in this process."""
    BREAKS[name]()
