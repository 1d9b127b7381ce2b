"""Links as they stand in messages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.links import (
    find_links,
    host_of,
    is_link_only,
    says_something,
    without_links,
    without_passwords,
)

CASES = [
    ("see https://a.example/x", ("https://a.example/x",)),
    ("see https://a.example/x.", ("https://a.example/x",)),
    ("see (https://a.example/x).", ("https://a.example/x",)),
    ("[text](https://a.example/x)", ("https://a.example/x",)),
    ("https://a.example/wiki/Foo_(bar)", ("https://a.example/wiki/Foo_(bar)",)),
    ("(https://a.example/wiki/Foo_(bar)), and", ("https://a.example/wiki/Foo_(bar)",)),
    ("<https://a.example/x>", ("https://a.example/x",)),
    ('"https://a.example/x"', ("https://a.example/x",)),
    ("«https://a.example/x»", ("https://a.example/x",)),
    ("HTTPS://A.example/X?y=1&z=2#here", ("HTTPS://A.example/X?y=1&z=2#here",)),
    ("http://a.example,http", ("http://a.example,http",)),
    ("http://a.example and https://b.example!", ("http://a.example", "https://b.example")),
    ("https://a.example https://a.example", ("https://a.example",)),
    ("https://a.example/x\nhttps://b.example/y", ("https://a.example/x", "https://b.example/y")),
    ("http://[2001:db8::1]/x", ("http://[2001:db8::1]/x",)),
    ("https://a.example/статья?", ("https://a.example/статья",)),
    ("https://مثال.example/x، ثم", ("https://مثال.example/x",)),
    ("\u2068https://a.example/x\u2069", ("https://a.example/x",)),
    ("https://a.example:8080/x/", ("https://a.example:8080/x/",)),
    ("https://ana@a.example/x", ("https://ana@a.example/x",)),
    ("https://", ()),
    ("https://...", ()),
    ("http:/a.example", ()),
    ("ftp://a.example and www.a.example", ()),
    ("javascript:alert(1)", ()),
    ("no link here", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "links"), CASES)
def test_find(text: str, links: tuple[str, ...]) -> None:
    assert find_links(text) == links


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("https://a.example/x", True),
        ("  https://a.example/x\n", True),
        ("(https://a.example/x)", True),
        ("https://a.example/x, https://b.example", True),
        ("here: https://a.example/x", False),
        ("https://a.example/x 2", False),
        ("https://", False),
        ("", False),
    ],
)
def test_alone(text: str, alone: bool) -> None:
    assert is_link_only(text) is alone


def test_what_stays_without_them() -> None:
    assert without_links("See https://a.example/x. Old.") == "See  . Old."
    assert not says_something("https://a.example/x …")
    assert says_something("https://... what")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("see http://ana:secret@a.example/x.", "see http://a.example/x."),
        ("https://ana@a.example", "https://a.example"),
        ("https://ana:se@cret@a.example:8080/x?y=1@2", "https://a.example:8080/x?y=1@2"),
        ("(ftp://ana:secret@a.example)", "(ftp://a.example)"),
        ("https://t.me/@ana and https://a.example?to=ana@b.example", None),
        ("https://a.example#ana@b.example", None),
        ("https://a.example «ana@b.example»", None),
        ("ana:secret@a.example", None),
    ],
)
def test_what_opens_a_link_is_left_out(text: str, kept: str | None) -> None:
    assert without_passwords(text) == (text if kept is None else kept)
    assert without_passwords(without_passwords(text)) == without_passwords(text)


parts = st.sampled_from(["http://", "https://", "a", ".", ")", "(", " ", "é", "\n", "@", "["])


@given(st.lists(parts, max_size=40).map("".join))
def test_every_link_is_a_part_of_the_text_and_finds_itself(text: str) -> None:
    for link in find_links(text):
        assert link in text
        assert find_links(link) == (link,)


@pytest.mark.parametrize(
    "part", ["https://", "http://a", "https://a.b/)", "https://a.b/ ", "h", "https://a@"]
)
def test_a_megabyte_of_malice_takes_no_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    start = time.process_time()
    find_links(text)
    is_link_only(text)
    without_passwords(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "text",
    ["https://[oops", "https://[::1 x", "https://a.example\uff03@b.example/"],
)
def test_what_no_parser_takes_for_a_link_is_none(text: str) -> None:
    assert find_links(text) == ()
    assert host_of(text) is None


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("HTTP://Example.org", "example.org"),
        ("https://[::1]/x", "::1"),
        ("tg://user?id=1", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_host_of(link: str, host: str | None) -> None:
    assert host_of(link) == host
