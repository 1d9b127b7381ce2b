"""How long what is kept is kept; when a backup is due."""

from collections.abc import Collection
from datetime import datetime, timedelta

DAILIES = 7
KEPT = timedelta(days=30)
"""No copy is kept longer, whoever made it: what people asked to be forgotten must go from the copies too."""

RAW_KEPT = timedelta(days=7)
"""Updates that were set aside, with what people had written; parts of a paste; what was typed for a question that is
over."""
MESSAGE_KEPT = timedelta(days=30)
"""What the bot sent, or could not send."""
SEEN_KEPT = timedelta(days=30)
"""Numbers of updates that are done. Telegram repeats one for 24 hours; after a quiet week it numbers anew, and an old
number must not stand for a new update."""
ALLOWANCE_KEPT = timedelta(hours=1)
"""How fast somebody wrote: whole again after a minute."""
FLOOD_KEPT = timedelta(days=7)
"""That somebody was too fast, which leads see."""
TIDY_EVERY = timedelta(hours=1)


def is_due(dailies: Collection[datetime], now: datetime) -> bool:
    """Whether the daily backup of this date (UTC) is still to be made. A clock that was wrong stalls nothing."""
    return all(at.date() != now.date() for at in dailies)


def is_too_old(at: datetime, now: datetime) -> bool:
    """Whether a copy made at this moment has had its time."""
    return now - at > KEPT


def spare(dailies: Collection[datetime]) -> set[datetime]:
    """Which daily ones go: all but the newest seven and, before those, the last of each week."""
    newest_first = sorted(dailies, reverse=True)
    weeks = {at.isocalendar()[:2] for at in newest_first[DAILIES - 1 : DAILIES]}
    gone = set()
    for at in newest_first[DAILIES:]:
        week = at.isocalendar()[:2]
        if week in weeks:
            gone.add(at)
        weeks.add(week)
    return gone
