"""Who is asked to sign a verdict off: its author or a lead chooses, or the first who is free does."""

from collections.abc import Iterable, Sequence

from bot.actions.reviews import choose_reviewer
from bot.actions.verdicts import required_at
from bot.handlers.access import allow, desk_of, pressed_claim, pressed_number
from bot.handlers.answering import done, linked, privately, reworded
from bot.handlers.turn import Alert, Reply, Turn
from bot.handlers.verdict_news import ask_reviewer, count_again
from bot.render.messages import Button, Message, rows, shortened
from bot.rules.life import after
from bot.rules.permissions import check
from bot.rules.refusals.members import PersonNotFound
from bot.rules.refusals.reviews import NobodyElse
from storage.claims import Claim
from storage.desks import Colleague, colleagues
from storage.mutes import free_to_check
from storage.outbox import cancel_waiting
from storage.verdicts import Verdict
from storage.vocabulary import Deed


def reviewer_pressed(turn: Turn) -> Iterable[Reply]:
    """Who should sign off: the names as buttons, then the one that was chosen."""
    at, found = pressed_claim(turn)
    verdict = turn.session.get(Verdict, found.verdict_id) if found.verdict_id else None
    member = at.who.member
    own = member is not None and member.id in (found.assignee_id, verdict.author_id if verdict else None)
    check(at.who.role, Deed.CHOOSE_REVIEWER, assignee=own)
    by = allow(at, Deed.READ)
    after(found.state, Deed.CHOOSE_REVIEWER, number=found.number)
    people = colleagues(at.session, found.desk_id)
    number = pressed_number(at, "m")
    if number is None:
        free = free_to_check(at.session, found.desk_id)
        return [Alert(), *_possible_reviewers(at, found, verdict, free)]
    chosen = next((one for one in people if one.member_id == number), None)
    if chosen is None:
        raise PersonNotFound(who=str(number))
    verdict = choose_reviewer(at.session, found, chosen, by, at.now)
    required = required_at(desk_of(at), at.who.settings)
    words = at.t("{name} is asked to sign {claim} off.", name=chosen.name, claim=linked(at, found))
    replies: list[Reply] = [*done(at, words, found), *count_again(at, found, verdict, required)]
    if at.update.private:
        # The list of names gives way to what was decided.
        settled = reworded(
            at,
            Message(words),
            purpose="choice",
            desk_id=found.desk_id,
            claim_ids=(found.id,),
        )
        replies.append(settled)
    if chosen.reachable and chosen.telegram_id is not None:
        # What was not yet said to the group need not be said any more.
        cancel_waiting(at.session, f"verdict:{verdict.id}", at.now)
        replies.append(ask_reviewer(at, found, verdict, chosen, required))
    return replies


def _possible_reviewers(
    turn: Turn, found: Claim, verdict: Verdict | None, people: Sequence[Colleague]
) -> Iterable[Reply]:
    author = verdict.author_id if verdict else None
    buttons = [
        Button(shortened(one.name, 30), f"reviewer:c{found.id}:m{one.member_id}")
        for one in people
        if one.member_id != author
    ]
    if not buttons:
        raise NobodyElse(number=found.number)
    words = turn.own_words("Who should sign #{number} off? Anybody else still may.", number=found.number)
    return privately(
        turn, Message(words, keyboard=rows(buttons[:40])), purpose="choice", claim_ids=(found.id,)
    )
