"""Text and entities as HTML for a page."""

import html
from itertools import pairwise

from bot.demo.server.errors import Json

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def _tags(entity: Json, shown: str) -> tuple[str, str]:
    """How a page shows this entity: the tags before and after."""
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "date_time":
        return f'<time data-unix="{int(entity["unix_time"])}">', "</time>"
    if kind in ("text_link", "url"):
        url = entity.get("url") or (shown if "://" in shown else f"http://{shown}")
        if url.lower().startswith(("http://", "https://", "tg://")):
            return f'<a href="{html.escape(url)}">', "</a>"
    return f'<span class="{html.escape(kind)}">', "</span>"


def render(text: str, entities: list[Json]) -> str:
    """Text and entities as HTML for a page; every character of the text is escaped."""
    raw = text.encode("utf-16-le")

    def part(start: int, end: int) -> str:
        return raw[2 * start : 2 * end].decode("utf-16-le", "replace")

    cuts = {0, len(raw) // 2}
    for entity in entities:
        cuts.update((entity["offset"], entity["offset"] + entity["length"]))
    points = sorted(cuts)
    out: list[str] = []
    opened: list[tuple[Json, str]] = []
    ordered = sorted(entities, key=lambda one: (one["offset"], -one["length"]))
    for start, end in pairwise(points):
        over = [one for one in ordered if one["offset"] <= start and end <= one["offset"] + one["length"]]
        keep = 0
        while keep < min(len(opened), len(over)) and opened[keep][0] is over[keep]:
            keep += 1
        out.extend(closing for _, closing in reversed(opened[keep:]))
        del opened[keep:]
        for entity in over[keep:]:
            before, after = _tags(entity, part(entity["offset"], entity["offset"] + entity["length"]))
            out.append(before)
            opened.append((entity, after))
        out.append(html.escape(part(start, end), quote=False))
    out.extend(closing for _, closing in reversed(opened))
    return "".join(out)
