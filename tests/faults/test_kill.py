"""`kill -9` at any moment: nothing that people sent is lost, nothing happens twice.

The judge is the Bot API server's own ledger: what it delivered, what was acknowledged, what it accepted.
"""

import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.desk.conftest import open_newsroom
from tests.people import ANA, BEN, Bot, Telegram, text_of

CLAIMS = 120
KILLS = 6
SEED = 20261123


def test_kills_lose_nothing_and_double_nothing(telegram: Telegram, bot: Bot, tmp_path: Path) -> None:
    room = open_newsroom(telegram, bot)
    room.settle()
    chance = random.Random(SEED)
    said = [f"Bridge {number} over the river was blown up at {number % 24}:00" for number in range(CLAIMS)]
    kill_after = set(chance.sample(range(5, CLAIMS - 5), KILLS))
    for number, words in enumerate(said):
        telegram.say(chance.choice((ANA, BEN)), f"/claim {words}", room.group)
        if number in kill_after:
            bot.kill()
            bot.start()
    bot.settle()

    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = [text for (text,) in database.execute("SELECT text FROM claim")]
        assert Counter(stored) == Counter(said)
        assert database.execute("SELECT count(*) FROM claim").fetchone() == (CLAIMS,)
        submitted = database.execute("SELECT count(*) FROM event WHERE deed = 'submit'").fetchone()
        assert submitted == (CLAIMS,)
        outcomes = dict(database.execute("SELECT status, count(*) FROM outbox GROUP BY status"))
        ambiguous = dict(
            database.execute("SELECT claim_ids, max(ambiguous) FROM outbox WHERE kind = 'card' GROUP BY 1")
        )
        cards = {str(ids): text for ids, text in database.execute("SELECT '[' || id || ']', text FROM claim")}
    assert set(outcomes) <= {"sent", "parked"}

    shown = Counter(
        words
        for message in telegram.from_bot(room.group)
        for words in said
        if f"\n{words}" in text_of(message)
    )
    assert set(shown) == set(said), "every claim has a card that Telegram accepted"
    for ids, words in cards.items():
        assert shown[words] <= 1 + ambiguous.get(ids, 0), f"{words}: more copies than unanswered attempts"

    delivered = {line["update_id"] for line in telegram.ledger() if line["kind"] == "delivered"}
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        seen = {update_id for (update_id,) in database.execute("SELECT update_id FROM seen_update")}
        assert not database.execute("SELECT * FROM set_aside").fetchall()
        assert not database.execute("SELECT * FROM attempt").fetchall()
    assert delivered <= seen


def test_what_was_committed_and_not_sent_is_sent_after_the_kill(telegram: Telegram, bot: Bot) -> None:
    """Telegram answers nothing while the bot dies: the card comes after the next start, once."""
    room = open_newsroom(telegram, bot)
    room.settle()
    telegram.post("faults", method="sendMessage", kind="500", count=1)
    telegram.say(ANA, "/claim The tower fell on Sunday", room.group)
    telegram.settle()
    bot.kill()
    bot.start()
    room.card("The tower fell on Sunday", "Take")
    bot.settle()
    assert sum("The tower fell" in words for words in room.in_group()) == 1


def test_sigterm_ends_within_ten_seconds_and_cleanly(telegram: Telegram, bot: Bot) -> None:
    room = open_newsroom(telegram, bot)
    room.claim("The tower fell on Sunday")
    assert bot.stop() == 0
    left = {path.name for path in bot.cwd.iterdir()}
    assert left == {"desk.db", "desk.db.lock"}, "one whole file is left, no WAL beside it"
