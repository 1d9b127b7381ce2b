"""A desk's settings: all of them in a list, and pages with buttons for what is chosen."""

import re

from markupsafe import Markup

from bot.render.messages import Button, Message, lines, rows
from bot.rules.settings import DeskSettings
from bot.rules.steps import OFFERED
from bot.rules.typed_settings import DIGESTING, EXAMPLES, REMINDING, shown
from bot.rules.values import WEEK
from bot.texts import Texts, languages, native_name


def settings_list(
    t: Texts, title: str, desk_id: int, settings: DeskSettings, *, changed: bool = False, private: bool = True
) -> Message:
    """Every setting with its value and how to change it; in private with buttons for what a case is ruled by."""
    values = [
        _line(t, name, value)
        for name, value in shown(settings)
        if name not in REMINDING or name in ("quiet", "days")
    ]
    head = (
        t("Changed. <b>{desk}</b> now:", desk=title)
        if changed
        else t("<b>{desk}</b>: settings, and how to change each", desk=title)
    )
    buttons = settings_buttons(t, desk_id, settings) if private else []
    return Message(lines(head, *values), keyboard=rows(buttons))


def _setting_words(t: Texts, name: str) -> str:
    """What a setting decides."""
    words = {
        "timezone": t.plain("Time zone"),
        "digest": t.plain("Daily digest at"),
        "digest-group": t.plain("Digest in the group too"),
        "digest-chart": t.plain("Chart before the digest"),
        "weekly": t.plain("The week summed up in the digest of"),
        "quiet": t.plain("Quiet hours, without reminders"),
        "days": t.plain("Days with reminders"),
        "signoff": t.plain("Others who must sign a verdict off"),
        "evidence": t.plain("Verdicts need evidence"),
        "language": t.plain("Language"),
        "scale": t.plain("Rating scale"),
    }
    return words[name]


def _value_words(t: Texts, name: str, value: str) -> str:
    """A value as this language says it; what is typed for it stands below, as an example."""
    words = {
        "on": t.plain("on"),
        "off": t.plain("off"),
        "all": t.plain("every day"),
        "own": t.plain("the desk's own"),
        "default": t.plain("Default"),
        "plain": t.plain("Plain"),
        "politifact": "PolitiFact",
    }
    if value in words:
        return words[value]
    if name == "language":
        return native_name(value)
    if name in ("days", "weekly"):
        return re.sub("|".join(WEEK), lambda day: t.weekday(WEEK.index(day[0])), value)
    return t.isolated(value)


def settings_buttons(t: Texts, desk_id: int, settings: DeskSettings) -> list[Button]:
    """What can be chosen by pressing: pages of their own, and what of a case's rules one press changes."""
    ref = f"set:d{desk_id}"
    evidence = (
        Button(t.plain("Evidence: not required"), f"{ref}:evidence:off")
        if settings.evidence
        else Button(t.plain("Evidence: required"), f"{ref}:evidence:on")
    )
    others = [
        Button(t.plain("Sign-off by {n}", n=t.number(n)), f"{ref}:signoff:{n}")
        for n in (0, 1, 2)
        if n != settings.signoff
    ]
    return [
        Button(t.plain("Time zone"), f"{ref}:timezone"),
        Button(t.plain("Language"), f"{ref}:language"),
        Button(t.plain("Digest"), f"{ref}:digest"),
        Button(t.plain("Reminders"), f"ladder:d{desk_id}:page"),
        *others,
        evidence,
        Button(t.plain("Rating scale"), f"{ref}:scale"),
        Button(t.plain("For you alone"), f"own:d{desk_id}:page"),
        Button(t.plain("Set-up, step by step"), f"step:d{desk_id}:timezone"),
    ]


def digest_page(
    t: Texts, title: str, desk_id: int, settings: DeskSettings, *, private: bool, changed: bool = False
) -> Message:
    """When the desk's digest comes, where to, and what with. `private`: a desk of one, which has no group."""
    ref, values = f"set:d{desk_id}", dict(shown(settings))
    head = (
        t("Changed. Digest of <b>{desk}</b>:", desk=title)
        if changed
        else t("Digest of <b>{desk}</b>:", desk=title)
    )
    words = [_line(t, name, values[name]) for name in DIGESTING if not (private and name == "digest-group")]
    times = [
        Button(value, f"{ref}:digest:{place}")
        for place, value in enumerate(OFFERED["digest"])
        if value != values["digest"]
    ]
    group = (
        Button(t.plain("Not in the group"), f"{ref}:group:off")
        if settings.digest_to_group
        else Button(t.plain("In the group too"), f"{ref}:group:on")
    )
    chart = (
        Button(t.plain("Without the chart"), f"{ref}:chart:off")
        if settings.digest_chart
        else Button(t.plain("With the chart"), f"{ref}:chart:on")
    )
    days = [
        Button(("✓ " if day == settings.weekly else "") + t.weekday(day), f"{ref}:weekly:{name}")
        for day, name in enumerate(WEEK)
    ]
    none = "✓ " if settings.weekly is None else ""
    return Message(
        lines(head, *words, t("All in the time of {zone}.", zone=settings.timezone)),
        keyboard=(
            *rows(times, 4),
            (Button(t.plain("Another time"), f"{ref}:digest:write"),),
            (*(() if private else (group,)), chart),
            *rows(days, 4),
            (Button(none + t.plain("No week summed up"), f"{ref}:weekly:off"),),
            (
                Button(t.plain("Digest: how often?"), f"often:d{desk_id}"),
                Button(t.plain("Back"), f"{ref}:all"),
            ),
        ),
    )


def language_page(t: Texts, desk_id: int, settings: DeskSettings) -> Message:
    """Which language the desk's group reads."""
    ref = f"set:d{desk_id}"
    buttons = [
        Button(("✓ " if code == settings.language else "") + native_name(code), f"{ref}:language:{code}")
        for code in languages()
    ]
    return Message(
        t("Which language shall I speak in the group?"),
        keyboard=(*rows(buttons), (Button(t.plain("Back"), f"{ref}:all"),)),
    )


def _line(t: Texts, name: str, value: str) -> Markup:
    """A setting, its value, and how to write it."""
    return Markup("{}: <b>{}</b>\n<code>{}</code>").format(
        _setting_words(t, name), _value_words(t, name, value), EXAMPLES[name]
    )
