"""A claim's history, page by page, in private."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.handlers.access import allow, claim_of_command, pressed_claim, pressed_number, pressed_on
from bot.handlers.answering import here, privately, reworded, start_link
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.history import history_page
from bot.render.messages import Message
from storage.claims import Claim
from storage.desks import names_of
from storage.events import Event, history_of
from storage.facts.claims import claim_facts
from storage.facts.verdicts import labels
from storage.verdicts import Scale, Verdict, scales_of, verdicts_of
from storage.vocabulary import Deed, Role

WHOM = {Deed.ASSIGN: "assignee", Deed.CHOOSE_REVIEWER: "reviewer"}
"""Where an event says whom it is about, beside who did it."""
STATES = {Deed.RECORD_VERDICT, Deed.AMEND_VERDICT, Deed.OVERRULE, Deed.CORRECT}
"""What makes a verdict that says more than its rating."""


def history(turn: Turn) -> Iterable[Reply]:
    """`/history N`, in private."""
    at, found, _ = claim_of_command(turn, "history")
    allow(at, Deed.READ)
    return privately(
        at,
        history_message(at, found),
        purpose="history",
        claim_ids=(found.id,),
        payload=f"history-c{found.id}",
    )


def history_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    allow(at, Deed.READ)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"history-c{found.id}"))]
    page = pressed_number(at, "p")
    if page is None:
        return [Alert(), here(at, history_message(at, found), purpose="history", claim_ids=(found.id,))]
    pressed_on(at, "history")
    turned = reworded(
        at,
        history_message(at, found, page),
        purpose="history",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )
    return [Alert(), turned]


def history_message(turn: Turn, found: Claim, page: int = 0) -> Message:
    """The claim's history with the names of today."""
    events = history_of(turn.session, found.id)
    members = [event.member_id for event in events]
    members += [event.after[key] for event in events for key in WHOM.values() if key in event.after]
    names = names_of(turn.session, [member for member in members if member])
    stated = {verdict.id: verdict for verdict in verdicts_of(turn.session, found.id)}
    shows_submitter = turn.who.role is Role.LEAD
    scales = scales_of(turn.session, found.desk_id)
    lines_ = [
        (
            event.at,
            event.deed,
            names.get(event.member_id or 0, ""),
            event.before,
            {**_with_label(event, scales), **_in_words(event, names, stated)},
        )
        for event in events
    ]
    return history_page(
        turn.t,
        claim_facts(turn.session, found),
        lines_,
        bot=turn.bot,
        submitter=shows_submitter,
        page=page,
    )


def _in_words(event: Event, names: Mapping[int, str], stated: Mapping[int, Verdict]) -> dict[str, Any]:
    """To whom it was given, and what was said in full: the event holds ids."""
    if event.deed in WHOM:
        return {"whom": names.get(event.after.get(WHOM[event.deed]) or 0)}
    verdict = stated.get(event.after.get("verdict") or 0)
    if event.deed not in STATES or verdict is None or not event.after.get("rating"):
        return {}
    reason = event.after.get("reason") or verdict.rationale
    return {"qualifiers": verdict.qualifiers, "reason": reason}


def _with_label(event: Event, scales: Sequence[Scale]) -> dict[str, Any]:
    """What was said in the event, with the rating as it was called then."""
    rating = event.after.get("rating") or ""
    # Of the moment's two scales, where one gave way to another, the one that knows the rating.
    for scale in reversed([one for one in scales if one.created_at <= event.at]):
        label = labels(scale).get(rating)
        if label is not None:
            return {**event.after, "rating": label}
    return event.after
