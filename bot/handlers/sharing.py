"""`@bot words` typed in any chat: a person shares a claim of their own desks.

Each query is answered from the database: who asks, which desks are theirs now. What was shared is out of the
bot's hands: it can neither be edited nor told of a correction, so each card says of when it is.
"""

from collections.abc import Iterable, Sequence

from bot.actions.claims import standing_for
from bot.actions.finding import find_claims
from bot.handlers.access import allow, with_desk
from bot.handlers.turn import Offer, Turn
from bot.render.sharing import Shared, shared
from storage.claims import Claim, newest_closed
from storage.desks import Desk, desks_of
from storage.facts.claims import claim_facts
from storage.mutes import mute_of
from storage.vocabulary import Deed, State

PAGE = 10
MOST = 50
LONGEST_QUERY = 256
"""Bot API, InlineQuery.query."""


def offer(turn: Turn) -> Iterable[Offer]:
    """The claims that the words fit, closed ones first; without words those that were closed last."""
    desks = desks_of(turn.session, turn.who.person.id)
    if not desks:
        return [Offer(start=turn.t.plain("You belong to no desk: open the bot"))]
    desks = [desk for desk in desks if mute_of(turn.session, desk.id, turn.who.person.id) is None]
    # The desk that the person speaks to in private comes first.
    desks = sorted(desks, key=lambda desk: (desk.id != turn.who.person.desk_id, desk.id))
    wanted = turn.update.data.strip()[:LONGEST_QUERY]
    found = [(desk, claim) for desk in desks for claim in _claims(turn, desk, wanted)][:MOST]
    found.sort(key=lambda one: one[1].state is not State.CLOSED)
    offset = turn.update.args
    first = int(offset) if offset.isdecimal() and len(offset) < 4 else 0
    page = found[first : first + PAGE]
    following = str(first + PAGE) if len(found) > first + PAGE else ""
    return [Offer(tuple(_shared(turn, desk, claim) for desk, claim in page), following)]


def _claims(turn: Turn, desk: Desk, wanted: str) -> Sequence[Claim]:
    allow(with_desk(turn, desk), Deed.READ)
    if not wanted:
        return newest_closed(turn.session, desk.id, MOST)
    whole: dict[int, Claim] = {}
    for hit in find_claims(turn.session, desk.id, wanted):
        claim = standing_for(turn.session, hit.claim)
        # Declined is not being checked: there is nothing to say of it elsewhere.
        if claim.state is not State.DECLINED:
            whole.setdefault(claim.id, claim)
    return list(whole.values())


def _shared(turn: Turn, desk: Desk, claim: Claim) -> Shared:
    at = with_desk(turn, desk)
    return shared(at.t, claim_facts(turn.session, claim), desk=desk.title, now=turn.now)
