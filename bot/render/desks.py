"""The desk's own messages: opened, joined, led by nobody."""

from markupsafe import Markup

from bot.render.messages import Button, Message, lines
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import shown
from bot.texts import Texts
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
