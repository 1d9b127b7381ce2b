"""What cannot be made or taken by a fault of ours ends with a reason and stands before nothing else."""

from datetime import UTC, datetime

from tests.desk.conftest import open_newsroom
from tests.people import ANA, CARO, Bot, Telegram

INSERT = (
    "INSERT INTO outbox (desk_id, chat_id, topic_id, kind, purpose, payload, claim_ids, status, not_before,"
    " attempts, ambiguous, rank, created_at)"
    " VALUES (1, :chat, 0, 'send', :purpose, '{}', '[]', 'pending', :at, 0, 0, 0, :at)"
)


def test_a_message_that_cannot_be_made_is_buried_and_the_next_is_sent(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    bot.stop()
    # Neither holds what its words are made of: one fails when they are made, one when it is sent.
    for purpose in ("digest", "setup"):
        bot.tell(INSERT, chat=room.group, purpose=purpose, at=datetime(2020, 1, 1, tzinfo=UTC))
    bot.start()
    room.claim("The tower fell on Sunday")
    room.settle()
    dead = bot.ask("SELECT purpose, reason FROM outbox WHERE status = 'dead' ORDER BY id")
    assert [purpose for purpose, _ in dead] == ["digest", "setup"]
    assert all("KeyError" in reason for _, reason in dead)
    telegram.say(CARO, "/status")
    telegram.wait_for(CARO, "KeyError")


def test_an_errand_that_keeps_failing_is_set_aside_and_the_next_is_done(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    bot.stop()
    bot.poison("reading", "Poison")
    telegram.say(ANA, "Poison. " + "The ministry said that 40 people died in the flood. " * 8)
    telegram.say(ANA, "Water. " + "The ministry said that 50 people died in the flood. " * 8)
    bot.start()
    telegram.wait_for(ANA, "50 people")
    telegram.advance(minutes=1)
    room.settle()
    telegram.advance(minutes=1)
    room.settle()
    assert bot.ask("SELECT error FROM set_aside")
    assert bot.ask("SELECT count(*) FROM errand WHERE done_at IS NULL") == [(0,)]
