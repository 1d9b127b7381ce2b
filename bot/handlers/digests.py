"""The digest when it is asked for, its pages, and how often it comes. Its words are made when it is sent: none of
that stands before anybody's press."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from math import ceil

from bot.actions.digests import choose_how_often, subject_of
from bot.actions.editions import span_of
from bot.handlers.access import allow, at_desk, desk_of, pressed_on, pressed_parts
from bot.handlers.answering import privately, reworded
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.digests import how_often
from bot.render.messages import Later, Message
from bot.rules.dates import read_date
from bot.rules.digests import Edition
from bot.rules.refusals.doors import OldButton
from storage.desks import Member
from storage.vocabulary import Deed, HowOften

_PAGE = re.compile(r"digest:d(\d{1,18}):([a-z0-9-]{1,20}):(\d{1,5})", re.ASCII)
_OFTEN = re.compile(r"often:d(\d{1,18})(?::(off|daily|weekly))?", re.ASCII)


def digest(turn: Turn) -> Iterable[Reply]:
    """`/digest`: as it would be now; `/digest DATE`: as it was then; `/digest weekly`: how often it comes. In
    private."""
    desk = desk_of(turn)
    member = allow(turn, Deed.READ_DIGEST)
    words = turn.update.args.strip().casefold()
    if words in list(HowOften):
        return _chosen(turn, member, HowOften(words))
    if words:
        today = turn.now.astimezone(turn.who.settings.zone).date()
        edition = Edition(read_date(turn.update.args, today, turn.own.language))
    else:
        # To the second, and none of what has just happened is left out.
        edition = Edition(at=datetime.fromtimestamp(ceil(turn.now.timestamp()), UTC))
    span_of(turn.session, desk, edition, turn.now)
    return privately(turn, _later(edition, 0), purpose="digest", subject=subject_of(edition, 0))


def digest_pressed(turn: Turn) -> Iterable[Reply]:
    """Another page, in place."""
    parts = _PAGE.fullmatch(turn.update.data)
    if parts is None:
        raise OldButton
    at = at_desk(turn, int(parts[1]))
    desk = desk_of(at)
    in_group = not at.update.private and at.who.settings.digest_to_group
    allow(at, Deed.READ if in_group else Deed.READ_DIGEST)
    pressed_on(at, "digest")
    edition, page = Edition.read(parts[2]), int(parts[3])
    if edition is None:
        raise OldButton
    span_of(at.session, desk, edition, at.now)
    rewrite = reworded(
        at,
        _later(edition, page),
        purpose="digest",
        desk_id=desk.id,
        subject=subject_of(edition, page),
    )
    return [Alert(), rewrite]


def often_pressed(turn: Turn) -> Iterable[Reply]:
    """How often the digest comes to the person who presses: asked, then chosen."""
    parts = pressed_parts(turn, _OFTEN)
    at = at_desk(turn, int(parts[1]))
    member = allow(at, Deed.READ_DIGEST)
    if parts[2] is None:
        return [Alert(), *_chosen(at, member, member.digest)]
    pressed_on(at, "how often")
    choose_how_often(at.session, member, HowOften(parts[2]))
    rewrite = reworded(
        at,
        _question(at, member),
        purpose="how often",
        desk_id=member.desk_id,
    )
    return [Alert(), rewrite]


def _chosen(turn: Turn, member: Member, often: HowOften) -> list[Reply]:
    choose_how_often(turn.session, member, often)
    return privately(turn, _question(turn, member), purpose="how often")


def _question(turn: Turn, member: Member) -> Message:
    return how_often(turn.own, desk_of(turn).title, member.desk_id, member.digest)


def _later(edition: Edition, page: int) -> Later:
    return Later({"edition": edition.ref, "page": page})
