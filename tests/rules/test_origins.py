"""What a source is counted by, case by case."""

import time

import pytest

from bot.rules.origins import (
    is_private,
    made_one,
    origin_of_channel,
    origin_of_link,
    origin_of_name,
    origin_of_private,
    shown_origin,
)


@pytest.mark.parametrize(
    ("link", "origin"),
    [
        ("https://www.bbc.co.uk/news/1", "outlet:bbc.co.uk"),
        ("https://news.bbc.co.uk/1", "outlet:bbc.co.uk"),
        ("http://BBC.co.uk:80/", "outlet:bbc.co.uk"),
        ("https://bbc.co.uk./", "outlet:bbc.co.uk"),
        ("https://ana.blogspot.com/x", "outlet:ana.blogspot.com"),
        ("https://ben.blogspot.com/x", "outlet:ben.blogspot.com"),
        ("https://www.moz.gov.ua/x", "outlet:moz.gov.ua"),
        ("https://wire.example/story", "outlet:wire.example"),
        ("https://новости.рф/x", "outlet:новости.рф"),
        ("https://xn--b1amarcd.xn--p1ai/", "outlet:новини.рф"),
        ("http://10.0.0.1/x", "outlet:10.0.0.1"),
        ("http://localhost/x", "outlet:localhost"),
        ("https://co.uk/", "outlet:co.uk"),
        ("https://t.me/rybar/12", "channel:rybar"),
        ("https://t.me/s/Rybar", "channel:rybar"),
        ("https://telegram.me/rybar", "channel:rybar"),
        ("https://rybar.t.me/5", "channel:rybar"),
        ("https://t.me/c/1234/5", "channel:c1234"),
        ("https://t.me/", "outlet:t.me"),
        ("https://twitter.com/Monitor/status/1", "account:x.com/monitor"),
        ("https://x.com/monitor", "account:x.com/monitor"),
        ("https://x.com/i/web/status/1", "outlet:x.com"),
        ("https://m.facebook.com/ministry/posts/1", "account:facebook.com/ministry"),
        ("https://www.facebook.com/story.php?id=1", "outlet:facebook.com"),
        ("https://www.facebook.com/groups/77/posts/1", "account:facebook.com/groups/77"),
        ("https://www.youtube.com/@abc/videos", "account:youtube.com/abc"),
        ("https://youtube.com/watch?v=1", "outlet:youtube.com"),
        ("https://web.archive.org/web/2020/https://www.bbc.co.uk/a", "outlet:bbc.co.uk"),
        ("https://web.archive.org/web/20200101id_/http:/bbc.co.uk/a", "outlet:bbc.co.uk"),
        ("https://web.archive.org/", "outlet:archive.org"),
    ],
)
def test_a_link_counts_for_whoever_published(link: str, origin: str) -> None:
    assert origin_of_link(link) == origin


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("The Ministry of Health", "name:ministry of health"),
        ("ministry  of\u00a0HEALTH", "name:ministry of health"),
        ("«Правда»", "name:правда"),
        ("المرصد", "name:المرصد"),
        ("bbc.co.uk", "outlet:bbc.co.uk"),
        ("www.bbc.co.uk", "outlet:bbc.co.uk"),
        ("@Rybar", "channel:rybar"),
        ("J. Doe", "name:j doe"),
        ("3.5 million", "name:3.5 million"),
        ("🕵️", "name:🕵"),
    ],
)
def test_a_name(name: str, origin: str) -> None:
    assert origin_of_name(name) == origin


def test_a_channel_by_its_username_its_id_or_its_name() -> None:
    assert origin_of_channel("Rybar", "https://t.me/rybar/7", -100123) == origin_of_link(
        "https://t.me/rybar/9"
    )
    assert origin_of_channel("Rybar", None, -100123) == origin_of_link("https://t.me/c/123/9")
    assert origin_of_channel("Rybar", None, None) == "name:rybar"


def test_a_private_person_counts_once_and_cannot_be_read() -> None:
    ivan = origin_of_private(777, 1)
    assert ivan == origin_of_private(777, 1)
    assert (
        len({ivan, origin_of_private(778, 1), origin_of_private("Ivan", 1), origin_of_private(777, 2)}) == 4
    )
    assert "777" not in ivan
    assert is_private(ivan)
    assert shown_origin(ivan) is None


def test_a_name_counts_as_the_outlet_channel_or_account_that_bears_it() -> None:
    one = made_one(["name:bbc", "outlet:bbc.co.uk", "name:orvell gazette", "account:x.com/orvellgazette"])
    assert one["name:bbc"] == "outlet:bbc.co.uk"
    assert one["name:orvell gazette"] == "account:x.com/orvellgazette"
    # Of several bearers one, always the same; the bearers themselves stay apart.
    two = made_one(["outlet:news.example", "outlet:news.az", "name:news", "channel:news"])
    assert two["name:news"] == "outlet:news.az"
    assert two["channel:news"] == "channel:news"
    assert made_one(["name:a", "name:b"]) == {"name:a": "name:a", "name:b": "name:b"}


@pytest.mark.parametrize("part", ["a.", "/", "https://web.archive.org/web/1/", "xn--", "@", "%2f"])
def test_malice_takes_no_time(part: str) -> None:
    start = time.process_time()
    origin_of_link("https://a.example/" + part * 4000)
    origin_of_link("https://web.archive.org/web/1/" + (part * 4000))
    origin_of_name(part * 4000)
    assert time.process_time() - start < 5
