"""The digest in words: pages that a phone shows and a minute reads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.render.claims import (
    STATE_MARKS,
    correction_word,
    evidence_line,
    priority_word,
    quoted,
    rating_in_words,
    state_word,
)
from bot.render.digest_figures import counted, rest_counted
from bot.render.fitting import MOST_ENTITIES, entities, fits, without_finds
from bot.render.lists import claim_link, entry_line
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.rules.digests import Section
from bot.texts import Texts
from storage.digests import DigestFacts, PageFacts, Settled
from storage.facts.entries import QueueEntry
from storage.facts.verdicts import VerdictFacts
from storage.vocabulary import CorrectionKind, HowOften, State

UNFOLDED = 3
"""Claims of a section that are shown at once; more are folded."""
_WIDTHS = (140, 90, 50, 20)
"""Characters of each claim, tried until the page fits."""
_DECISIONS = ("review", "disputed", "overdue", "untaken", "soon")
_LINK = re.compile(r"https?://\S+")


def digest_message(
    t: Texts,
    facts: DigestFacts,
    sections: Sequence[Section],
    shown: PageFacts,
    *,
    page: int,
    of: int,
    ref: str,
    bot: str,
    private: bool = True,
) -> Message:
    """One page with its buttons: these claims of these sections, and on the first page the figures.

    Whatever the claims say, Telegram takes it whole: their words are shortened until it fits.
    """
    parts = _Page(t, facts, sections, shown, page=page, of=of, bot=bot)
    html = parts.html(_WIDTHS[0])
    for most in _WIDTHS[1:]:
        if _fits(html):
            break
        html = parts.html(most)
    else:
        if not _fits(html):
            html = without_finds(parts.html(_WIDTHS[-1], short=True))
    return Message(html, keyboard=_keyboard(t, facts, sections, page=page, of=of, ref=ref, private=private))


def _fits(html: Markup) -> bool:
    return fits(html) and entities(html) <= MOST_ENTITIES


def _keyboard(
    t: Texts, facts: DigestFacts, sections: Sequence[Section], *, page: int, of: int, ref: str, private: bool
) -> tuple[tuple[Button, ...], ...]:
    numbers = facts.numbers
    decide = [id_ for name, ids in sections if name in _DECISIONS for id_ in ids]
    keyboard = rows([Button(f"#{numbers[id_]}", f"open:c{id_}") for id_ in decide], 4)
    turning = []
    if page > 0:
        turning.append(Button("‹", f"digest:d{facts.desk_id}:{ref}:{page - 1}"))
    if page + 1 < of:
        turning.append(Button("›", f"digest:d{facts.desk_id}:{ref}:{page + 1}"))
    if turning:
        keyboard = (*keyboard, tuple(turning))
    more = []
    if facts.single:
        words = t.plain("Single source · {n}", n=t.number(facts.single))
        more.append(Button(words, f"list:d{facts.desk_id}:single"))
    if private:
        more.append(Button(t.plain("How often?"), f"often:d{facts.desk_id}"))
    return (*keyboard, tuple(more)) if more else keyboard


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of one page, at any width."""

    t: Texts
    facts: DigestFacts
    sections: Sequence[Section]
    shown: PageFacts
    page: int
    of: int
    bot: str

    def html(self, most: int, *, short: bool = False) -> Markup:
        """The page, with so many characters of each claim; `short`: the claims alone."""
        first = self.page == 0
        decide = [one for one in self.sections if one[0] in _DECISIONS]
        settled = [one for one in self.sections if one[0] not in _DECISIONS]
        return lines(
            _head(self.t, self.facts),
            *(self._section(name, ids, most, short) for name, ids in decide),
            Markup("\n") + counted(self.t, self.facts) if first else None,
            *(self._section(name, ids, most, short) for name, ids in settled),
            rest_counted(self.t, self.facts, self.bot) if first else None,
            Markup("\n")
            + self.t(
                "Page {page} of {pages}",
                page=self.t.number(self.page + 1),
                pages=self.t.number(self.of),
            )
            if self.of > 1
            else None,
        )

    def _section(self, name: str, ids: Sequence[int], most: int, short: bool) -> Markup:
        t = self.t
        count = len(dict(self.facts.sections)[name])
        heading = Markup("\n<b>{}</b> · {}").format(section_words(t, name), t.number(count))
        words = list(self._lines(name, ids, most, short))
        # On further pages whoever turned to them wants to see them.
        fold = UNFOLDED if self.page == 0 else len(words)
        folded = Markup("\n").join(words[fold:])
        return lines(
            heading,
            *words[:fold],
            Markup("<blockquote expandable>{}</blockquote>").format(folded) if folded else None,
        )

    def _lines(self, name: str, ids: Sequence[int], most: int, short: bool) -> Iterator[Markup]:
        shown, facts, t = self.shown, self.facts, self.t
        for id_ in ids:
            if name in ("closed", "corrected"):
                one = shown.settled[name, id_]
                now = shown.now.get(id_)
                since = _reopened(t, now) if now is not None else None
                yield lines(_settled(t, one, self.bot, most, short=short), since)
                continue
            was = shown.entries[id_]
            now = shown.now.get(id_, was)
            line = entry_line(t, was, bot=self.bot, now=facts.until, most=most, mark=now.state, short=short)
            yield lines(line, _since(t, was, now, shown.ratings.get(id_)))


def _head(t: Texts, facts: DigestFacts) -> Markup:
    """On every page: whose digest, of when; on which dates there was none."""
    when = t.day(facts.day) if facts.day else t.plain("now, {when}", when=t.moment(facts.until))
    if facts.weekly:
        when = t.plain("the week to {day}", day=when)
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


def section_words(t: Texts, name: str) -> str:
    """The heading of a section."""
    words = {
        "review": t.plain("Waiting for sign-off"),
        "disputed": t.plain("Disputed: a lead decides"),
        "overdue": t.plain("Overdue"),
        "untaken": t.plain("Untaken"),
        "soon": t.plain("Due soon"),
        "closed": t.plain("Closed"),
        "corrected": t.plain("Corrected"),
        # What is new and waits for a decision, or is closed already, stands above.
        "new": t.plain("Also new"),
    }
    return words[name]


def _settled(t: Texts, one: Settled, bot: str, most: int, *, short: bool) -> Markup:
    """Rating, the rationale in short, and where the evidence is."""
    link = claim_link(bot, one.id, one.number)
    head = Markup("{} {}").format(link, quoted(one.text, min(most, 100)))
    if one.verdict is None:
        return head
    # The links stand in the line of the evidence.
    why = quoted(_LINK.sub("", one.verdict.rationale), most)
    rating = t("<b>{rating}</b>: {why}", rating=rating_in_words(t, one.verdict), why=why)
    if one.overruled:
        rating = rating + t(" · overruled")
    if one.correction:
        rating = rating + Markup(" · {}").format(correction_word(t, CorrectionKind(one.correction)))
    return lines(head, rating, None if short else evidence_line(t, one.verdict))


def _since(t: Texts, was: QueueEntry, now: QueueEntry, verdict: VerdictFacts | None) -> Markup | None:
    """What has become of a claim since the digest was made."""
    parts: list[Markup | str] = []
    if now.state is State.CLOSED and verdict is not None:
        parts.append(t("closed: {rating}", rating=rating_in_words(t, verdict)))
    elif now.state is not was.state:
        parts.append(state_word(t, now.state).lower())
    if now.assignee and now.assignee_id != was.assignee_id:
        parts.append(t("with {name}", name=shortened(now.assignee, 24)))
    if now.disputed and not was.disputed:
        parts.append(t("disputed"))
    if now.priority is not was.priority:
        parts.append(priority_word(t, now.priority))
    if now.due_at is not None and now.due_at != was.due_at:
        parts.append(t("due {when}", when=t.moment(now.due_at)))
    if not parts:
        return None
    return Markup("→ <b>{}</b>").format(Markup(" · ").join(parts))


def _reopened(t: Texts, now: QueueEntry) -> Markup | None:
    if now.state is State.CLOSED:
        return None
    return Markup("→ {} <b>{}</b>").format(STATE_MARKS[now.state], state_word(t, now.state).lower())


def how_often(t: Texts, desk: str, desk_id: int, often: HowOften) -> Message:
    """How often this person gets the digest, and how to change it."""
    words = {
        HowOften.DAILY: t.plain("Daily"),
        HowOften.WEEKLY: t.plain("Weekly"),
        HowOften.OFF: t.plain("Off"),
    }
    html = lines(
        t(
            "<b>{desk}</b>: how often should the digest come to you? Now: {often}",
            desk=desk,
            often=words[often],
        ),
        t("Reminders are not touched by this. /digest at any time shows it."),
    )
    buttons = [
        Button(("✓ " if one is often else "") + word, f"often:d{desk_id}:{one.value}")
        for one, word in words.items()
    ]
    return Message(html, keyboard=rows(buttons, 3))
