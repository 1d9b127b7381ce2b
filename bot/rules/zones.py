"""The time zone of a place on the earth, from the borders that a kept library knows."""

from bot.rules.refusals.settings import UnknownZone


def zone_at(latitude: float, longitude: float) -> str:
    """The key of the zone there (WGS 84, degrees). Raises UnknownZone at sea, where nobody has a newsroom."""
    # Imported only where it is used: its borders take a third of a second and memory that most never need.
    from tzfpy import get_tz

    zone = get_tz(longitude, latitude)
    if not zone or zone.startswith("Etc/"):
        raise UnknownZone(words=f"{latitude:.2f}, {longitude:.2f}")
    return zone
