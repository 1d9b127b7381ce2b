"""What was found in a text: sentences with their reasons, to be chosen and queued."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.render.claims import link, quoted
from bot.render.fitting import fits
from bot.render.lists import claim_link, open_buttons
from bot.render.messages import Button, Keyboard, Message, even_rows, lines, rows, shortened
from bot.rules.origins import outlet_of
from bot.rules.refusals import Refusal
from bot.rules.spotting import REASONS
from bot.texts import Texts
from storage.facts.entries import QueueEntry
from storage.words import visible

PAGE = 10
"""Sentences shown at once: each has up to three entities, and a message 100."""

SHOWN_KNOWN = 10

_WORDINGS = (300, 220, 160, 110, 70, 40)
"""Characters of each sentence, tried until the message fits."""

Pick = Mapping[str, Any]


def pages_of(picks: Sequence[Pick]) -> int:
    """How many pages the sentences fill; one where there are none."""
    return max(1, -(-len(picks) // PAGE))


def reading_message(
    t: Texts,
    reading_id: int,
    title: str | None,
    picks: Sequence[Pick],
    *,
    desk: str,
    page: int = 0,
    url: str | None = None,
    published_on: date | None = None,
    known: Sequence[int] = (),
) -> Message:
    """The sentences found, most in need of checking first; of many, one page. `url`: where the text is from;
    `known`: the numbers of claims that are from there already."""
    about = [*_about(t, title, url, published_on), *_known(t, known)]
    if not picks:
        return _nothing_found(t, reading_id, desk, about)
    page = min(page, pages_of(picks) - 1)
    first = page * PAGE
    shown = picks[first : first + PAGE]
    head = lines(
        *about,
        t.many(
            "{n} sentence to check, for <b>{desk}</b>. Tap the numbers to choose, then queue.",
            "{n} sentences to check, for <b>{desk}</b>, most in need of checking first. Tap the numbers to choose,"
            " then queue.",
            len(picks),
            desk=shortened(desk, 60),
        ),
    )
    html = head
    for most in _WORDINGS:
        body = (_pick(t, first + place, pick, most) for place, pick in enumerate(shown, 1))
        html = lines(head, *body)
        if fits(html):
            break
    return Message(html, keyboard=_keyboard(t, reading_id, picks, first, page))


def _pick(t: Texts, number: int, pick: Pick, most: int) -> Markup:
    claimant, reasons = pick["claimant"], _reasons(t, pick, most)
    name = shortened(visible(claimant), min(60, most)) if claimant else ""
    about = [t.plain("Claimant: {claimant}", claimant=name)] if name else []
    if reasons:
        about.append(reasons)
    return Markup("\n<b>{}.</b> {}{}").format(
        number, quoted(pick["text"], most), Markup("\n<i>{}</i>").format(" · ".join(about)) if about else ""
    )


def _reasons(t: Texts, pick: Pick, most: int) -> str:
    """Why it was picked: the reason in words, with the words of the text that show it where there is room."""
    room = most >= 100
    return t.plain("; ").join(
        f"{t.plain(REASONS[reason['key']])} (“{shortened(visible(reason['words']), most // 4)}”)"
        if reason["words"] and room
        else t.plain(REASONS[reason["key"]])
        for reason in pick["reasons"][: 4 if room else 2]
        if reason["key"] in REASONS
    )


def _keyboard(t: Texts, reading_id: int, picks: Sequence[Pick], first: int, page: int) -> Keyboard:
    toggles = [
        Button(f"✓ {place + 1}" if pick["chosen"] else str(place + 1), f"pick:r{reading_id}:{place}:{page}")
        for place, pick in enumerate(picks[first : first + PAGE], first)
    ]
    turning = []
    if page > 0:
        turning.append(Button("‹", f"picks:r{reading_id}:{page - 1}"))
    rest = len(picks) - first - PAGE
    if rest > 0:
        turning.append(Button(t.plain("{n} more", n=t.number(rest)), f"picks:r{reading_id}:{page + 1}"))
    chosen = sum(bool(pick["chosen"]) for pick in picks)
    deeds = [Button(t.plain("As one claim"), f"whole:r{reading_id}")]
    if chosen:
        queue = t.many("Queue {n} claim", "Queue {n} claims", chosen)
        deeds.insert(0, Button(str(queue), f"queue:r{reading_id}", style="primary"))
    return (*even_rows(toggles, 5), *((tuple(turning),) if turning else ()), tuple(deeds))


def _about(t: Texts, title: str | None, url: str | None, day: date | None) -> list[Markup]:
    """What was read: its title, and the outlet and day of an article."""
    head = Markup("<b>{}</b>").format(shortened(visible(title), 160)) if title else None
    where = [link(url, outlet_of(url)) if url else None, Markup(t.dated(day)) if day else None]  # noqa: S704
    return [line for line in (head, Markup(" · ").join(part for part in where if part)) if line]


def _known(t: Texts, numbers: Sequence[int]) -> list[Markup]:
    """Without links: a reply to what was read is about no claim."""
    if not numbers:
        return []
    named = [f"#{number}" for number in numbers[:SHOWN_KNOWN]]
    more = len(numbers) - len(named)
    shown = ", ".join(named) + (f" +{t.number(more)}" if more else "")
    return [t("From this article already: {numbers}.", numbers=shown)]


def unread_message(
    t: Texts, reading_id: int, why: Refusal, url: str, *, desk: str, known: Sequence[int] = ()
) -> Message:
    """Why a page was not read, and what to do instead."""
    words = lines(
        link(url),
        *_known(t, known),
        t(why.sentence, **why.values),
        t("Or queue the link itself, for <b>{desk}</b>.", desk=shortened(desk, 60)),
    )
    return Message(words, keyboard=((Button(t.plain("Queue the link"), f"whole:r{reading_id}"),),))


def _nothing_found(t: Texts, reading_id: int, desk: str, about: Sequence[Markup]) -> Message:
    words = t(
        "I find no statement there that could be checked. You can queue it all the same, for <b>{desk}</b>.",
        desk=shortened(desk, 60),
    )
    keyboard = ((Button(t.plain("Queue it anyway"), f"whole:r{reading_id}"),),)
    return Message(lines(*about, words), keyboard=keyboard)


def reading_queued(
    t: Texts,
    title: str | None,
    fresh: Sequence[QueueEntry],
    again: Sequence[QueueEntry],
    *,
    desk: str,
    bot: str,
) -> Message:
    """What became of it: the numbers, and what stood there already."""
    named = t.listed(claim_link(bot, entry.id, entry.number) for entry in fresh)
    known = t.listed(claim_link(bot, entry.id, entry.number) for entry in again)
    html = lines(
        Markup("<b>{}</b>").format(shortened(visible(title), 160)) if title else None,
        t("Queued {numbers} at <b>{desk}</b>.", numbers=named, desk=shortened(desk, 60)) if fresh else None,
        t("Here already, noted as seen again: {numbers}.", numbers=known) if again else None,
    )
    undo = [Button(t.plain("Undo"), f"undo:c{fresh[0].id}")] if fresh else []
    return Message(html, keyboard=(*open_buttons(t, [*fresh, *again]), *rows(undo)))
