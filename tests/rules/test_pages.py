"""Links to one page, however they were shared, are one; links to two pages are two."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.rules.pages import page_of

ONE_PAGE: dict[str, tuple[str, ...]] = {
    "bbc.co.uk/news/uk-1": (
        "https://www.bbc.co.uk/news/uk-1",
        "http://BBC.co.uk:80/news/uk-1/",
        "https://m.bbc.co.uk/news/uk-1?at_medium=RSS&at_campaign=KARANGA",
        "https://www.bbc.co.uk/news/uk-1?utm_source=x&fbclid=IwAR&ref=home#comments",
        "https://www.bbc.co.uk/news/uk-1#:~:text=the%20dam",
        "https://www.bbc.co.uk/news/uk-1.amp",
        "https://www.bbc.co.uk/news/uk-1/amp/",
        "https://amp.bbc.co.uk/amp/news/uk-1?outputType=amp",
        "https://www-bbc-co-uk.cdn.ampproject.org/c/s/www.bbc.co.uk/news/uk-1.amp?usqp=mq331",
        "https://www.google.com/amp/s/www.bbc.co.uk/news/uk-1.amp",
        "https://www.google.com.ua/url?sa=t&q=https%3A%2F%2Fwww.bbc.co.uk%2Fnews%2Fuk-1&ved=2",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.bbc.co.uk%2Fnews%2Fuk-1%3Ffbclid%3Dx&h=AT0",
        "https://t.me/iv?url=https%3A%2F%2Fwww.bbc.co.uk%2Fnews%2Fuk-1&rhash=5",
        "https://web.archive.org/web/20260301000000/https://www.bbc.co.uk/news/uk-1",
    ),
    "t.me/rybar/12": (
        "https://t.me/rybar/12",
        "https://t.me/s/Rybar/12",
        "https://telegram.me/rybar/12?single",
        "https://rybar.t.me/12",
        "https://t.me/rybar/12?embed=1&mode=tme",
        "https://t.me/rybar/3/12",
    ),
    "t.me/c/1234/45": ("https://t.me/c/1234/45", "https://t.me/c/1234/7/45?thread=7"),
    "x.com/status/99": (
        "https://twitter.com/monitor/status/99?s=20&t=abc",
        "https://mobile.twitter.com/Monitor/status/99/photo/1",
        "https://x.com/i/web/status/99",
    ),
    "youtube.com/watch/dQw-4w": (
        "https://www.youtube.com/watch?v=dQw-4w&t=30s",
        "https://youtu.be/dQw-4w?si=abc",
        "https://m.youtube.com/shorts/dQw-4w",
        "https://www.youtube-nocookie.com/embed/dQw-4w",
    ),
    "uk.wikipedia.org/wiki/%D0%9A%D0%B8%D1%97%D0%B2": (
        "https://uk.m.wikipedia.org/wiki/Київ",
        "https://uk.wikipedia.org/wiki/%D0%9A%D0%B8%D1%97%D0%B2",
    ),
    "новини.рф/a?id=7&p=1": (
        "https://www.xn--b1amarcd.xn--p1ai/a?p=1&id=7",
        "https://новини.рф/a/?id=7&p=1&yclid=1",
    ),
    "example.org": (
        "https://example.org",
        "http://www.example.org/index.html",
        "https://example.org/?fbclid=1",
    ),
}

TWO_PAGES = [
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?p=1", "https://example.org/a"),
    ("https://ana.blogspot.com/a", "https://ben.blogspot.com/a"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/#!/a", "https://example.org/#!/b"),
    ("https://t.me/rybar/12", "https://t.me/rybar/13"),
    ("https://t.me/c/1234/45", "https://t.me/c/1235/45"),
    ("https://m.com/a", "https://com.com/a"),
    ("https://example.org/amphora", "https://example.org/ora"),
    ("https://google.com/url?q=not-a-link", "https://google.com/url?q=nor-this"),
]


@pytest.mark.parametrize(
    ("link", "page"), [(link, page) for page, links in ONE_PAGE.items() for link in links]
)
def test_one_page(link: str, page: str) -> None:
    assert page_of(link) == page
    assert page_of(f"https://{page}") == page


@pytest.mark.parametrize(("one", "other"), TWO_PAGES)
def test_two_pages(one: str, other: str) -> None:
    assert page_of(one) != page_of(other)


@pytest.mark.parametrize(
    "text", ["", "no link", "https://[oops", "tg://resolve?domain=a", "https://a:99999/"]
)
def test_what_is_no_link_is_its_own_key(text: str) -> None:
    assert page_of(text) == text


@settings(deadline=None)
@given(some.text(max_size=60), some.text(alphabet="abm./?&=%#-+ї", max_size=40))
def test_a_key_is_stable(path: str, more: str) -> None:
    page = page_of(f"https://www.example.org/{path}{more}")
    assert page_of(f"https://{page}") == page


@pytest.mark.parametrize("part", ["/amp", "amp/", "%25", "&utm_a=1", "https://web.archive.org/web/1/", "."])
def test_malice_takes_no_time(part: str) -> None:
    start = time.process_time()
    page_of("https://example.org/" + part * 5000)
    page_of("https://web.archive.org/web/1/" + part * 5000)
    assert time.process_time() - start < 5
