"""Fetching a link: what is opened, what is refused, and how much is read at most."""

import gzip
import socket
from collections.abc import Iterator
from typing import Any

import pytest

import bot.fetching
from bot.fetching import MOST_BYTES, Fetcher, read_allowed
from bot.rules.refusals import Refusal
from bot.rules.refusals.links import (
    LinkBroken,
    LinkGone,
    LinkIsPdf,
    LinkIsPicture,
    LinkNotText,
    LinkRefused,
    LinkSubscribersOnly,
    LinkTooBig,
    LinkTooSlow,
)
from tests.outlets import Outlet, open_outlet

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture(scope="module")
def outlet() -> Iterator[Outlet]:
    with open_outlet() as outlet:
        yield outlet


@pytest.fixture
def fetcher(outlet: Outlet) -> Iterator[Fetcher]:
    fetcher = Fetcher(allowed=read_allowed(outlet.host))
    yield fetcher
    fetcher.close()


async def test_a_page_is_fetched_without_telling_who_asks(outlet: Outlet, fetcher: Fetcher) -> None:
    outlet.put("/set", "<p>x</p>", Set_Cookie="who=ana; Path=/")
    link = outlet.put("/page", "<p>Привіт</p>")
    await fetcher.fetch(outlet.link("/set"))
    page = await fetcher.fetch(link.replace("//", "//ana:secret@") + "?a=1#b")
    assert (page.url, page.content.decode()) == (link + "?a=1", "<p>Привіт</p>")
    path, headers = outlet.asked[-1]
    assert path == "/page?a=1"
    assert not headers.keys() & {"Cookie", "Authorization", "Referer"}


async def test_redirects_are_followed_a_few_times(outlet: Outlet, fetcher: Fetcher) -> None:
    outlet.put("/end", "<p>here</p>")
    for number in range(8):
        outlet.move(f"/hop{number}", f"/hop{number - 1}" if number else "/end", 301 + number % 2)
    assert (await fetcher.fetch(outlet.link("/hop3"))).url == outlet.link("/end")
    with pytest.raises(LinkBroken):
        await fetcher.fetch(outlet.link("/hop7"))


CLOSED = [
    "http://127.0.0.1:{port}/page",
    "http://localhost:{port}/page",
    "http://127.1:{port}/page",
    "http://0x7f.0.0.1:{port}/page",
    "http://[::1]:{port}/page",
    "http://[::ffff:127.0.0.1]:{port}/page",
    "http://[64:ff9b::7f00:1]:{port}/page",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://224.0.0.1/",
    "ftp://example.org/a",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://",
    "http://[oops",
]


@pytest.mark.parametrize("link", CLOSED)
async def test_no_closed_network_is_entered(outlet: Outlet, link: str) -> None:
    """Neither by the link nor by a redirect of a site that may be opened."""
    port = outlet.host.partition(":")[2]
    outlet.put("/page", "<p>secret</p>")
    fetcher = Fetcher(allowed=[("127.0.0.1", 1)])  # another port is another door
    asked = len(outlet.asked)
    # What aiohttp does not take for an address at all (127.1) goes no further than that.
    with pytest.raises((LinkRefused, LinkBroken)):
        await fetcher.fetch(link.format(port=port))
    fetcher.close()
    assert len(outlet.asked) == asked

    if link not in ("http://127.0.0.1:{port}/page", "http://"):
        allowing = Fetcher(allowed=read_allowed(outlet.host))
        with pytest.raises((LinkRefused, LinkBroken)):
            await allowing.fetch(outlet.move("/away", link.format(port=port)))
        allowing.close()
        assert [path for path, _ in outlet.asked[asked:]] == ["/away"]


async def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    outlet: Outlet, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once, and the address that it gave is the one that is judged and connected to."""
    port = int(outlet.host.partition(":")[2])
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, *rest: Any, **more: Any) -> Any:
        if host != "rebinding.example":
            return real(host, *rest, **more)
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    asked = len(outlet.asked)
    with pytest.raises(LinkRefused):
        await fetcher.fetch(f"http://rebinding.example:{port}/page")
    assert looked_up == ["rebinding.example"]
    assert len(outlet.asked) == asked


REFUSED: list[tuple[str, type[Refusal], int, str, bytes]] = [
    ("/401", LinkSubscribersOnly, 401, "text/html", b"sign in"),
    ("/402", LinkSubscribersOnly, 402, "text/html", b"pay"),
    ("/403", LinkSubscribersOnly, 403, "text/html", b"no"),
    ("/404", LinkGone, 404, "text/html", b"gone"),
    ("/410", LinkGone, 410, "text/html", b"gone"),
    ("/500", LinkBroken, 500, "text/html", b"oops"),
    ("/304", LinkBroken, 302, "text/html", b"moved nowhere"),
    ("/pdf", LinkIsPdf, 200, "application/pdf", b"%PDF-1.7 /Encrypt"),
    ("/named", LinkIsPdf, 200, "text/html", b"%PDF-1.7"),
    ("/unnamed", LinkIsPdf, 200, "application/octet-stream", b"\n%PDF-1.4"),
    ("/png", LinkIsPicture, 200, "image/png", PNG),
    ("/posing", LinkIsPicture, 200, "text/html", PNG),
    ("/film", LinkIsPicture, 200, "video/mp4", b"\0\0\0 ftypisom" * 1000),
    ("/zip", LinkNotText, 200, "application/zip", b"PK\3\4" * 100),
    ("/exe", LinkNotText, 200, "application/octet-stream", b"MZ\0\0" * 100),
    ("/json", LinkNotText, 200, "application/json", b"{}"),
    ("/big", LinkTooBig, 200, "text/html", b"<p>" + b"a" * MOST_BYTES),
]


@pytest.mark.parametrize(("path", "refusal", "status", "kind", "content"), REFUSED)
async def test_what_is_no_article_says_what_it_is(
    outlet: Outlet,
    fetcher: Fetcher,
    path: str,
    refusal: type[Refusal],
    status: int,
    kind: str,
    content: bytes,
) -> None:
    with pytest.raises(refusal):
        await fetcher.fetch(outlet.put(path, content, kind, status))


async def test_a_small_parcel_that_unpacks_to_much_is_too_big(outlet: Outlet, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"a" * (MOST_BYTES * 4))
    with pytest.raises(LinkTooBig):
        await fetcher.fetch(outlet.put("/bomb", packed, Content_Encoding="gzip"))
    broken = outlet.put("/broken", b"no gzip", Content_Encoding="gzip")
    with pytest.raises(LinkBroken):
        await fetcher.fetch(broken)
    with pytest.raises(LinkBroken):
        await fetcher.fetch(outlet.put("/cut", b"<p>half", Content_Length="9000"))


async def test_a_page_that_does_not_come_is_given_up(
    outlet: Outlet, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.fetching, "SECONDS", 0.2)
    with pytest.raises(LinkTooSlow):
        await fetcher.fetch(outlet.link("/hangs"))


async def test_nobody_there(fetcher: Fetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{taken.getsockname()[1]}"
        alone = Fetcher(allowed=read_allowed(nobody))
        with pytest.raises(LinkBroken):
            await alone.fetch(f"http://{nobody}/")
        alone.close()


async def test_switched_off_nothing_is_opened(outlet: Outlet) -> None:
    asked = len(outlet.asked)
    fetcher = Fetcher(on=False, allowed=read_allowed(outlet.host))
    with pytest.raises(LinkRefused):
        await fetcher.fetch(outlet.put("/page", "<p>x</p>"))
    fetcher.close()
    assert len(outlet.asked) == asked


def test_what_may_be_allowed() -> None:
    assert read_allowed("") == frozenset()
    assert read_allowed("Wiki.example:8080, 10.0.0.5:80,[fd00::1]:443") == {
        ("wiki.example", 8080),
        ("10.0.0.5", 80),
        ("fd00::1", 443),
    }
    for words in ("*", "wiki.example", "10.0.0.0/8:80", "http://wiki:80", "wiki:0", "wiki:99999", "*:80"):
        with pytest.raises(ValueError, match="host:port"):
            read_allowed(words)
