"""What a source is counted by: the outlet that a link leads to, a channel, an account, a named person.

An origin is a string `kind:key`, so that it can be kept in a row and compared as it is.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from publicsuffixlist import PublicSuffixList

from bot.rules.links import copied_page, host_of, plain_host
from storage.words import normalise

TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})
"""Hosts of Telegram's own links (core.telegram.org, Deep links)."""

ACCOUNTS: Mapping[str, str] = {
    "x.com": "x.com",
    "twitter.com": "x.com",
    "facebook.com": "facebook.com",
    "instagram.com": "instagram.com",
    "threads.com": "threads.com",
    "threads.net": "threads.com",
    "tiktok.com": "tiktok.com",
    "youtube.com": "youtube.com",
}
"""Sites where the first part of the path names whoever published, by the name they go by today."""

_NO_ACCOUNT = frozenset(
    {
        *(
            "watch",
            "status",
            "i",
            "p",
            "reel",
            "reels",
            "video",
            "videos",
            "photo",
            "photos",
            "share",
            "shorts",
        ),
        *(
            "embed",
            "live",
            "explore",
            "hashtag",
            "search",
            "story",
            "home",
            "intent",
            "tv",
            "t",
            "v",
            "events",
        ),
        *("marketplace", "media", "post"),
    }
)
"""First parts of paths there that name nobody. Such a link counts for the site, which never counts too many."""

_NAMED_BY_TWO = frozenset({"channel", "c", "user", "groups", "stories", "pages"})

_DOMAIN = re.compile(r"[^\s/@.]+(?:\.[^\s/@.]+)+")
_CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}", re.ASCII)


def origin_of_link(link: str) -> str:
    """The outlet by its registered domain, the channel, or the account. A copy in the Internet Archive counts
    for the page that was copied."""
    host = host_of(link)
    if host is None:
        return origin_of_name(link)
    host = plain_host(host)
    parts = [part for part in unquote(urlsplit(link).path).split("/") if part]
    if host == "web.archive.org" and (copied := copied_page(link)):
        return origin_of_link(copied)
    domain = registered(host)
    if domain in TELEGRAM:
        return (
            _channel(host.removesuffix("." + domain) if host != domain else "", parts) or f"outlet:{domain}"
        )
    site = ACCOUNTS.get(domain)
    account = _account(parts) if site else None
    return f"account:{site}/{account}" if account else f"outlet:{site or domain}"


def origin_of_name(name: str) -> str:
    """A named person, document or outlet; a name that is a domain or a @channel counts as that."""
    bare = name.strip()
    if _CHANNEL.fullmatch(bare):
        return f"channel:{bare[1:].casefold()}"
    if is_domain(bare):
        return f"outlet:{registered(plain_host(bare.removeprefix('www.')))}"
    return f"name:{normalise(bare).removeprefix('the ')}"


def is_domain(word: str) -> bool:
    """Whether it ends as a domain of the Public Suffix List does."""
    return bool(_DOMAIN.fullmatch(word) and _list().publicsuffix(plain_host(word), accept_unknown=False))


def origin_of_channel(name: str, url: str | None, chat_id: int | None) -> str:
    """The channel or group that a post was forwarded from: by its username, else its id, else its name."""
    if url is not None:
        return origin_of_link(url)
    return f"channel:c{str(chat_id).removeprefix('-100')}" if chat_id else origin_of_name(name)


def origin_of_private(person: int | str, claim_id: int) -> str:
    """A private person: the same one counts once on a claim, and nobody can read who it is."""
    return f"private:{sha256(f'{claim_id}:{person}'.encode()).hexdigest()[:24]}"


def is_private(origin: str) -> bool:
    return origin.startswith("private:")


def shown_origin(origin: str) -> str | None:
    """What an origin is called by itself; None for a name, a private person and a channel without a username."""
    kind, _, key = origin.partition(":")
    match kind:
        case "outlet" | "account":
            return key
        case "channel" if not re.fullmatch(r"c\d+", key):
            return f"@{key}"
        case _:
            return None


def outlet_of(link: str) -> str | None:
    """What the outlet, channel or account behind a link is called; its host where it has no other name."""
    return shown_origin(origin_of_link(link)) or host_of(link)


def made_one(origins: Iterable[str]) -> Mapping[str, str]:
    """Each origin to the one that it counts as: a name counts as the outlet, channel or account that bears it
    ("Reuters" as reuters.com), whatever order they came in."""
    known = frozenset(origins)
    bearers: dict[str, str] = {}
    for origin in sorted(known - {one for one in known if one.startswith("name:")}, key=_bearing):
        for name in names_of(origin):
            bearers.setdefault(name, origin)
    return {
        origin: bearers.get(_compact(origin.removeprefix("name:")), origin)
        if origin.startswith("name:")
        else origin
        for origin in known
    }


def _bearing(origin: str) -> tuple[int, str]:
    """Of several that bear a name, it counts as the outlet."""
    kind = origin.partition(":")[0]
    return (_BEARERS.index(kind) if kind in _BEARERS else len(_BEARERS)), origin


_BEARERS = ("outlet", "channel", "account")


@lru_cache(4096)
def names_of(origin: str) -> frozenset[str]:
    """What an outlet, a channel or an account is called by people: `bbc` and `bbccouk` for bbc.co.uk."""
    kind, _, key = origin.partition(":")
    match kind:
        case "outlet":
            suffix = _list().publicsuffix(key) or ""
            return frozenset({_compact(key), _compact(key.removesuffix(suffix))} - {""})
        case "channel":
            return frozenset({_compact(key)})
        case "account":
            return frozenset({_compact(key.partition("/")[2])})
        case _:
            return frozenset()


def _compact(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


@cache
def _list() -> PublicSuffixList:
    """Mozilla's Public Suffix List, as the library ships it: nothing is fetched."""
    return PublicSuffixList()


def registered(host: str) -> str:
    """`bbc.co.uk` for `news.bbc.co.uk`; an address, or a host without a domain above it, is itself."""
    try:
        return str(ip_address(host))
    except ValueError:
        return _list().privatesuffix(host) or host


def _channel(subdomain: str, parts: list[str]) -> str | None:
    if subdomain and subdomain != "www":
        return f"channel:{subdomain}"
    if parts[:1] == ["s"]:
        parts = parts[1:]
    if not parts:
        return None
    if parts[0] == "c" and len(parts) > 1:
        return f"channel:c{parts[1]}"
    return f"channel:{parts[0].casefold()}"


def _account(parts: list[str]) -> str | None:
    if not parts or ("." in parts[0] and parts[0].endswith(".php")):
        return None
    first = parts[0].casefold().removeprefix("@")
    if first in _NAMED_BY_TWO:
        return f"{first}/{parts[1].casefold()}" if len(parts) > 1 else None
    return None if first in _NO_ACCOUNT else first
