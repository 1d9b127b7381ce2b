"""The chart before a digest as a picture. Little is imported here: each process that draws pays for it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# On paper of its own, so that it reads alike in a light and in a dark chat.
PAPER, INK, FAINT = "#fbfaf7", "#20242a", "#c9ccd1"
BLUE, ORANGE, GREEN = "#1f5fa8", "#d1570b", "#2e7d4f"
"""Apart from each other for colour-blind readers too, and each against the paper above 4.5:1 or as a surface."""
SIZE, DPI = (7.2, 7.2), 150
"""Inches and dots: 1,080 pixels wide, three for each of a phone's."""
LETTERS, TITLE = 15, 18
"""Points; on a phone's screen about as large as the chat's own letters."""


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What stands in the picture, in the reader's language."""

    title: str
    unfinished: str
    overdue: str
    closed: str
    days: tuple[tuple[int, str], ...]
    """Positions of days that are named, and their names."""
    right_to_left: bool
    caption: str
    """HTML; also what is read aloud to those who do not see the picture."""


def draw_chart(
    unfinished: Sequence[int], overdue: Sequence[int], closed: Sequence[int], words: ChartWords
) -> bytes:
    """The picture as a PNG, from a number for each day. Takes a tenth of a second, in a new process a whole one."""
    # Here, because only whoever draws should pay for it: it is slow to load and takes tens of megabytes.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    figure.subplots_adjust(left=0.1, right=0.9, top=0.84, bottom=0.08, hspace=0.32)
    days = range(len(unfinished))
    # Each day as wide as its bar below, the first and the last too.
    edges = [day - 0.5 for day in range(len(unfinished) + 1)]
    above.stairs(unfinished, edges, fill=True, color=BLUE, alpha=0.15, linewidth=0)
    above.stairs(unfinished, edges, baseline=None, color=BLUE, linewidth=3.5)
    above.stairs(overdue, edges, fill=True, color=ORANGE, alpha=0.85, linewidth=0)
    below.bar(days, closed, color=GREEN, width=0.8)
    for axes, values in ((above, unfinished), (below, closed)):
        _dress(axes, values, words)
    edge, side = (0.9, "right") if words.right_to_left else (0.1, "left")
    figure.text(edge, 0.955, words.title, size=TITLE, weight="bold", color=INK, ha=side, va="center")
    head: dict[str, Any] = {"size": LETTERS, "weight": "bold", "va": "center", "ha": side}
    figure.text(edge, 0.905, words.unfinished, color=BLUE, **head)
    figure.text(edge, 0.865, words.overdue, color=ORANGE, **head)
    top = below.get_position().y1
    figure.text(edge, top + 0.035, words.closed, color=GREEN, **head)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", facecolor=PAPER)
    return picture.getvalue()


def _dress(axes: Any, values: Sequence[int], words: ChartWords) -> None:
    """Few lines, whole numbers, named weeks; time runs as the language does."""
    from matplotlib.ticker import EngFormatter, MaxNLocator

    axes.set_facecolor(PAPER)
    axes.set_ylim(0, max(max(values), 1) * 1.12)
    axes.set_xlim(-0.6, len(values) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=2))
    if max(values) >= 10_000:
        # 15k: five figures and more have no room beside the curves.
        axes.yaxis.set_major_formatter(EngFormatter(sep=""))
    axes.set_xticks([n for n, _ in words.days], [name for _, name in words.days])
    axes.tick_params(labelsize=LETTERS, colors=INK, length=0, pad=6)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK)
    if words.right_to_left:
        axes.invert_xaxis()
        axes.yaxis.tick_right()
