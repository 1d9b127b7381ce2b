"""The members of a desk: who they are, what they have, and what a lead can change about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.render.desks import role_word
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.texts import Texts
from storage.desks import Colleague
from storage.vocabulary import Role

AT_ONCE = 20
"""Members on a page."""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member with what they have and when they last did something."""

    person: Colleague
    load: int
    last: datetime | None
    muted: bool = False


def members_page(
    t: Texts, title: str, desk_id: int, people: Sequence[MemberFacts], start: int = 0
) -> Message:
    """Who is at the desk; a button for each opens what can be changed."""
    start = start if 0 <= start < len(people) else 0
    shown = people[start : start + AT_ONCE]
    buttons = [
        Button(shortened(one.person.name, 20), f"member:d{desk_id}:m{one.person.member_id}") for one in shown
    ]
    turning = [
        Button(label, f"members:d{desk_id}:p{at}")
        for label, at in (("‹", start - AT_ONCE), ("›", start + AT_ONCE))
        if 0 <= at < len(people)
    ]
    return Message(
        lines(
            t("<b>{desk}</b>: members", desk=title),
            *(_line(t, one) for one in shown),
            t("Press a name to change a role or to remove somebody; /invite invites by link."),
        ),
        keyboard=(*rows(buttons), *((tuple(turning),) if turning else ())),
    )


def member_page(t: Texts, desk_id: int, one: MemberFacts, *, oneself: bool) -> Message:
    """One member: the roles they could have, and the way out."""
    ref = f"member:d{desk_id}:m{one.person.member_id}"
    words = {
        Role.CONTRIBUTOR: t.plain("Make a contributor"),
        Role.CHECKER: t.plain("Make a checker"),
        Role.LEAD: t.plain("Make a lead"),
    }
    roles = [Button(words[role], f"{ref}:{role.value}") for role in Role if role is not one.person.role]
    if one.person.role is not Role.LEAD:
        mute = (t.plain("Unmute"), "unmute") if one.muted else (t.plain("Mute"), "mute")
        roles.append(Button(mute[0], f"{ref}:{mute[1]}"))
    out = Button(t.plain("Leave the desk") if oneself else t.plain("Remove"), f"{ref}:remove", style="danger")
    return Message(
        _line(t, one),
        keyboard=(*rows(roles, 1), (out,), (Button(t.plain("Back"), f"members:d{desk_id}:p0"),)),
    )


def removal_page(
    t: Texts, desk_id: int, one: MemberFacts, others: Sequence[Colleague], *, oneself: bool
) -> Message:
    """What becomes of the claims of whoever goes: asked before anything is done."""
    ref = f"member:d{desk_id}:m{one.person.member_id}"
    question = t("Leave this desk?") if oneself else t("Remove {name} from this desk?", name=one.person.name)
    claims = t.many("{n} unfinished claim:", "{n} unfinished claims:", one.load) if one.load else None
    handing = [
        Button(t.plain("Give to {name}", name=shortened(other.name, 20)), f"{ref}:remove:m{other.member_id}")
        for other in others[:30]
        if one.load
    ]
    free = t.plain("Back to the queue, and go") if one.load else t.plain("Yes")
    return Message(
        lines(question, claims),
        keyboard=(
            (Button(free, f"{ref}:remove:m0", style="danger"),),
            *rows(handing, 1),
            (Button(t.plain("Back"), f"member:d{desk_id}:m{one.person.member_id}"),),
        ),
    )


def removed(t: Texts, name: str, handed: int, to: str | None) -> Markup:
    """What a lead hears of it."""
    if to is not None and handed:
        return t.many(
            "{name} is no longer at this desk. {other} has {n} claim of theirs now.",
            "{name} is no longer at this desk. {other} has {n} claims of theirs now.",
            handed,
            name=name,
            other=to,
        )
    return t("{name} is no longer at this desk.", name=name)


def role_changed(t: Texts, name: str, role: Role) -> Markup:
    """What a lead hears of it."""
    return t("{name} is a {role} now.", name=name, role=role_word(t, role))


def your_role(t: Texts, desk: str, role: Role) -> Message:
    """To the person whose role was changed, or whom a lead has let in."""
    return Message(
        t(
            "You are a {role} of <b>{desk}</b> now. Send /help to see what you can do.",
            role=role_word(t, role),
            desk=desk,
        )
    )


def you_were_removed(t: Texts, desk: str) -> Message:
    """To the person who was removed."""
    return Message(t("A lead has removed you from <b>{desk}</b>.", desk=desk))


def handed_over(t: Texts, n: int, name: str, lead: str) -> Message:
    """To whoever goes on with a removed person's claims."""
    return Message(
        t.many(
            "{lead} gave you {n} claim that {name} had. Send /mine to see what you have.",
            "{lead} gave you {n} claims that {name} had. Send /mine to see what you have.",
            n,
            lead=lead,
            name=name,
        )
    )


def _line(t: Texts, one: MemberFacts) -> Markup:
    person = one.person
    parts: list[Markup] = [
        t(
            "<b>{name}</b>{username} · {role}",
            name=person.name,
            username=f" @{person.username}" if person.username else "",
            role=role_word(t, person.role),
        ),
        t.many("{n} claim", "{n} claims", one.load),
    ]
    if one.last is not None:
        parts.append(t("last active {when}", when=t.moment(one.last)))
    if one.muted:
        parts.append(t("muted"))
    if not person.reachable:
        parts.append(t("has not pressed Start"))
    return Markup(" · ").join(parts)
