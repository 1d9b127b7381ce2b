"""Taking the article out of a page, in a process of its own (`bot/apart.py`): a page may be made to harm."""

import json
from dataclasses import asdict
from typing import Any

from bot.apart import run_apart, serve
from bot.fetching import Page
from bot.rules.articles import article_of, unread
from bot.rules.refusals import Refusal

SECONDS = 8
"""Of computing; a real article takes a fraction of one."""

Extracted = dict[str, Any]
"""The fields of an Article as JSON has them, or `failure`: the name of a refusal."""


async def extract(page: Page, seconds: int = SECONDS) -> Extracted:
    """What the page says. Whatever happens to the process, this returns."""
    head = json.dumps({"url": page.url, "content_type": page.content_type}).encode()
    written = await run_apart(__name__, head + b"\n" + page.content, seconds)
    if written is None:
        return {"failure": "LinkTooHard"}
    found: Extracted = json.loads(written)
    return found


def _extract(given: bytes) -> bytes:
    """From a line of JSON and a page to what was found."""
    head, _, content = given.partition(b"\n")
    about = json.loads(head)
    found: Extracted
    try:
        article = article_of(content, about["url"], about["content_type"])
        found = asdict(article)
        found["published"] = article.published.isoformat() if article.published else None
    except Refusal as refusal:
        found = unread(refusal)
    return json.dumps(found).encode()


if __name__ == "__main__":
    serve(_extract)
