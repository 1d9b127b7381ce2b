"""Counting independent sources: by origin, so that two outlets repeating one monitor are one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.rules.origins import made_one, origin_of_name
from storage.vocabulary import Stance

_BY_ITSELF = frozenset({Stance.REPORTS, Stance.CONFIRMS})
"""Stances of who says it without repeating anybody."""


class Entry(Protocol):
    """A ledger entry, as far as counting looks at it."""

    @property
    def id(self) -> int: ...

    @property
    def origin(self) -> str: ...

    @property
    def stance(self) -> Stance: ...

    @property
    def repeats_id(self) -> int | None:
        """The entry it repeats."""

    @property
    def repeats_who(self) -> str | None:
        """Whom it repeats outside the ledger."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent origin, and the entries that count as it, each group by id."""

    key: str
    """Empty for somebody whom nobody names."""
    claimant: bool
    own: tuple[int, ...]
    """Entries that say it by themselves."""
    repeats: tuple[int, ...]
    """Entries that repeat it, also by way of others."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a ledger amounts to."""

    origins: tuple[Origin, ...]
    """The claimant first, then by the earliest entry."""
    unnamed: tuple[int, ...]
    """Entries that repeat nobody known; they count only where nothing else carries the claim, and then once."""
    denying: tuple[int, ...]
    """Entries that deny the claim, or repeat one that does: they do not carry it."""


def weigh(claimant: str | None, entries: Sequence[Entry]) -> Weighed:
    """The origins that carry a claim: its claimant, and each source that says so by itself.

    A chain of repeats counts as the origin at its end; one that ends at nobody known, or in itself, adds
    nothing to the others. The order of the entries makes no difference.
    """
    first = origin_of_name(claimant) if claimant else None
    outside = {entry.id: origin_of_name(entry.repeats_who) for entry in entries if entry.repeats_who}
    named = [*(entry.origin for entry in entries), *outside.values()]
    counts_as = made_one([*named, first] if first else named)
    by_id = {entry.id: entry for entry in entries}
    own: dict[str, list[int]] = {counts_as[first]: []} if first else {}
    repeats: dict[str, list[int]] = {}
    unnamed: list[int] = []
    denying: list[int] = []
    for entry in sorted(entries, key=lambda one: one.id):
        end = _end(entry, by_id)
        if end is None or (end.stance is Stance.REPEATS and end.id not in outside):
            unnamed.append(entry.id)
        elif end.stance is Stance.REPEATS:
            repeats.setdefault(counts_as[outside[end.id]], []).append(entry.id)
        elif end.stance is Stance.DENIES:
            denying.append(entry.id)
        else:
            (own if end is entry else repeats).setdefault(counts_as[end.origin], []).append(entry.id)
    if unnamed and not own and not repeats:
        return Weighed((Origin("", False, (), tuple(unnamed)),), (), tuple(denying))
    origins = [
        Origin(
            key=key,
            claimant=first is not None and key == counts_as[first],
            own=tuple(own.get(key, ())),
            repeats=tuple(repeats.get(key, ())),
        )
        for key in {**own, **repeats}
    ]
    origins.sort(key=lambda one: (not one.claimant, min(one.own + one.repeats, default=0)))
    return Weighed(tuple(origins), tuple(unnamed), tuple(denying))


def single_source(claimant: str | None, entries: Sequence[Entry]) -> bool:
    """Whether exactly one independent origin carries the claim."""
    # What most claims of a long list are, told without weighing.
    if not entries:
        return bool(claimant)
    if len(entries) == 1 and not claimant:
        return entries[0].stance is not Stance.DENIES
    if all(entry.stance in _BY_ITSELF and not entry.repeats_who for entry in entries):
        origins = {entry.origin for entry in entries} | ({origin_of_name(claimant)} if claimant else set())
        return len(origins) == 1 or len(set(made_one(sorted(origins)).values())) == 1
    return len(weigh(claimant, entries).origins) == 1


def same_origin(one: str, other: str) -> bool:
    """Whether both count as one."""
    counts_as = made_one([one, other])
    return counts_as[one] == counts_as[other]


def _end(entry: Entry, by_id: Mapping[int, Entry]) -> Entry | None:
    """The entry at which a chain of repeats ends; None where it leads back into itself."""
    seen: set[int] = set()
    while entry.stance is Stance.REPEATS:
        if entry.id in seen:
            return None
        seen.add(entry.id)
        following = by_id.get(entry.repeats_id) if entry.repeats_id is not None else None
        if following is None:
            break
        entry = following
    return entry
