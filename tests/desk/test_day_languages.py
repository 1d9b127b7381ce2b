"""The whole day, from set-up to digest, as a newsroom plays it that speaks no English: everything the bot ever
said is in its language, and whatever it offers is understood in its words."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.texts import FSI, PDI, Texts
from tests.desk.clock import set_clock, telegram_at
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, labels, text_of

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOT_WORDS = re.compile(
    r"<[^>]*>"  # HTML
    r"|/[a-z]+(?: [A-Za-z0-9:/@.\[\]-]+)*"  # commands, and what is typed after them
    r"|https?://\S+|[\w-]+\.(?:org|html|txt)\b"
    r"|\b(?:Ana|Ben|Caro|Dan|Newsroom|Second Source|Telegram|UTC|Europe|Kyiv|PolitiFact|English|Español|username)\b"
    r"|\b(?:low|normal|high|urgent|contributor|checker|lead|csv|jsonl|claimreview)\b"  # values of commands
    r"|@\w+|\[files\]|&\w+;|\b[ABN]\b"
)


@pytest.fixture(params=["ar", "uk"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Newsroom, Texts]]:
    """Everybody's Telegram speaks this language. On SQLite only: what is said does not depend on the database."""
    telegram = telegram_at(START, request.param)
    bot = Bot(telegram, f"sqlite:///{tmp_path / 'desk.db'}", tmp_path).start()
    try:
        yield Newsroom(telegram, bot, telegram.group(members=(ANA, BEN, CARO, DAN))), Texts(request.param)
    finally:
        if bot.program is not None:
            bot.program.stop()
        telegram.close()


SAID = {
    "uk": (
        "У селі Калинівка зруйновано дамбу, заявив мер Коваль",
        "це відео 2016 року https://example.org/dam",
    ),
    "ar": ("قال رئيس البلدية إن السد في قرية الغدير قد انهار", "الفيديو من عام 2016 https://example.org/dam"),
}
LATER = {"uk": "завтра 9:00", "ar": "غدا 9:00"}


def test_the_whole_day(town: tuple[Newsroom, Texts]) -> None:
    room, t = town
    telegram, group = room.telegram, room.group
    claim, why = SAID[t.language]
    word = claim.split()[-1]
    telegram.start(ANA, BEN, CARO, DAN)

    # Caro opens the desk; it speaks her language. Ana and Ben join.
    telegram.say(CARO, "/setup", group)
    opened = telegram.wait_for(group, "", button=t.plain("Join"))
    assert telegram.press(ANA, opened, t.plain("Join"))["text"] == t.plain(
        "You are a {role} of this desk now.", role=t.plain("checker")
    )
    telegram.press(BEN, opened, t.plain("Join"))
    telegram.wait_for(CARO, "1", button=t.plain("Skip all"))
    telegram.say(CARO, "/settings timezone kyiv", group)
    telegram.wait_for(CARO, "Europe/Kyiv")

    # A claim, taken; a stranger is refused in the same language.
    telegram.say(ANA, f"/claim {claim}", group)
    card = room.card(word, t.plain("Take"))
    refused = telegram.press(DAN, card, t.plain("Take"))
    assert refused["text"].startswith(
        t.plain("You are not a member of this desk. Send /join in its group to become a checker.")[:12]
    )
    telegram.press(ANA, card, t.plain("Take"))
    card = telegram.wait_for(group, "Ana", button=t.plain("Verdict"))

    # A source by command in its own words, a snooze in natural words, then the verdict: one reply.
    telegram.say(ANA, f"/source 1 {t.plain('confirms')} https://example.org/mayor", group)
    telegram.wait_for(group, "example.org", button=t.plain("Verdict"))
    telegram.say(ANA, f"/snooze 1 {LATER[t.language]}", group)
    telegram.wait_for(group, "09:00 UTC+2")
    room.reply(ANA, card, f"{t.plain('False')} ({t.plain('Altered')}): {why}")
    review = telegram.wait_for(group, t.plain("False"), button=t.plain("Agree"))
    assert t.plain("Altered") in text_of(review)
    own = telegram.press(ANA, review, t.plain("Agree"))
    assert "#1" in own["text"].replace(FSI, "").replace(PDI, "")
    telegram.press(BEN, review, t.plain("Agree"))
    telegram.wait_for(group, t.plain("False"), button=t.plain("History"))
    telegram.wait_for(ANA, t.plain("False"))

    # Two more lie untaken and the group is reminded.
    telegram.say(BEN, f"/claim {claim} 2019", group)
    telegram.say(BEN, f"/claim {claim} 1987", group)
    room.settle()
    set_clock(telegram, datetime(2026, 11, 23, 13, 30, tzinfo=UTC))
    reminder = room.card("⏰")
    assert str(
        t.many(
            "⏰ <b>{n} claim waits</b>{where}", "⏰ <b>{n} claims wait</b>{where}", 2, where=""
        ).striptags()
    ) in text_of(reminder)
    telegram.press(BEN, reminder, f"#2 {t.plain('Take')}")
    room.settle()

    # Questions of every kind, and what cannot be done.
    for command in (
        "/help",
        "/queue",
        "/show 1",
        "/history 1",
        "/settings",
        "/members",
        "/status",
        "/show 99",
        "/due 2 ???",
        "/language",
        "/nonsense",
    ):
        telegram.say(CARO, command)
    telegram.say(CARO, f"/find {word}")
    telegram.say(DAN, "/queue", group)
    room.settle()

    # The next morning Caro has her digest, in her language.
    set_clock(telegram, datetime(2026, 11, 24, 6, 5, tzinfo=UTC))
    day = str(t.day(date(2026, 11, 24)))
    digest = text_of(telegram.wait_for(CARO, day))
    assert t.plain("Closed") in digest
    assert t.plain("False") in digest
    room.settle()
    assert not [message for message in telegram.from_bot(DAN) if claim in text_of(message)]

    # Whatever was ever said, on buttons and in alerts too, was said in that language.
    spoken = list(everything_said(telegram, group))
    assert len(spoken) > 60
    strays = [one for one in spoken if re.search(r"[A-Za-z]{2,}", NOT_WORDS.sub(" ", one))]
    assert strays == [], chr(10).join(strays)


def everything_said(telegram: Telegram, group: int) -> Iterator[str]:
    """Every text that Telegram accepted from the bot; the buttons that stand; the menus."""
    for line in telegram.ledger():
        if line["kind"] == "call" and line.get("ok") and line.get("text"):
            yield str(line["text"])
    for chat in (group, ANA, BEN, CARO, DAN):
        for message in telegram.from_bot(chat):
            yield from (label for label in labels(message))
