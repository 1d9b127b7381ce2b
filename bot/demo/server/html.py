"""Telegram's HTML, read.

Bot API, "HTML style": the tags named there and no others, rightly nested; `<`, `>` and `&` that are no part
of a tag or entity must be written as entities. Offsets and lengths are in UTF-16 units (Bot API,
MessageEntity). Error texts are those of Telegram's server, with byte offsets into the UTF-8 source.
"""

import html as std_html
import re
from dataclasses import dataclass

from bot.demo.server.errors import ApiError, Json, bad

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
SPECIAL = re.compile("[<&]")
START_TAG = re.compile(r"<([^\s>]*)")
END_TAG = re.compile(r"</([^\s>]*)\s*>")
ENTITY = re.compile(r"&(?:(lt|gt|amp|quot)|#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6}));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ATTRIBUTE = re.compile(r"\s*([^\s=>]*)\s*(=?)\s*")
VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]+)")
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def utf16(text: str) -> int:
    """Length in UTF-16 units, Telegram's measure of every text."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


@dataclass(slots=True)
class Open:
    tag: str
    at: int
    start: int
    attributes: dict[str, str]


class Reader:
    """One pass over one source; `text` and `entities` are the outcome."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.entities: list[Json] = []
        self._parts: list[str] = []
        self._length = 0
        self._stack: list[Open] = []

    def read(self) -> tuple[str, list[Json]]:
        at = 0
        while (found := SPECIAL.search(self.source, at)) is not None:
            self._put(self.source[at : found.start()])
            at = found.start()
            if self.source[at] == "&":
                at = self._entity(at)
            elif self.source.startswith("</", at):
                at = self._end_tag(at)
            else:
                at = self._start_tag(at)
        self._put(self.source[at:])
        if self._stack:
            tag = self._stack[-1].tag
            raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
        return "".join(self._parts), self.entities

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += utf16(text)

    def _fail(self, at: int, words: str, more: str = "") -> ApiError:
        offset = len(self.source[:at].encode())
        return bad(f"can't parse entities: {words} at byte offset {offset}{more}")

    def _entity(self, at: int) -> int:
        found = ENTITY.match(self.source, at)
        if found is None:
            self._put("&")
            return at + 1
        name, decimal, hexadecimal = found.groups()
        code = 0 if name else int(decimal) if decimal else int(hexadecimal, 16)
        if not name and not (0 < code < 0x110000 and not 0xD800 <= code < 0xE000):
            self._put("&")
            return at + 1
        self._put(NAMED[name] if name else chr(code))
        return found.end()

    def _start_tag(self, at: int) -> int:
        found = START_TAG.match(self.source, at)
        if found is None or found.end() == len(self.source):
            raise self._fail(at, "Unclosed start tag")
        tag = found[1].lower()
        if tag not in TYPES:
            raise self._fail(at, f'Unsupported start tag "{tag}"')
        attributes, end = self._attributes(tag, at, found.end())
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._fail(at, 'Tag "span" must have class "tg-spoiler"')
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise self._fail(at, "Invalid custom emoji identifier specified")
        if tag == "tg-time":
            if not attributes.get("unix", "").isdigit():
                raise self._fail(at, "Invalid Unix time specified")
            if not TIME_FORMAT.fullmatch(attributes.get("format", "")):
                raise self._fail(at, "Invalid date-time format specified")
        self._stack.append(Open(tag, at, self._length, attributes))
        return end

    def _attributes(self, tag: str, tag_at: int, at: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            found = ATTRIBUTE.match(self.source, at)
            if found is None or (found.end() == len(self.source) and not self.source.endswith(">")):
                raise self._fail(tag_at, f'Unclosed start tag "{tag}"')
            name, sign = found[1].lower(), found[2]
            if not name and not sign:
                return attributes, self.source.index(">", at) + 1
            if not name:
                raise self._fail(at, f'Empty attribute name in the tag "{tag}"')
            if not sign:
                if name != "expandable":
                    raise self._fail(
                        at, f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                    )
                attributes[name] = ""
                at = found.end(1)
                continue
            value = VALUE.match(self.source, found.end())
            if value is None:
                raise self._fail(tag_at, f'Unclosed start tag "{tag}"')
            attributes[name] = std_html.unescape(next(part for part in value.groups() if part is not None))
            at = value.end()

    def _end_tag(self, at: int) -> int:
        found = END_TAG.match(self.source, at)
        if found is None:
            raise self._fail(at, "Unclosed end tag")
        tag = found[1].lower()
        if not self._stack:
            raise self._fail(at, "Unexpected end tag")
        opened = self._stack[-1]
        if tag and tag != opened.tag:
            raise self._fail(at, "Unmatched end tag", f', expected "</{opened.tag}>", found "</{tag}>"')
        self._stack.pop()
        self._close(opened)
        return found.end()

    def _close(self, opened: Open) -> None:
        length = self._length - opened.start
        if length == 0:
            return
        entity: Json = {"type": TYPES[opened.tag], "offset": opened.start, "length": length}
        attributes = opened.attributes
        if opened.tag == "a":
            whole = "".join(self._parts).encode("utf-16-le")
            shown = whole[2 * opened.start : 2 * self._length].decode("utf-16-le")
            entity["url"] = attributes.get("href") or shown
        elif opened.tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = attributes["emoji-id"]
        elif opened.tag == "tg-time":
            entity["unix_time"] = int(attributes["unix"])
            if attributes.get("format"):
                entity["date_time_format"] = attributes["format"]
        elif opened.tag == "code" and self._stack and self._stack[-1].tag == "pre":
            # Bot API, "HTML style": a code inside a pre only names the programming language.
            language = attributes.get("class", "")
            if language.startswith("language-"):
                self._stack[-1].attributes["language"] = language.removeprefix("language-")
            return
        elif opened.tag == "pre" and attributes.get("language"):
            entity["language"] = attributes["language"]
        self.entities.append(entity)


def parse(source: str) -> tuple[str, list[Json]]:
    """The text and its entities in no particular order.

    Raises:
        ApiError: 400, "can't parse entities: …".
    """
    if "<" not in source and "&" not in source:
        return source, []
    return Reader(source).read()
