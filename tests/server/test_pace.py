"""Telegram's pace, in seconds that the test counts itself."""

import pytest

from bot.demo.server.errors import ApiError
from bot.demo.server.pace import ALL_PER_SECOND, BURST, GROUP_PER_MINUTE, Pace


class Spender:
    """Spends in a pace of its own, at times it is told."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.pace = Pace(True, lambda: self.at)

    def taken(self, chat: int, *, group: bool = False) -> bool:
        try:
            self.pace.spend(chat, group=group)
        except ApiError as error:
            self.retry_after = (error.parameters or {})["retry_after"]
            return False
        return True


def test_one_a_second_in_a_chat_after_a_burst() -> None:
    one = Spender()
    assert [one.taken(7) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert one.retry_after == 1
    assert one.taken(8), "another chat is not held up"
    one.at += one.retry_after
    assert one.taken(7)
    assert not one.taken(7)


def test_twenty_a_minute_in_a_group() -> None:
    one = Spender()
    for _ in range(GROUP_PER_MINUTE):
        assert one.taken(-7, group=True)
        one.at += 1.5
    assert not one.taken(-7, group=True)
    one.at += one.retry_after
    assert one.taken(-7, group=True)


def test_thirty_a_second_in_all() -> None:
    one = Spender()
    assert all(one.taken(chat) for chat in range(ALL_PER_SECOND))
    assert not one.taken(99)
    one.at += 1
    assert one.taken(99)


@pytest.mark.parametrize("group", [True, False])
def test_what_is_refused_is_not_counted(group: bool) -> None:
    one = Spender()
    while one.taken(-7, group=group):
        pass
    first = one.retry_after
    assert not one.taken(-7, group=group)
    assert one.retry_after == first


def test_off_is_off() -> None:
    pace = Pace(False)
    for _ in range(100):
        pace.spend(7, group=True)
