"""Makers: the words of outbox rows that are made at the moment of sending, as things stand then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.outbox import Outbox

Payload = dict[str, Any]
Maker = Callable[[Session, Outbox, datetime], Payload | None]
"""Makes the words of a row at the moment of sending; None cancels the row: it makes no sense any more."""


@dataclass(frozen=True, slots=True)
class Slow:
    """A maker whose words take long, so that none of it stands before a press."""

    read: Callable[[Session, Outbox, datetime], Any]
    """On the reading connection; None cancels the row."""
    write: Callable[[Session, Outbox, datetime, Any], Payload | None]
    """In the transaction that leases the row, with what was read or drawn; quick. None cancels the row."""
    draw: Callable[[Any], Awaitable[Any]] | None = None
    """Without a database, from what was read. What it raises buries the row."""
