"""Many claims at once, and whether all of them came to something."""

from collections import Counter

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, Telegram, text_of


def claims(telegram: Telegram, room: Newsroom, numbers: range) -> list[str]:
    """Queues claims without waiting for any answer."""
    said = [f"Bridge {number} over the river was blown up at {number % 24}:00" for number in numbers]
    for number, words in zip(numbers, said, strict=True):
        telegram.say((ANA, BEN)[number % 2], f"/claim {words}", room.group)
    return said


def all_is_well(room: Newsroom, said: list[str]) -> None:
    """Each claim once, each with a card, no more copies than attempts that nobody knows the end of."""
    bot, telegram = room.bot, room.telegram
    assert bot.program is not None
    assert bot.program.process.poll() is None, "it is the same process still"
    bot.settle()
    assert Counter(words for (words,) in bot.ask("SELECT text FROM claim")) == Counter(said)
    assert bot.ask("SELECT count(*) FROM event WHERE deed = 'submit'") == [(len(said),)]
    assert not bot.ask("SELECT * FROM set_aside")
    assert not bot.ask("SELECT * FROM attempt")
    assert not bot.ask("SELECT * FROM outbox WHERE status NOT IN ('sent', 'cancelled')")
    delivered = {line["update_id"] for line in telegram.ledger() if line["kind"] == "delivered"}
    assert delivered <= {number for (number,) in bot.ask("SELECT update_id FROM seen_update")}
    unknown = dict(
        bot.ask(
            "SELECT claim.text, max(outbox.ambiguous) FROM outbox JOIN card ON card.id = outbox.card_id"
            " JOIN claim ON claim.id = card.claim_id GROUP BY claim.text"
        )
    )
    shown = Counter(
        words
        for message in telegram.from_bot(room.group)
        for words in said
        if f"\n{words}" in text_of(message)
    )
    assert set(shown) == set(said)
    for words in said:
        assert shown[words] <= 1 + unknown[words], words
