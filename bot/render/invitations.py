"""Invitations: the link, those that stand, and whoever followed one."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.render.desks import role_word
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.texts import Texts
from storage.invitations import Invitation
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that stands, and the name of whoever followed it."""

    invitation: Invitation
    name: str | None


def invitation_link(t: Texts, desk: str, invitation: Invitation, link: str) -> Message:
    """To the lead who asked for it: to be passed on to one person."""
    return Message(
        lines(
            t("Invitation to <b>{desk}</b> as {role}:", desk=desk, role=role_word(t, invitation.role)),
            Markup('<a href="{0}">{0}</a>').format(link),
            t(
                "Send it to one person: it works once, until {until}. A lead confirms whoever follows it.",
                until=t.moment(invitation.expires_at),
            ),
        ),
        keyboard=((Button(t.plain("Revoke"), f"revoke:i{invitation.id}"),),),
    )


def invitation_revoked(t: Texts) -> Message:
    """In the place of the link."""
    return Message(t("This invitation is revoked: nobody can use it."))


def invitations_page(
    t: Texts, desk: str, desk_id: int, standing: Sequence[Invited], *, revoked: int | None = None
) -> Message:
    """What may still be used or decided, and a button for each role."""
    shown: list[Markup] = []
    keyboard: list[tuple[Button, ...]] = []
    for one in standing[:20]:
        ref, role = one.invitation.id, role_word(t, one.invitation.role)
        if one.name is None:
            until = t.moment(one.invitation.expires_at)
            shown.append(t("{number}. {role}, until {until}", number=ref, role=role, until=until))
            keyboard.append((Button(t.plain("Revoke {number}", number=ref), f"revoke:i{ref}"),))
        else:
            shown.append(t("{name} waits to be let in as {role}", name=one.name, role=role))
            name = shortened(one.name, 20)
            keyboard.append(
                (
                    Button(t.plain("Let {name} in", name=name), f"admit:i{ref}:yes"),
                    Button(t.plain("Turn away"), f"admit:i{ref}:no"),
                )
            )
    makers = [
        Button(t.plain("Invite a {role}", role=role_word(t, role)), f"invite:d{desk_id}:{role.value}")
        for role in Role
    ]
    return Message(
        lines(
            t.many("Revoked: {n} invitation.", "Revoked: {n} invitations.", revoked)
            if revoked is not None
            else None,
            t("<b>{desk}</b>: invitations", desk=desk),
            *(shown or [t("None stands at the moment.")]),
        ),
        keyboard=(*keyboard, *rows(makers, 1)),
    )


def asks_to_be_let_in(
    t: Texts, desk: str, invitation: Invitation, name: str, username: str | None, by: str
) -> Message:
    """To each lead: somebody has followed an invitation."""
    return Message(
        t(
            "{name}{username} followed the invitation of {lead} and wants to join <b>{desk}</b> as {role}.",
            name=name,
            username=f" @{username}" if username else "",
            lead=by,
            desk=desk,
            role=role_word(t, invitation.role),
        ),
        keyboard=(
            (
                Button(t.plain("Let in"), f"admit:i{invitation.id}:yes"),
                Button(t.plain("Turn away"), f"admit:i{invitation.id}:no"),
            ),
        ),
    )


def decided(t: Texts, name: str, lead: str, role: Role, *, let_in: bool) -> Message:
    """In the place of the question, at every lead."""
    if let_in:
        return Message(t("{lead} let {name} in as {role}.", lead=lead, name=name, role=role_word(t, role)))
    return Message(t("{lead} turned {name} away.", lead=lead, name=name))


def nobody_waits(t: Texts, name: str | None) -> Message:
    """In the place of the question, at every lead: whoever invited leads no more, or, without a name, whoever waited
    asked to be forgotten."""
    if name is None:
        return Message(t("Whoever followed this invitation asked to be forgotten."))
    return Message(
        t(
            "{name} cannot be let in any more: whoever sent the invitation leads this desk no longer. Send /invite to"
            " make another.",
            name=name,
        )
    )


def you_wait_in_vain(t: Texts, desk: str) -> Message:
    """To whoever followed an invitation that is off."""
    return Message(
        t(
            "Your invitation to <b>{desk}</b> is off: whoever sent it leads that desk no longer. Ask another lead for a"
            " new one.",
            desk=desk,
        )
    )


def you_wait(t: Texts, desk: str) -> Message:
    """To whoever followed an invitation."""
    return Message(t("Thank you. A lead of <b>{desk}</b> confirms it, then I write to you.", desk=desk))


def you_are_not(t: Texts, desk: str) -> Message:
    """A lead has turned this person away."""
    return Message(t("A lead of <b>{desk}</b> did not let you in.", desk=desk))
