"""The answer to a question that the desk asked."""

from collections.abc import Callable, Iterable

from bot.actions.prompts import close_prompt
from bot.handlers.access import claim_with_id
from bot.handlers.albums import note_album
from bot.handlers.answering import privately
from bot.handlers.corrections import answer_correction, correct_as_typed
from bot.handlers.life import declined, reopened
from bot.handlers.ratings import qualifiers_of, ratings_of
from bot.handlers.refusing import refuse
from bot.handlers.reminders import answer_when
from bot.handlers.repeats import answer_whom
from bot.handlers.reviews import answer_reason, decide_as_typed
from bot.handlers.scales import answer_scale
from bot.handlers.settings import answer_setting
from bot.handlers.sources import answer_source
from bot.handlers.steps import answer_step
from bot.handlers.turn import Reply, Turn
from bot.handlers.verdicts import answer_missing, state_verdict
from bot.render.messages import Message
from bot.rules.refusals import Refusal
from bot.rules.refusals.claims import NotAClaim
from bot.rules.refusals.life import ReasonMissing
from bot.rules.refusals.moments import SnoozeTooFar, TimeInThePast, TimeMissing, UnreadableTime
from bot.rules.refusals.prompts import NothingToCancel, NotYourQuestion, QuestionOver, SettingsQuestionOver
from bot.rules.refusals.sources import NoSuchSource, NotALink, SourceMissing
from bot.rules.refusals.verdicts import EvidenceMissing, NotEvidence, RationaleMissing
from bot.rules.verdicts import VerdictReply, parse_reply
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.prompts import Prompt, waiting_prompts
from storage.vocabulary import Decision

Answer = Callable[[Turn, Prompt, Claim, Content], list[Reply]]
DeskAnswer = Callable[[Turn, Prompt, Content], list[Reply]]


def _decline(turn: Turn, _prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    return declined(turn, found, content.text)


def _reopen(turn: Turn, _prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    return reopened(turn, found, content.text)


def _rating(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """A verdict typed where ratings were offered as buttons."""
    said = _typed_rating(turn, content)
    if said is None:
        raise QuestionOver(number=found.number)
    seen, purpose = prompt.typed.get("seen"), prompt.typed["purpose"]
    if purpose == "rate":
        return state_verdict(turn, found, said, content)
    if purpose == "correctwith":
        return correct_as_typed(turn, found, said, content, seen)
    return decide_as_typed(turn, found, Decision(purpose.removesuffix("with")), said, content, seen)


def _typed_rating(turn: Turn, content: Content) -> VerdictReply | None:
    """The verdict that this states, in its author's own words."""
    if content.origin is not None:
        return None
    said = parse_reply(content.text, ratings_of(turn), qualifiers_of(turn))
    return said if isinstance(said, VerdictReply) and said.number is None else None


def can_answer(turn: Turn, prompt: Prompt) -> bool:
    """Whether the message can be the answer. Where ratings are offered as buttons only a verdict is: anything
    else is heard as if nothing had been asked."""
    if prompt.asks != "rating":
        return prompt.asks in ANSWERS or prompt.asks in DESK_ANSWERS
    if prompt.answered_at is not None or prompt.expires_at <= turn.now or prompt.claim_id is None:
        return False
    try:
        at, _ = claim_with_id(turn, prompt.claim_id)
    except Refusal:
        return False
    return _typed_rating(at, turn.update.content) is not None


ANSWERS: dict[str, Answer] = {
    "rating": _rating,
    "rationale": answer_missing,
    "evidence": answer_missing,
    "agree": answer_reason,
    "changes": answer_reason,
    "disagree": answer_reason,
    "overrule": answer_reason,
    "source": answer_source,
    "whom": answer_whom,
    "correct": answer_correction,
    "decline": _decline,
    "reopen": _reopen,
    "snooze": answer_when,
}
"""Who understands the answer to which question. Questions with buttons are not here."""

DESK_ANSWERS: dict[str, DeskAnswer] = {"scale": answer_scale, "setting": answer_setting, "step": answer_step}
"""The same for questions about no claim."""

LACKING = (
    NotEvidence,
    ReasonMissing,
    RationaleMissing,
    EvidenceMissing,
    SourceMissing,
    NotALink,
    NoSuchSource,
    TimeMissing,
    UnreadableTime,
    TimeInThePast,
    SnoozeTooFar,
)
"""After these the question still stands: the answer lacked something. Any other refusal ends it, so that it
does not catch what the person says next."""


def answer(turn: Turn, prompt: Prompt) -> Iterable[Reply]:
    """What the person of a prompt says to it. A refusal that more words cannot mend ends the prompt."""
    if prompt.person_id != turn.who.person.id:
        raise NotYourQuestion
    over = prompt.answered_at is not None or prompt.expires_at <= turn.now
    if prompt.asks in DESK_ANSWERS:
        if over:
            raise SettingsQuestionOver
        # A name that cannot be taken leaves the question open for another.
        replies = DESK_ANSWERS[prompt.asks](turn, prompt, turn.update.content)
        close_prompt(turn.session, prompt, turn.now)
        return replies
    if prompt.claim_id is None:
        raise NotAClaim(example="/show 12")
    try:
        # Of its own, so that a refusal undoes the answer and not the end of the question.
        with turn.session.begin_nested():
            at, found = claim_with_id(turn, prompt.claim_id)
            if over:
                raise QuestionOver(number=found.number)
            note_album(at.session, prompt, at.update.content)
            close_prompt(at.session, prompt, at.now)
            return ANSWERS[prompt.asks](at, prompt, found, at.update.content)
    except LACKING:
        raise
    except Refusal as refusal:
        if not over:
            note_album(turn.session, prompt, turn.update.content, refused=True)
            close_prompt(turn.session, prompt, turn.now)
        return refuse(turn, refusal)


def cancel(turn: Turn) -> Iterable[Reply]:
    """`/cancel`: the newest question is off: of this chat, or else of any other."""
    person = turn.who.person.id
    waiting = waiting_prompts(turn.session, person, turn.update.chat_id, turn.now) or waiting_prompts(
        turn.session, person, None, turn.now
    )
    if not waiting:
        raise NothingToCancel
    close_prompt(turn.session, waiting[0], turn.now)
    return privately(turn, Message(turn.own_words("Good, I ask no more.")), purpose="done")
