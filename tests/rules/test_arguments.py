"""The number after a command."""

import pytest

from bot.rules.arguments import read_number, shortened
from bot.rules.refusals import Refusal
from bot.rules.refusals.claims import NumberMissing, NumberNotUnderstood, NumberTooLarge


@pytest.mark.parametrize(
    ("words", "number", "rest"),
    [
        ("12", 12, ""),
        ("#12", 12, ""),
        ("  # 12  because I am away ", 12, "because I am away"),
        ("12: why", 12, "why"),
        ("١٢ لأن", 12, "لأن"),
        ("007", 7, ""),
        ("0", 0, ""),
        ("12\nFalse: x\ny", 12, "False: x\ny"),
        ("9" * 18, 10**18 - 1, ""),
        ("0" * 5000 + "1", 1, ""),
    ],
)
def test_read(words: str, number: int, rest: str) -> None:
    assert read_number(words, "/take 12") == (number, rest)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", NumberMissing),
        (" \n", NumberMissing),
        ("twelve", NumberNotUnderstood),
        ("12a", NumberNotUnderstood),
        ("-1", NumberNotUnderstood),
        ("²", NumberNotUnderstood),
        ("1.5", NumberNotUnderstood),
        ("x" * 100_000, NumberNotUnderstood),
        ("9" * 19, NumberTooLarge),
        ("9" * 100_000, NumberTooLarge),
    ],
)
def test_refused(words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as no:
        read_number(words, "/take 12")
    assert len(str(no.value)) < 200


def test_a_quotation_is_short() -> None:
    assert shortened("word") == "word"
    assert len(shortened("x" * 100)) == 40
