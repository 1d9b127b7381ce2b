"""Who is told of a verdict and of what became of it, exactly as the product's table says."""

from dataclasses import replace
from datetime import timedelta

from bot.actions.telling import note_told
from bot.actions.undoing import WITHIN as UNDO_WITHIN
from bot.handlers.answering import here
from bot.handlers.turn import Alert, React, Reply, Rewrite, Say, Turn
from bot.render.messages import Message
from bot.render.verdicts import (
    beside,
    changes_asked,
    closed_news,
    disputed,
    recorded,
    review_request,
    review_settled,
)
from bot.telegram.facts import Happening
from storage.claims import Claim
from storage.desks import Colleague, Desk, colleague, colleagues
from storage.facts import ClaimFacts, VerdictFacts, claim_facts, verdict_facts
from storage.outbox import card_in, messages_on
from storage.verdicts import Verdict
from storage.vocabulary import Role, State


def announce(
    turn: Turn, desk: Desk, found: Claim, verdict: Verdict, required: int, instead_of: int | None = None
) -> list[Reply]:
    """A verdict is in: one message in the group with the review buttons, or to the chosen reviewer in private;
    a line to its author.

    `instead_of`: the version that this one amends; its message is rewritten, no new one is sent.
    """
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    if found.state is State.CLOSED:
        return [*_answer_author(turn, claim, said, 0), *closed(turn, found, after=UNDO_WITHIN)]
    if found.verdict_id != verdict.id:
        # It stands beside the one under review: the card shows it, nobody is asked to sign it off.
        return _answer_author(turn, claim, said, required)
    t = turn.desk_words
    message = review_request(t, claim, said, bot=turn.bot, needed=required)
    standing = messages_on(turn.session, f"verdict:{instead_of}") if instead_of else []
    if standing:
        return [
            Rewrite(
                chat_id=sent.chat_id,
                message_id=sent.message_id,
                topic_id=sent.topic_id,
                message=message,
                purpose="review",
                desk_id=desk.id,
                claim_ids=(found.id,),
                subject=f"verdict:{verdict.id}",
            )
            for sent in standing
        ]
    chosen = colleague(turn.session, found.reviewer_id) if found.reviewer_id else None
    if chosen is not None and chosen.reachable and chosen.member_id != verdict.author_id:
        return [
            ask_reviewer(turn, found, verdict, chosen, required),
            *_answer_author(turn, claim, said, required),
        ]
    card = card_in(turn.session, found.id, desk.chat_id, desk.topic_id)
    say = Say(
        chat_id=desk.chat_id,
        topic_id=desk.topic_id,
        desk_id=desk.id,
        message=message,
        purpose="review",
        claim_ids=(found.id,),
        reply_to=card.message_id if card else None,
        subject=f"verdict:{verdict.id}",
    )
    return [say, *_answer_author(turn, claim, said, required)]


def ask_reviewer(turn: Turn, found: Claim, verdict: Verdict, chosen: Colleague, required: int) -> Say:
    """The request for sign-off, to the chosen reviewer in private."""
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    t = turn.texts_for(chosen.language)
    message = review_request(t, claim, said, bot=turn.bot, needed=required)
    return replace(_tell(found, chosen, message, "review"), subject=f"verdict:{verdict.id}")


def _answer_author(turn: Turn, claim: ClaimFacts, said: VerdictFacts, required: int) -> list[Reply]:
    if turn.update.happening is Happening.EDITED:
        return []
    if not turn.update.private:
        return [React()] if turn.update.happening is Happening.MESSAGE else [Alert()]
    if claim.verdict is not None and claim.verdict.id != said.id:
        message = beside(turn.t, claim, said, claim.verdict, bot=turn.bot)
    else:
        message = recorded(turn.t, claim, said, bot=turn.bot, needed=required)
    return [here(turn, message, purpose="recorded", claim_ids=(claim.id,))]


def settle(turn: Turn, found: Claim, verdict: Verdict) -> list[Reply]:
    """The review message shows what was decided and loses its buttons: an edit, no new message."""
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    return [
        Rewrite(
            chat_id=sent.chat_id,
            message_id=sent.message_id,
            topic_id=sent.topic_id,
            message=review_settled(turn.desk_words, claim, said, bot=turn.bot),
            purpose="review",
            desk_id=found.desk_id,
            claim_ids=(found.id,),
        )
        for sent in messages_on(turn.session, f"verdict:{verdict.id}")
    ]


def count_again(turn: Turn, found: Claim, verdict: Verdict, required: int) -> list[Reply]:
    """One more agrees, but not yet enough: the review message counts them."""
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    return [
        Rewrite(
            chat_id=sent.chat_id,
            message_id=sent.message_id,
            topic_id=sent.topic_id,
            message=review_request(turn.desk_words, claim, said, bot=turn.bot, needed=required),
            purpose="review",
            desk_id=found.desk_id,
            claim_ids=(found.id,),
        )
        for sent in messages_on(turn.session, f"verdict:{verdict.id}")
    ]


def closed(turn: Turn, found: Claim, *, after: timedelta = timedelta(0)) -> list[Reply]:
    """Author and submitter are told in private, `after` a while; whoever did it sees it already."""
    claim = claim_facts(turn.session, found)
    if claim.verdict is None:
        return []
    told = []
    overruled = [other.author_id for other in claim.others] if claim.overruled else []
    for member_id in dict.fromkeys((claim.verdict.author_id, *overruled, found.submitter_id)):
        person = colleague(turn.session, member_id) if member_id else None
        if person is None or person.person_id == turn.who.person.id or person.telegram_id is None:
            continue
        t = turn.texts_for(person.language)
        say = _tell(found, person, closed_news(t, claim, claim.verdict, bot=turn.bot), "closed")
        told.append(replace(say, after=after, subject=f"closing:{claim.verdict.id}"))
        note_told(turn.session, found, claim.verdict.id, person.telegram_id, now=turn.now)
    return [*told]


def changes_wanted(turn: Turn, found: Claim, verdict: Verdict) -> list[Reply]:
    """The author and the leads hear of it in private."""
    return _to_author_and_leads(turn, found, verdict, dispute=False)


def dispute(turn: Turn, found: Claim, verdict: Verdict) -> list[Reply]:
    """The author and the leads hear of it in private; a lead decides."""
    return _to_author_and_leads(turn, found, verdict, dispute=True)


def _to_author_and_leads(turn: Turn, found: Claim, verdict: Verdict, *, dispute: bool) -> list[Reply]:
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    present = colleagues(turn.session, found.desk_id)
    people = [
        one
        for one in present
        if (one.member_id == verdict.author_id or one.role is Role.LEAD)
        and one.person_id != turn.who.person.id
        and one.telegram_id is not None
    ]
    told: list[Reply] = []
    for one in people:
        t = turn.texts_for(one.language)
        if dispute:
            message = disputed(t, claim, said, bot=turn.bot, lead=one.role is Role.LEAD)
        elif one.member_id == verdict.author_id:
            message = changes_asked(t, claim, said, bot=turn.bot)
        else:
            message = review_settled(t, claim, said, bot=turn.bot)
        told.append(_tell(found, one, message, "changes"))
    return told


def _tell(found: Claim, person: Colleague, message: Message, purpose: str) -> Say:
    return Say(
        chat_id=person.telegram_id or 0,
        person_id=person.person_id,
        desk_id=found.desk_id,
        message=message,
        purpose=purpose,
        claim_ids=(found.id,),
    )
