"""The chart before a digest: four weeks of a desk as a picture that a phone shows."""

from unicodedata import category

from bot.render.drawing import ChartWords
from bot.render.messages import shortened
from bot.texts import Texts
from storage.digests import ChartFacts


def chart_words(t: Texts, desk: str, facts: ChartFacts) -> ChartWords:
    """The words of the chart, with today's numbers: the curves are not measured by eye."""
    last, count = facts.days[-1], len(facts.days)
    # The last day, and every seventh before it.
    named = tuple((n, t.short_day(facts.days[n])) for n in range(count - 1, -1, -7))
    caption = t(
        "{desk}, four weeks to {day}: {unfinished} open, {overdue} overdue, {closed} closed in that time",
        desk=desk,
        day=t.short_day(last),
        unfinished=t.number(facts.unfinished[-1]),
        overdue=t.number(facts.overdue[-1]),
        closed=t.number(sum(facts.closed)),
    )
    return ChartWords(
        title=_drawable(shortened(desk, 32)),
        unfinished=_drawable(t.plain("Open: {n}", n=t.number(facts.unfinished[-1]))),
        overdue=_drawable(t.plain("of them overdue: {n}", n=t.number(facts.overdue[-1]))),
        closed=_drawable(t.plain("Closed each day: {n} in four weeks", n=t.number(sum(facts.closed)))),
        days=named,
        right_to_left=t.right_to_left,
        caption=str(caption),
    )


def _drawable(text: str) -> str:
    """Without pictograms and marks of direction, for which the letters of the chart have no shapes."""
    return " ".join("".join(char for char in text if category(char)[0] in "LMNPZ").split())
