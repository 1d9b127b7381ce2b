"""An edited reply amends the verdict that it stated, until somebody acts on it."""

from collections.abc import Iterable

from bot.actions.telling import tell_nobody
from bot.actions.verdicts import VerdictGiven, check_complete, may_amend, record_verdict, required_at
from bot.handlers.access import allow, claim_with_id, desk_of, replied_claims
from bot.handlers.answering import privately
from bot.handlers.evidence import evidence_in
from bot.handlers.ratings import label_of, qualifiers_of, ratings_of
from bot.handlers.turn import Reply, Turn
from bot.handlers.verdict_news import announce
from bot.handlers.verdicts import state_verdict
from bot.render.messages import Message
from bot.rules.refusals import Refusal
from bot.rules.refusals.verdicts import EditedAway, EditedTooLate, EvidenceMissing, RationaleMissing
from bot.rules.verdicts import Reply as Said
from bot.rules.verdicts import VerdictReply, parse_reply
from storage.claims import Claim
from storage.sent import sent_message
from storage.verdicts import Verdict, evidence_of, verdict_stated_in
from storage.vocabulary import Deed


def amend(turn: Turn) -> Iterable[Reply]:
    """An edited reply amends the verdict that it stated, until somebody acts on it; one that stated none states
    it now, whether its first words were a note or have not come yet. Whoever edits in vain is told."""
    stated = verdict_stated_in(turn.session, turn.update.chat_id, turn.update.message_id)
    if stated is None:
        return _state_by_edit(turn)
    turn, found = claim_with_id(turn, stated.claim_id)
    desk, member = desk_of(turn), allow(turn, Deed.READ)
    if member.id != stated.author_id:
        return []
    said = parse_reply(turn.update.text, ratings_of(turn), qualifiers_of(turn))
    if _says_the_same(turn, stated, said):
        return []
    required = required_at(desk, turn.who.settings)
    if not may_amend(turn.session, stated, found, required=required, now=turn.now):
        return _in_vain(turn, found, EditedTooLate(number=found.number))
    if not isinstance(said, VerdictReply):
        return _in_vain(turn, found, EditedAway(number=found.number))
    given = VerdictGiven(
        rating=said.rating,
        rationale=said.rationale,
        qualifiers=said.qualifiers,
        evidence=evidence_in(turn.update.content, said.links),
        chat_id=turn.update.chat_id,
        message_id=turn.update.message_id,
    )
    try:
        check_complete(given, turn.who.settings, label_of(turn, said.rating))
    except (RationaleMissing, EvidenceMissing):
        return _in_vain(turn, found, EditedAway(number=found.number))
    recorded = record_verdict(
        turn.session, found, member, given, required=required, now=turn.now, amends=True
    )
    tell_nobody(turn.session, stated, turn.now)
    return announce(turn, desk, found, recorded, required, instead_of=stated.id)


def _says_the_same(turn: Turn, stated: Verdict, said: Said) -> bool:
    """Whether the edit leaves the verdict as it is: Telegram tells of every edit, also of one that changes a
    blank, or what stands around it."""
    if not isinstance(said, VerdictReply):
        return False
    links = {item.url for item in evidence_of(turn.session, stated.id) if item.kind == "link"}
    given = {item.url for item in evidence_in(turn.update.content, said.links) if item.kind == "link"}
    return (said.rating, list(said.qualifiers), said.rationale.strip(), given) == (
        stated.rating,
        stated.qualifiers,
        stated.rationale,
        links,
    )


def _in_vain(turn: Turn, found: Claim, refusal: Refusal) -> list[Reply]:
    """The author hears in private that the verdict stays as it was: what stands in the chat now says otherwise."""
    words = turn.own_words(refusal.sentence, **refusal.values)
    return privately(turn, Message(words), purpose="refusal", claim_ids=(found.id,))


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
