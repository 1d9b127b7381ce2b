"""One case as facts: the claim, its ledger, its verdicts, in whatever state a test wants."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.facts.claims import ClaimFacts
from storage.facts.sources import AppearanceFacts, SourceFacts
from storage.facts.verdicts import CorrectionFacts, EvidenceFacts, ReviewFacts, VerdictFacts
from storage.vocabulary import CorrectionKind, Decision, Priority, Stance, State

BOT = "desk_bot"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA, BEN, CARO = (3, "Ana"), (4, "Ben"), (5, "Caro")

OPEN = ClaimFacts(
    id=1012,
    number=12,
    desk_id=1,
    text="40,000 Syrian fighters have signed up with Russian forces",
    language="en",
    claimant="SOHR",
    state=State.OPEN,
    priority=Priority.NORMAL,
    due_at=None,
    assignee=None,
    assignee_id=None,
    reviewer=None,
    disputed=False,
    overruled=False,
    merged_into=None,
    twin=None,
    twin_file=None,
    notes=0,
    demand=1,
    media=0,
    appearances=(AppearanceFacts("link", "https://paper.example/war", "Fighters sign up", None, False),),
    sources=(),
    verdict=None,
    others=(),
    round=1,
    snoozed_until=None,
    created_at=NOW - 50 * HOUR,
    taken_at=None,
    closed_at=None,
)


def source(number: int, who: str, stance: Stance, origin: str, **more: Any) -> SourceFacts:
    one = SourceFacts(
        id=number,
        who=who,
        url=None,
        stance=stance,
        repeats_id=None,
        repeats_who=None,
        origin=origin,
        claimed=False,
        protected=False,
        added_by=3,
        at=NOW,
    )
    return replace(one, **more)


LEDGER = (
    source(
        1, "Paper", Stance.REPEATS, "host:paper.example", url="https://paper.example/war", repeats_who="SOHR"
    ),
    source(2, "Rybar", Stance.REPORTS, "channel:rybar", url="https://t.me/rybar/7", claimed=True),
    source(3, "Nurse Oleh", Stance.CONFIRMS, "name:nurse oleh", protected=True, added_by=4),
    source(4, "Defence Ministry", Stance.DENIES, "name:defence ministry"),
    source(
        5, "Gazette", Stance.REPEATS, "host:gazette.example", url="https://gazette.example/1", repeats_id=1
    ),
    source(6, "Blog", Stance.REPEATS, "host:blog.example"),
)


def verdict(who: tuple[int, str], rating: str, rationale: str, **more: Any) -> VerdictFacts:
    one = VerdictFacts(
        id=70 + who[0],
        author=who[1],
        author_id=who[0],
        version=1,
        rating=rating,
        qualifiers=(),
        rationale=rationale,
        evidence=(),
        reviews=(),
        at=NOW - HOUR,
    )
    return replace(one, **more)


def review(
    who: tuple[int, str],
    decision: Decision,
    reason: str | None = None,
    rating: str | None = None,
    qualifiers: tuple[str, ...] = (),
) -> ReviewFacts:
    return ReviewFacts(who[1], who[0], decision, rating, reason, qualifiers)


FALSE = verdict(
    *(ANA, "False", "the video is from 2016 https://example.org/video"),
    qualifiers=("altered",),
    evidence=(
        EvidenceFacts("link", "https://example.org/video", None),
        EvidenceFacts("forward", None, "Karst News"),
        EvidenceFacts("forward", None, None),
        EvidenceFacts("file", None, None),
    ),
)
MIXTURE = verdict(BEN, "Mixture", "a list of 300 stands https://example.org/list")
RULED = verdict(CARO, "Mixture", "Ben is right")

AGREES = review(BEN, Decision.AGREE)
AGREES_TOO = review(CARO, Decision.AGREE)
DISAGREES = review(BEN, Decision.DISAGREE, "half of it stands", "Mixture", ("missing_context",))
STANDS = review(CARO, Decision.AGREE, "the list names nobody")
ASKS = review(BEN, Decision.CHANGES, "the date is wrong")
OVERRULES = review(CARO, Decision.OVERRULE, "Ben is right", "Mixture")

TAKEN = replace(OPEN, state=State.TAKEN, assignee="Ana", assignee_id=3, taken_at=NOW - 48 * HOUR)
IN_REVIEW = replace(TAKEN, state=State.IN_REVIEW, verdict=FALSE)
AGREED, DISAGREED = replace(FALSE, reviews=(AGREES,)), replace(FALSE, reviews=(DISAGREES,))
DISPUTED = replace(IN_REVIEW, disputed=True, verdict=DISAGREED)
CLOSED = replace(IN_REVIEW, state=State.CLOSED, closed_at=NOW, verdict=AGREED)
OVERRULED = replace(
    CLOSED, overruled=True, verdict=RULED, others=(replace(FALSE, reviews=(DISAGREES, OVERRULES)),)
)


def correction(kind: CorrectionKind, reason: str, now: str | None = None) -> CorrectionFacts:
    return CorrectionFacts(kind, reason, "Ben", 4, "False", now, NOW + HOUR)


RATED_ANEW = replace(
    CLOSED,
    verdict=MIXTURE,
    corrections=(correction(CorrectionKind.RATING_CHANGE, "one list is real", "Mixture"),),
)
NAMED_WRONG = replace(CLOSED, corrections=(correction(CorrectionKind.MINOR, "it is Karstberg"),))
KNOWN_SINCE = replace(CLOSED, corrections=(correction(CorrectionKind.UPDATE, "the mayor confirmed it"),))
VOID = replace(
    CLOSED, voided=True, corrections=(correction(CorrectionKind.VOID, "the photo was of another bridge"),)
)
