"""Ladders in words and buttons: what a lead reads, and that Telegram takes every page."""

from datetime import timedelta
from fractions import Fraction

import pytest

from bot.demo.server.html import parse
from bot.render.ladders import DAYS, QUIET, choice_page, ladder_page, own_page, reminders_page, rung_page
from bot.render.messages import Message
from bot.rules.ladders import DEFAULT_LADDERS, MOST, RECIPIENTS, Ladder, Rung
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import REMINDING, parse_setting, shown
from bot.texts import Texts, languages
from storage.vocabulary import Priority

H = timedelta(hours=1)


def text_of(message: Message) -> str:
    return parse(str(message.html))[0]


def test_a_desk_is_shown_in_words() -> None:
    page = text_of(reminders_page(Texts("en"), "Newsroom", 1, DeskSettings()))
    assert page.split("\n") == [
        "Reminders of Newsroom:",
        "Nobody has taken it: 4 h → group; 24 h → leads",
        "Taken: 24 h → assignee; 48 h → asked whether to release and leads",
        "Asked, and silent: 24 h → back to the queue",
        "Changes asked for: 24 h → assignee; 48 h → asked whether to release and leads",
        "Waits for sign-off: 8 h → reviewers; 24 h → leads",
        "Disputed: 8 h → leads; 24 h → leads",
        "Due soon: 2 h before → assignee",
        "Overdue: at once → assignee and leads, then every 24 h",
        page.split("\n")[9],
        "urgent: Nobody has taken it: 1 h → group; 6 h → leads; Taken: 6 h → assignee; 12 h → asked whether to"
        " release and leads; Asked, and silent: 6 h → back to the queue; Changes asked for: 6 h → assignee; 12 h →"
        " asked whether to release and leads; Waits for sign-off: 2 h → reviewers; 6 h → leads; Disputed: 2 h →"
        " leads; 6 h → leads; Due soon: 30 min before → assignee; Overdue: at once → assignee and leads, then"
        " every 6 h",
        "Quiet hours, without reminders: 21:00-08:00 /settings quiet 21:00-08:00",
        "Days with reminders: all /settings days all",
        "Urgent claims in quiet hours too: off /settings urgent-anytime off",
        "Pace of priorities: high 1/2, urgent 1/4 /settings pace high 1/2, urgent 1/4",
        "All in the time of UTC.",
    ]
    assert page.split("\n")[9].startswith("high priority: Nobody has taken it: 2 h → group; 12 h → leads")


@pytest.mark.parametrize("language", languages())
def test_telegram_takes_every_page(language: str) -> None:
    t = Texts(language)
    longest = DeskSettings(
        ladders=tuple(
            (
                ladder,
                tuple(
                    Rung(29 * 24 * H + n * timedelta(minutes=7), RECIPIENTS[ladder])
                    for n in range(1 if ladder is Ladder.SILENT else MOST)
                ),
            )
            for ladder in Ladder
        ),
        pace=tuple((priority, Fraction(7, 8)) for priority in Priority),
    )
    for settings in (DeskSettings(), longest):
        pages = [reminders_page(t, "N" * 128, 10**17, settings, changed=True)]
        for ladder, rungs in settings.ladders:
            pages.append(ladder_page(t, 10**17, ladder, rungs))
            pages += [rung_page(t, 10**17, ladder, n, rung) for n, rung in enumerate(rungs)]
        pages += [
            choice_page(t, 10**17, "quiet", QUIET, settings),
            choice_page(t, 10**17, "days", DAYS, settings),
        ]
        pages.append(own_page(t, "N" * 128, 10**17, reminders=False, quiet="22:00-07:00", lead=False))
        for page in pages:
            text, entities = parse(str(page.html))
            assert len(text.encode("utf-16-le")) // 2 <= 4096
            assert len(entities) <= 100
            buttons = [button for row in page.keyboard for button in row]
            assert len(buttons) <= 100
            assert all(len((button.data or "").encode()) <= 64 for button in buttons)


def test_what_is_offered_can_be_set() -> None:
    for name, offered in (("quiet", QUIET), ("days", DAYS)):
        for value in offered:
            changed = DeskSettings().with_changes(parse_setting(name, value))
            assert dict(shown(changed))[name] == value
    assert {ladder.value for ladder in DEFAULT_LADDERS} < set(REMINDING)
