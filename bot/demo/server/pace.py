"""Telegram's pace, where a test wants to feel it.

core.telegram.org/bots/faq, "My bot is hitting limits": not more than one message a second in a chat (short
bursts pass), 20 a minute in a group, about 30 a second in all. It is measured in real time, not on the
clock that can be moved: it is about traffic, not about dates. How long a burst may be is not documented;
three is our guess.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from bot.demo.server.errors import too_many

BURST = 3
GROUP_PER_MINUTE = 20
ALL_PER_SECOND = 30


class Pace:
    """`now` gives monotonic seconds."""

    def __init__(self, on: bool, now: Callable[[], float] = time.monotonic) -> None:
        self.on = on
        self._now = now
        self._chats: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}
        self._all: deque[float] = deque()

    def spend(self, chat_id: int, *, group: bool) -> None:
        """Count one send or edit in that chat.

        Raises:
            ApiError: 429 with `retry_after`; the refused call is not counted.
        """
        if not self.on:
            return
        now = self._now()
        waits = [_window(self._all, now, 1.0, ALL_PER_SECOND)]
        if group:
            waits.append(_window(self._groups.setdefault(chat_id, deque()), now, 60.0, GROUP_PER_MINUTE))
        left, at = self._chats.get(chat_id, (float(BURST), now))
        left = min(float(BURST), left + now - at)
        if left < 1:
            waits.append(1 - left)
        wait = max(waits)
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        self._chats[chat_id] = (left - 1, now)
        self._all.append(now)
        if group:
            self._groups[chat_id].append(now)


def _window(times: deque[float], now: float, seconds: float, most: int) -> float:
    """Seconds until one more fits into the window; 0 if it fits now."""
    while times and times[0] <= now - seconds:
        times.popleft()
    return times[0] + seconds - now if len(times) >= most else 0.0
