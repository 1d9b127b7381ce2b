"""Who speaks, and at which desk: read from the database, never from what a client sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.actions.meaning import Meaning, NoMeaning
from bot.handlers.turn import Turn, Who
from bot.rules.settings import DeskSettings
from bot.telegram.facts import Happening, Incoming, Sender
from bot.texts import Texts
from storage.desks import Desk, Person, desk_at, desks_of, membership, person_by_telegram_id
from storage.mutes import mute_of
from storage.parked import release_parked

JOIN = "join"
"""What the Join button holds."""
WORDS_ALONE = NoMeaning()


def recognise(
    session: Session,
    update: Incoming,
    *,
    now: datetime,
    bot: str,
    owners: frozenset[int],
    found: Mapping[str, Any] | None = None,
    meaning: Meaning = WORDS_ALONE,
) -> Turn:
    """The turn of this update: its person, the desk of its chat, the language to answer in. Whoever only happens
    to be there, or has been forgotten and presses an old button, is not noted."""
    person = note_person(session, update.sender, spoke=_spoke(update))
    if (
        update.private
        and person.id is not None
        and update.happening in (Happening.MESSAGE, Happening.EDITED, Happening.PRESS)
    ):
        now_reachable(session, person, now)
    desk = (
        desk_of_private(session, person)
        if update.private
        else desk_at(session, update.chat_id, update.topic_id)
    )
    who = who_at(session, person, desk)
    language = person.language if update.private or desk is None else who.settings.language
    return Turn(
        update=update,
        who=who,
        session=session,
        now=now,
        t=Texts(language, ZoneInfo(who.settings.timezone), otherwise=who.settings.language),
        bot=bot,
        owners=owners,
        found=found,
        meaning=meaning,
    )


def who_at(session: Session, person: Person, desk: Desk | None) -> Who:
    """The person's place at this desk."""
    if desk is None:
        return Who(person)
    return Who(
        person,
        desk,
        membership(session, desk.id, person.id),
        DeskSettings.from_json(desk.settings),
        mute_of(session, desk.id, person.id),
    )


def _spoke(update: Incoming) -> bool:
    """Whether somebody turned to the bot by themselves: wrote to it, or in a group commanded, answered or joined.
    Every other button there is for those who are known already."""
    if update.private:
        return update.happening is Happening.MESSAGE
    if update.happening is Happening.PRESS:
        return update.data.partition(":")[0] == JOIN
    answered = update.reply is not None and update.reply.by_bot
    return update.happening is Happening.MESSAGE and (update.command is not None or answered)


def note_person(session: Session, sender: Sender, *, spoke: bool = True) -> Person:
    """The person's row, brought up to date with the name Telegram shows now. Of whoever is new and has not
    spoken to the bot nothing is kept: the row is in no session."""
    person = person_by_telegram_id(session, sender.telegram_id)
    if person is None:
        person = Person(telegram_id=sender.telegram_id, language=sender.language)
    person.name, person.username = sender.name, sender.username
    if person.id is None and not spoke:
        return person
    session.add(person)
    session.flush()
    return person


def now_reachable(session: Session, person: Person, now: datetime) -> None:
    """The person wrote to the bot in private: what waited for that goes out."""
    if not person.reachable:
        person.started_at = person.started_at or now
        person.blocked_at = None
        session.add(person)
        release_parked(session, person.id, now)


def desk_of_private(session: Session, person: Person) -> Desk | None:
    """The desk that a private message is for: the only one, or the one chosen. None: unknown yet."""
    desks = desks_of(session, person.id)
    if len(desks) == 1:
        return desks[0]
    return next((desk for desk in desks if desk.id == person.desk_id), None)
