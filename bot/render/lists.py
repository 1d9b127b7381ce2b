"""Lists of claims: what was queued, what waits, pages of them."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.render.claims import STATE_MARKS, priority_word, quoted, rating_in_words, state_word
from bot.render.fitting import fits
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.rules.sources import single_source
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.facts.entries import QueueEntry
from storage.vocabulary import Priority, State

_WORDINGS = (200, 120, 60, 30)
"""Characters of each claim in a list, tried until all fit one message."""

_SAID = 4
"""Verdicts that stand beside each other on a line."""

PAGE = 8
"""Claims on one page: with their buttons they fit a phone's screen."""


def claim_link(bot: str, claim_id: int, number: int) -> Markup:
    """`#12`, opening the claim in private; also the reference by which a reply to a lost id is understood."""
    return Markup('<a href="https://t.me/{}?start=c{}">#{}</a>').format(bot, claim_id, number)


def entry_line(
    t: Texts,
    entry: QueueEntry,
    *,
    bot: str,
    now: datetime | None = None,
    most: int = 140,
    mark: State | None = None,
    short: bool = False,
) -> Markup:
    """One claim on one or two lines: number, words (`most` characters), and what matters about it. `mark`: the
    state that its sign shows, where that is another by now; `short`: without what each checker says."""
    parts: list[str] = []
    if entry.priority is not Priority.NORMAL:
        parts.append(priority_word(t, entry.priority))
    if entry.assignee:
        parts.append(t.plain("with {name}", name=shortened(entry.assignee, 40)))
    elif entry.state is State.OPEN:
        parts.append(t.plain("untaken"))
    if entry.state is State.IN_REVIEW:
        parts.append(state_word(t, entry.state).lower())
    if entry.disputed:
        parts.append(t.plain("disputed"))
    if single_source(entry.claimant, entry.sources):
        parts.append(t.plain("single source"))
    if now is not None and entry.due_at is not None:
        when = t.moment(entry.due_at)
        overdue = entry.due_at < now
        parts.append(
            t.plain("overdue since {when}", when=when) if overdue else t.plain("due {when}", when=when)
        )
    if entry.demand > 1:
        parts.append(str(t.many("{n} person", "{n} people", entry.demand)))
    if now is not None:
        parts.append(t.plain("{age} old", age=t.span(now - entry.created_at)))
    head = Markup("{} {} {}").format(
        STATE_MARKS[mark or entry.state], claim_link(bot, entry.id, entry.number), quoted(entry.text, most)
    )
    said = t.listed(
        t("{author}: {rating}", author=shortened(one.author, 24), rating=rating_in_words(t, one))
        for one in ([] if short else entry.said[:_SAID])
    )
    return lines(head, Markup("<i>{}</i>").format(" · ".join(parts)) if parts else None, said)


def queued_list(t: Texts, entries: Sequence[QueueEntry], *, bot: str) -> Message:
    """Several claims queued at once: one list, a card is made when one is opened."""
    first, last = entries[0].number, entries[-1].number
    title = t("<b>{n} claims queued</b> (#{first}–#{last})", n=t.number(len(entries)), first=first, last=last)
    html = title
    for most in _WORDINGS:
        shown = (
            Markup("{} {}").format(claim_link(bot, entry.id, entry.number), quoted(entry.text, most))
            for entry in entries
        )
        html = lines(title, *shown)
        if fits(html):
            break
    return Message(html, keyboard=open_buttons(t, entries))


def open_buttons(t: Texts, entries: Sequence[QueueEntry], width: int = 4) -> tuple[tuple[Button, ...], ...]:
    """A button for each claim that opens its card."""
    return rows([Button(f"#{entry.number}", f"open:c{entry.id}") for entry in entries], width)


def queued_one(
    t: Texts, entries: Sequence[QueueEntry], desk: str, *, undo: bool, several: bool = False
) -> Message:
    """The answer to the person who brought it; `several`: who has other desks may turn to one of them."""
    numbers = t.listed(f"#{entry.number}" for entry in entries)
    html = t("Queued {numbers} at <b>{desk}</b>.", numbers=numbers, desk=desk)
    buttons = [Button(t.plain("Undo"), f"undo:c{entries[0].id}")] if undo else []
    if several:
        buttons.append(Button(t.plain("Another desk"), "desks"))
    return Message(html, keyboard=rows([*buttons, *(b for row in open_buttons(t, entries) for b in row)], 4))


def repeated(t: Texts, claim: ClaimFacts) -> Message:
    """The same words stand there already."""
    if claim.verdict is not None and claim.state is State.CLOSED:
        said = t("It is closed: <b>{rating}</b>.", rating=rating_in_words(t, claim.verdict))
    else:
        said = t("It stands at: {state}.", state=state_word(t, claim.state))
    html = lines(
        t("That is #{number} already; I noted that it was seen again.", number=claim.number),
        Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 300)),
        said,
    )
    buttons = [Button(t.plain("Open #{number}", number=claim.number), f"open:c{claim.id}")]
    if claim.state in (State.CLOSED, State.DECLINED):
        buttons += [
            Button(t.plain("Reopen"), f"reopen:c{claim.id}"),
            Button(t.plain("New claim, it is another event"), f"anew:c{claim.id}"),
        ]
    return Message(html, keyboard=rows(buttons, 1))


FILTERS = ("all", "mine", "untaken", "overdue", "review", "single", "disputed")


def filter_words(t: Texts, name: str) -> str:
    words = {
        "all": t.plain("Queue"),
        "mine": t.plain("Mine"),
        "untaken": t.plain("Untaken"),
        "overdue": t.plain("Overdue"),
        "review": t.plain("In review"),
        "single": t.plain("Single source"),
        "disputed": t.plain("Disputed"),
    }
    return words[name]


def _nothing(t: Texts, name: str) -> Markup:
    """An empty list, and where to look next."""
    if name == "mine":
        return t("You have taken nothing. Send /queue untaken to see what is free.")
    if name != "all":
        return t("Nothing here. Send /queue to see all that waits.")
    return t(
        "Nothing waits here. Queue a claim with /claim and its text, or forward a post to me in private."
    )


def queue_page(
    t: Texts,
    entries: Sequence[QueueEntry],
    *,
    name: str,
    page: int,
    total: int,
    now: datetime,
    bot: str,
    owner: int | None = None,
) -> Message:
    """One page of unfinished work with buttons to open claims and to turn the page. `owner`: the member whose
    list it is and stays, whoever turns its pages."""
    pages = max(1, -(-total // PAGE))
    title = t("<b>{name}</b> · {n}", name=filter_words(t, name), n=t.number(total))
    if pages > 1:
        title = title + t(" · page {page} of {pages}", page=t.number(page + 1), pages=t.number(pages))
    body = [entry_line(t, entry, bot=bot, now=now) for entry in entries]
    if not body:
        body = [_nothing(t, name)]
    turning, whose = [], f":m{owner}" if owner is not None else ""
    if page > 0:
        turning.append(Button("‹", f"page:{name}:{page - 1}{whose}"))
    if page + 1 < pages:
        turning.append(Button("›", f"page:{name}:{page + 1}{whose}"))
    keyboard = (*open_buttons(t, entries), *((tuple(turning),) if turning else ()))
    return Message(lines(title, *body), keyboard=keyboard)
