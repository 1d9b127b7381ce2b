"""Who waits after a 429, and for how long nobody is tried while Telegram is out of reach."""

from bot.pace import LONGEST_REST, Pace


def test_only_the_chat_that_was_told_waits() -> None:
    pace = Pace(off=True)
    pace.halt(1, 5, now=100)
    assert pace.free_at(1, 100) == 105
    assert pace.free_at(2, 100) == 100


def test_three_chats_within_a_second_make_all_wait() -> None:
    pace = Pace(off=True)
    for chat, at in ((1, 100.0), (2, 100.4), (3, 100.9)):
        pace.halt(chat, 5, now=at)
    assert pace.free_at(4, 101) == 105.9


def test_long_waits_of_before_do_not_count() -> None:
    """Two chats wait a minute since half a minute ago: a third one's second concerns nobody else."""
    pace = Pace(off=True)
    pace.halt(1, 60, now=70)
    pace.halt(2, 60, now=70.5)
    pace.halt(3, 1, now=100)
    assert pace.free_at(4, 100) == 100


def test_out_of_reach_all_wait_twice_as_long_each_time_until_it_answers() -> None:
    pace = Pace(off=True)
    now, rests = 100.0, []
    for _ in range(9):
        pace.unreachable(now)
        # Those that had set out together make it no longer.
        pace.unreachable(now)
        rests.append(pace.free_at(1, now) - now)
        now += rests[-1]
    assert rests[:4] == [0.5, 1, 2, 4]
    assert rests[-1] == LONGEST_REST
    pace.reached()
    pace.unreachable(now)
    assert pace.free_at(1, now) == now + 0.5
