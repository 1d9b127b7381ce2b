"""A claim's history, page by page, in private."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.handlers.answering import here, privately, start_link
from bot.handlers.finding import allow, claim_of_command, pressed_claim, pressed_number, pressed_on
from bot.handlers.turn import Alert, Reply, Rewrite, Turn
from bot.render.history import history_page
from bot.render.messages import Message
from storage.claims import Claim
from storage.desks import names_of
from storage.events import Event, history_of
from storage.facts import claim_facts, labels
from storage.verdicts import Scale, scales_of
from storage.vocabulary import Deed, Role


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
    turned = Rewrite(
        chat_id=at.update.chat_id,
        message_id=at.update.message_id,
        message=history_message(at, found, page),
        purpose="history",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )
    return [Alert(), turned]


def history_message(turn: Turn, found: Claim, page: int = 0) -> Message:
    """The claim's history with the names of today."""
    events = history_of(turn.session, found.id)
    names = names_of(turn.session, [event.member_id for event in events if event.member_id])
    shows_submitter = turn.who.role is Role.LEAD
    scales = scales_of(turn.session, found.desk_id)
    lines_ = [
        (
            event.at,
            event.deed,
            names.get(event.member_id or 0, ""),
            event.before,
            _with_label(event, scales),
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


def _with_label(event: Event, scales: Sequence[Scale]) -> dict[str, Any]:
    """What was said in the event, with the rating as it was called then."""
    rating = event.after.get("rating") or ""
    # Of the moment's two scales, where one gave way to another, the one that knows the rating.
    for scale in reversed([one for one in scales if one.created_at <= event.at]):
        label = labels(scale).get(rating)
        if label is not None:
            return {**event.after, "rating": label}
    return event.after
