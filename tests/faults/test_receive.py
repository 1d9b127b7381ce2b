"""Updates that cannot be processed are set aside and never stand in the way of others."""

from tests.desk.conftest import open_newsroom
from tests.people import ANA, DAN, Bot, Telegram


def test_a_second_bot_on_the_same_file_is_refused(telegram: Telegram, bot: Bot) -> None:
    other = Bot(telegram, bot.env["DATABASE_URL"], bot.cwd)
    try:
        other.start()
    except AssertionError as error:
        said = str(error)
    assert "ended (2)" in said
    assert "Another bot is running on" in said


def test_a_poisoned_update_is_set_aside_and_the_others_go_on(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    bot.stop()
    bot.poison("claim", "Poison")
    telegram.say(DAN, "/help")
    telegram.say(ANA, "/claim Poison in the water of Karst", room.group)
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    bot.start()
    room.card("The tower fell on Sunday", "Take")
    room.settle()
    ((error,),) = bot.ask("SELECT error FROM set_aside")
    assert "poisoned" in error


def test_duplicate_updates_have_their_effects_once(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    again = 900_000_001
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group, update_id=again)
    room.card("The tower fell", "Take")
    bot.stop()
    # The process that comes next confirms nothing, so Telegram may give the update once more.
    telegram.say(ANA, "/claim The bridge fell as well", room.group, update_id=again)
    bot.start()
    room.settle()
    assert [line["update_id"] for line in telegram.ledger() if line["kind"] == "delivered"].count(again) > 1
    assert sum("The tower fell" in words for words in room.in_group()) == 1
    assert not any("The bridge fell" in words for words in room.in_group())
