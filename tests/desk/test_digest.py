"""The digest, end to end: each morning at 08:00 UTC from Tuesday 24 November 2026 on."""

import re
from datetime import UTC, datetime

from tests.desk.clock import at, ever_sent, forged, set_clock, settle, standing
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

SUN = "☀️"


def digests(newsroom: Newsroom, chat: int) -> list[str]:
    """Every digest that Telegram accepted in the chat."""
    return ever_sent(newsroom, chat, SUN)


def test_the_next_morning_to_leads_alone_and_once(newsroom: Newsroom) -> None:
    card = newsroom.taken("The dam above the town has a crack")
    newsroom.reply(ANA, card, "False: it is a shadow https://example.org/dam")
    review = newsroom.telegram.wait_for(newsroom.group, "says Ana", button="Agree")
    newsroom.telegram.press(BEN, review, "Agree")
    newsroom.card("Closed: False")
    newsroom.claim("The mayor has left the country")
    card = newsroom.claim("The bridge is closed")
    newsroom.telegram.press(BEN, card, "Take")
    newsroom.card("Assignee: Ben")
    newsroom.reply(BEN, card, "True: the police says so https://example.org/bridge")
    newsroom.telegram.wait_for(newsroom.group, "says Ben", button="Agree")
    at(newsroom, 24, 7, 59)
    assert not digests(newsroom, CARO)
    at(newsroom, 24, 8, 1)
    (digest,) = standing(newsroom, CARO, SUN)
    assert re.sub(r"\d+ (hour|second|minute)s?", r"n \1s", text_of(digest)).split("\n") == [
        "☀️ Newsroom · Tuesday 24 November",
        "",
        "Waiting for sign-off · 1",
        "🟣 #3 The bridge is closed",
        "with Ben · in review · n hours old",
        "Ben: True",
        "",
        "Untaken · 1",
        "⚪ #2 The mayor has left the country",
        "untaken · n hours old",
        "",
        "Unfinished: 2 (+2 since Mon 23 Nov, 10:00 UTC)",
        "in review 1 (+1) · untaken 1 (+1)",
        "Since then: 3 new, 1 closed, 0 corrected",
        "",
        "Closed · 1",
        "#1 The dam above the town has a crack",
        "False: it is a shadow",
        "Evidence: example.org",
        "",
        "Who has how many: Ben 1",
        "Median time to a verdict: n seconds",
        "Oldest: #2, n hours",
    ]
    assert labels(digest) == ["#3", "#2", "How often?"]
    picture = newsroom.telegram.from_bot(CARO)[-2]
    assert "photo" in picture, "the chart stands before it"
    assert text_of(picture) == "Newsroom, four weeks to 24 Nov: 2 open, 0 overdue, 1 closed in that time"
    newsroom.bot.kill()
    newsroom.bot.start()
    at(newsroom, 24, 12)
    assert len(digests(newsroom, CARO)) == 1
    for chat in (newsroom.group, ANA, BEN, DAN):
        assert not digests(newsroom, chat), chat
    newsroom.telegram.press(CARO, digest, "#3")
    newsroom.telegram.wait_for(CARO, "The bridge is closed", button="Agree")
    newsroom.reply(CARO, digest, "#2 False: he was here today https://example.org/mayor")
    newsroom.telegram.wait_for(newsroom.group, "says Caro", button="Agree")


def test_after_an_outage_only_the_present_one_which_names_the_others(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, 24, 8, 1)
    assert len(digests(newsroom, CARO)) == 1
    newsroom.bot.kill()
    set_clock(newsroom.telegram, datetime(2026, 11, 28, 11, tzinfo=UTC))
    newsroom.bot.start()
    settle(newsroom)
    assert len(digests(newsroom, CARO)) == 2
    late = text_of(standing(newsroom, CARO, SUN)[-1])
    assert "Saturday 28 November" in late
    assert "Late: I could not send it on time." in late
    assert "No digests came on 3 days: 2026-11-25, 2026-11-26, 2026-11-27." in late
    newsroom.telegram.say(CARO, "/digest 2026-11-26")
    missed = text_of(newsroom.telegram.wait_for(CARO, "Thursday 26 November"))
    assert "#1 The dam above the town has a crack" in missed
    at(newsroom, 29, 8, 1)
    last = text_of(standing(newsroom, CARO, SUN)[-1])
    assert "Sunday 29 November" in last
    assert "Late" not in last


def test_an_empty_desk_has_one_too_and_it_can_be_asked_for(newsroom: Newsroom) -> None:
    at(newsroom, 24, 8, 1)
    (digest,) = standing(newsroom, CARO, SUN)
    assert text_of(digest).split("\n") == [
        "☀️ Newsroom · Tuesday 24 November",
        "",
        "Nothing is unfinished (±0 since Mon 23 Nov, 10:00 UTC).",
        "Since then: 0 new, 0 closed, 0 corrected",
    ]
    assert not [one for one in newsroom.telegram.from_bot(CARO) if "photo" in one], "no chart of nothing"
    newsroom.claim("The dam above the town has a crack")
    newsroom.telegram.say(CARO, "/digest", newsroom.group)
    newsroom.telegram.wait_for(CARO, "now, Tue 24 Nov, 08:0")
    assert "Unfinished: 1 (+1 since" in text_of(standing(newsroom, CARO, SUN)[-1])
    newsroom.telegram.say(CARO, "/digest yesterday")
    newsroom.telegram.wait_for(CARO, "There is no digest of 2026-11-23: the desk is younger.")
    newsroom.telegram.say(CARO, "/digest today")
    settle(newsroom)
    assert "Nothing is unfinished" in text_of(standing(newsroom, CARO, SUN)[-1]), "as it was then"
    newsroom.telegram.say(CARO, "/digest the day of days")
    unread = newsroom.telegram.wait_for(CARO, 'I cannot read "the day of days" as a date.')
    assert "Write it like /digest 2026-11-23." in text_of(unread)
    for day in ("2026-11-25", "2031-01-01"):
        newsroom.telegram.say(CARO, f"/digest {day}")
        newsroom.telegram.wait_for(CARO, f"The digest of {day} is still to come.")
    assert "an earlier date like /digest 2026-11-23" in text_of(newsroom.telegram.from_bot(CARO)[-1])
    newsroom.telegram.say(ANA, "/digest")
    newsroom.telegram.wait_for(ANA, "Only leads may do that.")
    newsroom.telegram.say(DAN, "/digest")
    newsroom.telegram.wait_for(DAN, "You belong to no desk yet.")
    for person in (ANA, DAN):
        assert not digests(newsroom, person)
    settle(newsroom)
    refused = forged(newsroom, DAN, digest, "digest:d1:2026-11-24:0")
    assert "not a member" in refused["text"]
    assert "Only leads" in forged(newsroom, ANA, digest, "digest:d1:t1795507200:0")["text"]
    assert "too old" in forged(newsroom, CARO, digest, "digest:d1:2026-13-45:0")["text"]


def test_pages_are_turned_in_place(newsroom: Newsroom) -> None:
    for n in range(20):
        newsroom.telegram.say(
            ANA, f"/claim Number {n} of the twenty things that somebody said", newsroom.group
        )
    settle(newsroom)
    at(newsroom, 24, 8, 1)
    (first,) = standing(newsroom, CARO, SUN)
    assert "Page 1 of 2" in text_of(first)
    newsroom.telegram.press(CARO, first, "›")
    second = newsroom.telegram.wait_for(CARO, "Page 2 of 2", button="‹")
    assert second["message_id"] == first["message_id"]
    numbers = {n for page in (first, second) for n in re.findall(r"#(\d+) Number", text_of(page))}
    assert numbers == {str(n) for n in range(1, 21)}


def test_a_change_of_zone_or_time_never_makes_a_second_one(newsroom: Newsroom) -> None:
    newsroom.telegram.say(CARO, "/settings digest-group on")
    newsroom.telegram.wait_for(CARO, "Changed.")
    settle(newsroom)
    assert not digests(newsroom, CARO), "not before its time"
    at(newsroom, 24, 8, 1)
    assert len(digests(newsroom, CARO)) == len(digests(newsroom, newsroom.group)) == 1
    newsroom.telegram.say(CARO, "/settings timezone America/New_York")
    newsroom.telegram.wait_for(CARO, "America/New_York")
    newsroom.telegram.say(CARO, "/settings digest 09:00")
    settle(newsroom)
    at(newsroom, 24, 14, 5)
    assert len(digests(newsroom, CARO)) == 1, "it has that of the 24th"
    at(newsroom, 25, 14, 5)
    assert len(digests(newsroom, CARO)) == len(digests(newsroom, newsroom.group)) == 2


def test_a_lead_who_cannot_be_reached_is_named_in_the_group(newsroom: Newsroom) -> None:
    newsroom.telegram.post("block", **{"from": CARO}, blocked=True)
    settle(newsroom)
    at(newsroom, 24, 8, 1)
    assert not digests(newsroom, CARO)
    # The next tick sees that something waits for her, and half an hour after that she is named.
    at(newsroom, 24, 8, 2)
    at(newsroom, 24, 9, 0)
    said = newsroom.telegram.wait_for(newsroom.group, "Caro (@caro_checks): 1 message waits for you")
    assert SUN not in text_of(said)
    at(newsroom, 25, 9, 0)
    newsroom.telegram.post("block", **{"from": CARO}, blocked=False)
    newsroom.telegram.start(CARO)
    newsroom.telegram.wait_for(CARO, "Wednesday 25 November")
    settle(newsroom)
    assert len(digests(newsroom, CARO)) == 1, "of what waited only the newest"


def test_what_could_not_be_sent_is_shown_to_leads(newsroom: Newsroom) -> None:
    newsroom.telegram.say(CARO, "/status")
    newsroom.telegram.wait_for(CARO, "All is well")
    reason = "Bad Request: message is too sad"
    newsroom.telegram.post("faults", method="sendMessage", chat=CARO, kind="400", count=1, description=reason)
    at(newsroom, 24, 8, 1)
    newsroom.telegram.say(CARO, "/status", newsroom.group)
    said = newsroom.telegram.wait_for(CARO, "Could not be sent")
    assert "digest · Caro: " in text_of(said)
    assert "essage is too sad" in text_of(said)
    assert not ever_sent(newsroom, DAN, "status")
