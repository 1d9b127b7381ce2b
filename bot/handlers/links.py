"""A message that is only a link: the article is fetched by an errand and read for claims.

What cannot be read says why and asks for the text; the text that follows belongs to the link. The link itself
can be queued all the same.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.actions.readings import start_reading, whole_claim
from bot.handlers.access import allow, desk_of, with_desk
from bot.handlers.answering import here, privately
from bot.handlers.queueing import brought_from, queue_and_tell
from bot.handlers.readings import known_from, reading_shown, subject_of
from bot.handlers.turn import LookUp, React, Reply, Turn
from bot.render.readings import unread_message
from bot.rules.articles import why_unread
from bot.rules.links import says_something
from bot.telegram.facts import Content
from storage.desks import Desk
from storage.readings import Reading, unread_link
from storage.sent import sent_message
from storage.vocabulary import Deed

LOOKING = "👀"

AWAITED = timedelta(minutes=10)
"""For so long a text that comes without a link belongs to the link that could not be read."""


def link_alone(content: Content) -> str | None:
    """The link of a message that is one link and nothing else; a forwarded one is somebody's post."""
    if len(content.links) != 1 or content.files or content.origin is not None:
        return None
    (link,) = content.links
    # Telegram takes `example.org/x` for a link too, and what it is called without its scheme is what was typed.
    bare = content.text.replace(link, " ").replace(link.partition("://")[2], " ")
    return None if says_something(bare) else link


def open_link(turn: Turn, desk: Desk, link: str) -> list[Reply]:
    """Has the page fetched; the turn is taken again with what it says."""
    return [LookUp("link", {"desk": desk.id, "link": link}, person_id=turn.who.person.id), React(LOOKING)]


def link_was_read(turn: Turn, link: str, found: Mapping[str, Any]) -> list[Reply]:
    """The errand is back: what was found is shown to whoever sent the link, in private."""
    at_desk = turn.session.get(Desk, found["desk"]) if "desk" in found else None
    if turn.update.private and at_desk is not None:
        turn = with_desk(turn, at_desk)
    desk, member = desk_of(turn), allow(turn, Deed.SUBMIT)
    if found.get("off"):
        seen = turn.update.reply if turn.update.command and turn.update.reply else turn.update.content
        brought = brought_from(seen, link, turn.t, chat_id=turn.update.chat_id)
        return queue_and_tell(turn, desk, member, [brought])
    failure = why_unread(found) if "failure" in found else None
    published = found.get("published")
    reading = start_reading(
        turn.session,
        desk,
        turn.who.person,
        chat_id=turn.update.chat_id,
        message_id=turn.update.message_id,
        title=found.get("title"),
        # Until its text comes, the link stands for it.
        text=link if failure else found["text"],
        picks=[] if failure else list(found["picks"]),
        now=turn.now,
        url=link if failure else found["url"],
        published_on=date.fromisoformat(published) if published else None,
    )
    if not turn.update.private and not turn.who.person.reachable:
        # Nobody to choose among what it says: the article is one claim.
        return queue_and_tell(turn, desk, member, [whole_claim(reading)])
    t = turn.texts_for(turn.who.person.language)
    message = (
        unread_message(t, reading.id, failure, link, desk=desk.title, known=known_from(turn, desk, link))
        if failure
        else reading_shown(turn, t, desk, reading)
    )
    if turn.update.private:
        return [
            here(
                turn,
                message,
                purpose="reading",
                subject=subject_of(reading),
                reply_to=turn.update.message_id or None,
            )
        ]
    return privately(turn, message, purpose="reading", subject=subject_of(reading))


def awaited(turn: Turn, desk: Desk) -> Reading | None:
    """The link whose text this message is: the one it replies to, or the last that could not be read."""
    reply = turn.update.reply
    sent = sent_message(turn.session, turn.update.chat_id, reply.message_id) if reply else None
    last = unread_link(turn.session, turn.who.person.id, desk.id, turn.now - AWAITED)
    if reply is None:
        return last
    number = (sent.subject or "").partition("reading:")[2] if sent is not None else ""
    reading = turn.session.get(Reading, int(number)) if number.isdecimal() else None
    if reading is None or reading.person_id != turn.who.person.id or reading.desk_id != desk.id:
        return None
    return reading if reading.text == reading.url and reading.queued_at is None else None
