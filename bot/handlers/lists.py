"""The queue: pages of unfinished work, most urgent first."""

import re
from collections.abc import Iterable, Sequence

from bot.handlers.access import allow, at_desk, desk_of, pressed_on
from bot.handlers.answering import here, privately, reworded
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.lists import FILTERS, PAGE, queue_page
from bot.render.messages import Message, shortened
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.finding import UnknownFilter
from bot.rules.sources import single_source
from storage.appearances import demand
from storage.claims import Claim, unfinished
from storage.facts.entries import queue_entries
from storage.facts.sources import SourceFacts, ledgers_of
from storage.vocabulary import Deed, Priority, State

_LIST = re.compile(r"list:d([0-9]{1,18}):([a-z]+)")
_RANK = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


def queue(turn: Turn) -> Iterable[Reply]:
    """`/queue [mine|untaken|overdue|review|single|disputed]`, answered where it was asked."""
    name = turn.update.args.split()[0].casefold() if turn.update.args else "all"
    if name not in FILTERS:
        raise UnknownFilter(word=shortened(name, 40), filters=", ".join(FILTERS[1:]))
    message, shown = _page(turn, name, 0)
    return [here(turn, message, purpose="queue", claim_ids=shown)]


def mine(turn: Turn) -> Iterable[Reply]:
    """`/mine`: what this person has, in private."""
    message, shown = _page(turn, "mine", 0)
    return privately(turn, message, purpose="queue", claim_ids=shown, payload="mine")


def page_pressed(turn: Turn) -> Iterable[Reply]:
    """Another page, in place."""
    parts = turn.update.data.split(":")
    if len(parts) not in (3, 4) or parts[1] not in FILTERS or not parts[2].isdecimal() or len(parts[2]) > 6:
        raise OldButton
    whose = parts[3][1:] if len(parts) == 4 and parts[3][:1] == "m" else ""
    message, shown = _page(turn, parts[1], int(parts[2]), int(whose) if whose.isdecimal() else None)
    pressed_on(turn, "queue")
    rewrite = reworded(
        turn,
        message,
        purpose="queue",
        desk_id=desk_of(turn).id,
        claim_ids=shown,
    )
    return [Alert(), rewrite]


def list_pressed(turn: Turn) -> Iterable[Reply]:
    """A list by a button of the digest: that desk's, as a message of its own."""
    parts = _LIST.fullmatch(turn.update.data)
    if parts is None or parts[2] not in FILTERS:
        raise OldButton
    at = at_desk(turn, int(parts[1]))
    message, shown = _page(at, parts[2], 0)
    return [Alert(), here(at, message, purpose="queue", claim_ids=shown)]


def _page(turn: Turn, name: str, page: int, whose: int | None = None) -> tuple[Message, tuple[int, ...]]:
    """`whose`: the member of whom "mine" is said, whoever turns the page; at first the one who asks."""
    desk = desk_of(turn)
    member = allow(turn, Deed.READ)
    owner = whose or member.id
    all_ = unfinished(turn.session, desk.id)
    ledgers = ledgers_of(turn.session, all_) if name == "single" else {}
    waiting = [claim for claim in all_ if _belongs(turn, claim, name, owner, ledgers.get(claim.id, ()))]
    wanted = demand(turn.session, [claim.id for claim in waiting])
    waiting.sort(
        key=lambda claim: (
            _RANK[claim.priority],
            claim.due_at is None,
            claim.due_at or claim.created_at,
            claim.created_at,
            -wanted.get(claim.id, 0),
            claim.number,
        )
    )
    page = min(page, max(0, (len(waiting) - 1) // PAGE))
    part: Sequence[Claim] = waiting[page * PAGE : (page + 1) * PAGE]
    entries = queue_entries(turn.session, part)
    message = queue_page(
        turn.t,
        entries,
        name=name,
        page=page,
        total=len(waiting),
        now=turn.now,
        bot=turn.bot,
        owner=owner if name == "mine" else None,
    )
    return message, tuple(claim.id for claim in part)


def _belongs(turn: Turn, claim: Claim, name: str, owner: int, ledger: Sequence[SourceFacts]) -> bool:
    match name:
        case "mine":
            return claim.assignee_id == owner
        case "untaken":
            return claim.state is State.OPEN
        case "overdue":
            return claim.due_at is not None and claim.due_at < turn.now
        case "review":
            return claim.state is State.IN_REVIEW
        case "disputed":
            return claim.disputed
        case "single":
            return single_source(claim.claimant, ledger)
        case _:
            return True
