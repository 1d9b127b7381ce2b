"""Closed claims as schema.org's ClaimReview (https://schema.org/ClaimReview), in JSON-LD."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.cases import Case
from storage.desks import Desk
from storage.facts.verdicts import labels
from storage.verdicts import Verdict
from storage.vocabulary import State

ORDERED = ("true", "mostly_true", "half_true", "mixture", "mostly_false", "false", "pants_on_fire")
"""Ratings that are more or less true than each other; the others have a name and no number."""


def claimreview_lines(desks: Iterable[tuple[Desk, Iterable[Case]]]) -> Iterator[str]:
    """One JSON-LD document. A claim whose verdict was withdrawn is not in it."""
    yield '{"@context": "https://schema.org", "@graph": ['
    first = True
    for desk, cases in desks:
        for case in cases:
            if not publishable(case):
                continue
            yield ("\n" if first else ",\n") + json.dumps(review(desk, case), ensure_ascii=False)
            first = False
    yield "\n]}\n"


def publishable(case: Case) -> bool:
    """Closed, with a verdict that stands."""
    return case.claim.state is State.CLOSED and case.verdict is not None and not case.claim.voided


def review(desk: Desk, case: Case) -> dict[str, Any]:
    """One ClaimReview, by the desk as an organisation: nobody of it is named."""
    claim, verdict, settings = case.claim, case.verdict, DeskSettings.from_json(desk.settings)
    if verdict is None:
        raise ValueError("a claim without a verdict has not been reviewed")
    stated: dict[str, Any] = {"@type": "Claim", "text": claim.text}
    if claim.claimant:
        # Nobody wrote down whether it is a person or a body; schema.org wants one of the two.
        stated["author"] = {"@type": "Organization", "name": claim.claimant}
    seen = [
        {"@type": "CreativeWork", "url": one.url, **({"headline": one.title} if one.title else {})}
        for one in case.appearances
        if one.url
    ]
    if seen:
        stated["appearance"] = seen
    made: dict[str, Any] = {
        "@type": "ClaimReview",
        "claimReviewed": claim.text,
        "itemReviewed": stated,
        "author": {"@type": "Organization", "name": desk.title},
        "datePublished": (claim.closed_at or verdict.at).astimezone(settings.zone).date().isoformat(),
        "reviewRating": _rating(case, verdict, Texts(settings.language, settings.zone)),
        "reviewBody": verdict.rationale,
    }
    if links := [one.url for one in case.evidence if one.url]:
        made["citation"] = links
    return made


def _rating(case: Case, verdict: Verdict, t: Texts) -> dict[str, Any]:
    """What readers are shown is in the desk's language; the numbers are those of its scale."""
    known = labels(case.scale) if case.scale is not None else {}
    key = verdict.rating
    name = t.plain(known.get(key, key))
    if verdict.qualifiers:
        # Their keys are their English words.
        words = [t.plain(one.replace("_", " ").capitalize()) for one in verdict.qualifiers]
        name += f" ({t.plain(', ').join(words)})"
    ordered = [one for one in known if one in ORDERED]
    ordered.sort(key=ORDERED.index, reverse=True)
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": name}
    if key in ordered:
        rating |= {"ratingValue": ordered.index(key) + 1, "worstRating": 1, "bestRating": len(ordered)}
    return rating
