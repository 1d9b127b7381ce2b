"""The sources ledger of a claim."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import record_deed
from bot.actions.ladder import start_anew
from bot.rules.life import after
from storage.claims import Claim, Source
from storage.desks import Member
from storage.search import make_findable
from storage.vocabulary import Deed, Stance
from storage.words import guess_language


def add_source(
    session: Session,
    claim: Claim,
    member: Member,
    *,
    who: str,
    url: str | None,
    origin: str,
    stance: Stance,
    now: datetime,
) -> Source:
    """Adds an entry: who, where, and what it does with the claim. `origin` is what it is counted by."""
    after(claim.state, Deed.ADD_SOURCE, number=claim.number)
    source = Source(
        desk_id=claim.desk_id,
        claim_id=claim.id,
        who=who,
        url=url,
        stance=stance,
        origin=origin,
        added_by=member.id,
        at=now,
    )
    session.add(source)
    session.flush()
    record_deed(
        session,
        claim,
        Deed.ADD_SOURCE,
        member,
        now,
        after_={"source": source.id, "who": who, "url": url, "stance": stance.value},
    )
    make_findable(
        session,
        desk_id=claim.desk_id,
        claim_id=claim.id,
        kind="source",
        text_=f"{who} {url or ''}",
        language=guess_language(who),
    )
    start_anew(session, claim, now, awake=False)
    show_changes(session, claim, now)
    return source
