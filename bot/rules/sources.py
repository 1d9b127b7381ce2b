"""Counting independent sources: by origin, so that two outlets repeating one monitor are one."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.vocabulary import Stance


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry, reduced to what counting needs. `repeats` is the id of the entry it repeats."""

    id: int
    origin: str
    stance: Stance
    repeats: int | None = None


def independent_origins(claimant: str | None, entries: Sequence[Entry]) -> frozenset[str]:
    """The origins that carry the claim: its claimant, and each source that says so by itself.

    A chain of repeats counts as the origin at its end; a repeat of nobody known counts as the
    claimant's. A source that denies the claim does not carry it.
    """
    by_id = {entry.id: entry for entry in entries}
    first = _named(claimant) if claimant else None
    carried = {first} if first else set()
    for entry in entries:
        if entry.stance is Stance.DENIES:
            continue
        root, seen = entry, {entry.id}
        while root.repeats is not None and root.repeats in by_id and root.repeats not in seen:
            root = by_id[root.repeats]
            seen.add(root.id)
        if root.stance is Stance.REPEATS and root.repeats is None and first:
            continue
        if root.stance is not Stance.DENIES:
            carried.add(_named(root.origin))
    return frozenset(carried)


def single_source(claimant: str | None, entries: Sequence[Entry]) -> bool:
    """Whether exactly one independent origin carries the claim."""
    return len(independent_origins(claimant, entries)) == 1


def _named(origin: str) -> str:
    return " ".join(origin.casefold().removeprefix("the ").split())
