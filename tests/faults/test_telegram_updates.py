"""Updates that come twice, late, in the wrong order, or with lower numbers than those before."""

import pytest

from tests.desk.conftest import Newsroom, open_newsroom
from tests.faults.looking_at_calls import standing
from tests.leaks import TOKEN
from tests.people import ANA, BEN, Bot, Telegram, text_of

WORDS = "The tower fell on Sunday"


@pytest.fixture
def newsroom(telegram: Telegram, bot: Bot) -> Newsroom:
    room = open_newsroom(telegram, bot)
    room.settle()
    return room


def test_an_update_that_comes_again_has_no_second_effect(newsroom: Newsroom) -> None:
    """Telegram hears nothing of the first confirmation, so the same updates come again."""
    telegram, bot = newsroom.telegram, newsroom.bot
    telegram.post("faults", kind="reset_before", method="getUpdates", count=2)
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group)
    newsroom.card(WORDS, "Take")
    bot.kill()
    bot.start()
    newsroom.settle()
    assert bot.ask("SELECT count(*) FROM claim") == [(1,)]
    # It may have died between Telegram's acceptance of the card and the note of it.
    ((ambiguous,),) = bot.ask("SELECT ambiguous FROM outbox WHERE kind = 'card'")
    assert 1 <= standing(telegram, newsroom.group, WORDS) <= 1 + ambiguous


def test_a_press_that_comes_twice_is_answered_and_counts_once(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim(WORDS)
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    answers = []
    for _ in range(2):
        made = telegram.post(
            "press",
            chat=newsroom.group,
            message_id=card["message_id"],
            data=data,
            forge=True,
            **{"from": ANA},
        )
        answers.append(telegram.get(f"answers/{made['callback_query_id']}", timeout=20))
    newsroom.settle()
    assert all(answer["answered"] for answer in answers)
    assert newsroom.bot.ask("SELECT count(*) FROM event WHERE deed = 'take'") == [(1,)]


def test_lower_numbers_after_a_quiet_week(newsroom: Newsroom) -> None:
    """Telegram may choose the next number at random after a week without updates (Bot API, Update)."""
    telegram = newsroom.telegram
    newsroom.claim(WORDS)
    newsroom.settle()
    telegram.advance(days=8)
    newsroom.settle()
    telegram.say(BEN, "/claim The bridge was closed on Monday", newsroom.group, update_id=17)
    newsroom.card("The bridge was closed", "Take")
    telegram.say(BEN, "/claim The mayor left the town on Friday", newsroom.group, update_id=18)
    newsroom.card("The mayor left", "Take")
    newsroom.settle()
    assert newsroom.bot.ask("SELECT count(*) FROM claim") == [(3,)]


def test_an_edit_before_its_message(newsroom: Newsroom) -> None:
    """The newer words stand, whichever came first; the late message changes nothing."""
    telegram, bot = newsroom.telegram, newsroom.bot
    card = newsroom.claim(WORDS)
    newsroom.settle()
    bot.stop()
    told = newsroom.reply(BEN, card, "True: I saw it https://example.org/1", update_id=900_002)
    telegram.post(
        "messages/edit",
        chat=newsroom.group,
        message_id=told["message_id"],
        text="False: I was mistaken https://example.org/1",
        update_id=900_001,
        **{"from": BEN},
    )
    bot.start()
    newsroom.card("Verdict: False by Ben")
    newsroom.settle()
    assert bot.ask("SELECT rating FROM verdict ORDER BY version DESC LIMIT 1") == [("false",)]
    assert not bot.ask("SELECT * FROM set_aside")


def test_a_verdict_before_its_claim(newsroom: Newsroom) -> None:
    """A number that does not exist yet is refused in words; when it does, the verdict is accepted."""
    telegram, bot = newsroom.telegram, newsroom.bot
    bot.stop()
    telegram.say(BEN, "/verdict 1 False: nobody else has it https://example.org/1", update_id=900_001)
    telegram.say(ANA, f"/claim {WORDS}", newsroom.group, update_id=900_002)
    bot.start()
    newsroom.card(WORDS, "Take")
    assert "#1" in text_of(telegram.wait_for(BEN, "There is no claim"))
    telegram.say(BEN, "/verdict 1 False: nobody else has it https://example.org/1")
    newsroom.card("Verdict: False by Ben")


def test_the_token_is_in_no_line_of_the_log(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    for kind in ("500", "garbage", "reset_after", "409"):
        telegram.post("faults", kind=kind, method="sendMessage", chat=newsroom.group)
        telegram.say(ANA, "/queue", newsroom.group)
        newsroom.settle()
    newsroom.bot.stop()
    assert TOKEN not in "\n".join(newsroom.bot.logs)
