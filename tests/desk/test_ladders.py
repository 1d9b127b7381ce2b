"""A desk's reminders by buttons and by command, and what each person chooses for themselves."""

from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, CARO, DAN, labels, text_of


def test_a_ladder_by_buttons(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram

    def press(page: dict[str, Any], label: str, words: str, button: str) -> dict[str, Any]:
        telegram.press(CARO, page, label)
        return telegram.wait_for(CARO, words, button=button)

    telegram.say(CARO, "/settings")
    page = telegram.wait_for(CARO, "settings, and how to change each", button="Reminders")
    page = press(page, "Reminders", "Nobody has taken it: 4 h → group; 24 h → leads", "Pace of priorities")
    page = press(page, "Nobody has taken it", "Press a step to change it", "4 h → group")
    page = press(page, "4 h → group", "4 h → group", "+ Later")
    page = press(page, "+ Later", "Nobody has taken it: 6 h → group", "✓ group")
    page = press(page, "leads", "6 h → group and leads", "✓ leads")
    page = press(page, "Back", "6 h → group and leads; 24 h → leads", "Add a step")
    page = press(page, "Add a step", "24 h → leads; 36 h → leads", "36 h → leads")
    page = press(page, "24 h → leads", "Nobody has taken it: 24 h → leads", "Remove")
    page = press(page, "Remove", "6 h → group and leads; 36 h → leads", "Write it")
    telegram.press(CARO, page, "Write it")
    telegram.wait_for(CARO, "What is it to be?")
    telegram.say(CARO, "every 1h group")
    telegram.wait_for(CARO, "I cannot read")
    telegram.say(CARO, "3h group, every 1h")
    telegram.wait_for(CARO, "That ladder has no end")
    telegram.say(CARO, "3h group, 1d leads")
    page = telegram.wait_for(CARO, "Changed. Reminders of Newsroom", button="Quiet hours")
    assert "Nobody has taken it: 3 h → group; 24 h → leads" in text_of(page)
    page = press(page, "Quiet hours", "Quiet hours, without reminders: 21:00-08:00", "22:00-07:00")
    page = press(page, "22:00-07:00", "reminders: 22:00-07:00", "Urgent: at any hour")
    page = press(page, "Urgent: at any hour", "in quiet hours too: on", "Urgent: not in quiet hours")
    telegram.say(CARO, "/settings quiet 00:00-24:00")
    telegram.wait_for(CARO, "Quiet hours cannot fill the whole day")
    telegram.say(CARO, "/settings days sun-thu")
    telegram.wait_for(CARO, "Days with reminders: sun-thu")
    for person, data in ((ANA, "ladder:d1:untaken:add"), (DAN, "ladder:d1:page"), (CARO, "ladder:d2:page")):
        forged = {"chat": person, "message_id": 1, "from": person, "data": data, "forge": True}
        made = telegram.post("press", **forged)
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"], data
    for data in ("untaken:9", "untaken:0:x", "quiet:9", "x", "silent:0:ask", "untaken:0:assignee"):
        forged = {"chat": CARO, "message_id": 1, "from": CARO, "data": f"ladder:d1:{data}", "forge": True}
        made = telegram.post("press", **forged)
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"], data


def test_everybody_chooses_for_themselves(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(ANA, "/settings")
    page = telegram.wait_for(ANA, "For you at Newsroom", button="Reminders off")
    assert "Only leads change what the desk decides." in text_of(page)
    assert "Back" not in labels(page)
    telegram.press(ANA, page, "Reminders off")
    telegram.wait_for(ANA, "You are still asked before a claim is taken from you.", button="Reminders on")
    telegram.say(ANA, "/settings my-quiet 22 to 6:30")
    telegram.wait_for(ANA, "beside the desk's: 22:00-06:30")
    telegram.say(ANA, "/settings my-quiet 8-8")
    telegram.wait_for(ANA, "Quiet hours cannot fill the whole day")
    telegram.say(ANA, "/settings quiet off")
    telegram.wait_for(ANA, "Only leads may do that.")
    telegram.say(DAN, "/settings reminders off")
    telegram.wait_for(DAN, "You belong to no desk yet")
    telegram.say(CARO, "/settings")
    page = telegram.wait_for(CARO, "settings, and how to change each", button="For you alone")
    telegram.press(CARO, page, "For you alone")
    telegram.wait_for(CARO, "Reminders in private: on", button="Back")
    assert newsroom.bot.ask("SELECT count(*) FROM member WHERE quiet = '22:00-06:30'") == [(1,)]
