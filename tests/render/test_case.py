"""Every message of a case as people see it, and that Telegram takes each in every language."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.render.cards import Viewer, card, earlier_card
from bot.render.corrections import correction_news
from bot.render.files import file_messages
from bot.render.history import history_page
from bot.render.messages import Message
from bot.render.sources import sources_message
from bot.render.verdicts import (
    beside,
    changes_asked,
    closed_news,
    disputed,
    recorded,
    review_request,
    review_settled,
    taken_back,
)
from bot.rules.permissions import allowed
from bot.texts import Texts, languages
from storage.vocabulary import Deed, Priority, Role, State
from tests.render.case import (
    AGREED,
    AGREES,
    AGREES_TOO,
    ASKS,
    BOT,
    CLOSED,
    DISAGREED,
    DISPUTED,
    FALSE,
    HOUR,
    IN_REVIEW,
    KNOWN_SINCE,
    LEDGER,
    MIXTURE,
    NAMED_WRONG,
    NOW,
    OPEN,
    OVERRULED,
    RATED_ANEW,
    RULED,
    STANDS,
    TAKEN,
    VOID,
)
from tests.render.conftest import Seen, check_telegram_takes

CHECKER = Viewer(frozenset(deed for deed in Deed if allowed(Role.CHECKER, deed)))
CONTRIBUTOR = Viewer(frozenset(deed for deed in Deed if allowed(Role.CONTRIBUTOR, deed)))
LEAD = Viewer(frozenset(deed for deed in Deed if allowed(Role.LEAD, deed, assignee=True)), names=True)


def cards(t: Texts) -> dict[str, Message]:
    """In the group, in each state; then what each reader sees in private."""
    shown = {
        "open": OPEN,
        "open, urgent, due, brought by three, with files and notes": replace(
            OPEN, priority=Priority.URGENT, due_at=NOW + 2 * HOUR, demand=3, media=2, notes=1
        ),
        "open, snoozed, with its ledger": replace(OPEN, snoozed_until=NOW + 20 * HOUR, sources=LEDGER),
        "open, carried by the claimant and one who repeats it": replace(OPEN, sources=LEDGER[:1]),
        "open, nobody is named": replace(OPEN, claimant=None, appearances=()),
        "open, like another but for its figure": replace(
            OPEN, twin=(1007, 7, "14,000 Syrian fighters have signed up with Russian forces")
        ),
        "open, like another in other words": replace(
            OPEN, twin=(1007, 7, "Damascus sends Moscow 14,000 recruits"), twin_alike=True
        ),
        "open, with the photo of another": replace(OPEN, twin=(1007, 7, "A flood"), twin_file="photo"),
        "taken": TAKEN,
        "taken again, changes asked for": replace(TAKEN, verdict=replace(FALSE, reviews=(ASKS,))),
        "in review": IN_REVIEW,
        "in review, a reviewer chosen, another verdict beside": replace(
            IN_REVIEW, reviewer="Ben", others=(MIXTURE,)
        ),
        "disputed": DISPUTED,
        "the dispute decided, one more to agree": replace(
            DISPUTED, disputed=False, verdict=replace(FALSE, reviews=(*DISAGREED.reviews, STANDS))
        ),
        "closed": CLOSED,
        "closed, overruled": OVERRULED,
        "closed, another rating": RATED_ANEW,
        "closed, a minor correction": NAMED_WRONG,
        "closed, an update": KNOWN_SINCE,
        "closed, void": VOID,
        "declined": replace(OPEN, state=State.DECLINED, declined="an opinion, not a fact"),
        "merged": replace(OPEN, state=State.MERGED, merged_into=(1007, 7)),
    }
    group = {
        title: card(t, claim, bot=BOT, needed=2 if "decided" in title else 1)
        for title, claim in shown.items()
    }
    return {
        **group,
        "to a contributor: open": card(t, OPEN, bot=BOT, viewer=CONTRIBUTOR),
        "to a checker: open": card(t, replace(OPEN, sources=LEDGER), bot=BOT, viewer=CHECKER),
        "to a checker: in review": card(t, IN_REVIEW, bot=BOT, viewer=CHECKER),
        "to a lead: disputed": card(t, DISPUTED, bot=BOT, viewer=LEAD),
        "to a contributor: closed": card(t, CLOSED, bot=BOT, viewer=CONTRIBUTOR),
        "where a card stood that was shown anew": earlier_card(t, 1012, 12, bot=BOT),
        "its files": file_messages(t, 1012, 12, [("photo", "a"), ("photo", "b")], bot=BOT)[0],
    }


def verdicts(t: Texts) -> dict[str, Message]:
    settled = {
        "settled: signed off": (CLOSED, AGREED),
        "settled: signed off by two": (CLOSED, replace(FALSE, reviews=(AGREES, AGREES_TOO))),
        "settled: signed off by two, one of them a lead in a dispute": (
            CLOSED,
            replace(FALSE, reviews=(STANDS, AGREES)),
        ),
        "settled: changes asked for": (TAKEN, replace(FALSE, reviews=(ASKS,))),
        "settled: overruled": (OVERRULED, OVERRULED.others[0]),
        "settled: a lead found that it stands": (
            CLOSED,
            replace(FALSE, reviews=(*DISAGREED.reviews, STANDS)),
        ),
    }
    two = replace(IN_REVIEW, verdict=AGREED)
    return {
        "to whoever may sign off": review_request(t, IN_REVIEW, FALSE, bot=BOT, needed=1),
        "one of two agrees": review_request(t, two, AGREED, bot=BOT, needed=2),
        "a reviewer is chosen": review_request(
            t, replace(IN_REVIEW, reviewer="Ben"), FALSE, bot=BOT, needed=1
        ),
        "disputed, to whoever may sign off": review_request(t, DISPUTED, DISAGREED, bot=BOT, needed=1),
        **{title: review_settled(t, claim, said, bot=BOT) for title, (claim, said) in settled.items()},
        "taken back": taken_back(t, TAKEN, FALSE, bot=BOT),
        "to its author: recorded": recorded(t, IN_REVIEW, FALSE, bot=BOT, needed=1),
        "to its author: two must agree": recorded(t, IN_REVIEW, FALSE, bot=BOT, needed=2),
        "to its author: nobody must agree": recorded(t, CLOSED, FALSE, bot=BOT, needed=0),
        "to its author: beside another": beside(t, IN_REVIEW, MIXTURE, FALSE, bot=BOT),
        "to its author: changes": changes_asked(t, TAKEN, replace(FALSE, reviews=(ASKS,)), bot=BOT),
        "to its author: disputed": disputed(t, DISPUTED, DISAGREED, bot=BOT, lead=False),
        "to a lead: disputed": disputed(t, DISPUTED, DISAGREED, bot=BOT, lead=True),
        "to author and submitter: closed": closed_news(t, CLOSED, AGREED, bot=BOT),
        "to author and submitter: overruled": closed_news(t, OVERRULED, RULED, bot=BOT),
        "to whoever disagreed: it stands": closed_news(
            t, CLOSED, replace(FALSE, reviews=(*DISAGREED.reviews, STANDS)), bot=BOT
        ),
    }


def corrections(t: Texts) -> dict[str, Message]:
    of = {
        "another rating": RATED_ANEW,
        "a minor correction": NAMED_WRONG,
        "an update": KNOWN_SINCE,
        "void": VOID,
    }
    return {title: correction_news(t, one, one.corrections[-1], bot=BOT) for title, one in of.items()}


def ledgers(t: Texts) -> dict[str, Message]:
    full = replace(OPEN, sources=LEDGER)
    return {
        "nobody is named": sources_message(t, replace(OPEN, claimant=None), bot=BOT),
        "only the claimant": sources_message(t, OPEN, bot=BOT),
        "single source": sources_message(t, replace(OPEN, sources=LEDGER[:1]), bot=BOT),
        "everything": sources_message(t, full, bot=BOT),
        "everything, to whoever may see the protected one": sources_message(
            t, full, bot=BOT, names=frozenset({3})
        ),
        "to somebody who may not add": sources_message(t, full, bot=BOT, may_add=False),
    }


EVENTS: list[tuple[Deed, str, dict[str, Any]]] = [
    (Deed.SUBMIT, "Caro", {"number": 12, "text": OPEN.text, "claimant": "SOHR"}),
    (Deed.ADD_APPEARANCE, "Ben", {"kind": "link", "url": "https://paper.example/war"}),
    (Deed.TAKE, "Ana", {}),
    (Deed.RELEASE, "Ana", {"reason": "no time"}),
    (Deed.RELEASE, "", {}),
    (Deed.ASSIGN, "Caro", {}),
    (Deed.ADD_NOTE, "Ben", {"text": "the monitor withdrew it"}),
    (Deed.ADD_SOURCE, "Ben", {"who": "Paper", "stance": "repeats"}),
    (Deed.ADD_SOURCE, "Ben", {"stance": "confirms"}),
    (Deed.SET_PRIORITY, "Caro", {"priority": "urgent"}),
    (Deed.SET_DUE, "Caro", {}),
    (Deed.SNOOZE, "Ana", {}),
    (Deed.ACKNOWLEDGE, "Ana", {}),
    (Deed.RECORD_VERDICT, "Ana", {"rating": "False"}),
    (Deed.AMEND_VERDICT, "Ana", {"rating": "Mixture"}),
    (Deed.UNDO, "Ana", {"undone_verdict": 73}),
    (Deed.CHOOSE_REVIEWER, "Ana", {"reviewer": 4}),
    (Deed.ASK_FOR_CHANGES, "Ben", {"reason": "the date is wrong"}),
    (Deed.DISAGREE, "Ben", {"rating": "Mixture", "reason": "half of it stands"}),
    (Deed.AGREE, "Caro", {"reason": "the list names nobody"}),
    (Deed.OVERRULE, "Caro", {"rating": "Mixture", "reason": "Ben is right"}),
    (Deed.CORRECT, "Ben", {"kind": "rating change", "rating": "Mixture", "reason": "one list is real"}),
    (Deed.REOPEN, "Ben", {"reason": "a new photo"}),
    (Deed.TELL_APART, "Ben", {}),
    (Deed.MERGE, "Ben", {"into": 1007, "number": 7}),
    (Deed.UNMERGE, "Ben", {}),
    (Deed.MERGE, "Ben", {"part": 1014, "number": 14}),
    (Deed.DECLINE, "Ben", {"reason": "an opinion"}),
]


def histories(t: Texts) -> dict[str, Message]:
    told: list[tuple[datetime, Deed, str, dict[str, Any], dict[str, Any]]] = [
        (NOW + number * timedelta(minutes=7), deed, name, {}, after)
        for number, (deed, name, after) in enumerate(EVENTS)
    ]
    return {
        "to a lead": history_page(t, CLOSED, told, bot=BOT, submitter=True),
        "to anybody else": history_page(t, CLOSED, told[:3], bot=BOT, submitter=False),
        "the older page of two": history_page(t, CLOSED, told * 2, bot=BOT, submitter=False, page=1),
    }


SCENES = {
    "cards": cards,
    "verdicts": verdicts,
    "corrections": corrections,
    "ledgers": ledgers,
    "histories": histories,
}


@pytest.mark.parametrize("name", SCENES)
def test_as_people_see_it(seen: Seen, name: str) -> None:
    seen(name, SCENES[name](Texts("en")))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SCENES)
def test_telegram_takes_it_in_every_language(name: str, language: str) -> None:
    for message in SCENES[name](Texts(language)).values():
        check_telegram_takes(message)


def test_every_deed_is_told_in_a_history() -> None:
    """But for what is about no claim, or is no change of one."""
    about_no_claim = {Deed.SETUP, Deed.JOIN, Deed.CHANGE_SETTINGS, Deed.MANAGE_MEMBERS, Deed.EXPORT}
    told = {deed for deed, _, _ in EVENTS}
    assert set(Deed) - told == about_no_claim | {Deed.READ, Deed.READ_DIGEST, Deed.READ_STATUS, Deed.REMIND}
