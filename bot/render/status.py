"""What could not be done, for leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.render.messages import Message, lines, shortened
from bot.rules.unsent import Why, why_unsent
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that ended without being accepted."""

    at: datetime
    purpose: str
    to: str | None
    """Whose private chat; None for the group."""
    reason: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """A member who cannot be reached in private."""

    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Flood:
    """Somebody who sent more than could be taken."""

    at: datetime
    name: str | None
    """None for whoever posts as the group."""
    refused: int
    of_group: bool = False
    """All of the group together."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What waits until the bot may write in the group again."""

    waiting: int
    reason: str


def purpose_words(t: Texts, purpose: str) -> str:
    """What a message was for."""
    words = {
        "card": t.plain("card"),
        "reminder": t.plain("reminder"),
        "digest": t.plain("digest"),
        "digest chart": t.plain("chart before the digest"),
        "review": t.plain("request for sign-off"),
        "export": t.plain("export"),
        "list": t.plain("list of claims"),
        "news": t.plain("news of the group"),
    }
    return words.get(purpose) or t.plain("message")


def why_words(t: Texts, reason: str) -> Markup:
    """Why it was not sent, and what can be done about it."""
    words = {
        Why.NO_ANSWER: t(
            "Telegram did not answer three times. It may have arrived all the same: look there."
        ),
        Why.GONE: t("the message that it was to change has been deleted, or is too old."),
        Why.NO_CHAT: t("Telegram does not know that chat any more."),
        Why.OUT: t("I am not in the group any more. Put me back."),
        Why.MUTED: t("I may not write in the group. Give me the right to send messages."),
        Why.TOPIC: t("the topic is closed or deleted. Open it again, or /setup a desk in another one."),
        Why.BLOCKED: t("this person has blocked me, or never pressed Start."),
    }
    why = why_unsent(reason)
    if why in words:
        return words[why]
    said = shortened(reason, 120)
    if why is Why.SLIP:
        return t("a fault of mine. Tell whoever looks after me: “{reason}”.", reason=said)
    return t("Telegram refused it. Tell whoever looks after me: “{reason}”.", reason=said)


def status(
    t: Texts,
    desk: str,
    *,
    unsent: Sequence[Unsent],
    withdrawn: Sequence[tuple[str, int]] = (),
    kept: Kept | None = None,
    set_aside: Sequence[tuple[datetime, int]],
    floods: Sequence[Flood],
    unreached: Sequence[NotReached],
) -> Message:
    """Messages that could not be sent and why, updates set aside, who was too fast, who cannot be
    reached.

    `withdrawn`: reasons for which messages were taken back before they were sent, each with how often. That is
    nothing to worry about, so it alone does not spoil "All is well".
    """
    parts: list[Markup | None] = [t("<b>{desk}</b>: status", desk=desk)]
    if unsent:
        parts.append(t("\n<b>Could not be sent</b>"))
        parts += [
            t(
                "{when} · {what} · {to}: {reason}",
                when=t.moment(one.at),
                what=purpose_words(t, one.purpose),
                to=one.to or t.plain("the group"),
                reason=why_words(t, one.reason),
            )
            for one in unsent
        ]
    if kept is not None:
        parts.append(t("\n<b>Waits for the group</b>"))
        parts.append(
            t.many(
                "{n} message waits: {reason}",
                "{n} messages wait: {reason}",
                kept.waiting,
                reason=why_words(t, kept.reason),
            )
        )
    if set_aside:
        parts.append(t("\n<b>Not understood and set aside</b>"))
        parts += [
            t("{when} · update {number}; the log says why", when=t.moment(at), number=number)
            for at, number in set_aside
        ]
    if floods:
        parts.append(t("\n<b>Too fast to be taken</b>"))
        parts += [
            t.many(
                "{when} · {name}: {n} message or press was refused",
                "{when} · {name}: {n} messages or presses were refused",
                one.refused,
                when=t.moment(one.at),
                name=_who_was_too_fast(t, one),
            )
            for one in floods
        ]
    if unreached:
        parts.append(t("\n<b>Cannot be reached in private</b>"))
        parts += [
            t.many(
                "{name} ({n} message waits): has not pressed Start, or has blocked me",
                "{name} ({n} messages wait): has not pressed Start, or has blocked me",
                one.waiting,
                name=one.name,
            )
            for one in unreached[:40]
        ]
    if len(parts) == 1:
        parts.append(t("All is well: everything was sent, everybody can be reached."))
    if withdrawn:
        parts.append(t("\n<b>Taken back before they were sent</b>"))
        parts += [
            t.many("{n} message: {reason}", "{n} messages: {reason}", count, reason=shortened(reason, 160))
            for reason, count in withdrawn
        ]
    return Message(lines(*parts))


def _who_was_too_fast(t: Texts, one: Flood) -> str:
    if one.of_group:
        return t.plain("the group together")
    return one.name or t.plain("somebody in the group's name")
