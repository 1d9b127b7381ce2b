"""Undo: one's own last step, within two minutes and until another acts."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.actions.undoing import Undone, undo_last
from bot.actions.verdicts import required_at
from bot.handlers.access import allow, desk_of, pressed_claim
from bot.handlers.answering import done, reworded
from bot.handlers.turn import Alert, Reply, Rewrite, Turn
from bot.handlers.verdict_news import closed
from bot.render.messages import LONGEST_ALERT, Message, shortened
from bot.render.verdicts import review_request, taken_back
from bot.rules.life import UNDO_WITHIN
from storage.facts.claims import claim_facts
from storage.facts.verdicts import verdict_facts
from storage.outbox import cancel_waiting
from storage.sent import messages_on, now_about, sent_message
from storage.verdicts import verdicts_of
from storage.vocabulary import Deed, State


def undo(turn: Turn) -> Iterable[Reply]:
    """`/undo`."""
    desk = desk_of(turn)
    member = allow(turn, Deed.UNDO, own=True)
    undone = undo_last(turn.session, member, desk.id, turn.now)
    return [*done(turn, _words(turn, undone), undone.claims[0]), *_settled(turn, undone)]


def undo_pressed(turn: Turn) -> Iterable[Reply]:
    """The Undo button under what was queued or recorded."""
    at, found = pressed_claim(turn)
    authors = {verdict.author_id for verdict in verdicts_of(at.session, found.id)}
    own = at.who.member is not None and at.who.member.id in {found.submitter_id, *authors}
    member = allow(at, Deed.UNDO, found, own=own)
    undone = undo_last(at.session, member, found.desk_id, at.now, found)
    words = _words(at, undone)
    replies: list[Reply] = [Alert(shortened(words.striptags(), LONGEST_ALERT)), *_settled(at, undone)]
    if at.update.private and at.who.desk is not None and not _is_card(at):
        replies.append(
            reworded(
                at,
                Message(words),
                purpose="undone",
                desk_id=found.desk_id,
                claim_ids=tuple(claim.id for claim in undone.claims),
            )
        )
    return replies


def _is_card(turn: Turn) -> bool:
    """A card shows by itself what became of its claim."""
    sent = sent_message(turn.session, turn.update.chat_id, turn.update.message_id)
    return sent is not None and sent.purpose == "card"


def _words(turn: Turn, undone: Undone) -> Markup:
    numbers = turn.t.both([f"#{claim.number}" for claim in undone.claims])
    if undone.verdict is not None:
        return turn.t("Your verdict on {numbers} is taken back.", numbers=numbers)
    return turn.t("Taken back: {numbers}.", numbers=numbers)


def _settled(turn: Turn, undone: Undone) -> list[Reply]:
    """The review message says that its verdict is gone, or shows the one that stands again."""
    if undone.verdict is None:
        return []
    if undone.claims[0].state is State.CLOSED:
        # What closed the claim before the edit stands again, and those are told whom the edit has silenced.
        return closed(turn, undone.claims[0], after=UNDO_WITHIN)
    found, subject = undone.claims[0], f"verdict:{undone.verdict.id}"
    desk = desk_of(turn)
    claim = claim_facts(turn.session, found)
    t, standing = turn.desk_words, messages_on(turn.session, subject)
    if undone.amended and undone.before is not None and found.state is State.IN_REVIEW:
        required = required_at(desk, turn.who.settings)
        said = verdict_facts(turn.session, undone.before)
        message = review_request(t, claim, said, bot=turn.bot, needed=required)
        standing = now_about(turn.session, subject, f"verdict:{undone.before.id}")
    else:
        message = taken_back(t, claim, verdict_facts(turn.session, undone.verdict), bot=turn.bot)
    cancel_waiting(turn.session, subject, turn.now)
    return [
        Rewrite(
            chat_id=sent.chat_id,
            message_id=sent.message_id,
            topic_id=sent.topic_id,
            message=message,
            purpose="review",
            desk_id=desk.id,
            claim_ids=(found.id,),
        )
        for sent in standing
    ]
