"""Drawing charts in a process of its own (`bot/apart.py`): what draws takes tens of megabytes and keeps them."""

import asyncio
import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.apart import run_apart, serve
from bot.render.drawing import ChartWords, draw_chart

if TYPE_CHECKING:  # the process that draws has no use for it
    from storage.digests import ChartFacts

SECONDS = 30
"""Of computing, for all that are drawn at once; one takes about one, each further one a tenth."""


class NotDrawn(Exception):
    """The process did not bring a picture, or not in time."""


class Charts:
    """Draws one chart after the other; those that wait meanwhile are drawn by the next process together."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._one = asyncio.Lock()
        self._waiting: list[tuple[list[object], asyncio.Future[bytes]]] = []

    async def draw(self, made: "tuple[ChartFacts, ChartWords]") -> tuple[bytes, str]:
        """The picture as a PNG, and its caption. Raises NotDrawn."""
        facts, words = made
        picture: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append(([facts.unfinished, facts.overdue, facts.closed, asdict(words)], picture))
        async with self._one:
            if not picture.done():
                await self._draw_all()
        return await picture, words.caption

    async def _draw_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        drawn: list[bytes | None] = [None] * len(waiting)
        try:
            written = await run_apart(
                __name__, json.dumps([one for one, _ in waiting]).encode(), self._seconds
            )
            if written is not None:
                drawn = [b64decode(one) for one in json.loads(written)]
        finally:
            for (_, picture), content in zip(waiting, drawn, strict=True):
                if content is not None:
                    picture.set_result(content)
                else:
                    picture.set_exception(NotDrawn())


def _draw(given: bytes) -> bytes:
    pictures = [
        draw_chart(unfinished, overdue, closed, ChartWords(**words))
        for unfinished, overdue, closed, words in json.loads(given)
    ]
    return json.dumps([b64encode(one).decode() for one in pictures]).encode()


if __name__ == "__main__":
    serve(_draw)
