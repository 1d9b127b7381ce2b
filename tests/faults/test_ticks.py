"""What the clock sets off at one desk does not depend on another's."""

from tests.desk.clock import set_clock
from tests.desk.conftest import open_newsroom
from tests.people import DAN, START, Bot, Telegram, text_of


def test_reminders_that_fail_at_one_desk_come_at_the_others_and_later_here(
    telegram: Telegram, bot: Bot
) -> None:
    set_clock(telegram, START)
    room = open_newsroom(telegram, bot)
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "Your desk is open")
    room.claim("The bridge at Karst has been closed since Monday")
    telegram.say(DAN, "/claim The mayor resigned on Sunday")
    telegram.wait_for(DAN, "The mayor resigned", button="Take")
    room.settle()
    bot.poison("reminder", "1", column="desk_id")
    telegram.advance(hours=4, minutes=5)
    assert bot.program is not None
    bot.program.wait_for("could not be worked out")
    assert "The mayor resigned" in text_of(telegram.wait_for(DAN, "⏰"))
    bot.antidote("reminder")
    telegram.advance(minutes=2)
    reminder = room.card("⏰")
    assert "bridge at Karst" in text_of(reminder)
