"""Reminders in words: one bundle for a person or a group, what remains of it later, and snoozing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from bot.render.claims import STATE_MARKS, priority_word, quoted
from bot.render.lists import claim_link
from bot.render.messages import Button, Keyboard, Message, lines, rows, shortened
from bot.rules.ladders import Ladder, To
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.vocabulary import Deed, Priority, State

IN_FULL = 8
"""Claims that a bundle shows with words and buttons; more are named, so that a phone's screen holds it."""
NAMED = 40
"""Further claims that are named: with what stands above them they stay below Telegram's 100 entities."""
MOST_PEOPLE = 10
"""People who are named as unreachable, the others counted."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """One claim of a bundle."""

    claim: ClaimFacts
    about: str
    """The ladder that brings it up, or `awake`."""
    to: To
    asks: bool = False
    """The assignee is asked whether to release it."""
    left_by: str | None = None
    """Who had it until it went back to the queue."""
    unreachable: tuple[str, ...] = ()
    """In the group: whom it was for."""
    may: frozenset[Deed] | None = None
    """What the reader may do; None in a group, where everybody reads the same."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who cannot be reached, and how many messages wait for them, about which claims."""

    name: str
    n: int
    claims: tuple[tuple[int, int], ...] = ()
    """Pairs of claim id and number."""


def bundle(
    t: Texts,
    reminded: Sequence[Reminded],
    *,
    bot: str,
    desk: str,
    private: bool,
    now: datetime,
    waiting: Sequence[Waiting] = (),
    named: Sequence[tuple[int, int]] = (),
    more: int = 0,
    earlier: Sequence[tuple[int, int]] = (),
) -> Message:
    """All that is to be said to this person or chat at this moment, most urgent first. `named`: ids and numbers
    of claims that wait too; `more`: how many beside them. `earlier`: those of the reminder that this one
    replaces, about which nobody has done anything."""
    full, rest = reminded[:IN_FULL], reminded[IN_FULL:]
    parts: list[Markup | None] = []
    if reminded:
        where = Markup(" · ") + escape(t.isolated(shortened(desk, 60))) if private else Markup("")
        parts.append(
            t.many(
                "⏰ <b>{n} claim waits</b>{where}",
                "⏰ <b>{n} claims wait</b>{where}",
                len(reminded) + len(named) + more,
                where=where,
            )
        )
    parts += [_entry(t, one, bot, now) for one in full]
    also = [*((one.claim.id, one.claim.number) for one in rest), *named, *earlier]
    if also:
        links = t.listed(claim_link(bot, id_, number) for id_, number in also[:NAMED])
        n = len(also[NAMED:]) + more
        others = t(" and {n} more", n=t.number(n)) if n else Markup("")
        parts.append(t("Also waiting: {claims}{more}", claims=links, more=others))
    parts += _who_waits(t, waiting, reminded, bot)
    return Message(lines(*parts), keyboard=_buttons(t, full))


def _entry(t: Texts, one: Reminded, bot: str, now: datetime) -> Markup:
    """One claim in full: its words, why it is brought up, whom it is really for."""
    head = Markup("{} {} {}").format(
        STATE_MARKS[one.claim.state],
        claim_link(bot, one.claim.id, one.claim.number),
        quoted(one.claim.text, 160),
    )
    names = t.both(list(one.unreachable))
    return lines(
        head,
        Markup("<i>{}</i>").format(_why(t, one, now)),
        t("For {names}, whom I cannot reach.", names=names) if one.unreachable else None,
    )


def _who_waits(
    t: Texts, waiting: Sequence[Waiting], reminded: Sequence[Reminded], bot: str
) -> list[Markup | None]:
    """The people who cannot be reached, with the link by which they start the bot. Only numbers of claims
    are said here, never what the messages hold."""
    said: list[Markup | None] = []
    for one in waiting[:MOST_PEOPLE]:
        about = t.listed(claim_link(bot, id_, number) for id_, number in one.claims[:2])
        said.append(
            t.many(
                "{name}: {n} message waits for you{about}.",
                "{name}: {n} messages wait for you{about}.",
                one.n,
                name=one.name,
                about=Markup(" (") + about + Markup(")") if about else "",
            )
        )
    if len(waiting) > MOST_PEOPLE:
        said.append(t("Messages wait for {n} more people.", n=t.number(len(waiting) - MOST_PEOPLE)))
    if waiting or any(one.unreachable for one in reminded[:IN_FULL]):
        link = Markup('<a href="https://t.me/{}?start=hello">{}</a>').format(bot, t("Open the bot"))
        said.append(t("{link} and press Start, then I can write to you.", link=link))
    return said


def _why(t: Texts, one: Reminded, now: datetime) -> Markup:
    """Why it is brought up, in one line."""
    claim = one.claim
    parts = [_reason(t, one, now)]
    if claim.priority is not Priority.NORMAL:
        parts.append(Markup(priority_word(t, claim.priority)))  # noqa: S704 - a sentence of ours
    if claim.disputed and one.about != Ladder.DISPUTED:
        parts.append(t("disputed"))
    if claim.due_at is not None and one.about not in (Ladder.DUE_SOON, Ladder.OVERDUE):
        when = t.moment(claim.due_at)
        late = claim.due_at < now
        parts.append(t("overdue since {when}", when=when) if late else t("due {when}", when=when))
    return Markup(" · ").join(parts)


def _reason(t: Texts, one: Reminded, now: datetime) -> Markup:
    claim, mine = one.claim, one.to is To.ASSIGNEE
    holder = claim.assignee or ""
    age = t.span(now - _since(claim))
    match one.about:
        case Ladder.DUE_SOON:
            return t("due {when}", when=t.moment(claim.due_at or now))
        case Ladder.OVERDUE:
            return t("overdue since {when}", when=t.moment(claim.due_at or now))
        case Ladder.SILENT:
            if mine:
                return t("you did not answer, so it went back to the queue")
            return t("{name} did not answer; it is free again", name=one.left_by or "")
        case _ if one.asks and mine:
            return t("with you for {age}: keep it, or release it?", age=age)
        case _ if one.asks:
            return t("with {name} for {age}; I asked whether to release it", name=holder, age=age)
        case Ladder.CHANGES if mine:
            return t("changes were asked for; a new version is yours to give")
        case Ladder.CHANGES:
            return t("changes were asked for; {name} has not answered yet", name=holder)
        case Ladder.DISPUTED:
            return t("disputed: a lead decides")
        case "awake":
            return t("no longer snoozed")
    match claim.state:
        case State.OPEN:
            return t("nobody has taken it, {age} old", age=t.span(now - claim.created_at))
        case State.IN_REVIEW:
            return t("waits for sign-off for {age}", age=age)
        case _:
            return (
                t("with you for {age}", age=age) if mine else t("with {name} for {age}", name=holder, age=age)
            )


def _since(claim: ClaimFacts) -> datetime:
    """Since when it stands as it stands, as far as a reader cares."""
    if claim.state is State.IN_REVIEW and claim.verdict is not None:
        return claim.verdict.at
    return (claim.taken_at if claim.state is State.TAKEN else None) or claim.created_at


def _buttons(t: Texts, reminded: Sequence[Reminded]) -> Keyboard:
    """A row for each claim. Where there are several, its first button says which."""
    return tuple(
        row for one in reminded for row in rows(_claim_buttons(t, one, several=len(reminded) > 1), 4)
    )


def _claim_buttons(t: Texts, one: Reminded, *, several: bool) -> list[Button]:
    claim = one.claim
    ref = f"c{claim.id}"
    asked = one.asks and one.to is To.ASSIGNEE
    on_it = (Deed.ACKNOWLEDGE, Button(t.plain("Keep") if asked else t.plain("On it"), f"onit:{ref}"))
    snooze = (Deed.SNOOZE, Button(t.plain("Snooze"), f"snooze:{ref}"))
    release = (Deed.RELEASE, Button(t.plain("Release"), f"release:{ref}"))
    assign = (Deed.ASSIGN, Button(t.plain("Assign"), f"assign:{ref}"))
    take = (Deed.TAKE, Button(t.plain("Take"), f"take:{ref}"))
    verdict = (Deed.RECORD_VERDICT, Button(t.plain("Verdict"), f"verdict:{ref}"))
    card = (Deed.READ, Button(t.plain("Card"), f"open:{ref}"))
    lead = one.to is To.LEADS
    match claim.state:
        case State.OPEN:
            offered = [take, assign, snooze] if lead else [take, on_it, snooze]
        case State.TAKEN if asked:
            offered = [on_it, release, verdict]
        case State.TAKEN:
            offered = [assign, release, snooze] if lead else [on_it, snooze, release, verdict]
        case _:
            offered = [card, on_it, snooze]
    shown = [button for deed, button in offered if one.may is None or deed in one.may]
    if several and shown:
        shown[0] = Button(f"#{claim.number} {shown[0].text}", shown[0].data)
    return shown


def shrunk(t: Texts, claims: Collection[tuple[int, int]], at: datetime, *, bot: str) -> Message:
    """What remains of a reminder once a newer one stands below it."""
    links = t.listed(claim_link(bot, id_, number) for id_, number in list(claims)[:20])
    return Message(t("⏰ {when}: {claims}", when=t.moment(at), claims=links))


SNOOZES: tuple[tuple[str, str], ...] = (
    ("hour", "1h"),
    ("evening", "this evening"),
    ("tomorrow", "tomorrow 9:00"),
    ("monday", "Monday"),
)
"""The buttons of Snooze: a key, and the words that `/snooze` would understand."""


def snooze_choices(t: Texts, claim_id: int, number: int, text: str) -> Message:
    """Until when?"""
    labels = {
        "hour": t.plain("1 hour"),
        "evening": t.plain("This evening"),
        "tomorrow": t.plain("Tomorrow 9:00"),
        "monday": t.plain("Monday"),
    }
    buttons = [Button(labels[key], f"snoozed:c{claim_id}:{key}") for key, _ in SNOOZES]
    buttons.append(Button(t.plain("When?"), f"when:c{claim_id}"))
    words = t(
        "No reminders about #{number} until when? Or in your own words: {example}\n{text}",
        number=number,
        example=Markup("<code>/snooze {} 3h</code>").format(number),
        text=shortened(text, 160),
    )
    return Message(words, keyboard=rows(buttons))
