"""Reminders, end to end: from Monday 23 November 2026, 10:00 UTC on, quiet from 21:00 to 08:00."""

from datetime import UTC, datetime

import pytest

from bot.rules.refusals.prompts import NothingToCancel
from bot.texts import Texts
from tests.desk.clock import at, ever_sent, forged, set_clock, settle, standing
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, Bot, Telegram, keyboard, labels, text_of


def test_an_untaken_claim_is_brought_up_in_the_group_but_not_at_night(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, 23, 13, 55)
    assert not ever_sent(newsroom, newsroom.group)
    at(newsroom, 23, 14, 5)
    assert len(ever_sent(newsroom, newsroom.group)) == 1
    said = newsroom.telegram.wait_for(newsroom.group, "nobody has taken it, 4 hours old", button="Take")
    assert "#1 The dam above the town has a crack" in text_of(said)
    assert labels(said) == ["Take", "On it", "Snooze"]
    at(newsroom, 23, 18)
    newsroom.claim("The mayor has left the country")
    at(newsroom, 23, 22, 30)
    at(newsroom, 24, 7, 59)
    assert len(ever_sent(newsroom, newsroom.group)) == 1
    at(newsroom, 24, 8, 1)
    assert len(ever_sent(newsroom, newsroom.group)) == 2
    at(newsroom, 24, 10, 5)
    lead = newsroom.telegram.wait_for(CARO, "#1 The dam", button="Assign")
    assert labels(lead) == ["Take", "Assign", "Snooze"]
    assert not standing(newsroom, DAN)
    assert not standing(newsroom, ANA)
    at(newsroom, 24, 18)
    newsroom.claim("The bridge is closed")
    at(newsroom, 24, 22, 30)
    assert not ever_sent(newsroom, newsroom.group, "#3</a> The bridge")
    newsroom.telegram.say(CARO, "/settings quiet off")
    newsroom.telegram.wait_for(newsroom.group, "#3 The bridge is closed", button="Take")


def test_two_claims_due_together_are_one_message_and_a_kill_doubles_nothing(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    newsroom.claim("The mayor has left the country")
    settle(newsroom)
    newsroom.bot.kill()
    set_clock(newsroom.telegram, datetime(2026, 11, 23, 15, tzinfo=UTC))
    since = newsroom.telegram.now()
    newsroom.telegram.post("faults", method="sendMessage", chat=newsroom.group, kind="502", count=1)
    newsroom.bot.start()
    # Killed while the message is under way: Telegram has refused it once.
    newsroom.telegram.get("wait", since=since, timeout=20, kind="call", chat=newsroom.group)
    newsroom.bot.kill()
    newsroom.bot.start()
    settle(newsroom)
    said = newsroom.telegram.wait_for(newsroom.group, "2 claims wait")
    assert "#1" in text_of(said)
    assert "#2" in text_of(said)
    assert [row[0]["text"] for row in keyboard(said)] == ["#1 Take", "#2 Take"]
    newsroom.bot.kill()
    newsroom.bot.start()
    settle(newsroom)
    # A kill that comes when Telegram already has the second try leaves its answer unheard: that may be a copy.
    ((unheard,),) = newsroom.bot.ask("SELECT coalesce(sum(ambiguous), 0) FROM outbox")
    assert len(ever_sent(newsroom, newsroom.group)) <= 1 + unheard


def test_a_reply_to_the_bundle_names_its_claim(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    newsroom.claim("The mayor has left the country")
    at(newsroom, 23, 15)
    said = newsroom.telegram.wait_for(newsroom.group, "2 claims wait")
    newsroom.reply(ANA, said, "#2 False: he was seen here today https://example.org/mayor")
    newsroom.telegram.wait_for(newsroom.group, "says Ana", button="Agree")
    at(newsroom, 23, 23)
    assert len(ever_sent(newsroom, newsroom.group)) == 1


def test_a_reply_to_the_bundle_without_a_number_asks_which_and_keeps_what_was_typed(
    newsroom: Newsroom,
) -> None:
    newsroom.claim("The dam above the town has a crack")
    newsroom.claim("The mayor has left the country")
    at(newsroom, 23, 15)
    said = newsroom.telegram.wait_for(newsroom.group, "2 claims wait")
    newsroom.reply(ANA, said, "False: he was seen here today https://example.org/mayor")
    asked = newsroom.telegram.wait_for(newsroom.group, "Which claim do you mean? I kept what you wrote.")
    assert sorted(labels(asked)) == ["#1", "#2"]
    assert "somebody else" in newsroom.telegram.press(BEN, asked, "#2")["text"]
    assert "not a member" in forged(newsroom, DAN, asked, "which:c2:p1")["text"]
    newsroom.settle()
    assert not [text for text in newsroom.in_group() if "says" in text]
    assert newsroom.telegram.press(ANA, asked, "#2")["text"] == "Kept for #2."
    verdict = newsroom.telegram.wait_for(newsroom.group, "says Ana", button="Agree")
    assert "#2" in text_of(verdict)
    assert "he was seen here today" in text_of(verdict)
    newsroom.telegram.press(ANA, asked, "#1")
    newsroom.settle()
    assert len([text for text in newsroom.in_group() if "says Ana" in text]) == 1, "it was meant once"


def test_the_next_one_takes_the_place_of_the_one_before(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, 23, 12)
    newsroom.claim("The mayor has left the country")
    at(newsroom, 23, 14, 5)
    at(newsroom, 23, 16, 5)
    (said,) = standing(newsroom, newsroom.group)
    assert "1 claim waits" in text_of(said)
    assert "Also waiting: #1" in text_of(said)
    assert len(ever_sent(newsroom, newsroom.group)) == 2


def test_a_reminder_too_old_to_delete_is_cut_to_one_line(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, 23, 14, 5)
    at(newsroom, 27, 10)
    newsroom.claim("The mayor has left the country")
    at(newsroom, 27, 14, 5)
    first, second = standing(newsroom, newsroom.group)
    assert text_of(first) == "⏰ Mon 23 Nov, 14:05 UTC: #1"
    assert not labels(first)
    assert "#2 The mayor" in text_of(second)


def test_who_acts_is_not_reminded(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    at(newsroom, 23, 15)
    assert not ever_sent(newsroom, newsroom.group)
    at(newsroom, 24, 10, 5)
    said = newsroom.telegram.wait_for(ANA, "with you for", button="On it")
    assert labels(said) == ["On it", "Snooze", "Release", "Verdict"]
    assert not standing(newsroom, BEN)
    assert not standing(newsroom, DAN)


def test_a_closed_claim_is_not_brought_up(newsroom: Newsroom) -> None:
    card = newsroom.taken("The dam above the town has a crack")
    newsroom.reply(ANA, card, "False: it is a shadow https://example.org/dam")
    review = newsroom.telegram.wait_for(newsroom.group, "says Ana", button="Agree")
    newsroom.telegram.press(BEN, review, "Agree")
    newsroom.card("Closed: False")
    at(newsroom, 28, 12)
    for chat in (newsroom.group, ANA, BEN, CARO, DAN):
        assert not ever_sent(newsroom, chat), chat


def test_a_verdict_waiting_for_sign_off_is_brought_up_in_the_group(newsroom: Newsroom) -> None:
    card = newsroom.taken("The dam above the town has a crack")
    newsroom.reply(ANA, card, "False: it is a shadow https://example.org/dam")
    newsroom.telegram.wait_for(newsroom.group, "says Ana", button="Agree")
    at(newsroom, 23, 18, 5)
    said = newsroom.telegram.wait_for(newsroom.group, "waits for sign-off for 8 hours")
    assert labels(said) == ["Card", "On it", "Snooze"]
    assert not standing(newsroom, CARO)
    at(newsroom, 24, 10, 5)
    newsroom.telegram.wait_for(CARO, "waits for sign-off for", button="On it")


def test_on_it_is_an_answer(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    at(newsroom, 24, 10, 5)
    said = newsroom.telegram.wait_for(ANA, "with you for", button="On it")
    answer = newsroom.telegram.press(ANA, said, "On it")
    assert answer["text"] == "Noted: somebody is on #1."
    at(newsroom, 25, 9, 55)
    assert len(ever_sent(newsroom, ANA)) == 1
    at(newsroom, 25, 10, 15)
    newsroom.telegram.wait_for(ANA, "keep it, or release it?", button="Keep")


def test_a_silent_owner_is_asked_and_then_the_claim_is_free(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    at(newsroom, 24, 10, 5)
    at(newsroom, 25, 10, 5)
    asked = newsroom.telegram.wait_for(ANA, "keep it, or release it?", button="Keep")
    assert labels(asked) == ["Keep", "Release", "Verdict"]
    newsroom.telegram.wait_for(CARO, "with Ana for 2 days; I asked whether to release it", button="Release")
    at(newsroom, 26, 10, 15)
    newsroom.telegram.wait_for(newsroom.group, "Ana did not answer; it is free again", button="Take")
    newsroom.telegram.wait_for(ANA, "you did not answer, so it went back to the queue")
    newsroom.telegram.wait_for(CARO, "Ana did not answer; it is free again")
    newsroom.card("Open", button="Take")
    newsroom.telegram.say(BEN, "/history 1")
    history = newsroom.telegram.wait_for(BEN, "History of #1")
    assert "released" in text_of(history)
    assert not newsroom.telegram.from_bot(DAN)[1:], "the stranger saw only the bot's greeting"


def test_an_owner_who_keeps_the_claim_is_not_silent(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    at(newsroom, 24, 10, 5)
    at(newsroom, 25, 10, 5)
    newsroom.telegram.press(
        ANA, newsroom.telegram.wait_for(ANA, "keep it, or release it?", button="Keep"), "Keep"
    )
    at(newsroom, 26, 10, 4)
    newsroom.card("Assignee: Ana", button="Verdict")
    at(newsroom, 26, 10, 15)
    newsroom.telegram.wait_for(ANA, "with you for", button="On it")
    newsroom.card("Assignee: Ana", button="Verdict")


@pytest.mark.parametrize(
    ("label", "until", "before", "after"),
    [
        ("1 hour", "Tue 24 Nov, 11:0", (24, 11, 0), (24, 11, 10)),
        ("Tomorrow 9:00", "Wed 25 Nov, 09:00", (25, 8, 55), (25, 9, 1)),
    ],
)
def test_snooze(
    newsroom: Newsroom, label: str, until: str, before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    newsroom.taken("The dam above the town has a crack")
    at(newsroom, 24, 10, 5)
    newsroom.telegram.press(ANA, newsroom.telegram.wait_for(ANA, "with you for"), "Snooze")
    question = newsroom.telegram.wait_for(ANA, "No reminders about #1 until when?", button=label)
    newsroom.telegram.press(ANA, question, label)
    newsroom.telegram.wait_for(ANA, f"No reminders about #1 until {until}")
    newsroom.card(f"Snoozed until {until}")
    at(newsroom, *before)
    assert len(ever_sent(newsroom, ANA)) == 1
    at(newsroom, *after)
    newsroom.telegram.wait_for(ANA, "no longer snoozed", button="On it")
    settle(newsroom)
    assert "Snoozed" not in newsroom.in_group()[-1]


def test_snooze_in_words_and_only_by_who_may(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    newsroom.telegram.say(ANA, "/snooze 1 in 3 days")
    newsroom.telegram.wait_for(ANA, "No reminders about #1 until Thu 26 Nov, 10:0")
    newsroom.telegram.say(BEN, "/snooze 1 2h")
    newsroom.telegram.wait_for(BEN, "Only the person who has this claim, or a lead, may do that.")
    newsroom.telegram.say(DAN, "/snooze 1 2h")
    newsroom.telegram.wait_for(DAN, "You belong to no desk yet.")
    newsroom.telegram.say(ANA, "/snooze 1 some day")
    newsroom.telegram.wait_for(ANA, 'I cannot read "some day" as a time')
    newsroom.telegram.say(ANA, "/snooze 1")
    newsroom.telegram.wait_for(ANA, "Say when, like /snooze 1 tomorrow 9:00")
    at(newsroom, 26, 9)
    assert not ever_sent(newsroom, ANA)


def test_snooze_in_the_group_asks_in_private(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, 23, 14, 5)
    said = newsroom.telegram.wait_for(newsroom.group, "nobody has taken it", button="Snooze")
    refused = newsroom.telegram.press(BEN, said, "Snooze")
    assert "a lead" in refused["text"]
    for data in ("onit:c1", "snooze:c1", "snoozed:c1:hour", "take:c1"):
        assert "not a member" in forged(newsroom, DAN, said, data)["text"], data
    opened = newsroom.telegram.press(CARO, said, "Snooze")
    newsroom.telegram.follow(CARO, opened["url"])
    newsroom.telegram.wait_for(CARO, "No reminders about #1 until when?", button="Monday")
    newsroom.telegram.follow(DAN, opened["url"])
    newsroom.quiet(DAN, "No reminders")


def test_snooze_until_when_in_the_persons_own_words(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    at(newsroom, 23, 14, 5)
    said = newsroom.telegram.wait_for(newsroom.group, "nobody has taken it", button="Snooze")
    assert "a lead" in forged(newsroom, BEN, said, "when:c1")["text"]
    assert "not a member" in forged(newsroom, DAN, said, "when:c1")["text"]
    asked_in_group = forged(newsroom, CARO, said, "when:c1")
    assert asked_in_group["url"].endswith("start=when-c1")
    for person in (CARO, DAN):
        newsroom.telegram.follow(person, asked_in_group["url"])
    question = "No reminders about #1 until when? Write it in your own words, like tomorrow 9:00."
    newsroom.telegram.wait_for(CARO, question)
    newsroom.quiet(DAN, "until when?")

    # Neither the past nor riddles are an answer; the question stays. What others say is none either.
    newsroom.telegram.say(CARO, "yesterday 9:00")
    newsroom.telegram.wait_for(CARO, '"yesterday 9:00" is in the past. Give a time that is still to come')
    newsroom.telegram.say(CARO, "some day")
    newsroom.telegram.wait_for(CARO, 'I cannot read "some day" as a time. Try 2h, this evening')
    newsroom.telegram.say(CARO, "in 200 days")
    newsroom.telegram.wait_for(CARO, "at most 90 days")
    newsroom.telegram.say(DAN, "tomorrow 9:00")
    newsroom.quiet(CARO, "No reminders about #1 until Tue")
    assert "Snoozed" not in newsroom.in_group()[-1]
    newsroom.telegram.say(CARO, "tomorrow 9:00")
    newsroom.telegram.wait_for(CARO, "No reminders about #1 until Tue 24 Nov, 09:00 UTC.")
    newsroom.card("Snoozed until Tue 24 Nov, 09:00")

    # In her language, by the buttons: When? stands beside the usual answers.
    for code, words, until in (("uk", "післязавтра о 9", "25"), ("ar", "بعد 3 ايام", "26")):
        t = Texts(code)
        newsroom.telegram.say(CARO, f"/language {code}")
        newsroom.telegram.follow(CARO, asked_in_group["url"].replace("when-", "snooze-"))
        choices = newsroom.telegram.wait_for(CARO, "/snooze 1 3h", button=t.plain("When?"))
        newsroom.telegram.press(CARO, choices, t.plain("When?"))
        newsroom.telegram.wait_for(CARO, t.plain("Tomorrow 9:00").lower() + ".")
        newsroom.telegram.say(CARO, words)
        newsroom.card(f"Snoozed until {('Wed', 'Thu')[code == 'ar']} {until} Nov")

    # A button answers the question too: what she says next is heard as ever.
    newsroom.telegram.press(CARO, choices, t.plain("When?"))
    newsroom.telegram.press(CARO, choices, t.plain("1 hour"))
    newsroom.card("Snoozed until Mon 23 Nov")
    newsroom.telegram.say(CARO, "/cancel")
    newsroom.telegram.wait_for(CARO, t.plain(NothingToCancel.__doc__ or ""))


def test_due_in_words(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    newsroom.telegram.say(ANA, "/due 1 18:00")
    newsroom.telegram.wait_for(ANA, "#1 is due Mon 23 Nov, 18:00 UTC.")
    newsroom.card("Due: Mon 23 Nov, 18:00")
    at(newsroom, 23, 16, 1)
    newsroom.telegram.wait_for(ANA, "due Mon 23 Nov, 18:00", button="On it")
    assert not standing(newsroom, CARO)
    at(newsroom, 23, 18, 1)
    newsroom.telegram.wait_for(ANA, "overdue since Mon 23 Nov, 18:00")
    newsroom.telegram.wait_for(CARO, "overdue since Mon 23 Nov, 18:00")
    at(newsroom, 24, 18, 1)
    assert sum("overdue" in said for said in ever_sent(newsroom, ANA)) == 2
    newsroom.telegram.say(ANA, "/due 1 none")
    newsroom.telegram.wait_for(ANA, "#1 is due at no certain time.")
    newsroom.telegram.say(ANA, "/due 1 yesterday")
    newsroom.telegram.wait_for(ANA, "is in the past")


def test_who_cannot_be_reached_is_named_in_the_group(newsroom: Newsroom) -> None:
    newsroom.taken("The dam above the town has a crack")
    newsroom.telegram.post("block", **{"from": ANA}, blocked=True)
    at(newsroom, 24, 10, 5)
    said = newsroom.telegram.wait_for(newsroom.group, "For Ana, whom I cannot reach.")
    link = next(e["url"] for e in said["entities"] if e.get("url", "").endswith("start=hello"))
    assert not standing(newsroom, ANA)
    newsroom.telegram.post("block", **{"from": ANA}, blocked=False)
    newsroom.telegram.follow(ANA, link)
    settle(newsroom)


def test_what_waits_for_somebody_is_named_within_the_hour(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    newsroom.telegram.post("block", **{"from": BEN}, blocked=True)
    newsroom.telegram.say(CARO, "/assign 1 Ben")
    newsroom.card("Assignee: Ben")
    settle(newsroom)
    assert not standing(newsroom, newsroom.group)
    at(newsroom, 23, 10, 59)
    said = newsroom.telegram.wait_for(newsroom.group, "Ben (@ben_checks): 1 message waits for you")
    assert "The dam" not in text_of(said), "what waits is for Ben alone"
    newsroom.telegram.say(CARO, "/status")
    newsroom.telegram.wait_for(CARO, "Ben (1 message waits)")
    newsroom.telegram.say(ANA, "/status")
    newsroom.telegram.wait_for(ANA, "Only leads may do that.")
    newsroom.telegram.say(DAN, "/status")
    newsroom.telegram.wait_for(DAN, "You belong to no desk yet.")
    at(newsroom, 23, 12)
    assert len(ever_sent(newsroom, newsroom.group, "waits for you")) == 1
    newsroom.telegram.post("block", **{"from": BEN}, blocked=False)
    newsroom.telegram.start(BEN)
    newsroom.telegram.wait_for(BEN, "gave you #1")


def test_what_was_settled_while_telegram_was_away_is_not_sent(newsroom: Newsroom) -> None:
    newsroom.claim("The dam above the town has a crack")
    settle(newsroom)
    since = newsroom.telegram.now()
    newsroom.telegram.post("faults", method="sendMessage", kind="429", retry_after=3, count=1)
    set_clock(newsroom.telegram, datetime(2026, 11, 23, 15, tzinfo=UTC))
    tried = newsroom.telegram.get("wait", since=since, timeout=20, kind="call", chat=newsroom.group)
    assert "nobody has taken it" in str(tried)
    newsroom.telegram.say(ANA, "/take 1", newsroom.group)
    newsroom.card("Assignee: Ana")
    settle(newsroom)
    assert not ever_sent(newsroom, newsroom.group)


def test_a_private_desk_reminds_its_one_member(telegram: Telegram, bot: Bot) -> None:
    telegram.start(BEN, DAN)
    telegram.say(BEN, "/setup")
    telegram.wait_for(BEN, "Your desk is open")
    telegram.say(BEN, "/claim The dam above the town has a crack")
    telegram.wait_for(BEN, "The dam", button="Take")
    room = Newsroom(telegram, bot, BEN)
    at(room, 23, 14, 5)
    said = telegram.wait_for(BEN, "nobody has taken it", button="Take")
    telegram.press(BEN, said, "Take")
    at(room, 25, 15)
    telegram.wait_for(BEN, "keep it, or release it?", button="Keep")
    assert not standing(room, DAN)


def test_a_group_that_nobody_sets_up_is_left_after_a_day(telegram: Telegram, bot: Bot) -> None:
    group = telegram.group()
    telegram.wait_for(group, "otherwise I leave after a day")
    room = Newsroom(telegram, bot, group)
    at(room, 24, 9, 55)
    assert not [line for line in telegram.ledger() if line.get("method") == "leaveChat"]
    at(room, 24, 10, 5)
    assert [line for line in telegram.ledger() if line.get("method") == "leaveChat"]
