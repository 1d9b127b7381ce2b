"""Fetching a link: the one place where the bot reaches out on a stranger's word.

http(s) only; a connection is made to no address that is not global, looked at where the socket is made, so
neither a name that answers differently the second time nor a redirect leads anywhere else; ten seconds, five
MiB, five redirects; no cookies, no credentials, no proxy.
"""

import asyncio
import logging
import re
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.rules.addresses import is_global
from bot.rules.articles import check_kind
from bot.rules.refusals.links import (
    LinkBroken,
    LinkGone,
    LinkNotText,
    LinkRefused,
    LinkSubscribersOnly,
    LinkTooBig,
    LinkTooSlow,
)

log = logging.getLogger(__name__)

SECONDS = 10.0
"""From the first name that is looked up to the last byte of the last redirect's page."""
MOST_BYTES = 5 * 1024 * 1024
"""Of a page as it is read, after unpacking."""
REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_CLOSED = frozenset({401, 402, 403, 407, 429, 451})
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; SecondSource/0.1; reads a link that a person sent)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_ALLOWED = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/@*]+):(\d{1,5})")

Allowed = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at a link, after its redirects."""

    url: str
    content_type: str
    content: bytes


def read_allowed(words: str) -> Allowed:
    """`host:port, host:port` as pairs; raises ValueError for anything else: no wildcard, no network, no default
    port, so that nothing is opened that was not meant."""
    found = set()
    for part in filter(None, (part.strip() for part in words.split(","))):
        match = _ALLOWED.fullmatch(part)
        if match is None or not 0 < int(match[2]) < 65536:
            raise ValueError("must be host:port pairs, separated by commas, like wiki.example:8080")
        found.add((match[1].strip("[]").casefold(), int(match[2])))
    return frozenset(found)


class Fetcher:
    """Fetches pages. `allowed`: hosts of one's own, each with its port, that are opened whatever their address."""

    def __init__(self, *, on: bool = True, allowed: Iterable[tuple[str, int]] = ()) -> None:
        self.on = on
        """Off, nothing is opened: whoever runs the bot wants it so."""
        self._allowed = frozenset(allowed)
        # Of its own: a name server that hangs holds a thread for longer than we wait, and no others.
        self._names = ThreadPoolExecutor(4, thread_name_prefix="names")

    async def fetch(self, link: str) -> Page:
        """The page at a link.

        Raises LinkRefused, LinkTooSlow, LinkTooBig, LinkGone, LinkSubscribersOnly, LinkBroken,
        LinkIsPdf, LinkIsPicture or LinkNotText.
        """
        if not self.on:
            raise LinkRefused
        try:
            async with asyncio.timeout(SECONDS):
                return await self._follow(link)
        except TimeoutError:
            raise LinkTooSlow(seconds=int(SECONDS)) from None

    async def _follow(self, link: str) -> Page:
        for _ in range(REDIRECTS + 1):
            url = _address(link)
            found = await self._get(url)
            if isinstance(found, Page):
                return found
            link = found
        raise LinkBroken

    async def _get(self, url: URL) -> Page | str:
        """One request: the page, or where it has moved to."""
        gate = _Gate(allowed=((url.host or "").casefold(), url.port or 0) in self._allowed)
        connector = aiohttp.TCPConnector(
            resolver=_Names(self._names), use_dns_cache=False, socket_factory=gate.socket, force_close=True
        )
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=_HEADERS,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None),  # `fetch` looks at the clock
        )
        try:
            async with session, session.get(url, allow_redirects=False) as response:
                if response.status in _MOVED and (where := response.headers.get("Location")):
                    return str(url.join(URL(where)))
                return await _page(response, url)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if gate.refused:
                raise LinkRefused from None
            log.info("a link could not be fetched (%s)", type(error).__name__)
            raise LinkBroken from None

    def close(self) -> None:
        """Lets go of the threads that look names up."""
        self._names.shutdown(wait=False, cancel_futures=True)


class _Gate:
    """Makes the sockets of one request, and none to an address that is not global."""

    def __init__(self, *, allowed: bool) -> None:
        self._allowed = allowed
        self.refused = False

    def socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        family, type_, protocol, _, address = info
        if not self._allowed and not is_global(str(address[0])):
            self.refused = True
            raise OSError("this address is not global")
        return socket.socket(family, type_, protocol)


class _Names(AbstractResolver):
    """The system's resolver, on threads of its own."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
            # A scoped address (fe80::1%eth0) is never global.
            if len(address) < 4 or not address[3]
        ]

    async def close(self) -> None:
        """The threads are the fetcher's."""


def _address(link: str) -> URL:
    """The link as an address, without anybody's name and password; raises LinkRefused."""
    try:
        url = URL(link).with_user(None).with_fragment(None)
    except ValueError:
        raise LinkRefused from None
    if url.scheme not in ("http", "https") or not url.host:
        raise LinkRefused
    return url


async def _page(response: aiohttp.ClientResponse, url: URL) -> Page:
    if response.status in _GONE:
        raise LinkGone
    if response.status in _CLOSED:
        raise LinkSubscribersOnly
    if response.status != 200:
        raise LinkBroken
    kind = response.headers.get("Content-Type", "")
    content = bytearray()
    checked = False
    if (response.content_length or 0) > MOST_BYTES:
        check_kind(kind, b"")
        raise LinkTooBig(limit="5 MB")
    async for part in response.content.iter_chunked(65536):
        content += part
        if not checked:
            # A film is refused by its first bytes, not after five megabytes of it.
            check_kind(kind, bytes(content[:64]))
            checked = True
        if len(content) > MOST_BYTES:
            raise LinkTooBig(limit="5 MB")
    if b"\0" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LinkNotText
    return Page(str(url), kind, bytes(content))
