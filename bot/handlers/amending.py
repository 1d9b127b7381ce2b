"""An edited reply amends the verdict that it stated, until somebody acts on it."""

from collections.abc import Iterable

from bot.actions.verdicts import Statement, check_complete, may_amend, record_verdict, required_at
from bot.handlers.evidence import evidence_in
from bot.handlers.finding import allow, claim_with_id, desk_of, replied_claims
from bot.handlers.ratings import label_of, qualifiers_of, ratings_of
from bot.handlers.turn import Reply, Turn
from bot.handlers.verdict_news import announce
from bot.handlers.verdicts import state_verdict
from bot.rules.refusals import EvidenceMissing, RationaleMissing
from bot.rules.verdicts import VerdictReply, parse_reply
from storage.outbox import sent_message
from storage.verdicts import verdict_stated_in
from storage.vocabulary import Deed


def amend(turn: Turn) -> Iterable[Reply]:
    """An edited reply amends the verdict that it stated, until somebody acts on it; one that stated none states
    it now, whether its first words were a note or have not come yet."""
    stated = verdict_stated_in(turn.session, turn.update.chat_id, turn.update.message_id)
    if stated is None:
        return _state_by_edit(turn)
    turn, found = claim_with_id(turn, stated.claim_id)
    desk, member = desk_of(turn), allow(turn, Deed.READ)
    if member.id != stated.author_id:
        return []
    if not may_amend(turn.session, stated, found):
        return []
    said = parse_reply(turn.update.text, ratings_of(turn), qualifiers_of(turn))
    if not isinstance(said, VerdictReply):
        return []
    statement = Statement(
        rating=said.rating,
        rationale=said.rationale,
        qualifiers=said.qualifiers,
        evidence=evidence_in(turn.update.content, said.links),
        chat_id=turn.update.chat_id,
        message_id=turn.update.message_id,
    )
    try:
        check_complete(statement, turn.who.settings, label_of(turn, said.rating))
    except (RationaleMissing, EvidenceMissing):
        return []
    required = required_at(desk, turn.who.settings)
    recorded = record_verdict(
        turn.session, found, member, statement, required=required, now=turn.now, amends=True
    )
    return announce(turn, desk, found, recorded, required, instead_of=stated.id)


def _state_by_edit(turn: Turn) -> list[Reply]:
    reply = turn.update.reply
    sent = sent_message(turn.session, turn.update.chat_id, reply.message_id) if reply is not None else None
    about = replied_claims(turn) if reply is not None and reply.by_bot else []
    if len(about) != 1 or (sent is not None and sent.prompt_id is not None):
        return []
    at, found = claim_with_id(turn, about[0])
    said = parse_reply(at.update.text, ratings_of(at), qualifiers_of(at))
    if not isinstance(said, VerdictReply) or not said.rationale:
        return []
    if at.who.settings.evidence and not evidence_in(at.update.content, said.links):
        return []
    return state_verdict(at, found, said, at.update.content)
