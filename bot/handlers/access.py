"""Which desk and which claim a turn is about, checked against the database.

Numbers, button data and links only propose: a claim of another desk looks like one that does not exist.
"""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.handlers.recognising import who_at
from bot.handlers.turn import Turn
from bot.render.messages import shortened
from bot.rules.arguments import read_number
from bot.rules.life import after
from bot.rules.permissions import check
from bot.rules.refusals.claims import (
    NoSuchClaim,
    NotAClaim,
    NumberMissing,
    NumberNotUnderstood,
    SeveralClaims,
)
from bot.rules.refusals.desks import DeskUnclear, NoDeskHere, NoDeskOfYours
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import NotAMember
from bot.rules.refusals.mutes import Muted
from bot.telegram.facts import REFERENCE
from bot.texts import Texts
from storage.claims import Claim, claim_by_number
from storage.desks import Desk, Member, desks_of
from storage.sent import sent_message
from storage.vocabulary import Deed

LARGEST = 999_999_999


def desk_of(turn: Turn) -> Desk:
    """The desk of this turn; raises where there is none, or several to choose from."""
    if turn.who.desk is not None:
        return turn.who.desk
    if not turn.update.private:
        raise NoDeskHere
    if desks_of(turn.session, turn.who.person.id):
        raise DeskUnclear
    raise NoDeskOfYours


def heard(turn: Turn) -> None:
    """Raises Muted where a lead of the turn's desk has muted the person."""
    if turn.who.mute is not None and turn.who.desk is not None:
        refusal = Muted(desk=shortened(turn.who.desk.title, 40))
        refusal.desk_id = turn.who.desk.id
        raise refusal


def allow(turn: Turn, deed: Deed, claim: Claim | None = None, *, own: bool = False) -> Member:
    """The person as a member who may do this; raises the refusal that fits."""
    desk_of(turn)
    heard(turn)
    member = turn.who.member
    mine = claim is not None and member is not None and claim.assignee_id == member.id
    check(turn.who.role, deed, own=own, assignee=mine)
    if member is None:
        raise NotAMember
    return member


def allow_now(turn: Turn, deed: Deed, claim: Claim) -> Member:
    """The same where the claim, as it stands, lets it be done too: nobody is asked for what would change nothing."""
    member = allow(turn, deed, claim)
    after(claim.state, deed, number=claim.number)
    return member


def with_desk(turn: Turn, desk: Desk) -> Turn:
    """The same turn at this desk: in private a person may speak to any of theirs."""
    who = who_at(turn.session, turn.who.person, desk)
    language = turn.who.person.language if turn.update.private else who.settings.language
    t = Texts(language, ZoneInfo(who.settings.timezone), otherwise=who.settings.language)
    return replace(turn, who=who, t=t)


def at_desk(turn: Turn, desk_id: int) -> Turn:
    """The turn at the desk that a button names: in a group only the group's own, in private one of theirs."""
    if not turn.update.private:
        if turn.who.desk is None or turn.who.desk.id != desk_id:
            raise OldButton
        return turn
    desk = next((one for one in desks_of(turn.session, turn.who.person.id) if one.id == desk_id), None)
    if desk is None:
        raise NotAMember
    return with_desk(turn, desk)


def claim_with_id(turn: Turn, claim_id: int) -> tuple[Turn, Claim]:
    """The claim behind a button, a link or a reply, if this person's desk has it.

    In a group only claims of the group's desk exist; in private those of every desk of the person. Whoever
    belongs to no desk here hears that, and nobody learns whether a claim of another desk exists.
    """
    claim = turn.session.get(Claim, claim_id)
    if not turn.update.private:
        if turn.who.desk is not None and turn.who.role is None:
            raise NotAMember
        if claim is None or turn.who.desk is None or claim.desk_id != turn.who.desk.id:
            raise OldButton
        heard(turn)
        return turn, claim
    own = desks_of(turn.session, turn.who.person.id)
    desk = next((desk for desk in own if claim is not None and desk.id == claim.desk_id), None)
    if claim is None or desk is None:
        # A stranger, a former member with an old card, a forged press: none learns whether it exists.
        raise OldButton if own else NotAMember
    at = with_desk(turn, desk)
    heard(at)
    return at, claim


def pressed_number(turn: Turn, letter: str) -> int | None:
    """The number that follows this letter in a press's data (`p7` in `meant:c1:p7:yes`), if it can be a key."""
    found = re.search(rf":{letter}([0-9]{{1,18}})(?::|$)", turn.update.data)
    return int(found[1]) if found else None


def pressed_parts(turn: Turn, pattern: re.Pattern[str]) -> re.Match[str]:
    """What a button that stands only in private holds; raises where it is no such press."""
    parts = pattern.fullmatch(turn.update.data)
    if parts is None or not turn.update.private:
        raise OldButton
    return parts


def pressed_on(turn: Turn, *purposes: str) -> None:
    """Raises where the button stands under a message of another kind: a forged press rewrites no card."""
    sent = sent_message(turn.session, turn.update.chat_id, turn.update.message_id)
    if sent is not None and sent.purpose not in purposes:
        raise OldButton


def pressed_claim(turn: Turn) -> tuple[Turn, Claim]:
    """The claim that a press refers to."""
    found = REFERENCE.search(turn.update.data)
    if found is None:
        raise OldButton
    return claim_with_id(turn, int(found[1]))


def named_claim(turn: Turn, number: int) -> Claim:
    """Claim #number of the turn's desk."""
    claim = claim_by_number(turn.session, desk_of(turn).id, number) if number <= LARGEST else None
    if claim is None:
        raise NoSuchClaim(number=number)
    return claim


def replied_claims(turn: Turn) -> list[int]:
    """The claims that the message replied to is about: from our record of what was sent, or, for a copy
    whose id was never recorded, from the reference written into it."""
    reply = turn.update.reply
    if reply is None:
        return []
    sent = sent_message(turn.session, turn.update.chat_id, reply.message_id)
    if sent is not None and sent.claim_ids:
        return list(sent.claim_ids)
    return list(reply.claim_ids) if reply.by_bot else []


def claim_of_command(turn: Turn, command: str) -> tuple[Turn, Claim, str]:
    """The claim that a command names, by number or by replying, and what follows the number."""
    example = f"/{command} 12"
    replied = replied_claims(turn)
    try:
        number, rest = read_number(turn.update.args, example)
    except (NumberNotUnderstood, NumberMissing):
        if turn.update.reply is None:
            raise
    else:
        allow(turn, Deed.READ)
        return turn, named_claim(turn, number), rest
    if len(replied) == 1:
        at, claim = claim_with_id(turn, replied[0])
        return at, claim, turn.update.args
    if replied:
        raise SeveralClaims(example=example)
    raise NotAClaim(example=example)
