"""Inviting by link: made, revoked, followed, confirmed by a lead."""

import re
from collections.abc import Iterable

from markupsafe import Markup

from bot.actions.invitations import (
    decide_invitation,
    make_invitation,
    revoke_invitation,
    revoke_invitations,
    use_invitation,
)
from bot.handlers.access import (
    allow,
    at_desk,
    desk_of,
    heard,
    pressed_number,
    pressed_on,
    pressed_parts,
    with_desk,
)
from bot.handlers.answering import here, privately
from bot.handlers.turn import Alert, Reply, Rewrite, Say, Turn
from bot.render.desks import role_word
from bot.render.invitations import (
    Invited,
    asks_to_be_let_in,
    decided,
    invitation_revoked,
    invitations_page,
    you_are_not,
    you_wait,
)
from bot.render.members import your_role
from bot.render.messages import Message, shortened
from bot.rules.refusals.desks import DeskOfOne
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import NotAMember, UnknownRole
from storage.desks import Desk, Person, colleagues, names_of, person_by_telegram_id
from storage.invitations import Invitation, invitations_at
from storage.sent import messages_on, sent_message
from storage.vocabulary import Deed, Role

_INVITE = re.compile(r"invite:d(\d{1,18}):([a-z]{1,20})")
REVOKE = "revoke"


def invite(turn: Turn) -> Iterable[Reply]:
    """`/invite ROLE` makes a link, `/invite revoke` revokes all, `/invite` shows those that stand."""
    desk = desk_of(turn)
    member = allow(turn, Deed.MANAGE_MEMBERS)
    word = turn.update.args
    if desk.private:
        raise DeskOfOne
    if word.casefold() == REVOKE:
        revoked = revoke_invitations(turn.session, desk, member, turn.now)
        return privately(turn, _page(turn, desk, revoked=revoked), purpose="invitations")
    role = read_role(turn, word) if word else None
    if role is None or not (turn.update.private or turn.who.person.reachable):
        # A link is for the eyes of this lead alone: it waits until they can be reached.
        return privately(turn, _page(turn, desk), purpose="invitations")
    made = make_invitation(turn.session, desk, member, role, turn.now)
    return privately(turn, Message(Markup("")), purpose="invitation link", subject=f"invitation:{made.id}")


def read_role(turn: Turn, word: str) -> Role:
    """A role by its English or its own word; raises UnknownRole."""
    words = {role_word(turn.own, role).casefold(): role for role in Role} | {
        role.value: role for role in Role
    }
    role = words.get(word.casefold())
    if role is None:
        raise UnknownRole(word=shortened(word, 40), roles=", ".join(Role))
    return role


def invite_pressed(turn: Turn) -> Iterable[Reply]:
    """A role's button under the list of invitations."""
    parts = pressed_parts(turn, _INVITE)
    if parts[2] not in list(Role):
        raise OldButton
    at = at_desk(turn, int(parts[1]))
    member = allow(at, Deed.MANAGE_MEMBERS)
    desk = desk_of(at)
    if desk.private:
        raise DeskOfOne
    made = make_invitation(at.session, desk, member, Role(parts[2]), at.now)
    return [
        Alert(),
        *privately(at, Message(Markup("")), purpose="invitation link", subject=f"invitation:{made.id}"),
    ]


def revoke_pressed(turn: Turn) -> Iterable[Reply]:
    """The link gives way to the news that it is revoked."""
    at, invitation = _pressed(turn)
    member = allow(at, Deed.MANAGE_MEMBERS)
    revoke_invitation(at.session, invitation, member, at.now)
    links = [
        _rewrite(at, sent.chat_id, sent.message_id, invitation_revoked(at.own), "done")
        for sent in messages_on(at.session, f"invitation:{invitation.id}")
    ]
    return [Alert(), *links, *_page_anew(at)]


def follow_invitation(turn: Turn, secret: str) -> Iterable[Reply]:
    """`/start invite-…`: the link is used up, and the leads are asked."""
    invitation = use_invitation(turn.session, secret, turn.who.person, turn.now)
    desk = turn.session.get_one(Desk, invitation.desk_id)
    heard(with_desk(turn, desk))
    by = names_of(turn.session, [invitation.made_by]).get(invitation.made_by, "")
    person = turn.who.person
    questions = [
        Say(
            chat_id=lead.telegram_id,
            person_id=lead.person_id,
            desk_id=desk.id,
            message=asks_to_be_let_in(
                turn.texts_for(lead.language), desk.title, invitation, person.name, person.username, by
            ),
            purpose="admission",
            subject=f"admission:{invitation.id}",
        )
        for lead in colleagues(turn.session, desk.id)
        if lead.role is Role.LEAD and lead.telegram_id is not None
    ]
    return [here(turn, you_wait(turn.own, desk.title), purpose="admission asked"), *questions]


def admit_pressed(turn: Turn) -> Iterable[Reply]:
    """A lead lets in whoever followed an invitation, or turns them away: every lead's question is answered."""
    at, invitation = _pressed(turn)
    member = allow(at, Deed.MANAGE_MEMBERS)
    answer = at.update.data.rpartition(":")[2]
    if answer not in ("yes", "no"):
        raise OldButton
    let_in = answer == "yes"
    person = decide_invitation(at.session, invitation, member, at.now, let_in=let_in)
    desk = desk_of(at)
    replies: list[Reply] = [Alert()]
    for sent in messages_on(at.session, f"admission:{invitation.id}"):
        lead = person_by_telegram_id(at.session, sent.chat_id)
        t = at.texts_for(lead.language if lead is not None else None)
        words = decided(t, person.name, at.who.person.name, invitation.role, let_in=let_in)
        replies.append(_rewrite(at, sent.chat_id, sent.message_id, words, "done"))
    if person.telegram_id is not None:
        t = at.texts_for(person.language)
        news = your_role(t, desk.title, invitation.role) if let_in else you_are_not(t, desk.title)
        replies.append(_tell(person, news))
    return [*replies, *_page_anew(at)]


def _tell(person: Person, news: Message) -> Say:
    # Of no desk: what is of a desk is withheld from whoever does not belong to it.
    return Say(chat_id=person.telegram_id or 0, person_id=person.id, message=news, purpose="admission told")


def _pressed(turn: Turn) -> tuple[Turn, Invitation]:
    """The invitation behind a button, if it is one of a desk of this person's."""
    invitation = turn.session.get(Invitation, pressed_number(turn, "i") or 0)
    if invitation is None or not turn.update.private:
        raise NotAMember
    at = at_desk(turn, invitation.desk_id)
    pressed_on(at, "invitation link", "invitations", "admission")
    return at, invitation


def _page(turn: Turn, desk: Desk, revoked: int | None = None) -> Message:
    standing = [Invited(one, _name(turn, one)) for one in invitations_at(turn.session, desk.id, turn.now)]
    return invitations_page(turn.own, desk.title, desk.id, standing, revoked=revoked)


def _name(turn: Turn, invitation: Invitation) -> str | None:
    person = turn.session.get(Person, invitation.person_id) if invitation.person_id is not None else None
    return person.name if person is not None else None


def _page_anew(turn: Turn) -> Iterable[Reply]:
    """Pressed under the list, the list is shown as it is now."""
    sent = sent_message(turn.session, turn.update.chat_id, turn.update.message_id)
    if sent is not None and sent.purpose == "invitations":
        page = _page(turn, desk_of(turn))
        yield _rewrite(turn, sent.chat_id, sent.message_id, page, "invitations")


def _rewrite(turn: Turn, chat_id: int, message_id: int, message: Message, purpose: str) -> Rewrite:
    desk = turn.who.desk
    return Rewrite(chat_id, message_id, message, purpose, desk_id=desk.id if desk is not None else None)
