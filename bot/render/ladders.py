"""A desk's ladders of reminders in words and buttons, and what each person chose for themselves."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from bot.render.claims import priority_word
from bot.render.fitting import fits
from bot.render.messages import Button, Message, lines, rows
from bot.rules.choices import OWN_EXAMPLES
from bot.rules.ladders import ASKING, MOST, RECIPIENTS, Ladder, Rung, Rungs, To, in_words
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import shown
from bot.texts import Texts

QUIET = ("21:00-08:00", "22:00-07:00", "20:00-09:00", "off")
DAYS = ("all", "mon-fri", "sun-thu", "mon-sat")
"""What is offered by buttons; anything else can be written."""


def ladder_name(t: Texts, ladder: Ladder) -> str:
    """What the claim waits for."""
    words = {
        Ladder.UNTAKEN: t.plain("Nobody has taken it"),
        Ladder.TAKEN: t.plain("Taken"),
        Ladder.SILENT: t.plain("Asked, and silent"),
        Ladder.CHANGES: t.plain("Changes asked for"),
        Ladder.REVIEW: t.plain("Waits for sign-off"),
        Ladder.DISPUTED: t.plain("Disputed"),
        Ladder.DUE_SOON: t.plain("Due soon"),
        Ladder.OVERDUE: t.plain("Overdue"),
    }
    return words[ladder]


def recipient_name(t: Texts, to: To) -> str:
    """Who is reminded."""
    words = {
        To.ASSIGNEE: t.plain("assignee"),
        To.GROUP: t.plain("group"),
        To.REVIEWERS: t.plain("reviewers"),
        To.LEADS: t.plain("leads"),
    }
    return words[to]


def length(t: Texts, span: timedelta) -> str:
    """A length of time, exactly: `90 min`, `4 h`, `3 d`."""
    minutes = round(span.total_seconds() / 60)
    if minutes % 60:
        return t.plain("{n} min", n=t.number(minutes))
    if minutes >= 3 * 24 * 60 and minutes % (24 * 60) == 0:
        return t.plain("{n} d", n=t.number(minutes // (24 * 60)))
    return t.plain("{n} h", n=t.number(minutes // 60))


def rung_words(t: Texts, ladder: Ladder, rung: Rung, factor: float = 1) -> str:
    """One step: `4 h → group`."""
    after = length(t, rung.after * factor)
    who = [recipient_name(t, to) for to in rung.to if not (rung.asks and to is To.ASSIGNEE)]
    if rung.asks:
        who.insert(0, t.plain("asked whether to release"))
    if ladder is Ladder.SILENT:
        said = t.plain("{after} → back to the queue", after=after)
    elif ladder is Ladder.DUE_SOON:
        said = t.plain("{after} before → {who}", after=after, who=t.both(who))
    elif ladder is Ladder.OVERDUE and not rung.after:
        said = t.plain("at once → {who}", who=t.both(who))
    else:
        said = t.plain("{after} → {who}", after=after, who=t.both(who))
    if rung.every is not None:
        said = t.plain("{step}, then every {every}", step=said, every=length(t, rung.every * factor))
    return said


def ladder_words(t: Texts, ladder: Ladder, rungs: Rungs, factor: float = 1) -> str:
    """The whole ladder on one line."""
    steps = [rung_words(t, ladder, rung, factor) for rung in rungs]
    return "; ".join(steps) or t.plain("no reminders")


def reminders_page(
    t: Texts, title: str, desk_id: int, settings: DeskSettings, *, changed: bool = False
) -> Message:
    """All that decides about the desk's reminders, with a button for each part."""
    ref = f"ladder:d{desk_id}"
    values = dict(shown(settings))
    head = (
        t("Changed. Reminders of <b>{desk}</b>:", desk=title)
        if changed
        else t("Reminders of <b>{desk}</b>:", desk=title)
    )
    ladders = [
        Markup("<b>{}</b>: {}").format(ladder_name(t, ladder), ladder_words(t, ladder, rungs))
        for ladder, rungs in settings.ladders
    ]
    others = [
        Markup("<b>{}</b>: {}").format(
            priority_word(t, priority),
            "; ".join(
                f"{ladder_name(t, ladder)}: {ladder_words(t, ladder, rungs, float(factor))}"
                for ladder, rungs in settings.ladders
                if rungs
            ),
        )
        for priority, factor in settings.pace
        if factor != 1
    ]
    rest = [
        Markup("{}: <b>{}</b> <code>/settings {} {}</code>").format(
            setting_words(t, name), values[name], name, values[name]
        )
        for name in ("quiet", "days", "urgent-anytime", "pace")
    ]
    zone = t("All in the time of {zone}.", zone=settings.timezone)
    urgent = (
        Button(t.plain("Urgent: not in quiet hours"), f"{ref}:urgent-anytime:off")
        if settings.urgent_anytime
        else Button(t.plain("Urgent: at any hour"), f"{ref}:urgent-anytime:on")
    )
    buttons = [
        *(Button(ladder_name(t, ladder), f"{ref}:{ladder}") for ladder in Ladder),
        Button(t.plain("Quiet hours"), f"{ref}:quiet"),
        Button(t.plain("Days"), f"{ref}:days"),
        urgent,
        Button(t.plain("Pace of priorities"), f"{ref}:pace:write"),
        Button(t.plain("Back"), f"set:d{desk_id}:all"),
    ]
    while True:
        folded = Markup("<blockquote expandable>{}</blockquote>").format(lines(*others)) if others else None
        html = lines(head, *ladders, folded, *rest, zone)
        if not others or fits(html):
            return Message(html, keyboard=rows(buttons))
        # The longest ladders leave no room to say them for each priority; the pace is said below.
        others.pop()


def ladder_page(t: Texts, desk_id: int, ladder: Ladder, rungs: Rungs) -> Message:
    """One ladder: a button for each step."""
    ref = f"ladder:d{desk_id}:{ladder}"
    words = lines(
        Markup("<b>{}</b>: {}").format(ladder_name(t, ladder), ladder_words(t, ladder, rungs)),
        t("Press a step to change it, or write the whole ladder:"),
        Markup("<code>/settings {} {}</code>").format(ladder, in_words(ladder, rungs)),
    )
    most = 1 if ladder is Ladder.SILENT else MOST
    buttons = [Button(rung_words(t, ladder, rung), f"{ref}:{n}") for n, rung in enumerate(rungs)]
    below = [
        *([Button(t.plain("Add a step"), f"{ref}:add")] if len(rungs) < most else []),
        Button(t.plain("Write it"), f"{ref}:write"),
        Button(t.plain("As delivered"), f"{ref}:default"),
        Button(t.plain("Back"), f"ladder:d{desk_id}:page"),
    ]
    return Message(words, keyboard=(*rows(buttons, 1), *rows(below)))


def rung_page(t: Texts, desk_id: int, ladder: Ladder, n: int, rung: Rung) -> Message:
    """One step: sooner, later, to whom, or away with it."""
    ref = f"ladder:d{desk_id}:{ladder}:{n}"
    words = Markup("<b>{}</b>: {}").format(ladder_name(t, ladder), rung_words(t, ladder, rung))
    times = [Button(t.plain("− Sooner"), f"{ref}:sooner"), Button(t.plain("+ Later"), f"{ref}:later")]
    if ladder is Ladder.DUE_SOON:
        # Counted backwards, what is later comes nearer to the due time.
        times = [Button(t.plain("− Sooner"), f"{ref}:later"), Button(t.plain("+ Later"), f"{ref}:sooner")]
    people = [
        Button(("✓ " if to in rung.to else "") + recipient_name(t, to), f"{ref}:{to}")
        for to in RECIPIENTS[ladder]
    ]
    asks = (
        [Button(("✓ " if rung.asks else "") + t.plain("ask whether to release"), f"{ref}:ask")]
        if ladder in ASKING
        else []
    )
    below = [
        Button(t.plain("Remove"), f"{ref}:remove"),
        Button(t.plain("Back"), f"ladder:d{desk_id}:{ladder}"),
    ]
    return Message(words, keyboard=(*rows(times), *rows(people, 4), *rows(asks), *rows(below)))


def choice_page(t: Texts, desk_id: int, name: str, offered: Sequence[str], settings: DeskSettings) -> Message:
    """Quiet hours or days: the usual ones by a press."""
    ref = f"ladder:d{desk_id}:{name}"
    current = dict(shown(settings))[name]
    words = lines(
        Markup("{}: <b>{}</b>").format(setting_words(t, name), current),
        Markup("<code>/settings {} {}</code>").format(name, current),
    )
    buttons = [
        *(Button(value, f"{ref}:{n}") for n, value in enumerate(offered) if value != current),
        Button(t.plain("Write it"), f"{ref}:write"),
        Button(t.plain("Back"), f"ladder:d{desk_id}:page"),
    ]
    return Message(words, keyboard=rows(buttons))


def write_it(t: Texts, name: str, example: str) -> Message:
    """Asks for a value in words."""
    return Message(
        t(
            "What is it to be? Write it here, like {example}",
            example=Markup("<code>{}</code>").format(example),
        ),
        placeholder="",
    )


def own_page(
    t: Texts,
    title: str,
    desk_id: int,
    *,
    reminders: bool,
    quiet: str | None,
    lead: bool,
    changed: bool = False,
) -> Message:
    """What this person chose for themselves at this desk."""
    ref = f"own:d{desk_id}"
    head = (
        t("Changed. For you at <b>{desk}</b>:", desk=title)
        if changed
        else t("For you at <b>{desk}</b>:", desk=title)
    )
    state = t.plain("on") if reminders else t.plain("off")
    words = lines(
        head,
        Markup("{}: <b>{}</b>\n<code>{}</code>").format(
            t("Reminders in private"), state, OWN_EXAMPLES["reminders"]
        ),
        Markup("{}: <b>{}</b>\n<code>{}</code>").format(
            t("Your own quiet hours, beside the desk's"), quiet or t.plain("off"), OWN_EXAMPLES["my-quiet"]
        ),
        None if reminders else t("You are still asked before a claim is taken from you."),
        None if lead else t("Only leads change what the desk decides."),
    )
    switch = (
        Button(t.plain("Reminders off"), f"{ref}:reminders:off")
        if reminders
        else Button(t.plain("Reminders on"), f"{ref}:reminders:on")
    )
    hours = [Button(value, f"{ref}:quiet:{n}") for n, value in enumerate(QUIET) if value != (quiet or "off")]
    of_leads = [
        Button(t.plain("Digest: how often?"), f"often:d{desk_id}"),
        Button(t.plain("Back"), f"set:d{desk_id}:all"),
    ]
    return Message(words, keyboard=((switch,), *rows(hours), *rows(of_leads if lead else [])))


def setting_words(t: Texts, name: str) -> str:
    """What a setting of reminders decides."""
    words = {
        "quiet": t.plain("Quiet hours, without reminders"),
        "days": t.plain("Days with reminders"),
        "urgent-anytime": t.plain("Urgent claims in quiet hours too"),
        "pace": t.plain("Pace of priorities"),
    }
    return words[name] if name in words else ladder_name(t, Ladder(name))
