"""Recording a verdict: rating, rationale, evidence. A new version supersedes, nothing is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import FileBrought, keep_files, record_deed
from bot.actions.indexing import index_link, index_verdict
from bot.actions.ladders import start_anew
from bot.rules.life import UNDO_WITHIN, after
from bot.rules.refusals.life import ChangedSince
from bot.rules.refusals.verdicts import EvidenceMissing, RationaleMissing
from bot.rules.settings import DeskSettings
from bot.rules.signoff import required_agreements
from storage.claims import Claim, change_if, standing
from storage.desks import Desk, Member
from storage.events import undone_verdicts
from storage.verdicts import (
    Evidence,
    Verdict,
    corrections_of,
    current_scale,
    evidence_of,
    newest_verdict_by,
    reviews_of,
    verdicts_of,
)
from storage.vocabulary import Deed, State


@dataclass(frozen=True, slots=True)
class EvidenceGiven:
    """A link, a forwarded post or a file."""

    kind: str
    url: str | None = None
    text: str | None = None
    origin: str | None = None
    file: FileBrought | None = None


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """A verdict as a checker gave it, complete or not."""

    rating: str
    rationale: str = ""
    qualifiers: tuple[str, ...] = ()
    evidence: tuple[EvidenceGiven, ...] = ()
    chat_id: int | None = None
    message_id: int | None = None
    media_group: str | None = None
    """The album that it came with: its later parts are evidence too."""


def check_complete(given: VerdictGiven, settings: DeskSettings, label: str) -> None:
    """Raises RationaleMissing or EvidenceMissing for what the desk requires and the verdict lacks."""
    if not given.rationale.strip():
        raise RationaleMissing(rating=label)
    if settings.evidence and not given.evidence:
        raise EvidenceMissing


def record_verdict(
    session: Session,
    claim: Claim,
    member: Member,
    given: VerdictGiven,
    *,
    required: int,
    now: datetime,
    amends: bool = False,
) -> Verdict:
    """Records a complete verdict as the member's newest version.

    On an open claim it takes it. With `required` 0 it closes the claim at once. A verdict of somebody
    else than the one under review stands beside it and changes neither state nor assignee.
    """
    deed = Deed.AMEND_VERDICT if amends else Deed.RECORD_VERDICT
    state = after(claim.state, deed, number=claim.number, signed_off=required == 0)
    before = {**standing(claim), "verdict": claim.verdict_id}
    current = session.get(Verdict, claim.verdict_id) if claim.verdict_id else None
    verdict = write_version(session, claim, member, given, now)
    # Where changes were asked for and the claim went to another, that one's verdict takes its place.
    awaited = claim.state is State.TAKEN and claim.assignee_id == member.id
    beside = current is not None and current.author_id != member.id and not awaited
    if not beside:
        changed = change_if(
            session,
            claim,
            state=state,
            verdict_id=verdict.id,
            assignee_id=claim.assignee_id or member.id,
            taken_at=claim.taken_at or now,
            closed_at=now if state is State.CLOSED else None,
            disputed=False,
        )
        if not changed:
            raise ChangedSince(number=claim.number)
    record_deed(
        session,
        claim,
        deed,
        member,
        now,
        before=before,
        after_={
            **standing(claim),
            "verdict": verdict.id,
            "rating": verdict.rating,
            **({"media_group": given.media_group} if given.media_group else {}),
        },
    )
    start_anew(session, claim, now)
    show_changes(session, claim, now)
    return verdict


def write_version(
    session: Session, claim: Claim, member: Member, given: VerdictGiven, now: datetime
) -> Verdict:
    """What was given as the member's next version, with its evidence. What it does to the claim is not said."""
    earlier = newest_verdict_by(session, claim.id, member.id)
    verdict = Verdict(
        desk_id=claim.desk_id,
        claim_id=claim.id,
        author_id=member.id,
        version=earlier.version + 1 if earlier else 1,
        scale_id=current_scale(session, claim.desk_id).id,
        rating=given.rating,
        qualifiers=list(given.qualifiers),
        rationale=given.rationale.strip(),
        chat_id=given.chat_id,
        message_id=given.message_id,
        at=now,
    )
    session.add(verdict)
    session.flush()
    add_evidence(session, claim, verdict, given.evidence, now)
    index_verdict(session, claim, verdict)
    return verdict


def add_evidence(
    session: Session, claim: Claim, verdict: Verdict, given: Sequence[EvidenceGiven], now: datetime
) -> None:
    """What the verdict rests on; files are kept with the claim too."""
    for item in given:
        index_link(session, claim, item.url)
        session.add(
            Evidence(
                desk_id=claim.desk_id,
                verdict_id=verdict.id,
                kind=item.kind,
                url=item.url,
                text=item.text,
                origin=item.origin,
                file_id=item.file.file_id if item.file else None,
                file_kind=item.file.kind if item.file else None,
            )
        )
    keep_files(session, claim, [item.file for item in given if item.file], now)


def rest_on_the_same(session: Session, verdict: Verdict, earlier: Verdict) -> None:
    """The verdict rests on what the earlier one rests on."""
    for row in evidence_of(session, earlier.id):
        kept = row.model_dump(include={"desk_id", "kind", "url", "text", "origin", "file_id", "file_kind"})
        session.add(Evidence(verdict_id=verdict.id, **kept))
    session.flush()


def may_amend(session: Session, verdict: Verdict, claim: Claim, *, required: int, now: datetime) -> bool:
    """Whether an edit of the reply still amends the verdict: it is its author's newest, under review or beside
    that one, and nobody has acted on it. Where nobody has to (`required` 0) and it has closed its claim, as
    long as it can be undone."""
    undone = undone_verdicts(session, claim.id)
    own = [one for one in verdicts_of(session, claim.id) if one.author_id == verdict.author_id]
    if verdict.id != next((one.id for one in reversed(own) if one.id not in undone), None):
        return False
    if reviews_of(session, verdict.id) or corrections_of(session, claim.id):
        return False
    closed_it = claim.state is State.CLOSED and claim.verdict_id == verdict.id and required == 0
    return claim.state is State.IN_REVIEW or (closed_it and now - verdict.at <= UNDO_WITHIN)


def required_at(desk: Desk, settings: DeskSettings) -> int:
    """How many others must agree at this desk: none on a desk of one."""
    return required_agreements(settings.signoff, private=desk.private)
