"""A batch of updates: which of them are taken, known already or one too many, and what came of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot import floods
from bot.floods import Judged, judge
from bot.telegram.sendings import Raw
from storage.updates import SetAside, Taken, forget_attempts, known_among, mark_seen, name_attempts
from storage.words import clean


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of each update of a batch."""

    judged: Judged
    known: int
    tries: Mapping[int, int]
    """How often the process died of an update before."""
    charged: frozenset[int]
    """Which of them were charged with the try that now begins."""


def plan(
    session: Session, batch: Sequence[Raw], suspects: Collection[int], charged: Collection[int], now: datetime
) -> Plan:
    """Divides a batch, and writes down what is worked on before it is. `suspects`: what the process before this one
    died with; `charged`: those of them that had their try charged before."""
    known = known_among(session, [raw["update_id"] for raw in batch])
    judged = judge(session, [raw for raw in batch if raw["update_id"] not in known], now)
    if not judged.taken:
        # Nothing that could fail or kill: what is refused is settled at once.
        settle(session, judged=judged, set_aside=[], now=now)
    ids = [raw["update_id"] for raw in judged.taken]
    # Charged once in the life of a process, however often its batch has to be taken.
    charging = frozenset(suspects).intersection(ids).difference(charged)
    tries = name_attempts(session, ids, charging, now)
    return Plan(judged, len(known), {id_: tries[id_] - (id_ in charged) for id_ in ids}, charging)


def settle(session: Session, *, judged: Judged, set_aside: Sequence[tuple[Raw, str]], now: datetime) -> None:
    """Writes down what came of a batch; `set_aside`: what failed, and why."""
    for raw, error in set_aside:
        session.add(SetAside(update_id=raw["update_id"], raw=raw, error=clean(error)[:2000], at=now))
    failed = {raw["update_id"] for raw, _ in set_aside}
    taken = [raw["update_id"] for raw in judged.taken]
    mark_seen(session, [id_ for id_ in taken if id_ not in failed], Taken.DONE, now)
    mark_seen(session, [raw["update_id"] for raw, _ in judged.refused], Taken.FLOODED, now)
    floods.settle(session, judged, now)
    forget_attempts(session, taken)
