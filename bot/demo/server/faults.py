"""Faults on request: what a network and a busy Telegram do to a bot."""

from dataclasses import dataclass, field
from random import Random

from bot.demo.server.errors import ApiError, ControlError, too_many

ANSWERS = {
    "400": "Bad Request: fault",
    "401": "Unauthorized",
    "403": "Forbidden: fault",
    "404": "Not Found",
    "409": "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
}
BEFORE = frozenset({*ANSWERS, "429", "reset_before", "hang_before"})
"""The call has no effect; after all others it has."""
KINDS = BEFORE | {"garbage", "truncated", "reset_after", "hang_after"}


@dataclass(slots=True)
class Fault:
    """Strikes the next `count` calls of that method (any letter case) and chat; None is any. Of those calls a
    `share` by chance, the others are spared."""

    kind: str
    count: int = 1
    method: str | None = None
    chat: int | None = None
    retry_after: int = 1
    description: str | None = None
    share: float = 1.0
    seed: int = 0
    _chance: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ControlError(f"unknown kind of fault {self.kind!r}")
        self._chance = Random(self.seed)  # noqa: S311 - chance that can be repeated, not a secret

    def strikes(self, method: str, chat: int | None) -> bool:
        """Whether it strikes this call; asked once for each."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat is not None and self.chat != chat:
            return False
        return self.share >= 1 or self._chance.random() < self.share

    @property
    def spares_effect(self) -> bool:
        return self.kind in BEFORE

    def answer(self) -> ApiError | None:
        """The refusal this fault gives; None where it spoils the connection instead."""
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind in ANSWERS:
            return ApiError(int(self.kind), self.description or ANSWERS[self.kind])
        return None


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The first fault that strikes this call, counted down."""
        for fault in self._faults:
            if not fault.strikes(method, chat):
                continue
            fault.count -= 1
            if fault.count <= 0:
                self._faults.remove(fault)
            return fault
        return None
