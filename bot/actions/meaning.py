"""What claims mean, beside their words: read by a model where the newsroom has one.

A desk without a model has `NoMeaning`: it finds nothing, keeps nothing, and asks for no vector.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot.actions.claims import has_words
from bot.actions.vectors import HeldVectors, Model
from bot.rules.meaning import Alike
from storage.claims import Claim
from storage.dues import Matter, due_now, nothing_due, set_due
from storage.vectors import Unread, keep_vectors, newest_claim, unread_before

EVERYBODY = 0
"""Stands for a desk where the matter is nobody's."""
LONGEST_READ = 4_000
"""Characters of a claim that the model reads."""
MOST_ALIKE = 10
"""So many claims whose meaning is nearest take part beside those that the words find."""
READ_AT_ONCE = 200
"""Claims that are read in one transaction, one each second."""


class Meaning(Protocol):
    """What a desk knows of its claims' meaning."""

    def alike(self, session: Session, claims: Sequence[Claim]) -> Mapping[int, Sequence[Alike]]:
        """Notes what these new claims of one desk mean; for each, by its id, those that mean nearly the same."""

    def note(self, session: Session, claim: Claim) -> None:
        """The claim has other words now."""

    def begin(self, session: Session, now: datetime) -> None:
        """At the start of a run: what was written without this model becomes due."""

    def catch_up(self, session: Session, everybody: int, now: datetime) -> bool:
        """Reads a part of what is due; nothing is to be sent."""


class NoMeaning:
    """Words alone."""

    def alike(self, session: Session, claims: Sequence[Claim]) -> Mapping[int, Sequence[Alike]]:
        return {}

    def note(self, session: Session, claim: Claim) -> None:
        pass

    def begin(self, session: Session, now: datetime) -> None:
        # A run with a model may have left some.
        nothing_due(session, Matter.MEANING)

    def catch_up(self, session: Session, everybody: int, now: datetime) -> bool:
        return False


class ReadMeaning:
    """What a model reads in the claims. For the thread that writes alone."""

    def __init__(self, model: Model, likely_from: float) -> None:
        """`likely_from`: the cosine from which two claims are likely the same."""
        self._model = model
        self._likely_from = likely_from
        self._held = HeldVectors(model)

    def alike(self, session: Session, claims: Sequence[Claim]) -> Mapping[int, Sequence[Alike]]:
        read = dict(zip((claim.id for claim in claims), self._keep(session, claims), strict=True))
        asked = {claim_id: vector for claim_id, vector in read.items() if vector}
        if not asked:
            return {}
        others = self._held.of(session, claims[0].desk_id)
        # One more, because it finds itself.
        found = others.nearest(list(asked.values()), MOST_ALIKE + 1)
        return {
            claim_id: [
                Alike(other, cosine, cosine >= self._likely_from)
                for other, cosine in near
                if other != claim_id
            ][:MOST_ALIKE]
            for claim_id, near in zip(asked, found, strict=True)
        }

    def note(self, session: Session, claim: Claim) -> None:
        self._keep(session, [claim])

    def begin(self, session: Session, now: datetime) -> None:
        nothing_due(session, Matter.MEANING)
        self._go_on(session, newest_claim(session) + 1, now)

    def catch_up(self, session: Session, everybody: int, now: datetime) -> bool:
        for row in due_now(session, Matter.MEANING, everybody, now):
            unread, before = unread_before(session, self._model.fingerprint, row.claim_id, READ_AT_ONCE)
            self._keep_unread(session, unread)
            nothing_due(session, Matter.MEANING)
            self._go_on(session, before, now)
        return False

    def _go_on(self, session: Session, before: int, now: datetime) -> None:
        """The row says which claims come next, so that a restart loses nothing; below the first there are none."""
        if before > 1:
            set_due(session, Matter.MEANING, EVERYBODY, now, claim_id=before)

    def _keep(self, session: Session, claims: Sequence[Claim]) -> list[bytes]:
        unread = [Unread(claim.id, claim.desk_id, claim.text, claim.words_key) for claim in claims]
        return self._keep_unread(session, unread)

    def _keep_unread(self, session: Session, unread: Sequence[Unread]) -> list[bytes]:
        vectors = self._model.vectors([_wording(claim) for claim in unread])
        keep_vectors(
            session,
            self._model.fingerprint,
            ((claim.claim_id, claim.desk_id, vector) for claim, vector in zip(unread, vectors, strict=True)),
        )
        return vectors


def _wording(claim: Unread) -> str:
    """What the model reads: nothing where a file without words made the claim, or all photos would be alike."""
    return claim.text[:LONGEST_READ] if has_words(claim.text, claim.words_key) else ""
