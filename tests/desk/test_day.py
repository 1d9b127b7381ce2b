"""The whole day through the real process over HTTP, with one `kill -9` in the middle of it."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, HERE, Bot, Telegram, labels, text_of

ARTICLE = (HERE / "bot" / "demo" / "article.txt").read_text(encoding="utf-8")


def test_the_whole_day(telegram: Telegram, bot: Bot, tmp_path: Path) -> None:
    # Monday morning: the clock stands at 09:00 in the desk's zone, outside quiet hours.
    start_at_nine(telegram)
    telegram.start(ANA, BEN, CARO, DAN)
    group = telegram.group()
    telegram.say(CARO, "/setup", group)
    opened = telegram.wait_for(group, "desk is open", button="Join")
    telegram.press(ANA, opened, "Join")
    telegram.press(BEN, opened, "Join")
    room = Newsroom(telegram, bot, group)

    # Ana pastes an article in private and queues what is chosen.
    telegram.say(ANA, ARTICLE)
    reading = telegram.wait_for(ANA, "sentences to check")
    words = text_of(reading)
    assert words.index("40,000 Syrian fighters") < words.index("At least 150")
    for claimant in (
        "a Syrian war monitor",
        "The Guardian",
        "local Syrian media",
        "Opposition commanders in Idlib",
    ):
        assert claimant in words
    queue = next(label for label in labels(reading) if label.startswith("Queue "))
    since = telegram.now()
    telegram.press(ANA, reading, queue)
    listed = room.card("claims queued", "#1")
    room.settle()
    assert room.new_in_group(since) == 1

    # The claim about the 40,000 is opened, taken, and the process dies.
    number = next(
        line.split()[0] for line in text_of(listed).splitlines() if "40,000 Syrian fighters" in line
    )
    telegram.press(ANA, listed, number)
    card = room.card("40,000 Syrian fighters", "Take")
    telegram.press(ANA, card, "Take")
    card = room.card("Assignee: Ana", "Verdict")
    assert "single source" in text_of(card)
    room.reply(ANA, card, "Unproven: one monitor says so, nobody else https://example.org/monitor")
    bot.kill()
    bot.start()
    review = room.card("Unproven, says Ana", "Agree")
    telegram.press(BEN, review, "Agree")
    room.card("Closed: Unproven", "History")
    telegram.wait_for(ANA, "is closed: Unproven")

    # The others lie untaken: after four hours the group is reminded, once, in one message.
    room.settle()
    since = telegram.now()
    telegram.advance(hours=4, minutes=5)
    reminder = room.card("⏰")
    room.settle()
    assert "40,000" not in text_of(reminder)
    assert room.new_in_group(since) == 1

    # The next morning Caro has her digest, nobody else has one.
    telegram.advance(hours=19, minutes=5)
    digest = text_of(telegram.wait_for(CARO, "Newsroom · Tuesday"))
    assert "Unproven" in digest
    assert "example.org" in digest
    room.settle()
    assert sum("Newsroom · Tuesday" in text_of(message) for message in telegram.from_bot(CARO)) == 1
    for person in (ANA, BEN, DAN):
        room.quiet(person, "Newsroom · Tuesday")
    room.quiet(DAN, "40,000")

    # Nothing lost, nothing doubled.
    assert bot.whole()
    ((claims, texts),) = bot.ask("SELECT count(*), count(DISTINCT text) FROM claim")
    assert claims == texts >= 4
    assert bot.ask("SELECT count(*) FROM verdict") == [(1,)]
    assert bot.ask("SELECT count(*) FROM review") == [(1,)]
    assert not bot.ask("SELECT * FROM outbox WHERE status = 'dead'")
    seen = {number for (number,) in bot.ask("SELECT update_id FROM seen_update")}
    assert {line["update_id"] for line in telegram.ledger() if line["kind"] == "delivered"} <= seen
    standing = [text_of(message) for message in telegram.from_bot(group)]
    assert sum("Closed: Unproven" in words for words in standing) == 1


def start_at_nine(telegram: Telegram) -> None:
    """Moves the clock to the next Monday, 09:00 UTC."""
    now = datetime.fromisoformat(telegram.get("clock")["now"])
    nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
    nine += timedelta(days=(7 - nine.weekday()) % 7)
    if nine <= now:
        nine += timedelta(days=7)
    telegram.move(nine)
