"""A claim's card as its people share it elsewhere: dated, without notes, protected sources, names or buttons."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.render.claims import (
    CLAIM_MOST,
    RATIONALE_MOST,
    STATE_MARKS,
    claimant_line,
    evidence_line,
    quoted,
    rated_in_words,
    rating_in_words,
    reasons,
)
from bot.render.fitting import fits
from bot.render.messages import lines, shortened
from bot.render.sources import shared_sources
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.facts.verdicts import CorrectionFacts
from storage.vocabulary import State
from storage.words import visible

_MOST = (1.0, 0.6, 0.3)
"""Shares of the longest wordings, tried until the card fits."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One result of an inline query: what the person chooses from, and what is sent when it is chosen."""

    id: str
    title: str
    description: str
    html: str


def shared(t: Texts, claim: ClaimFacts, *, desk: str, now: datetime) -> Shared:
    """The closed claim's card; of any other claim no more than that it is being checked."""
    said = _said(t, claim)
    return Shared(
        id=f"c{claim.id}",
        title=f"#{claim.number} · {said}",
        description=shortened(visible(claim.text), 120),
        html=str(_card(t, claim, said, desk=desk, now=now)),
    )


def _said(t: Texts, claim: ClaimFacts) -> str:
    if claim.state is not State.CLOSED or claim.verdict is None:
        return t.plain("being checked")
    return t.plain("verdict withdrawn") if claim.voided else rating_in_words(t, claim.verdict)


def _card(t: Texts, claim: ClaimFacts, said: str, *, desk: str, now: datetime) -> Markup:
    told = claim.state is State.CLOSED and claim.verdict is not None
    mark = STATE_MARKS[State.CLOSED] if told else STATE_MARKS[State.OPEN]
    html = Markup("")
    for share in _MOST:
        html = lines(
            Markup("{} <b>{}</b>").format(mark, said[:1].upper() + said[1:]),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, int(CLAIM_MOST * share))),
            claimant_line(t, claim),
            *(_verdict(t, claim, int(RATIONALE_MOST * share)) if told and not claim.voided else ()),
            *([_corrected(t, claim.corrections[-1])] if told and claim.corrections else ()),
            # What is read elsewhere can be neither edited nor told of a correction: it says of when it is.
            t(
                "<i>{desk}, as of {when}</i>",
                desk=shortened(visible(desk), 60),
                when=t.stamp(now),
            ),
        )
        if fits(html):
            break
    return html


def _verdict(t: Texts, claim: ClaimFacts, most: int) -> list[Markup | None]:
    verdict = claim.verdict
    if verdict is None:
        return []
    return [reasons(verdict.rationale, most), evidence_line(t, verdict), shared_sources(t, claim)]


def _corrected(t: Texts, one: CorrectionFacts) -> Markup:
    when, why = t.dated(one.at.astimezone(t.zone).date()), quoted(one.reason, 300)
    if one.now is None:
        return t("✏️ Corrected on {when}: {why}", when=when, why=why)
    return t(
        "✏️ Corrected on {when}: {was} → <b>{now}</b>: {why}",
        when=when,
        was=rated_in_words(t, one.was, one.was_qualified),
        now=rated_in_words(t, one.now, one.now_qualified),
        why=why,
    )
