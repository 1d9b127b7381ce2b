"""What a page that was fetched is, and what its article says.

Extraction is trafilatura's. On pages made to harm it takes minutes and much memory, so the bot calls
`article_of` in a process of its own (`bot/extracting.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.rules.documents import LONGEST_TITLE, MOST_BYTES, decoded, title_of
from bot.rules.links import without_passwords
from bot.rules.origins import origin_of_link
from bot.rules.pages import page_of
from bot.rules.refusals import Refusal, every_refusal
from bot.rules.refusals.links import (
    LinkEmpty,
    LinkIsPdf,
    LinkIsPicture,
    LinkNotText,
    LinkSubscribersOnly,
    LinkTooHard,
)
from storage.words import clean

FEWEST = 200
"""Characters that an article has at least; what is shorter is a note that one must sign in, or a menu."""
TEASER = 1000
"""Characters up to which the text of a page that says it is not free is only its beginning."""

_HTML = ("text/html", "application/xhtml+xml")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/x-unknown")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
_CANONICAL = re.compile(r"<link\b[^>]{0,400}?\brel\s*=\s*[\"']?canonical\b[^>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(
    r"\bhref\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|([^\s\"'>]{1,2000}))", re.IGNORECASE
)
_BULLET = re.compile(r"^[-*•] +")


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says. `published`: the day that the page itself names."""

    title: str | None
    text: str
    published: date | None = None
    url: str | None = None
    """The page's own name for itself, where it leads to the same outlet."""


def check_kind(content_type: str, start: bytes) -> None:
    """Raises the refusal that fits where this is no page of text: by what it says it is and how it begins."""
    kind = content_type.partition(";")[0].strip().casefold()
    if start.lstrip()[:5] == b"%PDF-" or kind == "application/pdf":
        raise LinkIsPdf
    picture = start.startswith(_PICTURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
    if picture or kind.partition("/")[0] in ("image", "video", "audio"):
        raise LinkIsPicture
    if kind not in (*_HTML, "text/plain", *_UNTOLD):
        raise LinkNotText


def article_of(content: bytes, url: str, content_type: str = "") -> Article:
    """The article of a page.

    Raises LinkIsPdf, LinkIsPicture, LinkNotText, LinkSubscribersOnly or LinkEmpty.
    """
    check_kind(content_type, content[:64])
    kind = content_type.partition(";")[0].strip().casefold()
    said = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    page = decoded(content, said[1] if said else None)
    if page is None:
        raise LinkNotText
    if kind == "text/plain" or (kind in _UNTOLD and "<" not in page[:1000]):
        article = Article(title_of(page), clean(page).replace("\r\n", "\n").strip())
    else:
        article = _extracted(page, url)
    free = _NOT_FREE.search(page) is None
    if len(article.text) < (FEWEST if free else TEASER):
        raise LinkEmpty if free else LinkSubscribersOnly
    return article


def unread(why: Refusal) -> dict[str, Any]:
    """Why a page was not read, as an errand brings it back."""
    return {"failure": type(why).__name__, "values": why.values}


def why_unread(found: Mapping[str, Any]) -> Refusal:
    """The refusal again; of what ended in another way, that the page is too hard to read."""
    known = {one.__name__: one for one in every_refusal()}
    why = known.get(str(found.get("failure")), LinkTooHard)
    values = found.get("values") or {}
    return why(**values) if values.keys() == why.fields else LinkTooHard()


def _extracted(page: str, url: str) -> Article:
    from trafilatura import bare_extraction  # takes a second: only where an article is read

    extracted = bare_extraction(
        page,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    found = None if isinstance(extracted, dict) else extracted
    title = clean(" ".join((found.title or "").split()))[:LONGEST_TITLE] if found else ""
    text = _paragraphs(clean(found.text or ""), title) if found else ""
    if found and len(text) < FEWEST and origin_of_link(url).startswith("channel:"):
        # A post of a channel stands whole in the description of its page.
        text = max(text, clean(found.description or "").strip(), key=len)
    return Article(
        title or None, text[:MOST_BYTES], _day(found.date if found else None), _canonical(page, url)
    )


def _paragraphs(text: str, title: str) -> str:
    lines = [_BULLET.sub("", line).strip() for line in text.split("\n")]
    if lines and title and lines[0] == title:
        del lines[0]
    return "\n\n".join(line for line in lines if line)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


def _canonical(page: str, url: str) -> str | None:
    """The address that the page calls its own. Another outlet's, or a front page, is not believed."""
    tag = _CANONICAL.search(page[:200_000])
    href = _HREF.search(tag[0]) if tag else None
    if href is None:
        return None
    try:
        link = urljoin(url, (href[1] or href[2] or href[3]).replace("&amp;", "&"))
        own = urlsplit(link)
    except ValueError:
        return None
    deep = "/" in page_of(link) or bool(own.query)
    same = own.scheme in ("http", "https") and origin_of_link(link) == origin_of_link(url)
    return without_passwords(link) if same and deep else None
