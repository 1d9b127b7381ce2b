"""Telegram's pace, kept by ourselves so that a 429 stays the exception.

Core Bot FAQ ("My bot is hitting limits"): about 30 messages a second in all, one a second in a chat, 20 a
minute in a group. Times are monotonic seconds: a changed wall clock stalls nothing.
"""

from collections import deque
from dataclasses import dataclass, field

ALL_PER_SECOND = 30
CHAT_SECONDS = 1.0
GROUP_PER_MINUTE = 20
SHORTEST_REST, LONGEST_REST = 0.5, 30.0
"""Seconds without another attempt while there is no way to Telegram."""


@dataclass(slots=True)
class Pace:
    """When each chat may get its next message. `off` is for another Bot API server."""

    off: bool = False
    _recent: deque[float] = field(default_factory=deque)
    _last: dict[int, float] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _halted: dict[int, float] = field(default_factory=dict)
    _told: dict[int, float] = field(default_factory=dict)
    """When each chat was last told to wait."""
    _halted_all: float = 0.0
    _rest: float = 0.0

    def free_at(self, chat_id: int, now: float) -> float:
        """The first moment, not before `now`, at which this chat may get a message."""
        at = max(now, self._halted_all, self._halted.get(chat_id, 0.0))
        if self.off:
            return at
        at = max(at, self._last.get(chat_id, -CHAT_SECONDS) + CHAT_SECONDS)
        minute = self._groups.get(chat_id)
        if minute is not None and len(minute) >= GROUP_PER_MINUTE:
            at = max(at, minute[-GROUP_PER_MINUTE] + 60.0)
        if len(self._recent) >= ALL_PER_SECOND:
            at = max(at, self._recent[-ALL_PER_SECOND] + 1.0)
        return at

    def sent(self, chat_id: int, now: float) -> None:
        """A message, or an edit, goes to this chat now."""
        if self.off:
            return
        self._recent.append(now)
        while len(self._recent) > ALL_PER_SECOND:
            self._recent.popleft()
        self._last[chat_id] = now
        if chat_id < 0:
            minute = self._groups.setdefault(chat_id, deque())
            minute.append(now)
            while len(minute) > GROUP_PER_MINUTE:
                minute.popleft()
        if len(self._last) > 10_000:
            self._last = {chat: at for chat, at in self._last.items() if at + CHAT_SECONDS > now}
            self._groups = {chat: times for chat, times in self._groups.items() if times[-1] + 60 > now}

    def halt(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram said 429: this chat waits; when three chats were told so within a second, all do."""
        self._halted[chat_id] = now + seconds
        self._halted = {chat: until for chat, until in self._halted.items() if until > now}
        self._told = {chat: at for chat, at in self._told.items() if at > now - 1.0} | {chat_id: now}
        if len(self._told) >= 3:
            self._halted_all = max(self._halted_all, now + seconds)

    def unreachable(self, now: float) -> None:
        """No connection came about: all chats wait, twice as long each time until one does."""
        if now < self._halted_all:
            # One of those that had set out together.
            return
        self._rest = min(max(self._rest * 2, SHORTEST_REST), LONGEST_REST)
        self._halted_all = now + self._rest

    def reached(self) -> None:
        """Telegram has answered."""
        self._rest = 0.0
