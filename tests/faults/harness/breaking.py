"""Each guarantee broken on purpose, from outside: a judge that cannot be red is worth nothing."""

BREAKS = {}


def break_guarantee(name: str) -> None:
    """Breaks one guarantee in this process."""
    BREAKS[name]()
