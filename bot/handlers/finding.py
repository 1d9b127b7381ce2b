"""`/find`: claims by the words in them, in their sources, verdicts and notes. Only this desk's exist."""

from collections.abc import Iterable

from bot.actions.finding import Hit, find_claims
from bot.actions.telling import note_shown
from bot.handlers.access import allow, desk_of, with_desk
from bot.handlers.answering import privately, reworded
from bot.handlers.claims import show_card
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.found import Shown, found_page
from bot.render.lists import PAGE
from bot.render.messages import Message, shortened
from bot.rules.finding import read_query
from bot.rules.refusals.claims import NoSuchClaim
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.finding import NothingFound, WordsMissing
from storage.desks import Desk, desks_of
from storage.facts.claims import claim_facts
from storage.sent import sent_message
from storage.vocabulary import Deed

LONGEST_QUERY = 500
"""Characters: room for a link. What was looked for is kept with the answer, in an index of small rows."""

_SUBJECT = "find:"


def find(turn: Turn) -> Iterable[Reply]:
    """`/find words`, in private: words, a link, a file's name; `/find #12` is that claim."""
    desk = desk_of(turn)
    allow(turn, Deed.READ)
    wanted = turn.update.args[:LONGEST_QUERY]
    if not wanted:
        raise WordsMissing(example="/find 40,000 fighters")
    hits = find_claims(turn.session, desk.id, wanted)
    number = read_query(wanted).number
    if number is not None and not hits:
        raise NoSuchClaim(number=number)
    if number is not None and turn.update.private:
        return show_card(turn, hits[0].claim)
    if not hits:
        raise NothingFound(words=shortened(wanted, 60))
    message, shown = _page(turn, wanted, hits, 0)
    return privately(turn, message, purpose="found", claim_ids=shown, subject=f"{_SUBJECT}{wanted}")


def page_pressed(turn: Turn) -> Iterable[Reply]:
    """Another page, in place. What was looked for is kept with the message."""
    sent = sent_message(turn.session, turn.update.chat_id, turn.update.message_id)
    page = turn.update.data.partition(":")[2]
    if sent is None or not (sent.subject or "").startswith(_SUBJECT) or not page.isdecimal() or len(page) > 6:
        raise OldButton
    at = with_desk(turn, _desk_of_message(turn, sent.desk_id))
    allow(at, Deed.READ)
    wanted = (sent.subject or "").removeprefix(_SUBJECT)
    hits = find_claims(at.session, desk_of(at).id, wanted)
    if not hits:
        raise NothingFound(words=shortened(wanted, 60))
    message, shown = _page(at, wanted, hits, int(page))
    rewrite = reworded(
        turn,
        message,
        purpose="found",
        desk_id=sent.desk_id,
        claim_ids=shown,
        subject=sent.subject,
    )
    return [Alert(), rewrite]


def _desk_of_message(turn: Turn, desk_id: int | None) -> Desk:
    desk = next((one for one in desks_of(turn.session, turn.who.person.id) if one.id == desk_id), None)
    if desk is None:
        raise OldButton
    return desk


def _page(turn: Turn, wanted: str, hits: list[Hit], page: int) -> tuple[Message, tuple[int, ...]]:
    page = min(page, (len(hits) - 1) // PAGE)
    part = hits[page * PAGE : (page + 1) * PAGE]
    shown = [Shown(claim_facts(turn.session, hit.claim), hit.kind, hit.text) for hit in part]
    t = turn.own
    message = found_page(t, wanted, shown, page=page, total=len(hits), bot=turn.bot)
    claim_ids = tuple(hit.claim.id for hit in part)
    note_shown(turn.session, claim_ids, turn.who.person.telegram_id or turn.update.chat_id, now=turn.now)
    return message, claim_ids
