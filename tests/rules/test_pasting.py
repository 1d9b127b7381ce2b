"""Which messages are one text, and how they are joined."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.pasting import Part, joined, length, run_with

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def part(message_id: int, size: int, second: int) -> Part:
    return Part(message_id, "x" * size, AT + timedelta(seconds=second))


@pytest.mark.parametrize(
    ("parts", "message_id", "run"),
    [
        ([part(1, 4096, 0), part(2, 100, 1)], 2, [1, 2]),
        ([part(1, 4096, 0), part(2, 100, 1)], 1, [1, 2]),
        ([part(2, 100, 1), part(1, 3900, 0)], 1, [1, 2]),
        ([part(1, 3899, 0), part(2, 100, 0)], 2, [2]),
        ([part(1, 4096, 0), part(2, 100, 3)], 2, [1, 2]),
        ([part(1, 4096, 0), part(2, 100, 4)], 2, [2]),
        ([part(1, 4096, 0), part(2, 4096, 3), part(3, 5, 6)], 1, [1, 2, 3]),
        ([part(1, 4096, 0), part(2, 20, 1), part(3, 4096, 2)], 3, [3]),
        ([part(1, 4096, 0)], 9, []),
    ],
    ids=["two", "asked-by-the-first", "any-order", "short", "three-s", "four-s", "chain", "ended", "unknown"],
)
def test_runs(parts: list[Part], message_id: int, run: list[int]) -> None:
    assert [one.message_id for one in run_with(parts, message_id)] == run


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["x" * 4096, "yz end"], "x" * 4096 + "yz end"),
        (["x" * 4000, "yz end"], "x" * 4000 + " yz end"),
        (["It ended.", "Then"], "It ended.\nThen"),
        (["😀" * 2048 + "", "a"], "😀" * 2048 + " a"),
        ([], ""),
    ],
    ids=["inside-a-word", "at-a-space", "at-a-sentence", "utf-16", "nothing"],
)
def test_joining(texts: list[str], whole: str) -> None:
    assert joined(texts) == whole


@given(st.lists(st.text(min_size=1), min_size=1))
def test_joining_loses_no_letter(texts: list[str]) -> None:
    assert "".join(joined(texts).split()) == "".join("".join(texts).split())
    assert length("".join(texts)) == len("".join(texts).encode("utf-16-le", "surrogatepass")) // 2
