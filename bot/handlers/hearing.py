"""A message that is no command: an answer to a question, a reply about a claim, or something brought.

In a group only replies to the bot are for the desk; everything else is dropped unread.
"""

from collections.abc import Iterable

from bot.handlers.access import claim_with_id, heard, named_claim, replied_claims
from bot.handlers.albums import later_part
from bot.handlers.intake import bring
from bot.handlers.prompt_answers import answer, can_answer
from bot.handlers.ratings import qualifiers_of, ratings_of
from bot.handlers.speaking import ask_which, speak
from bot.handlers.turn import Reply, Turn
from bot.rules.refusals.claims import NotAClaim
from bot.rules.verdicts import VerdictReply, parse_reply
from storage.claims import Claim
from storage.prompts import Prompt, waiting_prompts
from storage.sent import sent_message


def hear(turn: Turn) -> Iterable[Reply]:
    """Any message that is no command."""
    if turn.found is not None:
        # What was brought has been read meanwhile; a question asked since then is not answered by it.
        return bring(turn)
    reply = turn.update.reply
    if reply is not None and reply.by_bot and not turn.update.private:
        heard(turn)
    if turn.update.content.media_group and later_part(turn):
        return []
    if reply is not None and reply.by_bot:
        sent = sent_message(turn.session, turn.update.chat_id, reply.message_id)
        if sent is not None and sent.prompt_id is not None:
            prompt = turn.session.get(Prompt, sent.prompt_id)
            if prompt is not None and can_answer(turn, prompt):
                return answer(turn, prompt)
        about = replied_claims(turn)
        if len(about) == 1:
            at, found = claim_with_id(turn, about[0])
            return speak(at, found, turn.update.content)
        if about:
            return ask_which(turn, about)
        if not turn.update.private:
            # A reply to a message of the bot that is about no claim: chatter, but a member may be waiting.
            if turn.who.role is None or not turn.who.person.reachable:
                return []
            raise NotAClaim(example="#12 False: why, with a link")
    if not turn.update.private:
        return []
    waiting = [
        prompt
        for prompt in waiting_prompts(turn.session, turn.who.person.id, turn.update.chat_id, turn.now)
        if can_answer(turn, prompt)
    ]
    if waiting and reply is None:
        return answer(turn, waiting[0])
    named = _claim_rated(turn)
    return speak(turn, named, turn.update.content) if named is not None else bring(turn)


def _claim_rated(turn: Turn) -> Claim | None:
    """The claim that a verdict names which replies to nothing: `#12 False: why`."""
    content = turn.update.content
    if content.origin is not None or turn.who.desk is None or turn.who.role is None:
        return None
    said = parse_reply(content.text, ratings_of(turn), qualifiers_of(turn))
    if not isinstance(said, VerdictReply) or said.number is None:
        return None
    return named_claim(turn, said.number)
