"""The desk's own messages: opened, joined, settings, members."""

import re

from markupsafe import Markup

from bot.render.messages import Button, Message, lines, rows
from bot.render.scales import settings_buttons
from bot.rules.settings import EXAMPLES, REMINDING, WEEK, DeskSettings, shown
from bot.texts import Texts, native_name
from storage.vocabulary import Role


def role_word(t: Texts, role: Role) -> str:
    words = {
        Role.CONTRIBUTOR: t.plain("contributor"),
        Role.CHECKER: t.plain("checker"),
        Role.LEAD: t.plain("lead"),
    }
    return words[role]


def desk_opened(
    t: Texts, settings: DeskSettings, *, private: bool, admin: bool, chosen: bool = False
) -> Message:
    """In the chat: what this is now, and how to take part. `chosen`: from among several desks."""
    if private:
        return Message(
            lines(
                t("<b>Your desk is open.</b> Forward a post, paste an article, or send /claim and a text."),
                _times(t, settings),
                t("Nobody else has to sign off here: your verdict closes a claim."),
                t("Your private messages are for it now, no longer for your other desk.") if chosen else None,
            )
        )
    return Message(
        lines(
            t("<b>The verification desk is open.</b> Press Join to check claims here."),
            t("Queue a claim with /claim and its text, or reply /claim to any message."),
            _times(t, settings),
            None
            if admin
            else t("Tip: make me an administrator, so that I notice when somebody leaves the group."),
        ),
        keyboard=((Button(t.plain("Join"), "join"),),),
    )


def _times(t: Texts, settings: DeskSettings) -> Markup:
    return t(
        "Time zone <b>{zone}</b>, digest at {digest}, quiet hours {quiet}. A lead changes that with /settings.",
        zone=settings.timezone,
        digest=t.time(settings.digest),
        quiet=dict(shown(settings))["quiet"],
    )


def settings_list(
    t: Texts, title: str, desk_id: int, settings: DeskSettings, *, changed: bool = False, private: bool = True
) -> Message:
    """Every setting with its value and how to change it; in private with buttons for what a case is ruled by."""
    values = [
        Markup("{}: <b>{}</b>\n<code>{}</code>").format(
            _setting_words(t, name), _value_words(t, name, value), EXAMPLES[name]
        )
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


def joined(t: Texts, name: str, role: Role, link: str | None) -> Message:
    """Somebody joined with /join."""
    words = t("{name} is a {role} now.", name=name, role=role_word(t, role))
    if link is None:
        return Message(words)
    start = Markup('<a href="{}">{}</a>').format(link, t("Open the bot"))
    return Message(lines(words, t("{link} and press Start: I answer in private.", link=start)))


def say_setup(t: Texts) -> Message:
    """In a group that has no desk yet."""
    return Message(
        t(
            "I am a verification desk. An administrator opens it here with /setup; otherwise I leave after a day."
        )
    )


def leaderless(t: Texts) -> Message:
    """In the group, when its last lead has left it."""
    return Message(
        t("This desk has no lead any more. An administrator of the group becomes its lead with /setup.")
    )


def leads_now(t: Texts, name: str, role: Role) -> Message:
    """In the group: a desk without a lead has one again."""
    return Message(t("{name} is a {role} now.", name=name, role=role_word(t, role)))
