"""Who is told of a verdict and of what became of it, exactly as the product's table says."""

from dataclasses import replace
from datetime import timedelta

from bot.actions.telling import note_told
from bot.handlers.answering import here, reworded
from bot.handlers.turn import Alert, React, Reply, Rewrite, Say, Turn
from bot.render.messages import Message
from bot.render.verdicts import (
    beside,
    changes_asked,
    closed_news,
    disputed,
    recorded,
    replaced,
    review_request,
    review_settled,
)
from bot.rules.life import UNDO_WITHIN
from bot.telegram.facts import Happening
from bot.texts import Texts
from storage.cards import card_in
from storage.claims import Claim
from storage.desks import Colleague, Desk, colleague, colleagues
from storage.facts.claims import ClaimFacts, claim_facts
from storage.facts.verdicts import VerdictFacts, verdict_facts
from storage.outbox import cancel_waiting
from storage.sent import SentMessage, is_under_way, messages_on, now_about
from storage.verdicts import Verdict, disagreed_with, told_of
from storage.vocabulary import Role, State


def announce(
    turn: Turn, desk: Desk, found: Claim, verdict: Verdict, required: int, instead_of: int | None = None
) -> list[Reply]:
    """A verdict is in: one message in the group with the review buttons, or to the chosen reviewer in private;
    a line to its author.

    `instead_of`: the version that this one amends; its message is rewritten, no new one is sent.
    """
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    author = _answer_author(turn, claim, said, required, instead_of)
    if found.state is State.CLOSED:
        return [*author, *closed(turn, found, after=UNDO_WITHIN)]
    if found.verdict_id != verdict.id:
        # It stands beside the one under review: the card shows it, nobody is asked to sign it off.
        return author
    if instead_of is not None:
        standing = _asking_again(turn, found, instead_of, verdict, required)
        if standing:
            return [*standing, *author]
        # Its message has not gone out yet, and need not.
        cancel_waiting(turn.session, f"verdict:{instead_of}", turn.now)
    chosen = colleague(turn.session, found.reviewer_id) if found.reviewer_id else None
    if chosen is not None and chosen.reachable and chosen.member_id != verdict.author_id:
        return [
            ask_reviewer(turn, found, verdict, chosen, required),
            *author,
        ]
    card = card_in(turn.session, found.id, desk.chat_id, desk.topic_id)
    say = Say(
        chat_id=desk.chat_id,
        topic_id=desk.topic_id,
        desk_id=desk.id,
        message=review_request(turn.desk_words, claim, said, bot=turn.bot, needed=required),
        purpose="review",
        claim_ids=(found.id,),
        reply_to=card.message_id if card else None,
        subject=f"verdict:{verdict.id}",
    )
    return [say, *author]


def ask_reviewer(turn: Turn, found: Claim, verdict: Verdict, chosen: Colleague, required: int) -> Say:
    """The request for sign-off, to the chosen reviewer in private."""
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    t = turn.texts_for(chosen.language)
    message = review_request(t, claim, said, bot=turn.bot, needed=required)
    return replace(_tell(found, chosen, message, "review"), subject=f"verdict:{verdict.id}")


def _answer_author(
    turn: Turn, claim: ClaimFacts, said: VerdictFacts, required: int, instead_of: int | None
) -> list[Reply]:
    """What whoever gave the verdict is told; after an edit the line of before shows the new words."""
    edited = turn.update.happening is Happening.EDITED
    if not turn.update.private:
        if edited:
            return []
        return [React()] if turn.update.happening is Happening.MESSAGE else [Alert()]
    if claim.verdict is not None and claim.verdict.id != said.id:
        message = beside(turn.t, claim, said, claim.verdict, bot=turn.bot)
    else:
        needed = 0 if claim.state is State.CLOSED else required
        message = recorded(turn.t, claim, said, bot=turn.bot, needed=needed)
    subject = f"recorded:{said.id}"
    if instead_of is not None:
        before = now_about(turn.session, f"recorded:{instead_of}", subject)
        return [_rewrite(claim, sent, message, "recorded") for sent in before]
    return [here(turn, message, purpose="recorded", claim_ids=(claim.id,), subject=subject)]


def _asking_again(turn: Turn, found: Claim, before: int, verdict: Verdict, required: int) -> list[Reply]:
    """The messages that ask for sign-off to the version `before`, asking for it to this one."""
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    return [
        _rewrite(
            claim,
            sent,
            review_request(_words_at(turn, found, sent), claim, said, bot=turn.bot, needed=required),
            "review",
        )
        for sent in now_about(turn.session, f"verdict:{before}", f"verdict:{verdict.id}")
    ]


def count_again(turn: Turn, found: Claim, verdict: Verdict, required: int) -> list[Reply]:
    """One more agrees, but not yet enough: the review message counts them."""
    again = _asking_again(turn, found, verdict.id, verdict, required)
    if not _unknown_yet(turn, f"verdict:{verdict.id}"):
        return again
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    request = review_request(_words_here(turn), claim, said, bot=turn.bot, needed=required)
    return [*again, _rewrite_pressed(turn, claim, request)]


def _unknown_yet(turn: Turn, subject: str) -> bool:
    """Whether the pressed message asks for sign-off, but went out so short a time ago that nobody has written down
    yet which one it is. The press itself says it."""
    return turn.update.happening is Happening.PRESS and is_under_way(
        turn.session, subject, turn.update.chat_id, turn.update.message_id
    )


def _words_here(turn: Turn) -> Texts:
    return turn.own if turn.update.private else turn.desk_words


def _rewrite_pressed(turn: Turn, claim: ClaimFacts, message: Message) -> Rewrite:
    return reworded(
        turn,
        message,
        purpose="review",
        desk_id=claim.desk_id,
        claim_ids=(claim.id,),
    )


def settle(turn: Turn, found: Claim, verdict: Verdict) -> list[Reply]:
    """The review message shows what was decided and loses its buttons: an edit, no new message."""
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, verdict)
    settled: list[Reply] = [
        _rewrite(
            claim, sent, review_settled(_words_at(turn, found, sent), claim, said, bot=turn.bot), "review"
        )
        for sent in _asking(turn, verdict)
    ]
    if any(_unknown_yet(turn, subject) for subject in _subjects(verdict)):
        message = review_settled(_words_here(turn), claim, said, bot=turn.bot)
        settled.append(_rewrite_pressed(turn, claim, message))
    return settled


def give_way(turn: Turn, found: Claim, before: Verdict) -> list[Reply]:
    """The messages that ask for sign-off to a version which a newer one has replaced ask no more."""
    for subject in _subjects(before):
        cancel_waiting(turn.session, subject, turn.now)
    claim, said = claim_facts(turn.session, found), verdict_facts(turn.session, before)
    return [
        _rewrite(claim, sent, replaced(_words_at(turn, found, sent), claim, said, bot=turn.bot), "review")
        for sent in _asking(turn, before)
    ]


def _subjects(verdict: Verdict) -> tuple[str, ...]:
    """What asks for a decision on this version: the requests for sign-off, and what leads are told of a dispute."""
    return f"verdict:{verdict.id}", f"dispute:{verdict.id}"


def _asking(turn: Turn, verdict: Verdict) -> list[SentMessage]:
    return [sent for subject in _subjects(verdict) for sent in messages_on(turn.session, subject)]


def _words_at(turn: Turn, found: Claim, sent: SentMessage) -> Texts:
    """The desk's language in its group, in private the person's."""
    person = next(
        (one for one in colleagues(turn.session, found.desk_id) if one.telegram_id == sent.chat_id), None
    )
    return turn.texts_for(person.language) if person is not None else turn.desk_words


def _rewrite(claim: ClaimFacts, sent: SentMessage, message: Message, purpose: str) -> Rewrite:
    return Rewrite(
        chat_id=sent.chat_id,
        message_id=sent.message_id,
        topic_id=sent.topic_id,
        message=message,
        purpose=purpose,
        desk_id=claim.desk_id,
        claim_ids=(claim.id,),
    )


def closed(turn: Turn, found: Claim, *, after: timedelta = timedelta(0)) -> list[Reply]:
    """Author, submitter, whoever disagreed, and everybody who was told a rating of the claim before (it was closed
    once and opened again) are told in private, `after` a while; whoever did it sees it already."""
    claim = claim_facts(turn.session, found)
    if claim.verdict is None:
        return []
    told = []
    overruled = [other.author_id for other in claim.others] if claim.overruled else []
    concerned = {claim.verdict.author_id, *overruled, found.submitter_id}
    concerned |= disagreed_with(turn.session, found.id)
    before = {row.chat_id for row in told_of(turn.session, found.id)}
    for person in colleagues(turn.session, found.desk_id):
        if person.telegram_id is None or person.person_id == turn.who.person.id:
            continue
        if person.member_id not in concerned and person.telegram_id not in before:
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
        say = _tell(found, one, message, "changes")
        # What a lead is to decide shows afterwards what was decided, and has no buttons any more.
        decides = dispute and one.role is Role.LEAD and one.member_id != verdict.author_id
        told.append(replace(say, subject=f"dispute:{verdict.id}") if decides else say)
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
