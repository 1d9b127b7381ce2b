"""What a search found, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.render.claims import STATE_MARKS, quoted, rating_in_words, state_word
from bot.render.fitting import fits
from bot.render.lists import PAGE, claim_link
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.vocabulary import State
from storage.words import visible

_WORDINGS = (160, 100, 60)
"""Characters of each claim, and of the text in which the words stand, tried until the message fits."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One result: the claim, and the text in which the words stand."""

    claim: ClaimFacts
    kind: str
    text: str


def found_page(t: Texts, wanted: str, shown: Sequence[Shown], *, page: int, total: int, bot: str) -> Message:
    """One page of results, best first, with buttons to open claims and to turn the page."""
    pages = max(1, -(-total // PAGE))
    title = t.many(
        "<b>{n} claim</b> for “{words}”",
        "<b>{n} claims</b> for “{words}”",
        total,
        words=shortened(visible(wanted), 80),
    )
    if pages > 1:
        title = title + t(" · page {page} of {pages}", page=t.number(page + 1), pages=t.number(pages))
    turning = []
    if page > 0:
        turning.append(Button("‹", f"found:{page - 1}"))
    if page + 1 < pages:
        turning.append(Button("›", f"found:{page + 1}"))
    opening = [Button(f"#{one.claim.number}", f"open:c{one.claim.id}") for one in shown]
    keyboard = (*rows(opening, 4), *((tuple(turning),) if turning else ()))
    html = title
    for most in _WORDINGS:
        html = lines(title, *(_line(t, one, bot, most) for one in shown))
        if fits(html):
            break
    return Message(html, keyboard=keyboard)


def _line(t: Texts, one: Shown, bot: str, most: int) -> Markup:
    claim = one.claim
    head = Markup("{} {} {}").format(
        STATE_MARKS[claim.state], claim_link(bot, claim.id, claim.number), quoted(claim.text, most)
    )
    closed = claim.state is State.CLOSED and claim.verdict is not None
    about = [
        rating_in_words(t, claim.verdict) if closed and claim.verdict else state_word(t, claim.state),
        t.day(claim.created_at.astimezone(t.zone).date()),
    ]
    if one.kind != "claim":
        about.append(f"{_kind_word(t, one.kind)}: {shortened(visible(one.text), most)}")
    return lines(head, Markup("<i>{}</i>").format(" · ".join(about)))


def _kind_word(t: Texts, kind: str) -> str:
    words = {
        "claimant": t.plain("claimant"),
        "source": t.plain("source"),
        "verdict": t.plain("verdict"),
        "note": t.plain("note"),
        "link": t.plain("link"),
        "file": t.plain("file"),
    }
    return words.get(kind, kind)
