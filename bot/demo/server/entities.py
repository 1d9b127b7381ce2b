"""Formatted text as Telegram keeps it: checked, cleaned, its links and commands found."""

import re
from collections.abc import Mapping

from bot.demo.server import html
from bot.demo.server.errors import Json, bad
from bot.demo.server.html import utf16
from bot.demo.server.people import Person

MAX_TEXT = 4096
"""Bot API, sendMessage.text: 1-4096 characters after entities parsing (UTF-16 units)."""
MAX_CAPTION = 1024
"""Bot API, sendPhoto.caption: 0-1024 characters after entities parsing (UTF-16 units)."""
MAX_ENTITIES = 100
"""core.telegram.org/api/entities and limits.tginfo.me: at most 100 entities; the rest is dropped silently."""

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MONOSPACE = frozenset({"code", "pre"})
GIVEN = SPLITTABLE | QUOTES | MONOSPACE | {"text_link", "text_mention", "custom_emoji", "date_time"}
"""Bot API, MessageEntity.type: what a bot may give; the other types are found in the text."""
FOUND = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})

FINDERS = (
    ("url", re.compile(r"(?<![\w@])https?://[^\s<>\"]+", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|info|io|me|eu|uk|ua|ru|de|fr|tv|news|int|gov|edu)"
            r"(?:/[^\s<>\"]*)?(?![\w@-])",
            re.IGNORECASE,
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?!\w)")),
)
LINK = re.compile(
    r"(?:(?:https?|tg|ton|tonsite)://\S+|(?:mailto|tel):\S+|(?:[\w-]+\.)+[\w-]{2,}(?:[/?#:]\S*)?)",
    re.IGNORECASE,
)
USER_LINK = re.compile(r"tg://user\?id=(\d+)")


def formatted(
    source: str,
    parse_mode: str | None,
    entities: list[Json] | None,
    people: Mapping[int, Person],
) -> tuple[str, list[Json]]:
    """What Telegram makes of a bot's text: trimmed, its entities lawful, sorted and at most 100.

    Raises:
        ApiError: 400 for HTML that does not parse and for entities that are none.
    """
    # Bot API, "Formatting options": the desk's judge knows one parse mode; Markdown is refused aloud.
    if parse_mode is not None and parse_mode.lower() not in ("", "html"):
        raise bad("unsupported parse_mode")
    source = source.replace("\r", "").replace("\x00", " ")
    if parse_mode:
        text, given = html.parse(source)
    else:
        text, given = source, [_given(entity, utf16(source)) for entity in entities or ()]
    given = [kept for kept in (_linked(entity, people) for entity in given) if kept is not None]
    text, given = trimmed(text, given)
    given = lawful(given)
    return text, in_order([*given, *found_in(text, given)])[:MAX_ENTITIES]


def in_order(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _given(entity: Json, length: int) -> Json:
    """Bot API, MessageEntity: type, offset and length are required and lie within the text."""
    try:
        kind, offset, size = entity["type"], int(entity["offset"]), int(entity["length"])
    except (KeyError, TypeError, ValueError):
        raise bad("can't parse MessageEntity: invalid field") from None
    if kind not in GIVEN | FOUND:
        raise bad(f"can't parse MessageEntity: unsupported type {kind!r}")
    if offset < 0 or size <= 0 or offset + size > length:
        raise bad("ENTITY_BOUNDS_INVALID")
    if kind == "text_mention" and not isinstance(entity.get("user"), dict):
        raise bad("can't parse MessageEntity: text_mention needs a user")
    if kind == "text_link" and not entity.get("url"):
        raise bad("can't parse MessageEntity: text_link needs a url")
    return dict(entity)


def _linked(entity: Json, people: Mapping[int, Person]) -> Json | None:
    """Bot API, "Formatting options": tg://user?id= mentions a known user; an invalid link is dropped."""
    if entity["type"] != "text_link":
        return entity
    user = USER_LINK.fullmatch(entity["url"])
    if user is not None:
        person = people.get(int(user[1]))
        if person is None:
            return None
        core = {key: entity[key] for key in ("offset", "length")}
        return {"type": "text_mention", **core, "user": person.as_user()}
    if not LINK.fullmatch(entity["url"]):
        return None
    if "://" not in entity["url"] and not entity["url"].startswith(("mailto:", "tel:")):
        entity = {**entity, "url": f"http://{entity['url']}"}
    return entity


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends, as Telegram keeps a text."""
    stripped = text.strip(" \t\n")
    if len(stripped) == len(text):
        return text, entities
    lead = len(text) - len(text.lstrip(" \t\n"))
    length = utf16(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def lawful(entities: list[Json]) -> list[Json]:
    """Bot API, "Formatting options", nesting: nothing in or around pre and code, no quotation in another,
    other entities not in each other. What offends is dropped, or split where it can be, as Telegram does.
    """
    if len(entities) < 2:
        return entities
    kept: list[Json] = []
    ordered = in_order(entities)
    mono = _outermost([one for one in ordered if one["type"] in MONOSPACE])
    quotes = _outermost([one for one in ordered if one["type"] in QUOTES])
    others = [one for one in ordered if one["type"] not in MONOSPACE | QUOTES | SPLITTABLE]
    kept += mono + [one for one in quotes if not _inside(one, mono)]
    kept += [one for one in _outermost(others) if not any(_touch(one, code) for code in mono)]
    for one in ordered:
        if one["type"] in SPLITTABLE:
            kept += _cut(one, mono)
    return kept


def _touch(one: Json, other: Json) -> bool:
    (a, b), (c, d) = _span(one), _span(other)
    return a < d and c < b


def _inside(one: Json, others: list[Json]) -> bool:
    return any(c <= one["offset"] and one["offset"] + one["length"] <= d for c, d in map(_span, others))


def _outermost(ordered: list[Json]) -> list[Json]:
    kept: list[Json] = []
    for one in ordered:
        if not kept or _span(kept[-1])[1] <= one["offset"]:
            kept.append(one)
    return kept


def _cut(one: Json, holes: list[Json]) -> list[Json]:
    """The entity without the stretches of code in it."""
    start, end = _span(one)
    pieces: list[Json] = []
    for low, high in map(_span, holes):
        if high <= start or low >= end:
            continue
        if low > start:
            pieces.append({**one, "offset": start, "length": low - start})
        start = max(start, high)
    if start < end:
        pieces.append({**one, "offset": start, "length": end - start})
    return pieces


def found_in(text: str, given: list[Json]) -> list[Json]:
    """Links, addresses, commands, mentions and hashtags that Telegram finds by itself."""
    if not any(char in text for char in "/.@#"):
        return []
    taken = [_span(one) for one in given if one["type"] not in SPLITTABLE | QUOTES]
    found: list[Json] = []
    for kind, pattern in FINDERS:
        for match in pattern.finditer(text):
            shown = match[0].rstrip(".,;:!?'\"»”…)]}") if kind == "url" else match[0]
            if kind == "url" and "(" in shown and match[0][len(shown) : len(shown) + 1] == ")":
                shown += ")"
            start = utf16(text[: match.start()])
            end = start + utf16(shown)
            if any(start < high and low < end for low, high in taken):
                continue
            taken.append((start, end))
            found.append({"type": kind, "offset": start, "length": end - start})
    return found
