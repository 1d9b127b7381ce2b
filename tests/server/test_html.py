"""What Telegram makes of a formatted text."""

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.server.entities import formatted
from bot.demo.server.errors import ApiError
from bot.demo.server.html import utf16
from bot.demo.server.shown import render

CASES: tuple[tuple[str, str, str, list[tuple[Any, ...]]], ...] = (
    ("plain", "a &amp; b", "a & b", []),
    ("numbers", "&#1071;&#x42f; &nbsp;", "ЯЯ &nbsp;", []),
    ("nested", "<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("utf-16", "😀<b>x</b>", "😀x", [("bold", 2, 1)]),
    ("trimmed", " \n<b> x</b> \n", "x", [("bold", 0, 1)]),
    ("empty is no entity", "a<b></b>", "a", []),
    ("other names", "<strong>a</strong><del>b</del>", "ab", [("bold", 0, 1), ("strikethrough", 1, 1)]),
    ("spoiler", '<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("link", '<a href="https://example.org/?a=1&amp;b">x</a>', "x", [("text_link", 0, 1)]),
    ("bad link", '<a href="javascript:x()">x</a>', "x", []),
    ("code keeps others out", "<code><b>x</b></code>", "x", [("code", 0, 1)]),
    ("bold is cut by code", "<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
    ("language", '<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
    ("quotation", "<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ("no quotation in another", "<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
    ("found", "see https://example.org/a_(b), #tag @some_one a@b.org /go@desk_bot example.com.", "", [
        ("url", 4, 25), ("hashtag", 31, 4), ("mention", 36, 9), ("email", 46, 7), ("bot_command", 54, 12),
        ("url", 67, 11),
    ]),
    ("not found in a link", '<a href="http://example.org">example.org</a>', "example.org", [("text_link", 0, 11)]),
    ("known person", '<a href="tg://user?id=7">Ana</a>', "Ana", []),
    ("time", '<tg-time unix="1647531900" format="wDT">then</tg-time>', "then", [("date_time", 0, 4)]),
    ("hash and number", "#12 a #1st", "#12 a #1st", [("hashtag", 6, 4)]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "text", "entities"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    got, found = formatted(source, "HTML", None, {})
    assert got == (text or source)
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_escaped_text_comes_through(text: str) -> None:
    got, entities = formatted(escape(text), "html", None, {})
    plain, found = formatted(text, None, None, {})
    assert (got, entities) == (plain, found)
    assert all(one["offset"] + one["length"] <= utf16(got) for one in entities)


TAGS = st.sampled_from(
    ["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<a href='x.org'>", "</a>", "ж", "😀 ", "<", "&lt;"]
)


@given(st.lists(TAGS, max_size=12).map("".join))
def test_html_is_taken_lawfully_or_refused(source: str) -> None:
    try:
        text, entities = formatted(source, "HTML", None, {})
    except ApiError as error:
        assert error.description.startswith("Bad Request: can't parse entities: ")  # noqa: PT017
        return
    assert all(one["offset"] >= 0 and one["offset"] + one["length"] <= utf16(text) for one in entities)
    again, _ = formatted(render(text, entities), "HTML", None, {})
    assert again == text
