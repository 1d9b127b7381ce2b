"""The sources ledger: added in four ways, counted by origin, explained when asked for, protected where asked."""

from typing import Any

import pytest

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of

CLAIM = "The bridge at Karst has been closed since Monday"


def sources_of(room: Newsroom) -> list[tuple[Any, ...]]:
    room.settle()
    return room.bot.ask(
        "SELECT who, stance, origin, repeats_id, repeats_who, claimed, protected FROM source ORDER BY id"
    )


def card_of(room: Newsroom) -> str:
    room.settle()
    return text_of(room.card(CLAIM, "Add source"))


def test_by_command_the_card_counts_and_single_source_goes_by_itself(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.say(ANA, "/source 1 reports https://www.bbc.co.uk/news/1")
    telegram.wait_for(ANA, "Source added to #1")
    assert "Sources: 1 · 1 independent · ⚠️ single source" in card_of(newsroom)
    # Another page of the same outlet, and somebody who repeats it: one origin still.
    telegram.say(ANA, "/source 1 confirms https://news.bbc.co.uk/2")
    telegram.say(BEN, "/source 1 repeats Karst Times https://times.example/3 of 1")
    telegram.wait_for(BEN, "Source added to #1")
    shown = card_of(newsroom)
    assert "Sources: 3 · 1 independent · ⚠️ single source" in shown
    assert "1. bbc.co.uk reports\n2. news.bbc.co.uk confirms\n3. Karst Times repeats bbc.co.uk" in shown
    telegram.say(CARO, "/queue single")
    page = text_of(telegram.wait_for(CARO, "Single source · 1"))
    assert "single source" in page
    telegram.say(CARO, "/digest")
    digest = telegram.wait_for(CARO, CLAIM, button="Single source · 1")
    assert "untaken · single source" in text_of(digest)
    telegram.press(CARO, digest, "Single source · 1")
    assert len([m for m in telegram.from_bot(CARO) if "Single source · 1" in text_of(m)]) <= 2
    # A second origin.
    telegram.say(BEN, "/source 1 denies the mayor of Karst")
    telegram.say(BEN, "/source 1 confirmed the bridge keeper")
    telegram.wait_for(BEN, "Source added to #1")
    newsroom.settle()
    shown = card_of(newsroom)
    assert "Sources: 5 · 2 independent" in shown
    assert "single" not in shown
    telegram.say(CARO, "/queue single")
    telegram.wait_for(CARO, "Single source · 0")
    # Why.
    telegram.say(CARO, "/source 1")
    told = text_of(telegram.wait_for(CARO, "Why 2?", button="Add source"))
    assert (
        "1. bbc.co.uk: bbc.co.uk reports, news.bbc.co.uk confirms, Karst Times repeats\n"
        "2. the bridge keeper: the bridge keeper confirms\n"
        "Denies, so does not carry it: the mayor of Karst"
    ) in told
    telegram.say(CARO, "/history 1")
    assert "source added · Ben: Karst Times repeats" in text_of(telegram.wait_for(CARO, "History of"))


def test_by_button_and_by_a_reply_with_a_link_and_whom_it_repeats(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim("SOHR says: the bridge at Karst has been closed since Monday")
    newsroom.bot.tell("UPDATE claim SET claimant = 'SOHR'")
    opened = telegram.press(BEN, card, "Add source")
    telegram.follow(BEN, opened["url"])
    telegram.wait_for(BEN, "Which source on #1?")
    telegram.say(BEN, "https://a.example/1")
    asked = telegram.wait_for(BEN, "What does a.example say about #1?", button="Repeats")
    assert labels(asked) == ["Reports", "Repeats", "Confirms", "Denies", "🔓 Protect it"]
    # The claimant alone can be meant: nothing is asked.
    telegram.press(BEN, asked, "Repeats")
    telegram.wait_for(BEN, "Added: a.example repeats SOHR.")
    # Now two can be: buttons ask, in the group where the link was replied.
    newsroom.reply(ANA, newsroom.card("a.example repeats SOHR"), "https://b.example/2")
    offered = newsroom.card("What does b.example say", "Repeats")
    assert labels(offered) == ["Reports", "Repeats", "Confirms", "Denies"]
    assert telegram.press(BEN, offered, "Repeats")["show_alert"]
    telegram.press(ANA, offered, "Repeats")
    whom = newsroom.card("Whom does b.example repeat?", "Nobody named")
    assert labels(whom) == ["SOHR", "a.example", "Nobody named"]
    assert telegram.press(BEN, whom, "SOHR")["show_alert"]
    telegram.press(ANA, whom, "a.example")
    newsroom.card("b.example repeats a.example")
    # Somebody outside the ledger, typed.
    newsroom.reply(ANA, newsroom.card("Sources: 2"), "https://c.example/3")
    telegram.press(ANA, newsroom.card("What does c.example say", "Repeats"), "Repeats")
    newsroom.reply(ANA, newsroom.card("Whom does c.example repeat?", "Nobody named"), "AFP")
    newsroom.card("c.example repeats AFP")
    newsroom.reply(ANA, newsroom.card("Sources: 3"), "https://d.example/4")
    telegram.press(ANA, newsroom.card("What does d.example say", "Repeats"), "Repeats")
    telegram.press(ANA, newsroom.card("Whom does d.example repeat?", "Nobody named"), "Nobody named")
    newsroom.settle()
    assert "Sources: 4 · 2 independent (with the claimant)" in text_of(
        newsroom.card("d.example repeats", "Take")
    )
    telegram.say(BEN, "/show 1")
    shown = telegram.wait_for(BEN, "Sources: 4", button="Why 2?")
    telegram.press(BEN, shown, "Why 2?")
    told = text_of(telegram.wait_for(BEN, "Counted by origin"))
    assert "1. SOHR (the claimant): a.example repeats, b.example repeats\n2. AFP: c.example repeats\n" in told
    assert "Repeats nobody named, so not counted: d.example" in told
    # More → Sources, from the group.
    more = telegram.press(ANA, newsroom.card("Sources: 4", "More"), "More")
    telegram.follow(ANA, more["url"])
    telegram.press(ANA, telegram.wait_for(ANA, "What would you like to do", button="Sources"), "Sources")
    telegram.wait_for(ANA, "Counted by origin")


def test_forwarded_posts_are_claimed_and_private_people_named_to_nobody(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim(CLAIM)
    channel = {"type": "channel", "title": "Rybar", "username": "rybar", "message_id": 7}
    private = {"type": "user", "name": "Secretive Person", "id": 7001}
    hidden = {"type": "hidden_user", "name": "Quite Hidden"}
    # The words of a forwarded post are somebody else's, whatever they look like.
    newsroom.reply(ANA, card, "False: it is open https://other.example/x", forward=channel)
    telegram.press(ANA, newsroom.card("What does Rybar say", "Reports"), "Reports")
    newsroom.card("Rybar (claimed) reports")
    telegram.say(BEN, "/source 1 confirms https://t.me/rybar/99")
    for origin, stance in ((private, "Confirms"), (hidden, "Reports")):
        newsroom.reply(ANA, card, "Seen at the bridge", forward=origin)
        telegram.press(ANA, newsroom.card("What does a private person say", stance), stance)
        newsroom.settle()
    newsroom.reply(BEN, card, "And again", forward=private)
    telegram.press(BEN, newsroom.card("What does a private person say", "Reports"), "Reports")
    rows = sources_of(newsroom)
    assert [row[0] for row in rows] == [
        "Rybar",
        "t.me",
        "a private person",
        "a private person",
        "a private person",
    ]
    assert [bool(row[5]) for row in rows] == [True, False, True, True, True]
    assert "Sources: 5 · 3 independent" in card_of(newsroom)
    telegram.say(CARO, "/source 1")
    told = text_of(telegram.wait_for(CARO, "Why 3?"))
    assert "1. @rybar: Rybar reports, t.me confirms" in told
    assert "2. a private person (claimed): a private person confirms, a private person reports" in told
    for chat in (newsroom.group, ANA, BEN, CARO):
        for message in telegram.from_bot(chat):
            assert "Secretive" not in text_of(message)
            assert "Hidden" not in text_of(message)
    assert not newsroom.bot.ask("SELECT 1 FROM event WHERE CAST(after AS TEXT) LIKE '%Secretive%'")


def test_a_protected_source_is_named_to_nobody_else(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.say(ANA, "/source 1 protected confirms Nurse Oleh", newsroom.group)
    telegram.wait_for(ANA, "works only in the private chat")
    telegram.say(ANA, "/source 1 protected confirms Nurse Oleh")
    added = telegram.wait_for(ANA, "Source added to #1")
    assert "Who it is, only leads, whoever has the claim" in text_of(added)
    assert "1. a protected source confirms" in card_of(newsroom)
    card = newsroom.card(CLAIM, "Add source")
    telegram.follow(BEN, telegram.press(BEN, card, "Add source")["url"])
    telegram.wait_for(BEN, "Which source on #1?")
    telegram.say(BEN, "Officer Petra")
    telegram.press(
        BEN, telegram.wait_for(BEN, "What does Officer Petra say", button="Denies"), "🔓 Protect it"
    )
    asked = telegram.wait_for(BEN, "What does Officer Petra say", button="🔒 Protected: press to name it")
    telegram.press(BEN, asked, "Denies")
    telegram.wait_for(BEN, "Added: a protected source denies.")
    for words in ("/source 1", "/history 1", "/show 1", "/find Petra", "/find Oleh", "/queue"):
        telegram.say(BEN, words)
    assert "Officer Petra denies" in text_of(telegram.wait_for(BEN, "Sources of #1"))
    telegram.say(CARO, "/source 1")
    assert "Nurse Oleh confirms" in text_of(telegram.wait_for(CARO, "Sources of #1"))
    telegram.say(ANA, "/source 1")
    assert "a protected source denies" in text_of(telegram.wait_for(ANA, "Sources of #1"))
    newsroom.settle()
    for chat, name in ((newsroom.group, "Oleh"), (newsroom.group, "Petra"), (ANA, "Petra"), (DAN, "e")):
        said = [text_of(message) for message in telegram.from_bot(chat) if name in text_of(message)]
        assert not said or chat == DAN, said
    assert not [m for m in telegram.from_bot(BEN) if "Oleh" in text_of(m) and "nothing for" not in text_of(m)]
    # Whoever has the claim is told who they are, in private, and no longer than that.
    telegram.say(BEN, "/take 1")
    newsroom.card("Assignee: Ben", "Verdict")
    telegram.say(BEN, "/source 1")
    telegram.wait_for(BEN, "Nurse Oleh confirms")
    telegram.say(BEN, "/release 1")
    newsroom.card(CLAIM, "Take")
    telegram.say(BEN, "/source 1")
    newsroom.settle()
    assert "a protected source confirms" in text_of(telegram.from_bot(BEN)[-1])
    assert not [m for m in telegram.from_bot(newsroom.group) if "Oleh" in text_of(m) or "Petra" in text_of(m)]
    assert not newsroom.bot.ask("SELECT 1 FROM searchable WHERE text LIKE '%Petra%' OR text LIKE '%Oleh%'")
    assert not newsroom.bot.ask(
        "SELECT 1 FROM event WHERE CAST(after AS TEXT) LIKE '%Petra%' OR CAST(after AS TEXT) LIKE '%Oleh%'"
    )


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "/source 1 loves https://a.example",
            'I do not know "loves" as a stance. Use one of: reports, repeats',
        ),
        ("/source 1 confirms", "Say who or where, like /source 1 confirms https://example.org"),
        ("/source 1 confirms https://[oops", 'I cannot read "https://[oops" as a link'),
        ("/source 1 confirms ftp://a.example/x", "as a link"),
        ("/source 1 reports https://known.example/1", "That is source 1 of #1 already"),
        ("/source 1 repeats https://b.example/1 of 9", "#1 has no source 9"),
        ("/source 1 repeats https://b.example/1 of b.example", "cannot repeat itself"),
        ("/source 1 repeats 1", "repeats https://example.org of 1"),
        ("/source 99 confirms https://a.example", "There is no claim #99"),
        ("/source 99999999999999999999 confirms https://a.example", "No claim has a number that large"),
        ("/source soon confirms https://a.example", '"soon" as a claim\'s number'),
        ("/source", "Say which claim"),
    ],
    ids=lambda value: value[:40],
)
def test_what_is_wrong_has_its_own_sentence_and_changes_nothing(
    known: Newsroom, words: str, answer: str
) -> None:
    before = sources_of(known)
    known.telegram.say(BEN, words)
    known.telegram.wait_for(BEN, answer)
    assert sources_of(known) == before


def test_nobody_else_adds_or_reads_sources(known: Newsroom) -> None:
    """Not a stranger, whatever a button's data says."""
    telegram = known.telegram
    before = sources_of(known)
    card = known.card("crack of 30 metres", "Add source")
    for data in (
        "source:c1",
        "sources:c1",
        "stance:c1:p1:confirms",
        "whom:c1:p1:s1",
        "whom:c1:p1:nobody",
        "list:d1:single",
    ):
        made = telegram.post(
            "press",
            chat=card["chat"]["id"],
            message_id=card["message_id"],
            **{"from": DAN},
            data=data,
            forge=True,
        )
        assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"], data
    for words in ("/source 1", "/source 1 confirms https://dan.example/x", "/start sources-c1"):
        telegram.say(DAN, words)
    telegram.wait_for(DAN, "You belong to no desk")
    # Nor somebody of the group who never joined the desk.
    telegram.post("users", id=203, first_name="Eve", language_code="en")
    telegram.post(f"chats/{known.group}/members", user=203, status="member")
    telegram.start(203)
    known.reply(203, card, "https://eve.example/x")
    telegram.say(203, "/source 1 confirms https://eve.example/x", known.group)
    telegram.wait_for(203, "You are not a member of this desk")
    assert sources_of(known) == before
    assert not [m for m in telegram.from_bot(DAN) if "known.example" in text_of(m)]


def test_no_source_on_a_merged_or_declined_claim(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    newsroom.claim("The port of Karst has been closed since Friday")
    newsroom.claim("The mayor of Karst resigned on Sunday")
    telegram.say(ANA, "/merge 2 1")
    telegram.say(ANA, "/decline 3 an opinion")
    telegram.wait_for(ANA, "is declined")
    for number, answer in ((2, "#2 was merged into another claim"), (3, "#3 was declined")):
        telegram.say(BEN, f"/source {number} confirms https://a.example/x")
        telegram.wait_for(BEN, answer)
    assert sources_of(newsroom) == []


def test_verdicts_stand_side_by_side_on_the_card_in_the_digest_and_in_history(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    newsroom.claim(CLAIM)
    telegram.say(ANA, "/verdict 1 False: it is open https://a.example/x")
    newsroom.card("says Ana", "Agree")
    telegram.say(BEN, "/verdict 1 Mixture (missing context): one lane is https://b.example/y")
    shown = text_of(newsroom.card("Ben says: Mixture"))
    assert "Verdict: False by Ana" in shown
    assert "Ben says: Mixture (Missing context)" in shown
    telegram.say(CARO, "/digest")
    assert "Ana: False, Ben: Mixture (Missing context)" in text_of(
        telegram.wait_for(CARO, "Waiting for sign-off")
    )
    telegram.say(CARO, "/history 1")
    history = text_of(telegram.wait_for(CARO, "History of"))
    assert "verdict · Ana: False" in history
    assert "verdict · Ben: Mixture" in history


def test_a_verdict_in_the_words_of_a_persons_own_language(newsroom: Newsroom) -> None:
    """Whatever the desk's language, somebody whose Telegram is Ukrainian says Брехня, or an Arab زائف."""
    telegram = newsroom.telegram
    telegram.post("users", id=201, first_name="Ольга", language_code="uk")
    telegram.post("users", id=202, first_name="ليلى", language_code="ar-EG")
    for person in (201, 202):
        telegram.post(f"chats/{newsroom.group}/members", user=person, status="member")
        telegram.start(person)
        telegram.say(person, "/join", newsroom.group)
    newsroom.claim(CLAIM)
    newsroom.reply(
        201, newsroom.card(CLAIM), "Брехня (вирвано з контексту): міст відкрито https://a.example/x"
    )
    newsroom.card("False (Missing context), says Ольга", "Agree")
    newsroom.reply(202, newsroom.card(CLAIM), "\u200f#١ مُضلّل: قديم https://b.example/y")
    newsroom.card("says: Misleading")
    newsroom.reply(ANA, newsroom.card(CLAIM), "Брехня: it is no word of Ana's")
    newsroom.card("1 note")


@pytest.fixture(scope="module")
def known(shared_newsroom: Newsroom) -> Newsroom:
    """A newsroom with one claim and one source that nothing here may add to."""
    room = shared_newsroom
    room.telegram.say(ANA, "/source 1 reports https://known.example/1")
    room.telegram.wait_for(ANA, "Source added to #1")
    return room
