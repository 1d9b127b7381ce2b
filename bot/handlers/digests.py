"""The digest when it is asked for, and its pages."""

import re
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from bot.actions.digests import digest_for
from bot.actions.telling import note_shown
from bot.handlers.answering import privately
from bot.handlers.finding import allow, at_desk, desk_of, pressed_on
from bot.handlers.turn import Alert, Reply, Rewrite, Turn
from bot.render.digests import digest_message
from bot.rules.dates import read_date
from bot.rules.refusals import OldButton
from storage.vocabulary import Deed

_PAGE = re.compile(r"digest:d(\d{1,18}):(now|\d{4}-\d{2}-\d{2}):(\d{1,4})")


def digest(turn: Turn) -> Iterable[Reply]:
    """`/digest`: as it would be now; `/digest DATE`: as it was then. In private."""
    desk = desk_of(turn)
    allow(turn, Deed.READ_DIGEST)
    day = None
    if turn.update.args:
        today = turn.now.astimezone(ZoneInfo(turn.who.settings.timezone)).date()
        day = read_date(turn.update.args, today, turn.own.language)
    facts = digest_for(turn.session, desk, day, turn.now)
    message, claim_ids = digest_message(turn.own, facts, 0, bot=turn.bot)
    note_shown(turn.session, claim_ids, turn.who.person.telegram_id or turn.update.chat_id, now=turn.now)
    return privately(turn, message, purpose="digest asked for", claim_ids=claim_ids)


def digest_pressed(turn: Turn) -> Iterable[Reply]:
    """Another page, in place."""
    parts = _PAGE.fullmatch(turn.update.data)
    if parts is None:
        raise OldButton
    at = at_desk(turn, int(parts[1]))
    desk = desk_of(at)
    in_group = not at.update.private and at.who.settings.digest_to_group
    allow(at, Deed.READ if in_group else Deed.READ_DIGEST)
    pressed_on(at, "digest", "digest asked for")
    try:
        day = None if parts[2] == "now" else date.fromisoformat(parts[2])
    except ValueError:
        raise OldButton from None
    facts = digest_for(at.session, desk, day, at.now)
    message, claim_ids = digest_message(at.t, facts, int(parts[3]), bot=at.bot)
    note_shown(at.session, claim_ids, at.update.chat_id, topic_id=at.update.topic_id, now=at.now)
    rewrite = Rewrite(
        chat_id=at.update.chat_id,
        message_id=at.update.message_id,
        topic_id=at.update.topic_id,
        message=message,
        purpose="digest asked for",
        desk_id=desk.id,
        claim_ids=claim_ids,
    )
    return [Alert(), rewrite]
