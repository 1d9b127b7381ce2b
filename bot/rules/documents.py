"""The text of a file: its encoding guessed, HTML reduced to what people read."""

import codecs
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from bot.rules.links import without_passwords
from bot.rules.refusals.readings import FileTooBig, FileUnreadable, NothingToRead
from storage.words import clean

MOST_BYTES = 1024 * 1024
"""A file that is read for claims has at most 1 MB."""

LONGEST_TITLE = 200

_NOT_TEXT = (b"%PDF-", b"{\\rtf", b"%!PS", b"PK\x03\x04")
"""Beginnings of files that are written in letters, or may be, and say nothing to a reader as they stand."""

READABLE = (".txt", ".text", ".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file or a pasted text says, and what it is called (its first line, or a page's own title)."""

    title: str | None
    text: str


def is_readable(name: str | None, mime_type: str | None) -> bool:
    """Whether a file of this name or type is one that is read for claims."""
    if name and "." in name:
        return name.lower().endswith(READABLE)
    return (mime_type or "").partition(";")[0].strip() in ("text/plain", "text/html", "application/xhtml+xml")


def is_page(name: str | None, mime_type: str | None) -> bool:
    """Whether a file of this name or type is a page or a piece of one, whatever it begins with."""
    if name and "." in name:
        return name.lower().endswith(READABLE[2:])
    return "html" in (mime_type or "")


def document_of(content: bytes, *, html: bool | None = None) -> Document:
    """The text of a file's bytes. `html` None: a look at the beginning decides; True: it is a page if it has tags.

    Raises FileTooBig, FileUnreadable for what is no text, and NothingToRead for a blank one.
    """
    if len(content) > MOST_BYTES:
        raise FileTooBig(limit="1 MB")
    text = None if content.startswith(_NOT_TEXT) else decoded(content)
    if text is None:
        raise FileUnreadable
    if html is not False:
        html = bool(_TAG.search(text) if html else _LOOKS_HTML.match(text[:1000]))
    title = None
    if html:
        page = _Page()
        try:
            page.feed(text)
            page.close()
        except AssertionError as error:
            # html.parser says so of a declaration that it does not know, like <![foo[.
            raise FileUnreadable from error
        title, text = page.title, page.text
    text = without_passwords(clean(text)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise NothingToRead
    return Document(title or title_of(text), text)


def title_of(text: str) -> str | None:
    """The first line, where it is short enough for a title and more follows."""
    first, _, rest = text.strip().partition("\n")
    first = " ".join(first.split())
    return first if first and rest.strip() and len(first) <= LONGEST_TITLE else None


_LOOKS_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body|\?xml)\b", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|br|span|h[1-6]|article|section|table|[uo]l|li|body|html|title)\b", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(content: bytes, said: str | None = None) -> str | None:
    """The bytes as text: by their mark, as UTF-8, as `said` by whoever sent them, as a page says of itself, or
    by the letters they would make. A text of mixed encodings loses what does not fit in. None: no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _checked(content.decode(encoding, "replace"))
    text = _try(content, "utf-8")
    if text is not None:
        return _checked(text)
    within = _CHARSET.search(content[:4000])
    for encoding in filter(None, (said, within[1].decode("ascii") if within else None)):
        text = _try(content, encoding)
        if text is not None:
            return _checked(text)
    return _checked(_mostly_utf8(content) or _line_by_line(content) or _guessed(content))


_NOT_FOR_PAGES = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Python's names of encodings in which no page is written; some take quadratic time."""


def _try(content: bytes, encoding: str) -> str | None:
    try:
        if codecs.lookup(encoding).name.replace("_", "-") in _NOT_FOR_PAGES:
            return None
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _mostly_utf8(content: bytes) -> str | None:
    """As UTF-8 where a few bytes are of another encoding: a comment pasted into a page, a cut character."""
    text = content.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    beyond = sum(character > "\x7f" for character in text)
    return text if lost * 20 < beyond else None


def _line_by_line(content: bytes) -> str | None:
    """As UTF-8 where a line is, and the others as they would be alone: texts of two hands put together.

    None where no line is UTF-8 beyond doubt; in another encoding hardly any is by chance.
    """
    lines = content.split(b"\n")
    texts = [_try(line, "utf-8") for line in lines]
    sure = sum(character > "\x7f" for text in texts if text is not None for character in text)
    if sure < _BEYOND_DOUBT:
        return None
    rest = _guessed(b"\n".join(line for line, text in zip(lines, texts, strict=True) if text is None))
    if rest is None:
        return None
    others = iter(rest.split("\n"))
    return "\n".join(next(others) if text is None else text for text in texts)


_BEYOND_DOUBT = 4
"""Letters beyond ASCII."""


def _checked(text: str | None) -> str | None:
    """Binary data decodes to controls: more than a few among the first characters are no text."""
    if text is None:
        return None
    start = text[:20_000]
    return None if len(_CONTROLS.findall(start)) * 100 > len(start) else text


_COMMON = {
    "cp1251": frozenset("оеаинтсрвлкмдпуыяьі"),
    "koi8-r": frozenset("оеаинтсрвлкмдпуыяь"),
    "cp1256": frozenset("اليمونتربةعدسفهكحقج"),
}
"""The most frequent letters of the languages that each encoding is for."""


def _guessed(content: bytes) -> str | None:
    """In a text of another script most letters are above 127; the right encoding makes them common letters."""
    sample = content[:20_000]
    high = sum(byte > 127 for byte in sample)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 128)
    if high * 3 < letters:
        return content.decode("cp1252", "replace")

    def common(encoding: str) -> int:
        return sum(character in _COMMON[encoding] for character in sample.decode(encoding, "replace"))

    best = max(_COMMON, key=common)
    if common(best) * 3 < high:
        return None
    return content.decode(best, "replace")


class _Page(HTMLParser):
    """The text of a page: blocks on lines of their own, without scripts, menus and forms."""

    _LEFT_OUT = frozenset(
        (
            "script",
            "style",
            "noscript",
            "template",
            "svg",
            "nav",
            "form",
            "button",
            "select",
            "footer",
            "aside",
        )
    )
    _BLOCKS = frozenset(
        (
            *("p", "div", "br", "li", "ul", "ol", "table", "tr", "section", "article", "header", "main"),
            *(
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "blockquote",
                "figcaption",
                "figure",
                "hr",
                "pre",
                "dd",
                "dt",
            ),
        )
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._title: list[str] = []
        self._hidden: list[str] = []
        self._in_title = False

    @property
    def title(self) -> str | None:
        words = clean(" ".join("".join(self._title).split()))
        return words[:LONGEST_TITLE] or None

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return "\n\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self._title:
            self._in_title = True
        elif tag in self._LEFT_OUT:
            self._hidden.append(tag)
        elif tag in self._BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in self._hidden:
            # Whatever was left open inside ends with it.
            del self._hidden[self._hidden.index(tag) :]
        elif tag in self._BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        elif not self._hidden:
            self._parts.append(data.replace("\n", " "))
