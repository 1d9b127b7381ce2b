"""`kill -9` at any moment: nothing that people sent is lost, nothing happens twice.

The judge is the Bot API server's own ledger: what it delivered, what was acknowledged, what it accepted.
"""

import random
from collections import Counter

from tests.desk.conftest import open_newsroom
from tests.people import ANA, BEN, Bot, Telegram, text_of

CLAIMS = 120
KILLS = 6
SEED = 20261123


def test_kills_lose_nothing_and_double_nothing(telegram: Telegram, bot: Bot) -> None:
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

    assert bot.whole()
    stored = [text for (text,) in bot.ask("SELECT text FROM claim")]
    assert Counter(stored) == Counter(said)
    assert bot.ask("SELECT count(*) FROM event WHERE deed = 'submit'") == [(CLAIMS,)]
    outcomes = {status for (status,) in bot.ask("SELECT DISTINCT status FROM outbox")}
    ambiguous = Counter[str]()
    cards = (
        "SELECT claim.text, outbox.ambiguous FROM outbox JOIN card ON card.id = outbox.card_id"
        " JOIN claim ON claim.id = card.claim_id"
    )
    for words, unanswered in bot.ask(cards):
        ambiguous[words] = max(ambiguous[words], unanswered)
    assert outcomes <= {"sent", "parked"}

    shown = Counter(
        words
        for message in telegram.from_bot(room.group)
        for words in said
        if f"\n{words}" in text_of(message)
    )
    assert set(shown) == set(said), "every claim has a card that Telegram accepted"
    for words in said:
        assert shown[words] <= 1 + ambiguous[words], f"{words}: more copies than unanswered attempts"

    delivered = {line["update_id"] for line in telegram.ledger() if line["kind"] == "delivered"}
    assert delivered <= {update_id for (update_id,) in bot.ask("SELECT update_id FROM seen_update")}
    assert not bot.ask("SELECT * FROM set_aside")
    assert not bot.ask("SELECT * FROM attempt")


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
    whole = {"desk.db", "desk.db.lock"} if bot.sqlite else set()
    assert left == whole, "one whole file is left, no WAL beside it"
