"""Rating scales, verdicts with their evidence, what reviewers said, and who was told.

Verdicts are append-only: triggers made by the first migration refuse to change or delete one. What
becomes of a verdict is read from the claim (`verdict_id`), from reviews and from events.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, Session, col, delete, select

from storage.base import Row, big, document, key_to, moment, word
from storage.events import undone_verdicts
from storage.vocabulary import CorrectionKind, Decision


class Scale(Row, table=True):
    """One version of a desk's rating scale. Old verdicts keep the scale they were given on."""

    __table_args__ = (UniqueConstraint("desk_id", "version"),)

    desk_id: int = key_to("desk.id")
    version: int
    ratings: list[list[str]] = document()
    """Pairs of key and English label, from best supported to least."""
    created_at: datetime = moment()


class Verdict(Row, table=True):
    """Rating, rationale and evidence, by a member, at a time. A new version supersedes, none is overwritten."""

    __table_args__ = (
        UniqueConstraint("claim_id", "author_id", "version"),
        # A review names the author of its verdict; it can name nobody else.
        UniqueConstraint("id", "claim_id", "author_id"),
        Index("ix_verdict_message", "chat_id", "message_id"),
    )

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    author_id: int = key_to("member.id")
    version: int
    scale_id: int = key_to("scale.id")
    rating: str
    qualifiers: list[str] = document(default_factory=list)
    rationale: str = Field(sa_type=Text)
    chat_id: int | None = big(default=None, nullable=True)
    message_id: int | None = big(default=None, nullable=True)
    """The reply that stated it, so that editing the reply amends the verdict."""
    at: datetime = moment()


class Evidence(Row, table=True):
    """A link, a forwarded post or a file that a verdict rests on."""

    desk_id: int = key_to("desk.id")
    verdict_id: int = key_to("verdict.id", index=True)
    kind: str
    """`link`, `forward` or `file`."""
    url: str | None = Field(default=None, sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)
    origin: str | None = None
    file_id: str | None = Field(default=None, sa_type=Text)
    file_kind: str | None = None


class Review(Row, table=True):
    """What one reviewer said to one version of a verdict."""

    __table_args__ = (
        CheckConstraint("decision = 'overrule' OR author_id <> reviewer_id", name="reviewer_is_not_author"),
        ForeignKeyConstraint(
            ["verdict_id", "claim_id", "author_id"],
            ["verdict.id", "verdict.claim_id", "verdict.author_id"],
            name="fk_review_of_verdict",
        ),
    )

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    verdict_id: int = key_to("verdict.id", index=True)
    author_id: int = key_to("member.id")
    """Whoever gave the verdict, so that the table itself refuses the author as reviewer."""
    reviewer_id: int = key_to("member.id")
    decision: Decision = word(Decision)
    rating: str | None = None
    """Which other one a disagreement or an overruling gives, and its qualifiers."""
    qualifiers: list[str] = document(default_factory=list)
    reason: str | None = Field(default=None, sa_type=Text)
    at: datetime = moment()


class Correction(Row, table=True):
    """A typed, dated change to a closed claim, with its reason. Append-only; the old verdict stays readable."""

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id", index=True)
    kind: CorrectionKind = word(CorrectionKind)
    reason: str = Field(sa_type=Text)
    author_id: int = key_to("member.id")
    verdict_id: int = key_to("verdict.id")
    """The verdict that was corrected."""
    new_verdict_id: int | None = key_to("verdict.id", required=False)
    """The one that stands instead, after a change of rating."""
    at: datetime = moment()


class Told(Row, table=True):
    """A chat to which the bot itself sent this verdict's rating; it is told of a correction."""

    __table_args__ = (UniqueConstraint("claim_id", "verdict_id", "chat_id"),)

    desk_id: int = key_to("desk.id")
    claim_id: int = key_to("claim.id")
    verdict_id: int = key_to("verdict.id")
    chat_id: int = big()
    topic_id: int = big(default=0)
    at: datetime = moment()


def current_scale(session: Session, desk_id: int) -> Scale:
    """The newest version of the desk's scale. Every desk has one from its first moment."""
    return session.exec(
        select(Scale).where(Scale.desk_id == desk_id).order_by(col(Scale.version).desc()).limit(1)
    ).one()


def scales_of(session: Session, desk_id: int) -> Sequence[Scale]:
    """Every version of the desk's scale, oldest first."""
    return session.exec(select(Scale).where(Scale.desk_id == desk_id).order_by(col(Scale.version))).all()


def verdicts_of(session: Session, claim_id: int) -> Sequence[Verdict]:
    """Every version of every verdict on the claim, oldest first."""
    return session.exec(select(Verdict).where(Verdict.claim_id == claim_id).order_by(col(Verdict.id))).all()


def verdicts_of_each(session: Session, claim_ids: Sequence[int]) -> Sequence[Verdict]:
    """Every version of every verdict on these claims, oldest first."""
    query = select(Verdict).where(col(Verdict.claim_id).in_(claim_ids))
    return session.exec(query.order_by(col(Verdict.id))).all()


def authors_of(session: Session, verdict_ids: Collection[int]) -> dict[int, int]:
    """Who gave each of these verdicts."""
    query = select(Verdict.id, Verdict.author_id).where(col(Verdict.id).in_(verdict_ids))
    return dict(session.exec(query).all())


def newest_verdict_by(session: Session, claim_id: int, author_id: int) -> Verdict | None:
    """This member's newest version on the claim."""
    query = select(Verdict).where(Verdict.claim_id == claim_id, Verdict.author_id == author_id)
    return session.exec(query.order_by(col(Verdict.version).desc()).limit(1)).first()


def verdict_stated_in(session: Session, chat_id: int, message_id: int) -> Verdict | None:
    """The newest verdict that this message stated and its author did not take back."""
    query = select(Verdict).where(Verdict.chat_id == chat_id, Verdict.message_id == message_id)
    for verdict in session.exec(query.order_by(col(Verdict.version).desc())):
        if verdict.id not in undone_verdicts(session, verdict.claim_id):
            return verdict
    return None


def evidence_of(session: Session, verdict_id: int) -> Sequence[Evidence]:
    """What a verdict rests on, in the order given."""
    return session.exec(
        select(Evidence).where(Evidence.verdict_id == verdict_id).order_by(col(Evidence.id))
    ).all()


def reviews_of(session: Session, verdict_id: int) -> Sequence[Review]:
    """What reviewers said to this version, oldest first."""
    return session.exec(select(Review).where(Review.verdict_id == verdict_id).order_by(col(Review.id))).all()


def disagreed_with(session: Session, claim_id: int) -> frozenset[int]:
    """The members who disagreed with a verdict on the claim."""
    query = select(Review.reviewer_id).where(
        Review.claim_id == claim_id, Review.decision == Decision.DISAGREE
    )
    return frozenset(session.exec(query))


def corrections_of(session: Session, claim_id: int) -> Sequence[Correction]:
    """The corrections of the claim, oldest first."""
    return session.exec(
        select(Correction).where(Correction.claim_id == claim_id).order_by(col(Correction.id))
    ).all()


def told_of(session: Session, claim_id: int) -> Sequence[Told]:
    """Every chat to which a rating of this claim was sent, oldest first."""
    return session.exec(select(Told).where(Told.claim_id == claim_id).order_by(col(Told.id))).all()


def was_told(session: Session, claim_id: int, verdict_id: int, chat_id: int) -> bool:
    """Whether the bot sent this verdict's rating to this chat."""
    query = select(Told.id).where(
        Told.claim_id == claim_id, Told.verdict_id == verdict_id, Told.chat_id == chat_id
    )
    return session.exec(query).first() is not None


def forget_told(session: Session, verdict_id: int) -> None:
    """Nobody was told of this verdict in private after all: it was taken back before that was sent."""
    session.execute(delete(Told).where(col(Told.verdict_id) == verdict_id, col(Told.chat_id) > 0))
