"""Opening a desk, joining it, and which one private messages are for."""

from collections.abc import Iterable

from bot.actions.desks import join_desk, open_desk
from bot.actions.members import change_role
from bot.handlers.access import desk_of, heard, pressed_number, with_desk
from bot.handlers.answering import here, start_link
from bot.handlers.steps import first_step
from bot.handlers.turn import Alert, LookUp, React, Reply, Turn
from bot.render.desks import desk_opened, joined, leads_now, role_word
from bot.render.messages import Button, Message, rows, shortened
from bot.render.settings import settings_list
from bot.rules.permissions import check
from bot.rules.refusals import sentence_of
from bot.rules.refusals.desks import (
    AnonymousAdministrator,
    DeskUnclear,
    NoDeskHere,
    NoDeskOfYours,
    OnlyAdministrators,
    OnlyOwners,
    TelegramSilent,
)
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import AlreadyAMember, JoinInGroup, RemovedByLead
from bot.telegram.facts import Happening
from bot.texts import closest
from storage.desks import Desk, desk_at, desks_of
from storage.members import count_leads
from storage.vocabulary import Deed, Role


def setup(turn: Turn) -> Iterable[Reply]:
    """`/setup`: opens a desk in this chat. In a group only its administrators may, and Telegram is asked."""
    if turn.update.sender.anonymous:
        raise AnonymousAdministrator
    if not turn.update.private:
        # In private it is about a desk of their own: what another has decided about them is not.
        heard(turn)
    standing = desk_at(turn.session, turn.update.chat_id, turn.update.topic_id)
    if standing is not None and (turn.update.private or count_leads(turn.session, standing.id)):
        return _shown(with_desk(turn, standing))
    if turn.owners and turn.who.person.telegram_id not in turn.owners:
        raise OnlyOwners
    if turn.update.private:
        return _open(turn, private=True)
    if turn.found is None:
        return [
            LookUp(
                "administrators", {"chat_id": turn.update.chat_id, "user_id": turn.update.sender.telegram_id}
            )
        ]
    if "failure" in turn.found:
        raise TelegramSilent
    if not turn.found.get("administrator"):
        raise OnlyAdministrators
    if standing is not None:
        return _lead(with_desk(turn, standing), standing)
    return _open(turn, private=False)


def _lead(turn: Turn, desk: Desk) -> Iterable[Reply]:
    """A desk whose last lead has left: an administrator of its group leads it now."""
    person = turn.who.person
    member = turn.who.member
    if join_desk(turn.session, desk, person, Role.LEAD, turn.now) is None and member is not None:
        change_role(turn.session, member, Role.LEAD, member, turn.now)
    return [here(turn, leads_now(turn.t, person.name, Role.LEAD), purpose="setup")]


def _open(turn: Turn, *, private: bool) -> Iterable[Reply]:
    title = turn.own.plain("My desk") if private else turn.update.chat_title
    desk, _ = open_desk(
        turn.session,
        chat_id=turn.update.chat_id,
        topic_id=turn.update.topic_id,
        title=title,
        private=private,
        person=turn.who.person,
        now=turn.now,
        language=closest(turn.who.person.language),
    )
    at = with_desk(turn, desk)
    several = private and len(desks_of(turn.session, turn.who.person.id)) > 1
    if private:
        # Who opens a desk here means this one from now on.
        turn.who.person.desk_id = desk.id
        turn.session.add(turn.who.person)
    admin = bool((turn.found or {}).get("bot_administrator", True))
    replies: list[Reply] = [
        here(
            at,
            desk_opened(at.t, at.who.settings, private=private, admin=admin, chosen=several),
            purpose="setup",
        )
    ]
    return [*replies, *first_step(at, desk)]


def _shown(turn: Turn) -> Iterable[Reply]:
    desk = desk_of(turn)
    message = settings_list(turn.t, desk.title, desk.id, turn.who.settings, private=False)
    return [here(turn, message, purpose="setup")]


def join(turn: Turn) -> Iterable[Reply]:
    """`/join`, answered in the group."""
    role = _join(turn)
    link = None if turn.who.person.reachable else start_link(turn.bot, "hello")
    return [here(turn, joined(turn.t, turn.who.person.name, role, link), purpose="joined"), React()]


def join_pressed(turn: Turn) -> Iterable[Reply]:
    """The Join button. Its answer opens the bot; joining does not wait for that."""
    role = _join(turn)
    if not turn.who.person.reachable:
        return [Alert(url=start_link(turn.bot, "hello"))]
    return [Alert(turn.own.plain("You are a {role} of this desk now.", role=role_word(turn.own, role)))]


def _join(turn: Turn) -> Role:
    """Everybody in the group becomes a checker; but who was a contributor comes back as one, and who was removed
    only by invitation: leaving and coming back undoes nothing that a lead has decided."""
    if turn.update.private:
        raise JoinInGroup
    if turn.who.desk is None:
        raise NoDeskHere
    if turn.update.sender.anonymous:
        raise AnonymousAdministrator
    heard(turn)
    check(turn.who.role, Deed.JOIN)
    before = turn.who.member
    if before is not None and before.removed_at is not None:
        raise RemovedByLead
    back = before is not None and before.role is Role.CONTRIBUTOR
    role = Role.CONTRIBUTOR if back else Role.CHECKER
    if join_desk(turn.session, turn.who.desk, turn.who.person, role, turn.now) is None:
        raise AlreadyAMember
    return role


def choose_desk(turn: Turn) -> Iterable[Reply]:
    """Asks a person of several desks which one their private messages are for."""
    if not turn.update.private:
        raise OldButton
    own = desks_of(turn.session, turn.who.person.id)
    if not own:
        raise NoDeskOfYours
    buttons = [Button(shortened(desk.title, 60), f"desk:d{desk.id}") for desk in own[:50]]
    question = Message(turn.own_words(sentence_of(DeskUnclear)), keyboard=rows(buttons, 1))
    alert = [Alert()] if turn.update.happening is Happening.PRESS else []
    return [*alert, here(turn, question, purpose="desk")]


def choose_pressed(turn: Turn) -> Iterable[Reply]:
    """Which desk this person's private messages are for: remembered."""
    wanted = pressed_number(turn, "d")
    own = desks_of(turn.session, turn.who.person.id)
    chosen = next((desk for desk in own if desk.id == wanted), None)
    if chosen is None or not turn.update.private:
        raise OldButton
    turn.who.person.desk_id = chosen.id
    turn.session.add(turn.who.person)
    words = turn.t("Your private messages are for <b>{desk}</b> now. Send it again.", desk=chosen.title)
    return [Alert(), here(turn, Message(words), purpose="desk")]
