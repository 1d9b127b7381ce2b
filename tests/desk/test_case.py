"""A claim's life in the chat, from the tip to the signed-off verdict, and who is told what."""

import pytest

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "40,000 Syrian fighters have signed up with Russian forces"


def test_four_actions_from_tip_to_signed_off_verdict(newsroom: Newsroom) -> None:
    """One message, one tap, one reply, one tap; and none made more than one new message in the group."""
    telegram = newsroom.telegram
    sent: list[int] = []

    since = telegram.now()
    telegram.say(ANA, f"/claim {CLAIM}", newsroom.group)
    card = newsroom.card(CLAIM, "Take")
    newsroom.settle()
    sent.append(newsroom.new_in_group(since))

    since = telegram.now()
    telegram.press(ANA, card, "Take")
    card = newsroom.card("Assignee: Ana", "Verdict")
    newsroom.settle()
    sent.append(newsroom.new_in_group(since))

    since = telegram.now()
    newsroom.reply(ANA, card, "False: the video is from 2016 https://example.org/video")
    review = newsroom.card("says Ana", "Agree")
    newsroom.settle()
    sent.append(newsroom.new_in_group(since))

    since = telegram.now()
    telegram.press(BEN, review, "Agree")
    newsroom.card("Closed: False", "History")
    telegram.wait_for(ANA, "is closed: False")
    newsroom.settle()
    sent.append(newsroom.new_in_group(since))

    assert sent == [1, 0, 1, 0]
    assert review["reply_to_message"]["message_id"] == card["message_id"]
    settled = newsroom.card("Signed off by Ben")
    assert not set(labels(settled)) & {"Agree", "Ask for changes", "Disagree"}
    newsroom.quiet(DAN, "Syrian")


def test_taking_is_atomic_and_the_second_gets_a_clear_answer(newsroom: Newsroom) -> None:
    card = newsroom.claim(CLAIM)
    assert newsroom.telegram.press(ANA, card, "Take")["text"] == "You took #1."
    forged = {"chat": newsroom.group, "message_id": card["message_id"], "forge": True}
    for person, expected in (
        (BEN, "#1 is with Ana already. Send /queue untaken to see what is free."),
        (ANA, "You have #1 already. Reply to its card with your verdict."),
        (DAN, "You are not a member of this desk. Send /join in its group to become a checker."),
    ):
        made = newsroom.telegram.post("press", **forged, **{"from": person}, data="take:c1")
        answer = newsroom.telegram.get(f"answers/{made['callback_query_id']}", timeout=20)
        assert (answer["text"], answer["show_alert"]) == (expected, True)


def test_release_and_assign(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    assert "Only Ana or a lead" in telegram.press(BEN, card, "Release")["text"]
    telegram.press(ANA, card, "Release")
    newsroom.card("Open", "Take")
    telegram.say(CARO, "/assign 1 @ben_checks", newsroom.group)
    newsroom.card("Assignee: Ben")
    assert "Caro gave you #1" in text_of(telegram.wait_for(BEN, CLAIM))
    telegram.say(ANA, "/assign 1 Ana", newsroom.group)
    telegram.wait_for(ANA, "Only leads may do that")
    telegram.say(CARO, "/assign 1 Dan", newsroom.group)
    telegram.wait_for(CARO, "I find nobody called")


def test_claim_as_a_reply_takes_text_and_origin(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    post = telegram.say(
        BEN,
        "The bridge at Karst is closed",
        newsroom.group,
        forward={"type": "channel", "title": "Karst News", "username": "karstnews", "message_id": 7},
    )
    telegram.say(ANA, "/claim", newsroom.group, reply_to=post["message_id"])
    card = newsroom.card("The bridge at Karst is closed", "Take")
    assert "forwarded from Karst News (claimed)" in text_of(card)


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False")
    why = newsroom.card("Why False?")
    newsroom.reply(BEN, why, "because")
    telegram.wait_for(BEN, "This question was put to somebody else")
    newsroom.reply(ANA, why, "the monitor withdrew the figure")
    evidence = newsroom.card("A verdict needs evidence")
    newsroom.reply(ANA, evidence, "https://example.org/withdrawn")
    review = newsroom.card("says Ana", "Agree")
    assert "the monitor withdrew the figure" in text_of(review)
    assert "example.org" in text_of(review)


def test_a_verdict_by_buttons_in_private(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    telegram.follow(ANA, telegram.press(ANA, card, "Verdict")["url"])
    ratings = telegram.wait_for(ANA, "How do you rate #1?", button="False")
    telegram.press(ANA, ratings, "Mixture")
    telegram.wait_for(ANA, "Why Mixture?")
    telegram.say(ANA, "half of it is right: https://example.org/half")
    telegram.wait_for(ANA, "It waits for 1 other member")
    assert "Mixture, says Ana" in text_of(newsroom.card("says Ana", "Agree"))


def test_changes_asked_for_reach_the_author_and_a_new_version_goes_to_review(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: no such list https://example.org/a")
    review = newsroom.card("says Ana", "Ask for changes")
    since = telegram.now()
    telegram.follow(BEN, telegram.press(BEN, review, "Ask for changes")["url"])
    telegram.wait_for(BEN, "What should change")
    telegram.say(BEN, "the date is wrong")
    told = telegram.wait_for(ANA, "asks for changes to your verdict")
    assert "the date is wrong" in text_of(told)
    newsroom.card("Ben asks for changes: the date is wrong")
    newsroom.settle()
    assert newsroom.new_in_group(since) == 0
    answer = telegram.post(
        "press",
        chat=newsroom.group,
        message_id=review["message_id"],
        **{"from": BEN},
        data="agree:c1:v1",
        forge=True,
    )
    stale = telegram.get(f"answers/{answer['callback_query_id']}", timeout=20)
    assert stale["show_alert"]
    newsroom.reply(ANA, told, "False: no such list, of 3 March https://example.org/a")
    newer = newsroom.card("of 3 March", "Agree")
    telegram.press(BEN, newer, "Agree")
    newsroom.card("Closed: False")


def test_a_dispute_is_decided_by_a_lead(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: no such list https://example.org/a")
    newsroom.card("says Ana", "Disagree")
    telegram.say(BEN, "/disagree 1 Mixture: half of it stands", newsroom.group)
    told = telegram.wait_for(CARO, "is disputed", button="Overrule")
    assert "half of it stands" in text_of(told)
    newsroom.card("disputed")
    request = newsroom.card("Ben disagrees: Mixture. half of it stands")
    assert "a lead decides" in text_of(request)
    telegram.say(CARO, "/overrule 1 Mixture: Ben is right https://example.org/b", newsroom.group)
    closed = newsroom.card("Closed: Mixture")
    assert "Verdict: Mixture by Caro · overruled" in text_of(closed)
    assert "Ana says: False" in text_of(closed)
    newsroom.card("Overruled by Caro: Mixture. Ben is right")
    assert "Ben is right" in text_of(telegram.wait_for(ANA, "Caro overruled the verdict on #1: Mixture"))
    telegram.say(CARO, "/history 1", newsroom.group)
    history = text_of(telegram.wait_for(CARO, "History of #1"))
    assert "Ben: Mixture. half of it stands" in history
    assert "Caro: Mixture. Ben is right" in history


def test_a_lead_who_agrees_ends_a_dispute(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: no such list https://example.org/a")
    newsroom.card("says Ana", "Disagree")
    telegram.say(BEN, "/disagree 1 Mixture: half of it stands", newsroom.group)
    told = telegram.wait_for(CARO, "is disputed", button="Agree")
    telegram.press(CARO, told, "Agree")
    # It is decided with a reason, which whoever disagreed is told.
    telegram.wait_for(CARO, "Why does Ana's verdict on #1 stand?")
    newsroom.card("In review · disputed")
    telegram.say(CARO, "the list names nobody")
    telegram.wait_for(CARO, "You agreed to the verdict on #1.")
    assert "✔ Caro agrees: the list names nobody" in text_of(newsroom.card("Closed: False"))
    for person in (ANA, BEN):
        assert "the list names nobody" in text_of(telegram.wait_for(person, "is closed: False"))
    newsroom.quiet(DAN, "closed")


def test_a_lead_may_ask_for_changes_in_a_dispute(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "False: no such list https://example.org/a")
    newsroom.card("says Ana", "Disagree")
    telegram.say(BEN, "/disagree 1 Mixture: half of it stands", newsroom.group)
    newsroom.card("disputed")
    telegram.say(CARO, "/changes 1 look at what Ben found", newsroom.group)
    telegram.wait_for(ANA, "Caro asks for changes to your verdict on #1: look at what Ben found")
    again = newsroom.card("Taken", "Verdict")
    assert "disputed" not in text_of(again)
    assert "Caro asks for changes: look at what Ben found" in text_of(again)


def test_a_note_raises_the_count_and_gets_a_reaction(newsroom: Newsroom) -> None:
    card = newsroom.taken(CLAIM)
    note = newsroom.reply(BEN, card, "False alarm, ignore")
    newsroom.card("1 note")
    newsroom.settle()
    standing = next(
        m for m in newsroom.telegram.messages(newsroom.group) if m["message_id"] == note["message_id"]
    )
    assert "👌" in str(standing["reactions"])


def test_near_miss_asks_and_a_link_is_offered_as_a_source(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    newsroom.reply(ANA, card, "Flase: no such list https://example.org/a")
    asked = newsroom.card("Did you mean False?", "False")
    assert telegram.press(BEN, asked, "False")["show_alert"]
    telegram.press(ANA, asked, "False")
    newsroom.card("says Ana", "Agree")
    newsroom.reply(BEN, card, "https://wire.example/story")
    offered = newsroom.card("What does wire.example say", "Confirms")
    telegram.press(BEN, offered, "Confirms")
    newsroom.card("wire.example confirms")


def test_an_edited_reply_amends_until_somebody_acts(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    said = newsroom.reply(ANA, card, "False: no such list https://example.org/a")
    review = newsroom.card("says Ana", "Agree")
    telegram.post(
        "messages/edit",
        chat=newsroom.group,
        message_id=said["message_id"],
        **{"from": ANA},
        text="Mixture: a list of 300 https://example.org/a",
    )
    amended = newsroom.card("Mixture, says Ana", "Agree")
    assert amended["message_id"] == review["message_id"]
    telegram.press(BEN, amended, "Agree")
    newsroom.card("Closed: Mixture")


def test_history_names_deeds_and_people_in_private(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.taken(CLAIM)
    telegram.say(BEN, "/history 1", newsroom.group)
    told = text_of(telegram.wait_for(BEN, "History of #1"))
    assert "queued" in told
    assert "taken · Ana" in told
    assert "queued · Ana" not in told
    telegram.say(CARO, "/history 1")
    assert "queued · Ana" in text_of(telegram.wait_for(CARO, "History of #1"))
    telegram.say(DAN, "/history 1")
    telegram.wait_for(DAN, "You belong to no desk yet")


def test_queue_mine_and_show(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    for number in range(1, 11):
        newsroom.claim(f"Tunnel number {number} under the river has been flooded since Monday")
    telegram.say(ANA, "/queue", newsroom.group)
    page = newsroom.card("page 1 of 2", "›")
    telegram.press(BEN, page, "›")
    turned = newsroom.card("page 2 of 2", "‹")
    assert turned["message_id"] == page["message_id"]
    telegram.say(ANA, "/take 3", newsroom.group)
    newsroom.card("Assignee: Ana")
    telegram.say(ANA, "/mine", newsroom.group)
    assert "#3" in text_of(telegram.wait_for(ANA, "Mine"))
    telegram.say(BEN, "/show 3", newsroom.group)
    newsroom.settle()
    telegram.say(DAN, "/queue")
    telegram.wait_for(DAN, "You belong to no desk yet")


def test_a_desk_of_one(newsroom: Newsroom) -> None:
    """Dan's own desk, in private: nobody signs off, the verdict closes, and nothing crosses to the newsroom."""
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "Your desk is open")
    telegram.say(DAN, "/claim The mayor resigned on Sunday")
    card = telegram.wait_for(DAN, "The mayor resigned", button="Take")
    assert "#1" in text_of(card)
    telegram.press(DAN, card, "Take")
    card = telegram.wait_for(DAN, "Assignee: Dan", button="Verdict")
    newsroom.reply(DAN, card, "True: she said so herself https://example.org/mayor")
    telegram.wait_for(DAN, "Closed: True")
    telegram.say(DAN, "/show 2")
    telegram.wait_for(DAN, "There is no claim #2 at this desk")
    newsroom.quiet(DAN, "Syrian")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/claim", "There is nothing to check yet"),
        ("/take 99", "There is no claim #99 at this desk"),
        ("/take 99999999999999999999999", "No claim has a number that large"),
        ("/take soon", "I cannot read “soon” as a claim's number"),
        ("/take", "Say which claim"),
        ("/queue everything", "There is no list"),
        ("/settings timezone Atlantis", "I do not know the time zone"),
        ("/priority 1 huge", "There is no priority"),
        ("/decline 1", "Say why"),
        ("/agree 1", "no verdict to review yet"),
        ("/verdict 1 Flase: x", "is no rating of this desk"),
        ("/reopen 1 why", "neither closed nor declined"),
    ],
    ids=lambda value: value[:24],
)
def test_bad_input_gets_a_clear_sentence(shared_newsroom: Newsroom, text: str, answer: str) -> None:
    telegram = shared_newsroom.telegram
    person = CARO
    before = len(telegram.from_bot(shared_newsroom.group))
    telegram.say(person, text, shared_newsroom.group)
    telegram.wait_for(person, answer.replace("“", '"').replace("”", '"'))
    shared_newsroom.settle()
    assert len(telegram.from_bot(shared_newsroom.group)) == before


def test_a_private_persons_name_stays_out_of_evidence_and_ledger(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken(CLAIM)
    post = {"forward": {"type": "user", "name": "Olena Secret"}}
    newsroom.reply(BEN, card, "I was there and saw nobody", **post)
    offered = newsroom.card("What does a private person say", "Denies")
    telegram.press(BEN, offered, "Denies")
    newsroom.card("a private person denies")
    newsroom.reply(ANA, card, "False: a witness says so", **post)
    newsroom.settle()
    newsroom.reply(ANA, card, "False: a witness was there https://example.org/a")
    newsroom.card("says Ana", "Agree")
    newsroom.settle()
    assert not [words for words in newsroom.in_group() if "Olena" in words]
