"""The sources ledger of a claim."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.indexing import index_source
from bot.actions.ladders import start_anew
from bot.rules.life import after
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.sources import SourceKnown, SourceRepeatsItself
from bot.rules.sources import same_origin
from storage.claims import Claim
from storage.desks import Member
from storage.sources import Source, sources_of
from storage.vocabulary import Deed, Stance

LONGEST_WHO = 200


@dataclass(frozen=True, slots=True)
class SourceGiven:
    """What somebody adds to a ledger: who, where, and what they are counted by."""

    who: str
    origin: str
    url: str | None = None
    claimed: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Repeated:
    """Whom a source repeats: an entry of the ledger, or somebody outside it; with neither, nobody known."""

    entry: int | None = None
    who: str | None = None
    origin: str | None = None
    """What they count as."""


def add_source(
    session: Session,
    claim: Claim,
    member: Member,
    given: SourceGiven,
    stance: Stance,
    now: datetime,
    repeated: Repeated | None = None,
) -> Source:
    """Adds an entry. `repeated` is for `repeats` only.

    Raises SourceKnown where the same source stands there with the same stance, and SourceRepeatsItself. A
    protected source's name goes into the ledger's row and nowhere else: not into history, not into search.
    """
    after(claim.state, Deed.ADD_SOURCE, number=claim.number)
    known = sources_of(session, claim.id)
    for number, entry in enumerate(known, 1):
        if entry.stance is stance and _same(entry, given):
            raise SourceKnown(position=number, number=claim.number)
    whom = repeated if repeated is not None and stance is Stance.REPEATS else Repeated()
    if whom.origin is not None and whom.entry is None and same_origin(whom.origin, given.origin):
        raise SourceRepeatsItself
    if whom.entry is not None and whom.entry not in {entry.id for entry in known}:
        raise OldButton
    source = Source(
        desk_id=claim.desk_id,
        claim_id=claim.id,
        who=given.who[:LONGEST_WHO],
        url=given.url,
        stance=stance,
        repeats_id=whom.entry,
        repeats_who=whom.who[:LONGEST_WHO] if whom.who else None,
        origin=given.origin,
        claimed=given.claimed,
        protected=given.protected,
        added_by=member.id,
        at=now,
    )
    session.add(source)
    session.flush()
    named = {} if given.protected else {"who": source.who, "url": source.url}
    record_deed(
        session,
        claim,
        Deed.ADD_SOURCE,
        member,
        now,
        after_={
            "source": source.id,
            **named,
            "stance": stance.value,
            "repeats": source.repeats_id,
            "repeats_who": source.repeats_who,
        },
    )
    index_source(session, claim, source)
    start_anew(session, claim, now, awake=False)
    show_changes(session, claim, now)
    return source


def _same(entry: Source, given: SourceGiven) -> bool:
    """Whether it is the same post or page; two reports of one outlet are two sources."""
    if entry.protected or given.protected:
        return False
    return (
        entry.url == given.url
        if entry.url or given.url
        else (entry.origin, entry.who) == (given.origin, given.who)
    )
