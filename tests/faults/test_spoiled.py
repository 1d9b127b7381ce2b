"""What cannot be made or taken by a fault of ours ends with a reason and stands before nothing else."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.desk.conftest import open_newsroom
from tests.people import ANA, CARO, Bot, Telegram

INSERT = (
    "INSERT INTO outbox (desk_id, chat_id, topic_id, kind, purpose, payload, claim_ids, status, not_before,"
    " attempts, ambiguous, created_at) VALUES (1, :chat, 0, 'send', :purpose, '{}', '[]', 'pending',"
    " '2000-01-01 00:00:00.000000', 0, 0, '2000-01-01 00:00:00.000000')"
)


def test_a_message_that_cannot_be_made_is_buried_and_the_next_is_sent(
    telegram: Telegram, bot: Bot, tmp_path: Path
) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    bot.stop()
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        # Neither holds what its words are made of: one fails when they are made, one when it is sent.
        database.execute(INSERT, {"chat": room.group, "purpose": "digest"})
        database.execute(INSERT, {"chat": room.group, "purpose": "setup"})
        database.commit()
    bot.start()
    room.claim("The tower fell on Sunday")
    room.settle()
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        dead = database.execute("SELECT purpose, reason FROM outbox WHERE status = 'dead'").fetchall()
    assert [purpose for purpose, _ in dead] == ["digest", "setup"]
    assert all("KeyError" in reason for _, reason in dead)
    telegram.say(CARO, "/status")
    telegram.wait_for(CARO, "KeyError")


def test_an_errand_that_keeps_failing_is_set_aside_and_the_next_is_done(
    telegram: Telegram, bot: Bot, tmp_path: Path
) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    bot.stop()
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        database.execute(
            "CREATE TRIGGER poison BEFORE INSERT ON reading WHEN new.text LIKE 'Poison%'"
            " BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
        )
        database.commit()
    telegram.say(ANA, "Poison. " + "The ministry said that 40 people died in the flood. " * 8)
    telegram.say(ANA, "Water. " + "The ministry said that 50 people died in the flood. " * 8)
    bot.start()
    telegram.wait_for(ANA, "50 people")
    telegram.advance(minutes=1)
    room.settle()
    telegram.advance(minutes=1)
    room.settle()
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        assert [error for (error,) in database.execute("SELECT error FROM set_aside")]
        left = database.execute("SELECT count(*) FROM errand WHERE done_at IS NULL").fetchone()
    assert left == (0,)
