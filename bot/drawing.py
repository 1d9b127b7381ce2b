"""Drawing a chart in a process of its own (`bot/apart.py`): what draws takes tens of megabytes and keeps them."""

from pydantic import TypeAdapter

from bot.apart import run_apart, serve
from bot.render.charts import ChartWords, draw_chart
from storage.digests import ChartFacts

SECONDS = 20
"""Of computing; it takes about one, and some more where the letters of the machine are looked at first."""

_GIVEN = TypeAdapter(tuple[ChartFacts, ChartWords])


class NotDrawn(Exception):
    """The process did not bring a picture, or not in time."""


async def draw(made: tuple[ChartFacts, ChartWords]) -> tuple[bytes, str]:
    """The picture as a PNG, and its caption. Raises NotDrawn."""
    picture = await run_apart(__name__, _GIVEN.dump_json(made), SECONDS)
    if not picture:
        raise NotDrawn
    return picture, made[1].caption


def _draw(given: bytes) -> bytes:
    return draw_chart(*_GIVEN.validate_json(given))


if __name__ == "__main__":
    serve(_draw)
