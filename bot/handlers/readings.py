"""The buttons under what was found in a text: choose, turn the page, queue. Only its reader can press."""

import re
from collections.abc import Iterable

from bot.actions.claims import Brought
from bot.actions.finding import claims_from_page
from bot.actions.readings import choose, chosen_claims, whole_claim
from bot.handlers.access import allow, desk_of, with_desk
from bot.handlers.answering import here, reworded
from bot.handlers.queueing import queue_all
from bot.handlers.turn import Alert, Reply, Rewrite, Say, Turn
from bot.render.messages import Message
from bot.render.readings import reading_message, reading_queued
from bot.rules.refusals.doors import OldButton
from bot.texts import Texts
from storage.desks import Desk, desks_of
from storage.facts.entries import queue_entries
from storage.outbox import cancel_waiting
from storage.readings import Reading, queue_reading
from storage.sent import messages_on
from storage.vocabulary import Deed

_PRESSED = re.compile(r"[a-z]+:r(\d{1,18})(?::(\d{1,6}))?(?::(\d{1,6}))?")


def show(turn: Turn, desk: Desk, reading: Reading) -> Say:
    """What was found, as a new message to its reader."""
    message = reading_shown(turn, turn.t, desk, reading)
    return here(turn, message, purpose="reading", subject=subject_of(reading), reply_to=reading.message_id)


def show_again(turn: Turn, desk: Desk, reading: Reading) -> list[Reply]:
    """More was read: the message that stands is rewritten; one that waits gives way to a new one."""
    message = reading_shown(turn, turn.t, desk, reading)
    standing = messages_on(turn.session, subject_of(reading))
    cancel_waiting(turn.session, subject_of(reading), turn.now)
    if not standing:
        return [show(turn, desk, reading)]
    return [
        Rewrite(
            chat_id=sent.chat_id,
            message_id=sent.message_id,
            message=message,
            purpose="reading",
            desk_id=desk.id,
            subject=subject_of(reading),
        )
        for sent in standing
    ]


def reading_shown(turn: Turn, t: Texts, desk: Desk, reading: Reading, page: int = 0) -> Message:
    """One page of what was found, with where the text is from and what stands here of it already."""
    return reading_message(
        t,
        reading.id,
        reading.title,
        reading.picks,
        desk=desk.title,
        page=page,
        url=reading.url,
        published_on=reading.published_on,
        known=known_from(turn, desk, reading.url),
    )


def known_from(turn: Turn, desk: Desk, url: str | None) -> list[int]:
    """The numbers of the desk's claims that lead to this page."""
    return [claim.number for claim in claims_from_page(turn.session, desk.id, url)] if url else []


def pick_pressed(turn: Turn) -> Iterable[Reply]:
    """A number: its sentence is chosen, or not any more."""
    at, reading, place, page = _pressed(turn)
    if reading.queued_at is not None:
        return [_queued_already(at)]
    if not 0 <= place < len(reading.picks):
        raise OldButton
    choose(at.session, reading, place)
    return [Alert(), _rewritten(at, reading, page)]


def page_pressed(turn: Turn) -> Iterable[Reply]:
    """More of the sentences, in place."""
    at, reading, page, _ = _pressed(turn)
    if reading.queued_at is not None:
        return [_queued_already(at)]
    return [Alert(), _rewritten(at, reading, page)]


def queue_pressed(turn: Turn) -> Iterable[Reply]:
    """Queue N claims."""
    at, reading, _, _ = _pressed(turn)
    return _queue(at, reading, chosen_claims(reading))


def whole_pressed(turn: Turn) -> Iterable[Reply]:
    """The text as one claim, whether anything was found in it or not."""
    at, reading, _, _ = _pressed(turn)
    return _queue(at, reading, [whole_claim(reading)])


def _queue(turn: Turn, reading: Reading, brought: list[Brought]) -> list[Reply]:
    desk, member = desk_of(turn), allow(turn, Deed.SUBMIT)
    if not queue_reading(turn.session, reading, turn.now):
        return [_queued_already(turn)]
    # At a desk of one the rewritten message is the list.
    done, replies = queue_all(turn, desk, member, brought, listed=not desk.private)
    fresh = queue_entries(turn.session, [one.claim for one in done if not one.repeated])
    fresh_ids = {entry.id for entry in fresh}
    known = {one.claim.id: one.claim for one in done if one.claim.id not in fresh_ids}
    again = queue_entries(turn.session, list(known.values()))
    rewrite = reworded(
        turn,
        reading_queued(turn.t, reading.title, fresh, again, desk=desk.title, bot=turn.bot),
        purpose="reading",
        desk_id=desk.id,
        claim_ids=tuple(entry.id for entry in (*fresh, *again)),
        subject=subject_of(reading),
    )
    return [Alert(), rewrite, *replies]


def _queued_already(turn: Turn) -> Alert:
    return Alert(turn.own.plain("This was queued already."))


def _rewritten(turn: Turn, reading: Reading, page: int) -> Rewrite:
    return reworded(
        turn,
        reading_shown(turn, turn.t, desk_of(turn), reading, page),
        purpose="reading",
        desk_id=reading.desk_id,
        subject=subject_of(reading),
    )


def _pressed(turn: Turn) -> tuple[Turn, Reading, int, int]:
    """The reading behind the button and the two numbers after it; to anybody else it does not exist."""
    data = _PRESSED.fullmatch(turn.update.data)
    reading = turn.session.get(Reading, int(data[1])) if data else None
    if data is None or reading is None or reading.person_id != turn.who.person.id or not turn.update.private:
        raise OldButton
    desk = next(
        (one for one in desks_of(turn.session, turn.who.person.id) if one.id == reading.desk_id), None
    )
    if desk is None:
        raise OldButton
    at = with_desk(turn, desk)
    allow(at, Deed.SUBMIT)
    return at, reading, int(data[2] or 0), int(data[3] or 0)


def subject_of(reading: Reading) -> str:
    """What the bot's messages about it are known by."""
    return f"reading:{reading.id}"
