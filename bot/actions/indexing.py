"""What makes a claim findable: its words and claimant, its sources, verdicts and notes, links and files.

A protected source is written into no index, so nobody finds it, whoever looks.
"""

from collections.abc import Iterable

from sqlmodel import Session

from bot.rules.finding import link_words
from storage.appearances import Appearance
from storage.claims import Claim
from storage.desks import Desk
from storage.events import Event
from storage.exporting import rows_of_desk
from storage.media import Media
from storage.search import keep_findable, make_findable
from storage.sources import Source
from storage.verdicts import Evidence, Verdict
from storage.vocabulary import Deed
from storage.words import guess_language


def index_claim(session: Session, claim: Claim) -> None:
    """Its own words, and who makes it."""
    index_words(session, claim)
    _index(session, claim, "claimant", claim.claimant, claim.language)


def index_words(session: Session, claim: Claim) -> None:
    """The claim's own words; by them its twins are found."""
    _index(session, claim, "claim", claim.text, claim.language)


def index_source(session: Session, claim: Claim, source: Source) -> None:
    """Who says what about the claim, and where."""
    if not source.protected:
        _index(session, claim, "source", source.who, guess_language(source.who))
        index_link(session, claim, source.url)


def index_verdict(session: Session, claim: Claim, verdict: Verdict) -> None:
    """Why the rating."""
    _index(session, claim, "verdict", verdict.rationale, guess_language(verdict.rationale))


def index_note(session: Session, claim: Claim, text: str) -> None:
    """What somebody noted."""
    _index(session, claim, "note", text, guess_language(text))


def index_link(session: Session, claim: Claim, link: str | None) -> None:
    """The claim is found by this link, in whatever form it is looked for, and by its outlet."""
    if link:
        keep_findable(
            session,
            desk_id=claim.desk_id,
            claim_id=claim.id,
            kind="link",
            text_=link,
            stems=link_words(link),
        )


def index_files(session: Session, claim: Claim, names: Iterable[str | None]) -> None:
    """The claim is found by the names of its files."""
    for name in dict.fromkeys(filter(None, names)):
        _index(session, claim, "file", name, None)


def index_desk(session: Session, desk: Desk) -> None:
    """All that a desk holds, of which the index knows nothing yet."""
    claims: dict[int, Claim] = {}
    judged: dict[int, Claim] = {}
    for row, _ in rows_of_desk(session, desk.id):
        match row:
            case Claim():
                claims[row.id] = row
                index_claim(session, row)
            case Appearance():
                index_link(session, claims[row.claim_id], row.url)
            case Media():
                index_files(session, claims[row.claim_id], [row.file_name])
            case Source():
                index_source(session, claims[row.claim_id], row)
            case Verdict():
                judged[row.id] = claims[row.claim_id]
                index_verdict(session, claims[row.claim_id], row)
            case Evidence():
                index_link(session, judged[row.verdict_id], row.url)
            case Event(deed=Deed.ADD_NOTE, claim_id=int(of)):
                index_note(session, claims[of], row.after.get("text") or "")
            case _:
                pass


def _index(session: Session, claim: Claim, kind: str, text: str | None, language: str | None) -> None:
    if text:
        make_findable(
            session, desk_id=claim.desk_id, claim_id=claim.id, kind=kind, text_=text, language=language
        )
