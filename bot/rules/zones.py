"""The time zone that people name, or in which a place on the earth lies."""

from zoneinfo import available_timezones

from bot.rules.arguments import shortened
from bot.rules.refusals.settings import UnknownZone

_NO_ZONES = ("Etc/G", "Factory", "localtime", "posix", "right")


def find_zone(words: str) -> str:
    """The key of a time zone from its key or its city, in any case: `Europe/Kyiv`, `kyiv`, `new york`.

    Raises UnknownZone, also for `GMT+3`: the zones of that name count westward, against all habit. What
    zones there are is what Python's own database holds.
    """
    wanted = "_".join(words.casefold().split())
    keys = sorted(key for key in available_timezones() if not key.startswith(_NO_ZONES))
    found = [key for key in keys if key.casefold() == wanted]
    found += [key for key in keys if "/" in key and key.casefold().rsplit("/")[-1] == wanted]
    if not wanted or not found:
        raise UnknownZone(words=shortened(words))
    return found[0]


def zone_at(latitude: float, longitude: float) -> str:
    """The key of the zone there (WGS 84, degrees), by the borders that a kept library knows. Raises UnknownZone at sea,
    where nobody has a newsroom."""
    # Imported only where it is used: its borders take a third of a second and memory that most never need.
    from tzfpy import get_tz

    zone = get_tz(longitude, latitude)
    if not zone or zone.startswith("Etc/"):
        raise UnknownZone(words=f"{latitude:.2f}, {longitude:.2f}")
    return zone
