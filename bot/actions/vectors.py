"""Vectors of a desk's claims, held in memory between one new claim and the next.

Reading 100,000 of them takes ten times as long as comparing them. What is held is never believed: whether it is what
stands in the database is asked each time, so a transaction that was undone, a desk that was erased or a claim that was
read anew leaves nothing wrong behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlmodel import Session

from storage.vectors import Kept, State, last_but, state_of, vectors_between

MOST_COMPARED = 100_000
"""So many claims of a desk, the newest, are compared by their meaning."""
MOST_HELD = 64 * 1024 * 1024
"""Bytes of vectors that are held for all desks together; those of the desk that was asked last always are."""


class Pile(Protocol):
    """Vectors of one model that can be compared with others."""

    @property
    def size(self) -> int:
        """Bytes."""

    def __len__(self) -> int: ...

    def add(self, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Puts vectors that are not empty on it, each with its id."""

    def nearest(self, new: Sequence[bytes], most: int) -> list[list[tuple[int, float]]]:
        """For each of `new` the ids and cosines of those that come nearest, the nearest first."""


class Model(Protocol):
    """A model that makes a vector of a text: texts that mean the same have vectors of nearly one direction."""

    fingerprint: str
    """Another one for any model whose vectors may differ."""

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """One for each text; empty where the model knows none of its words."""

    def pile(self) -> Pile:
        """An empty one for its vectors."""


@dataclass(slots=True)
class _Held:
    """The vectors of a desk's claims with ids above `floor`."""

    pile: Pile
    floor: int
    state: State = field(default_factory=lambda: State(0, 0))
    oldest: int = 0
    newest: int = 0

    def add(self, part: Sequence[Kept]) -> None:
        self.pile.add([(kept.claim_id, kept.vector) for kept in part if kept.vector])
        marks = sum(kept.mark for kept in part)
        self.state = State(self.state.count + len(part), self.state.marks + marks)
        self.oldest = min(self.oldest or part[0].claim_id, part[0].claim_id)
        self.newest = max(self.newest, part[-1].claim_id)


class HeldVectors:
    """What one model made of the claims of the desks that were asked last."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._desks: dict[int, _Held] = {}

    def of(self, session: Session, desk_id: int) -> Pile:
        """Those of the desk as they stand in the database now."""
        held = self._desks.pop(desk_id, None)
        if held is None or not self._brought_up_to_date(session, desk_id, held):
            held = self._read(session, desk_id)
        self._desks[desk_id] = held
        while len(self._desks) > 1 and sum(one.pile.size for one in self._desks.values()) > MOST_HELD:
            # The one that was not asked for longest.
            del self._desks[next(iter(self._desks))]
        return held.pile

    def _read(self, session: Session, desk_id: int) -> _Held:
        model = self._model.fingerprint
        held = _Held(self._model.pile(), last_but(session, desk_id, model, MOST_COMPARED))
        for part in vectors_between(session, desk_id, model, held.floor):
            held.add(part)
        return held

    def _brought_up_to_date(self, session: Session, desk_id: int, held: _Held) -> bool:
        """Adds what is new: claims that came since, and those that were read since, the newest first, below the oldest.
        Whether it is all then; where not, something was undone, or read anew."""
        model = self._model.fingerprint
        state = state_of(session, desk_id, model, held.floor)
        if state != held.state and held.newest:
            for part in [
                *vectors_between(session, desk_id, model, held.newest),
                *vectors_between(session, desk_id, model, held.floor, held.oldest),
            ]:
                held.add(part)
        return state == held.state and len(held.pile) <= MOST_COMPARED + MOST_COMPARED // 10
