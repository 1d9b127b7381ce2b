"""Two orders made one, and which claim is the likely repeat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.matching import Kind
from bot.rules.meaning import Alike, Likeliest, fused, likeliest

SAME, LIKELY, DIFFERENT = Kind.SAME_WORDS, Kind.LIKELY, Kind.DIFFERENT
ids = st.lists(st.integers(1, 12), unique=True, max_size=8)
alikes = ids.flatmap(
    lambda order: st.lists(st.booleans(), min_size=len(order), max_size=len(order)).map(
        lambda likely: [Alike(one, 0.9 if so else 0.3, so) for one, so in zip(order, likely, strict=True)]
    )
)


@pytest.mark.parametrize(
    ("orders", "one"),
    [
        ([[1, 2, 3]], [1, 2, 3]),
        ([[1, 2, 3], []], [1, 2, 3]),
        ([[], [1, 2, 3]], [1, 2, 3]),
        ([[1, 2], [2, 1]], [1, 2]),  # as good: the first order's
        ([[1, 2], [3, 4]], [1, 3, 2, 4]),
        ([[1, 2, 3], [3, 4]], [3, 1, 2, 4]),  # what both find goes before what one finds first
        ([[1, 2, 3], [9, 2]], [2, 1, 9, 3]),
        ([], []),
    ],
)
def test_orders_are_fused_by_rank(orders: list[list[int]], one: list[int]) -> None:
    assert fused(*orders) == one


def near(*found: tuple[int, bool]) -> list[Alike]:
    return [Alike(claim_id, 0.9 if likely else 0.3, likely) for claim_id, likely in found]


@pytest.mark.parametrize(
    ("by_words", "said", "by_meaning", "expected"),
    [
        ([], DIFFERENT, [], None),
        ([1, 2], DIFFERENT, [], None),
        ([1, 2], LIKELY, [], Likeliest(1, False)),
        ([1, 2], SAME, [], Likeliest(1, False)),
        # The words find nobody, the model does; it says so.
        ([], DIFFERENT, near((7, True)), Likeliest(7, True)),
        ([1, 2], DIFFERENT, near((7, True)), Likeliest(7, True)),
        ([1, 2], DIFFERENT, near((7, False), (1, False)), None),
        # Both find it.
        ([1, 2], LIKELY, near((1, True)), Likeliest(1, True)),
        ([1, 2], LIKELY, near((1, False)), Likeliest(1, False)),
        # The words' second, where it is the model's first, goes before the words' first.
        ([1, 2], LIKELY, near((2, True)), Likeliest(2, True)),
        # A model that knows better than the same words is not asked.
        ([1, 2], SAME, near((2, True), (7, True)), Likeliest(1, False)),
        # As good by either: the words'.
        ([1], LIKELY, near((7, True)), Likeliest(1, False)),
    ],
)
def test_the_likeliest(
    by_words: list[int], said: Kind, by_meaning: list[Alike], expected: Likeliest | None
) -> None:
    assert likeliest(by_words, said, by_meaning) == expected


@given(ids, ids)
def test_nothing_is_lost_or_doubled_and_one_order_alone_stays(first: list[int], second: list[int]) -> None:
    assert sorted(fused(first, second)) == sorted({*first, *second})
    assert fused(first, []) == fused(first) == first


@given(ids, ids, st.integers(1, 12))
def test_what_both_put_first_is_first_whoever_is_left_out(
    first: list[int], second: list[int], out: int
) -> None:
    both = [13, *first], [13, *second]
    without = ([one for one in order if one != out] for order in both)
    assert fused(*both)[0] == fused(*without)[0] == 13


@given(ids, st.sampled_from(Kind), alikes)
def test_a_model_only_adds(by_words: list[int], said: Kind, by_meaning: list[Alike]) -> None:
    said = said if by_words else DIFFERENT
    alone, found = likeliest(by_words, said, []), likeliest(by_words, said, by_meaning)
    likely = {one.claim_id for one in by_meaning if one.likely}
    assert found is not None or (alone is None and not likely)
    if said is SAME:
        assert found == alone == Likeliest(by_words[0], False)
    elif found is not None:
        assert found.alike == (found.claim_id in likely)
        assert found.alike or (said is LIKELY and found.claim_id == by_words[0])
