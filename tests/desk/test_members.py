"""Invited by link, given a role, removed: by a lead alone, and never without a lead left."""

import re
from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, PATIENCE, Telegram, labels, text_of

LINK = re.compile(r"https://t\.me/desk_bot\?start=invite-([\w-]{22})\b")


def invited(telegram: Telegram, role: str) -> tuple[str, dict[str, Any]]:
    """The link that Caro gets for this role, and the message it is in."""
    before = {message["message_id"] for message in telegram.from_bot(CARO)}
    telegram.say(CARO, f"/invite {role}")
    while True:
        message = telegram.wait_for(CARO, "?start=invite-", button="Revoke")
        if message["message_id"] not in before:
            break
    found = LINK.search(text_of(message))
    assert found is not None
    return found[0], message


def forged(telegram: Telegram, person: int, message: dict[str, Any], data: str) -> str:
    """What a press answers whose data the bot never wrote."""
    made = telegram.post(
        "press",
        chat=message["chat"]["id"],
        message_id=message["message_id"],
        **{"from": person},
        data=data,
        forge=True,
    )
    answer = telegram.get(f"answers/{made['callback_query_id']}", timeout=PATIENCE)
    return str(answer.get("text") or "")


def test_a_contributor_by_link(newsroom: Newsroom) -> None:
    telegram, bot = newsroom.telegram, newsroom.bot
    for person in (ANA, DAN):
        telegram.say(person, "/invite lead")
    telegram.wait_for(ANA, "Only leads may do that")
    telegram.wait_for(DAN, "You belong to no desk yet")
    telegram.say(CARO, "/invite boss")
    telegram.wait_for(CARO, 'There is no role "boss"')

    # Nobody but who has the link could know it: the database does not, nor do backups of it.
    link, message = invited(telegram, "contributor")
    secret = link.partition("invite-")[2]
    ((digest,),) = bot.ask("SELECT digest FROM invitation")
    assert len(digest) == 64
    for table in ("outbox", "sent_message", "invitation", "event", "prompt", "errand"):
        assert secret not in str(bot.ask(f"SELECT * FROM {table}")), table

    # Followed, it is used up; Dan stays a stranger until a lead has confirmed.
    telegram.follow(DAN, link)
    telegram.wait_for(DAN, "A lead of Newsroom confirms it")
    telegram.say(DAN, "/queue")
    telegram.wait_for(DAN, "You belong to no desk yet. Send /join")
    telegram.follow(BEN, link)
    telegram.wait_for(BEN, "You are a member of this desk already")
    question = telegram.wait_for(CARO, "Dan @dan_checks followed the invitation of Caro", button="Let in")
    assert "contributor" in text_of(question)
    for person in (ANA, DAN):
        assert forged(telegram, person, question, "admit:i1:yes") != ""
    assert bot.ask("SELECT count(*) FROM member") == [(3,)]
    telegram.press(CARO, question, "Let in")
    telegram.wait_for(DAN, "You are a contributor of Newsroom now")
    telegram.wait_for(CARO, "Caro let Dan in as contributor")
    telegram.say(DAN, "/claim The port of Karst has been closed since Friday")
    newsroom.card("The port of Karst", "Take")
    telegram.say(DAN, "/take 1")
    telegram.wait_for(DAN, "Only checkers and leads may do that")
    assert forged(telegram, CARO, question, "admit:i1:no") != ""

    # Revoked, too old, or never written: all the same to who follows it.
    telegram.post("users", id=106, first_name="Fay", language_code="en")
    telegram.start(106)
    link, message = invited(telegram, "checker")
    telegram.press(CARO, message, "Revoke")
    telegram.wait_for(CARO, "nobody can use it")
    telegram.follow(106, link)
    telegram.wait_for(106, "used already or is too old")
    late, message = invited(telegram, "lead")
    telegram.advance(hours=24, seconds=1)
    for wrong in (late, "https://t.me/desk_bot?start=invite-" + "A" * 22):
        telegram.follow(106, wrong)
    newsroom.settle()
    assert sum("used already or is too old" in text_of(one) for one in telegram.from_bot(106)) == 3
    link, message = invited(telegram, "checker")
    telegram.follow(106, link)
    telegram.press(CARO, telegram.wait_for(CARO, "Fay followed", button="Turn away"), "Turn away")
    telegram.wait_for(106, "did not let you in")
    telegram.say(106, "/queue")
    telegram.wait_for(106, "You belong to no desk yet. Send /join")


def test_nobody_waits_for_an_invitation_that_is_off(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    telegram.say(CARO, "/members Ben lead")
    telegram.wait_for(BEN, "You are a lead of Newsroom now")
    link, _ = invited(telegram, "checker")
    telegram.follow(DAN, link)
    telegram.wait_for(DAN, "A lead of Newsroom confirms it")
    question = telegram.wait_for(BEN, "Dan @dan_checks followed the invitation of Caro", button="Let in")
    # Whoever invited him leads no more: he hears it, and the other lead is not asked in vain.
    telegram.say(BEN, "/members Caro checker")
    telegram.wait_for(DAN, "Your invitation to Newsroom is off")
    gone = telegram.wait_for(BEN, "Dan cannot be let in any more")
    assert (gone["message_id"], labels(gone)) == (question["message_id"], [])
    assert "This invitation is off" in forged(telegram, BEN, question, "admit:i1:yes")

    # Whoever waits is forgotten: the question, which names him, gives way to that.
    telegram.say(BEN, "/members Caro lead")
    telegram.wait_for(CARO, "You are a lead of Newsroom now")
    link, _ = invited(telegram, "checker")
    telegram.follow(DAN, link)
    question = telegram.wait_for(BEN, "Dan @dan_checks followed", button="Let in")
    telegram.say(DAN, "/forget yes")
    telegram.wait_for(DAN, "You are forgotten")
    for lead in (BEN, CARO):
        telegram.wait_for(lead, "Whoever followed this invitation asked to be forgotten")
    newsroom.settle()
    assert not [m for m in telegram.from_bot(BEN) if "Dan @dan_checks followed" in text_of(m)]
    assert "This invitation is off" in forged(telegram, BEN, question, "admit:i2:yes")
    assert newsroom.bot.ask("SELECT count(*) FROM member") == [(3,)]


def test_roles_removal_and_the_last_lead(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken("The dam above the town has a crack of 30 metres")
    telegram.say(ANA, "/members")
    telegram.wait_for(ANA, "Only leads may do that")
    telegram.say(CARO, "/members")
    page = telegram.wait_for(CARO, "Newsroom: members", button="Ana")
    assert re.search(r"Ana @ana_checks · checker · 1 claim · last active Mon 23 Nov", text_of(page))
    assert re.search(r"Ben @ben_checks · checker · 0 claims", text_of(page))
    for person in (ANA, DAN):
        assert forged(telegram, person, page, "member:d1:m2:lead") != ""
        assert forged(telegram, person, page, "member:d1:m3:remove:m0") != ""

    # The only lead neither leaves nor steps down before there is another.
    for words in ("/members @caro_checks remove", "/members Caro checker"):
        telegram.say(CARO, words)
    newsroom.settle()
    assert sum("You are the only lead" in text_of(one) for one in telegram.from_bot(CARO)) == 2
    telegram.say(CARO, "/members Ben lead")
    telegram.wait_for(BEN, "You are a lead of Newsroom now")

    # Ana goes, Ben has what she had; her old buttons are a stranger's, and Join does not undo it.
    telegram.press(CARO, page, "Ana")
    telegram.press(CARO, telegram.wait_for(CARO, "Ana @ana_checks", button="Make a lead"), "Remove")
    asked = telegram.wait_for(CARO, "1 unfinished claim:", button="Give to Ben")
    telegram.press(CARO, asked, "Give to Ben")
    telegram.wait_for(CARO, "Ben has 1 claim of theirs now")
    telegram.wait_for(ANA, "A lead has removed you from Newsroom")
    telegram.wait_for(BEN, "Caro gave you 1 claim that Ana had")
    newsroom.card("Assignee: Ben", "Verdict")
    assert "not a member" in str(telegram.press(ANA, card, "Release").get("text"))
    telegram.say(ANA, "/join", newsroom.group)
    telegram.wait_for(ANA, "A lead has removed you from this desk. Ask")
    link, _ = invited(telegram, "checker")
    telegram.follow(ANA, link)
    telegram.press(CARO, telegram.wait_for(CARO, "Ana @ana_checks followed", button="Let in"), "Let in")
    telegram.wait_for(ANA, "You are a checker of Newsroom now")

    # Both leads leave the group, which Telegram lets them: an administrator of it takes over.
    telegram.say(CARO, "/members @ana_checks contributor")
    telegram.wait_for(ANA, "You are a contributor of Newsroom now")
    telegram.post(f"chats/{newsroom.group}/members", user=BEN, status="left")
    newsroom.card("The dam above the town", "Take")
    telegram.post(f"chats/{newsroom.group}/members", user=CARO, status="left")
    newsroom.card("no lead any more")
    telegram.say(ANA, "/setup", newsroom.group)
    telegram.wait_for(ANA, "Only an administrator of this group")
    telegram.post(f"chats/{newsroom.group}/members", user=DAN, status="administrator", by=CARO)
    telegram.say(DAN, "/setup", newsroom.group)
    newsroom.card("Dan is a lead now")
    telegram.say(DAN, "/members")
    telegram.wait_for(DAN, "Dan @dan_checks · lead")
