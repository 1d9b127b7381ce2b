"""What Telegram takes in one message: how long a text is for it, and of how many entities."""

import re
from html import escape, unescape

from markupsafe import Markup

from bot.render.messages import LONGEST

MOST_ENTITIES = 100
"""Bot API: of more than 100 entities in a message, the rest is dropped."""
_TAG = re.compile(r"<[a-z][^>]*>")
_ANY_TAG = re.compile(r"</?[a-z][^>]*>")
_AROUND_TAGS = re.compile(r"(</?[a-z][^>]*>)")
_FOUND_BY_TELEGRAM = re.compile(r"[@#/$]\w|://|\w[.@]\w")
"""What Telegram may make an entity of by itself: mentions, hashtags, commands, cashtags, links, addresses."""
_BEFORE_JOINER = re.compile(r"[@#/$](?=\w)|:(?=//)|(?<=\w)\.(?=\w)")
_JOINER = "\u2060"
"""A word joiner: invisible, and no part of a hashtag or an address."""


def fits(html: str) -> bool:
    """Whether Telegram takes it as one text: it counts UTF-16 code units after the entities are parsed."""
    bare = _bare(html)
    return len(bare) + sum(character > "\uffff" for character in bare) <= LONGEST


def entities(html: str) -> int:
    """How many entities it has for Telegram, at most."""
    return len(_TAG.findall(html)) + len(_FOUND_BY_TELEGRAM.findall(_bare(html)))


def _bare(html: str) -> str:
    return unescape(_ANY_TAG.sub("", html))


def without_finds(html: Markup) -> Markup:
    """The same words, of which Telegram makes no links by itself: an invisible sign keeps them apart."""
    pieces = _AROUND_TAGS.split(html)
    for n, piece in enumerate(pieces):
        if n % 2 == 0 and not (n > 0 and pieces[n - 1] == "<code>"):
            pieces[n] = escape(_BEFORE_JOINER.sub(lambda found: found[0] + _JOINER, unescape(piece)))
    return Markup("".join(pieces))  # noqa: S704 - escaped above
