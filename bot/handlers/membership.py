"""Who comes into a desk's group and who leaves it, the bot among them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.actions.desks import leave_desk
from bot.handlers.access import with_desk
from bot.handlers.answering import here
from bot.handlers.recognising import now_reachable
from bot.handlers.turn import Reply, Say, Turn
from bot.render.desks import leaderless, say_setup
from storage.delivering import move_chat
from storage.desks import desks_in_chat, membership, person_by_telegram_id
from storage.dues import Matter, due_row, not_due, set_due
from storage.members import count_leads
from storage.news import News, pause, tell_leads
from storage.parked import release_parked_chat
from storage.vocabulary import Role

LEAVE_AFTER = timedelta(hours=24)


def bot_moved(turn: Turn) -> Iterable[Reply]:
    """The bot's own place in a chat changed: added, removed, blocked, unblocked."""
    change = turn.update.member
    if change is None:
        return []
    if turn.update.private:
        _reach(turn, present=change.present)
        return []
    desks = desks_in_chat(turn.session, turn.update.chat_id)
    for desk in desks:
        if not change.present:
            pause(turn.session, desk, News.OUT, turn.now)
            continue
        desk.paused_at = None
        turn.session.add(desk)
        if change.was_admin and not change.admin:
            tell_leads(turn.session, desk, News.DEMOTED, turn.now)
    if desks and change.present:
        release_parked_chat(turn.session, turn.update.chat_id, turn.now)
    if desks or not change.present:
        if not change.present:
            not_due(turn.session, Matter.LEAVE, turn.update.chat_id)
        return []
    if due_row(turn.session, Matter.LEAVE, turn.update.chat_id) is not None:
        # Made an administrator meanwhile: said already, and the day goes on.
        return []
    set_due(turn.session, Matter.LEAVE, turn.update.chat_id, turn.now + LEAVE_AFTER)
    return [Say(chat_id=turn.update.chat_id, message=say_setup(turn.t), purpose="hello")]


def _reach(turn: Turn, *, present: bool) -> None:
    person = turn.who.person
    if person.id is None:
        return
    if present:
        now_reachable(turn.session, person, turn.now)
    else:
        person.blocked_at = turn.now
        turn.session.add(person)


def member_moved(turn: Turn) -> Iterable[Reply]:
    """Somebody's place in a group changed: whoever left has no access from this update on."""
    change = turn.update.member
    if change is not None and not change.present:
        return _shut_out(turn, change.user_id)
    return []


def service_message(turn: Turn) -> Iterable[Reply]:
    """Somebody left, or the group became a supergroup."""
    news = _shut_out(turn, turn.update.left.telegram_id) if turn.update.left is not None else []
    if turn.update.migrated_to is not None:
        move_chat(turn.session, turn.update.chat_id, turn.update.migrated_to, turn.now)
    if turn.update.migrated_from is not None:
        move_chat(turn.session, turn.update.migrated_from, turn.update.chat_id, turn.now)
    return news


def _shut_out(turn: Turn, telegram_id: int) -> list[Reply]:
    """Out of every desk of this group. Telegram lets the last lead go, so the group hears what to do then."""
    person = person_by_telegram_id(turn.session, telegram_id)
    news: list[Reply] = []
    if person is None:
        return news
    for desk in desks_in_chat(turn.session, turn.update.chat_id):
        member = membership(turn.session, desk.id, person.id)
        if member is None or member.left_at is not None:
            continue
        leave_desk(turn.session, member, turn.now)
        if member.role is Role.LEAD and not count_leads(turn.session, desk.id):
            at = with_desk(turn, desk)
            told = here(at, leaderless(at.desk_words), purpose="leaderless")
            news.append(replace(told, topic_id=desk.topic_id))
    return news
