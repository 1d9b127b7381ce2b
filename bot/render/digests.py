"""The digest in words: pages that a phone shows and a minute reads."""

import html as entities_of_html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.render.claims import correction_word, evidence_line, quoted, rating_in_words
from bot.render.lists import claim_link, entry_line
from bot.render.messages import LONGEST, Button, Message, lines, rows, shortened
from bot.texts import Texts
from storage.digests import DigestFacts, Settled
from storage.vocabulary import CorrectionKind

MOST_ENTITIES = 100
"""Bot API: of more than 100 entities in a message, the rest is dropped."""
MOST_ENTRIES = 14
"""On one page: about as much as is read in a minute."""
MOST_BUTTONS = 8

_LINK = re.compile(r"https?://\S+")
_TAG = re.compile(r"<[a-z][^>]*>")
_ANY_TAG = re.compile(r"</?[a-z][^>]*>")
_FOUND_BY_TELEGRAM = re.compile(r"[@#/$]\w|://|\w[.@]\w")
"""What Telegram may make an entity of by itself: mentions, hashtags, commands, cashtags, links, addresses."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and the claims it shows; `decide`: those of them that need a decision."""

    body: Markup
    claim_ids: tuple[int, ...]
    decide: tuple[tuple[int, int], ...]
    """Pairs of claim id and number."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece that is never cut: an entry under its heading, or a paragraph."""

    heading: Markup | None
    words: Markup
    claim: tuple[int, int] | None = None
    decides: bool = False


def size(html: str) -> tuple[int, int]:
    """How long a text is for Telegram (UTF-16 units without the tags) and how many entities it has at most."""
    bare = entities_of_html.unescape(_ANY_TAG.sub("", html))
    length = len(bare.encode("utf-16-le")) // 2
    return length, len(_TAG.findall(html)) + len(_FOUND_BY_TELEGRAM.findall(bare))


def digest_pages(t: Texts, facts: DigestFacts, *, bot: str) -> list[Page]:
    """The digest cut into pages between its entries; every claim of it stands on one of them."""
    head = _head(t, facts)
    pages: list[Page] = []
    parts: list[Markup] = [head]
    blocks: list[_Block] = []
    heading: Markup | None = None
    for block in _blocks(t, facts, bot):
        more = (
            [block.words]
            if block.heading is None or block.heading == heading
            else [block.heading, block.words]
        )
        if blocks and not _fits([*parts, *more], len(blocks) + 1):
            pages.append(_page(parts, blocks))
            parts, blocks = [head], []
            more = [block.words] if block.heading is None else [block.heading, block.words]
        parts += more
        blocks.append(block)
        heading = block.heading
    return [*pages, _page(parts, blocks)]


def _fits(parts: Sequence[Markup], entries: int) -> bool:
    # The line that counts the pages comes on top of this.
    length, entities = size(Markup("\n").join(parts))
    return length <= LONGEST - 60 and entities <= MOST_ENTITIES - 2 and entries <= MOST_ENTRIES


def _page(parts: Sequence[Markup], blocks: Sequence[_Block]) -> Page:
    claims = [block.claim for block in blocks if block.claim is not None]
    return Page(
        Markup("\n").join(parts),
        tuple(dict.fromkeys(id_ for id_, _ in claims)),
        tuple(dict.fromkeys(block.claim for block in blocks if block.decides and block.claim is not None)),
    )


def digest_message(t: Texts, facts: DigestFacts, page: int, *, bot: str) -> tuple[Message, tuple[int, ...]]:
    """One page with its buttons, and the ids of the claims on it. A page beyond the last is the last."""
    pages = digest_pages(t, facts, bot=bot)
    page = max(0, min(page, len(pages) - 1))
    shown = pages[page]
    ref = f"digest:d{facts.desk_id}:{facts.day.isoformat() if facts.day else 'now'}"
    turning = []
    if page > 0:
        turning.append(Button("‹", f"{ref}:{page - 1}"))
    if page + 1 < len(pages):
        turning.append(Button("›", f"{ref}:{page + 1}"))
    count = (
        t("Page {page} of {pages}", page=t.number(page + 1), pages=t.number(len(pages)))
        if len(pages) > 1
        else None
    )
    buttons = [Button(f"#{number}", f"open:c{id_}") for id_, number in shown.decide[:MOST_BUTTONS]]
    keyboard = (*rows(buttons, 4), *((tuple(turning),) if turning else ()))
    if facts.single:
        single = Button(
            t.plain("Single source · {n}", n=t.number(facts.single)), f"list:d{facts.desk_id}:single"
        )
        keyboard = (*keyboard, (single,))
    return Message(lines(shown.body, count), keyboard=keyboard), shown.claim_ids


def _head(t: Texts, facts: DigestFacts) -> Markup:
    """On every page: whose digest, of when; on which dates there was none."""
    when = t.day(facts.day) if facts.day else t.plain("now, {when}", when=t.moment(facts.until))
    title = t("☀️ <b>{desk}</b> · {when}", desk=shortened(facts.desk, 40), when=when)
    late = t("Late: I could not send it on time.") if facts.late else None
    if not facts.missed:
        return lines(title, late)
    days = [day.isoformat() for day in facts.missed[-7:]]
    missed = t.many(
        "No digest came on {days}. It can be read: {example}",
        "No digests came on {n} days: {days}. They can be read: {example}",
        len(facts.missed),
        days=t.listed(days),
        example=Markup("<code>/digest {}</code>").format(days[-1]),
    )
    return lines(title, late, missed)


def _blocks(t: Texts, facts: DigestFacts, bot: str) -> Iterator[_Block]:
    for name, entries in facts.sections:
        title = Markup("\n<b>{}</b> · {}").format(_section_words(t, name), t.number(len(entries)))
        for entry in entries:
            words = entry_line(t, entry, bot=bot, now=facts.until)
            yield _Block(title, words, (entry.id, entry.number), decides=True)
    for name, settled in ((t.plain("Closed"), facts.closed), (t.plain("Corrected"), facts.corrected)):
        heading = Markup("\n<b>{}</b> · {}").format(name, t.number(len(settled)))
        for one in settled:
            yield _Block(heading, _settled(t, one, bot), (one.id, one.number))
    # What is new and waits for a decision, or is closed already, stands above.
    new = t.plain("Also new") if facts.sections or facts.closed else t.plain("New")
    for entry in facts.new:
        heading = Markup("\n<b>{}</b> · {}").format(new, t.number(len(facts.new)))
        words = entry_line(t, entry, bot=bot, now=facts.until)
        yield _Block(heading, words, (entry.id, entry.number))
    yield _Block(None, _figures(t, facts, bot))


def _section_words(t: Texts, name: str) -> str:
    words = {
        "review": t.plain("Waiting for sign-off"),
        "disputed": t.plain("Disputed: a lead decides"),
        "overdue": t.plain("Overdue"),
        "untaken": t.plain("Untaken"),
        "soon": t.plain("Due soon"),
    }
    return words[name]


def _settled(t: Texts, one: Settled, bot: str) -> Markup:
    """Rating, the rationale in short, and where the evidence is."""
    link = claim_link(bot, one.id, one.number)
    head = Markup("{} {}").format(link, quoted(one.text, 100))
    if one.verdict is None:
        return head
    # The links stand in the line of the evidence.
    why = quoted(_LINK.sub("", one.verdict.rationale), 120)
    rating = t("<b>{rating}</b>: {why}", rating=rating_in_words(t, one.verdict), why=why)
    if one.overruled:
        rating = rating + t(" · overruled")
    if one.correction:
        rating = rating + Markup(" · {}").format(correction_word(t, CorrectionKind(one.correction)))
    return lines(head, rating, evidence_line(t, one.verdict))


def _figures(t: Texts, facts: DigestFacts, bot: str) -> Markup:
    """Load, time to a verdict, the oldest, and what changed since the one before."""
    change = f"{facts.change:+d}" if facts.change else "±0"
    since = t.moment(facts.since)
    if facts.unfinished:
        first = t(
            "Unfinished: <b>{n}</b> ({change} since {when})",
            n=t.number(facts.unfinished),
            change=change,
            when=since,
        )
    else:
        first = t("Nothing is unfinished ({change} since {when}).", change=change, when=since)
    moved = t(
        "Since then: {closed} closed, {corrected} corrected",
        closed=t.number(len(facts.closed)),
        corrected=t.number(len(facts.corrected)),
    )
    # Each name by itself, so that one of the other direction does not carry its neighbours' numbers off.
    load = t.listed(t("{name} {n}", name=shortened(name, 24), n=t.number(n)) for name, n in facts.load[:8])
    oldest = facts.oldest
    return lines(
        Markup("\n{}").format(first),
        moved,
        t("Who has how many: {load}", load=load) if load else None,
        t("Median time to a verdict: {span}", span=t.span(facts.median))
        if facts.median is not None
        else None,
        t(
            "Oldest: {claim}, {age}",
            claim=claim_link(bot, oldest.id, oldest.number),
            age=t.span(facts.until - oldest.created_at),
        )
        if oldest is not None
        else None,
    )
