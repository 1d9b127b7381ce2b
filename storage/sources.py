"""The ledger of a claim: who says what about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, Session, col, select

from storage.base import Row, in_parts, key_to, moment, word
from storage.claims import ids_within, parts_of
from storage.vocabulary import Stance


class Source(Row, table=True):
    """One entry in a claim's ledger: who, where, and what it does with the claim."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    who: str
    url: str | None = Field(default=None, sa_type=Text)
    stance: Stance = word(Stance, default=Stance.REPORTS)
    repeats_id: int | None = key_to("source.id", required=False)
    repeats_who: str | None = None
    """Whom it repeats, where that is no entry of the ledger; with neither, nobody knows."""
    origin: str
    """What independent sources are counted by (`bot/rules/origins.py`): outlet, channel, account or name."""
    claimed: bool = False
    """Known only from a forwarded post: what the sender's app says, not what anybody looked up."""
    protected: bool = False
    """Named to nobody but leads, whoever added it, has the claim or gave the verdict under review; in private."""
    added_by: int = key_to("member.id")
    at: datetime = moment()


def sources_of(session: Session, claim_id: int) -> Sequence[Source]:
    """The ledger of the claim and of what was merged into it, oldest entry first."""
    query = select(Source).where(col(Source.claim_id).in_(ids_within(session, claim_id)))
    return session.exec(query.order_by(col(Source.id))).all()


def sources_of_each(
    session: Session, claim_ids: Sequence[int], parts: Mapping[int, Sequence[int]] | None = None
) -> dict[int, list[Source]]:
    """The ledgers of these claims and of what was merged into them, oldest entry first; a claim without sources is
    left out. `parts`: what belonged to each, where it is not that of now."""
    parts = parts_of(session, claim_ids) if parts is None else parts
    whole = {part: claim_id for claim_id, within in parts.items() for part in within}
    found: dict[int, list[Source]] = {}
    for some in in_parts(whole):
        for source in session.exec(select(Source).where(col(Source.claim_id).in_(some))):
            found.setdefault(whole[source.claim_id], []).append(source)
    return {claim_id: sorted(sources, key=lambda one: one.id) for claim_id, sources in found.items()}
