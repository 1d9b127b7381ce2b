"""A lead reviews from the digest: what becomes of a claim shows in its line, there and nowhere else."""

import re
from datetime import UTC, datetime

from tests.desk.clock import at, forged, set_clock, settle, standing
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

SUN = "☀️"


def test_lines_follow_what_a_lead_does_and_a_past_one_stays_as_it_was(newsroom: Newsroom) -> None:
    for n, text in enumerate(("The dam has a crack", "The mayor has left", "The bridge is closed"), 1):
        card = newsroom.taken(text)
        if n != 3:
            newsroom.reply(ANA, card, f"False: it is not so https://example.org/{n}")
            newsroom.telegram.wait_for(newsroom.group, f"#{n}", button="Agree")
    at(newsroom, 24, 8, 1)
    (digest,) = standing(newsroom, CARO, SUN)
    assert labels(digest) == ["#1", "#2", "How often?"]
    # Signs off.
    newsroom.telegram.press(CARO, digest, "#1")
    card = newsroom.telegram.wait_for(CARO, "The dam has a crack", button="Agree")
    newsroom.telegram.press(CARO, card, "Agree")
    said = newsroom.telegram.wait_for(CARO, "→ closed: False")
    assert said["message_id"] == digest["message_id"]
    assert "🟢 #1 The dam has a crack" in text_of(said)
    # Overrules, sets priority, assigns.
    newsroom.telegram.say(CARO, "/overrule 2 True: he was seen leaving https://example.org/mayor")
    newsroom.telegram.wait_for(CARO, "→ closed: True")
    newsroom.telegram.say(CARO, "/reopen 1 there is a new picture")
    newsroom.telegram.say(CARO, "/priority 1 urgent")
    newsroom.telegram.say(CARO, "/assign 1 @ben_checks")
    said = newsroom.telegram.wait_for(CARO, "→ taken · with Ben · urgent")
    settle(newsroom)
    assert len(standing(newsroom, CARO, SUN)) == 1, "one digest, edited in place"
    for stranger in (ANA, BEN, DAN):
        assert not standing(newsroom, stranger, SUN)
    assert "not a member" in forged(newsroom, DAN, said, "often:d1:off")["text"]
    assert "Only leads" in forged(newsroom, ANA, said, "often:d1:off")["text"]
    # The next day it is a past one.
    at(newsroom, 25, 8, 1)
    newsroom.telegram.say(CARO, "/digest yesterday")
    settle(newsroom)
    past = standing(newsroom, CARO, "Tuesday 24 November")[-1]
    assert past["message_id"] != digest["message_id"]
    assert "→" not in text_of(past), "as it was then"
    assert re.search(
        r"🟣 #1 The dam has a crack\nwith Ana · in review · \d+ hours old\nAna: False", text_of(past)
    )
    newsroom.telegram.say(CARO, "/priority 2 low")
    settle(newsroom)
    assert "→" not in text_of(standing(newsroom, CARO, "Tuesday 24 November")[-1])


def test_each_lead_chooses_how_often(newsroom: Newsroom) -> None:
    newsroom.claim("The dam has a crack")
    newsroom.telegram.say(CARO, "/settings weekly tue")
    newsroom.telegram.wait_for(CARO, "The week summed up in the digest of: Tue")
    at(newsroom, 24, 8, 1)
    (digest,) = standing(newsroom, CARO, SUN)
    assert "The last seven days: 1 new, 0 closed (±0), 0 corrected" in text_of(digest)
    newsroom.telegram.press(CARO, digest, "How often?")
    asked = newsroom.telegram.wait_for(CARO, "how often should the digest come to you?", button="✓ Daily")
    newsroom.telegram.press(CARO, asked, "Weekly")
    newsroom.telegram.wait_for(CARO, "Now: Weekly", button="✓ Weekly")
    at(newsroom, 25, 8, 1)
    assert len(standing(newsroom, CARO, SUN)) == 1
    newsroom.telegram.say(CARO, "/digest off")
    newsroom.telegram.wait_for(CARO, "Now: Off", button="✓ Off")
    newsroom.telegram.say(CARO, "/digest weekly")
    settle(newsroom)
    # The bot is down on the day itself.
    newsroom.bot.kill()
    set_clock(newsroom.telegram, datetime(2026, 12, 3, 9, 30, tzinfo=UTC))
    newsroom.bot.start()
    weekly = newsroom.telegram.wait_for(CARO, "the week to Thursday 3 December")
    assert "Late: I could not send it on time." in text_of(weekly)
    assert "No digests came on 7 days" in text_of(weekly)
    newsroom.telegram.say(DAN, "/digest weekly")
    newsroom.telegram.wait_for(DAN, "You belong to no desk yet.")
    newsroom.telegram.say(ANA, "/digest weekly")
    newsroom.telegram.wait_for(ANA, "Only leads may do that.")
